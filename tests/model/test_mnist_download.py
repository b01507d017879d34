from __future__ import annotations

import contextlib
import gzip
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from model import mnist_download
from model.array_files import DatasetError
from model.mnist_download import downloaded_mnist

CONTENTS = {
    name: gzip.compress(name.encode() * (i + 1) * 5000, mtime=0)
    for i, name in enumerate(mnist_download.SHA256_OF_FILES)
}
TOTAL = sum(map(len, CONTENTS.values()))


@pytest.fixture(autouse=True)
def small_files(monkeypatch) -> None:
    for name, content in CONTENTS.items():
        monkeypatch.setitem(
            mnist_download.SHA256_OF_FILES, name, hashlib.sha256(content).hexdigest()
        )
        monkeypatch.setitem(mnist_download.BYTES_OF_FILES, name, len(content))
    monkeypatch.setattr(mnist_download, "TIMEOUT_S", 0.3)


@contextlib.contextmanager
def served(answer) -> Iterator[str]:
    """A server whose `answer(handler, name)` writes the response; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(OSError):
                answer(self, self.path.rpartition("/")[2])

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/mnist/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def give(handler: BaseHTTPRequestHandler, name: str) -> None:
    send(handler, CONTENTS[name])


def send(handler: BaseHTTPRequestHandler, content: bytes, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_the_files_arrive_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with served(give) as address:
        folder = downloaded_mnist(
            lambda done, total: told.append((done, total)), folder=tmp_path, mirrors=(address,)
        )
    assert {name: (folder / name).read_bytes() for name in CONTENTS} == CONTENTS
    assert all(total == TOTAL for _, total in told)
    done = [done for done, _ in told]
    assert done == sorted(done)
    assert done[-1] == TOTAL


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    with served(give) as address:
        pass
    assert downloaded_mnist(folder=tmp_path, mirrors=(address,)) == tmp_path


def test_a_damaged_file_is_fetched_again(tmp_path: Path) -> None:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content[:-1])
    with served(give) as address:
        downloaded_mnist(folder=tmp_path, mirrors=(address,))
    assert {name: (tmp_path / name).read_bytes() for name in CONTENTS} == CONTENTS


def test_a_wrong_checksum_leaves_nothing_behind(tmp_path: Path) -> None:
    with (
        served(lambda handler, name: send(handler, b"x" * len(CONTENTS[name]))) as address,
        pytest.raises(DatasetError, match="wrong checksum"),
    ):
        downloaded_mnist(folder=tmp_path, mirrors=(address,))
    assert not files_in(tmp_path)


def test_the_next_address_is_tried(tmp_path: Path) -> None:
    def refuse(handler: BaseHTTPRequestHandler, name: str) -> None:
        send(handler, b"not here", 404)

    with served(refuse) as first, served(give) as second:
        downloaded_mnist(folder=tmp_path, mirrors=(first, second))
    assert files_in(tmp_path) == set(CONTENTS)


def test_no_network_is_told_in_one_sentence(tmp_path: Path) -> None:
    with served(give) as address:
        pass
    with pytest.raises(DatasetError, match="no server could be reached; check the network"):
        downloaded_mnist(folder=tmp_path, mirrors=(address,))


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with served(give) as address, pytest.raises(DatasetError, match="could not be saved"):
        downloaded_mnist(folder=tmp_path / "taken", mirrors=(address,))


def test_a_server_that_falls_silent_is_given_up(tmp_path: Path) -> None:
    silence = threading.Event()

    def stall(handler: BaseHTTPRequestHandler, name: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"a little")
        handler.wfile.flush()
        silence.wait(30)

    with served(stall) as address:
        try:
            with pytest.raises(DatasetError, match="no server could be reached"):
                downloaded_mnist(folder=tmp_path, mirrors=(address,))
        finally:
            silence.set()
    assert not files_in(tmp_path)


def test_a_server_that_never_ends_is_stopped(tmp_path: Path) -> None:
    def pour(handler: BaseHTTPRequestHandler, name: str) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    with (
        served(pour) as address,
        pytest.raises(DatasetError, match="sent more than the file"),
    ):
        downloaded_mnist(folder=tmp_path, mirrors=(address,))
    assert not files_in(tmp_path)


def test_what_the_listener_raises_ends_the_download(tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    def enough(done: int, total: int) -> None:
        raise EnoughError

    with served(give) as address, pytest.raises(EnoughError):
        downloaded_mnist(enough, folder=tmp_path, mirrors=(address,))
    assert not files_in(tmp_path)
