"""A second start: it raises the first window and has it show something."""

import os
import socket
import sys
import threading

import pytest

from desktop_app.single_instance import (
    ACCEPTED,
    MAX_MESSAGE_BYTES,
    MAX_TOKEN_LENGTH,
    Request,
    become_first,
    hand_over,
    request_for,
    socket_name,
)
from tests.desktop_app.driving import WAIT_MS

posix = pytest.mark.skipif(os.name != "posix", reason="sockets of POSIX")


@pytest.fixture
def first(qapp):
    made = become_first()
    assert made is not None
    yield made
    made.close()


@pytest.fixture
def asked(first):
    requests = []
    first.asked.connect(requests.append)
    return requests


def handed_over(qtbot, request):
    """Hands over from a thread, as another process would; gives whether that was accepted."""
    results = []
    thread = threading.Thread(target=lambda: results.append(hand_over(request)))
    thread.start()
    qtbot.waitUntil(lambda: bool(results), timeout=WAIT_MS)
    thread.join()
    return results[0]


@pytest.mark.parametrize(
    "source", [None, "page.png", "rtsp://10.0.0.7/live", "数.png", "caf\udce9"]
)
def test_a_second_start_is_heard_by_the_first(qtbot, asked, source):
    assert handed_over(qtbot, Request(source, "token-1"))
    assert asked == [Request(source, "token-1")]


def test_several_starts_are_heard_one_after_the_other(qtbot, asked):
    for number in range(3):
        assert handed_over(qtbot, Request(str(number)))
    assert [request.source for request in asked] == ["0", "1", "2"]


def test_without_a_first_window_nothing_is_handed_over(qapp):
    assert not hand_over(Request("page.png"))


def test_there_is_one_first_window_only(qtbot, first):
    assert become_first() is None


def test_when_the_first_window_closes_the_next_start_is_the_first(qtbot, first):
    first.close()
    second = become_first()
    assert second is not None
    second.close()


@posix
def test_the_socket_of_a_killed_process_is_in_nobodys_way(qtbot, asked, first):
    first.close()
    left = socket.socket(socket.AF_UNIX)
    left.bind(socket_name())
    left.close()  # the file stays, and nobody listens
    second = become_first()
    assert second is not None
    second.asked.connect(asked.append)
    assert handed_over(qtbot, Request("page.png"))
    assert asked == [Request("page.png")]
    second.close()


@posix
@pytest.mark.parametrize(
    "junk",
    [
        b"\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"null\n",
        b"[1, 2]\n",
        b"\xff\xfe\x00\n",
        b"[" * 5000 + b"\n",
        b'{"source": "page.png"}\n',
        b'{"digitlens": 1, "source": 3}\n',
        b'{"digitlens": 1, "source": ""}\n',
        b'{"digitlens": 1, "source": "a\\u0000b"}\n',
        b'{"digitlens": 1, "source": "a", "activation_token": 3}\n',
        b"x" * (MAX_MESSAGE_BYTES + 1),
    ],
    ids=range(12),
)
def test_junk_is_hung_up_on_and_does_no_harm(qtbot, asked, junk):
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(socket_name())
        stranger.sendall(junk)
        stranger.setblocking(False)
        received = []

        def is_hung_up_on():
            try:
                received.append(stranger.recv(100))
            except BlockingIOError:
                return False
            except ConnectionResetError:
                received.append(b"")
            return received[-1] == b""

        qtbot.waitUntil(is_hung_up_on, timeout=WAIT_MS)
    assert ACCEPTED not in received
    assert asked == []
    assert handed_over(qtbot, Request("page.png"))
    assert asked == [Request("page.png")]


@posix
def test_who_connects_and_says_nothing_blocks_nobody(qtbot, asked):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(socket_name())
        assert handed_over(qtbot, Request("page.png"))
    assert asked == [Request("page.png")]


@posix
def test_a_request_in_pieces_is_put_together(qtbot, asked):
    line = Request("page.png").to_line()
    with socket.socket(socket.AF_UNIX) as slow:
        slow.connect(socket_name())
        slow.sendall(line[:10])
        assert handed_over(qtbot, Request("other.png"))
        slow.sendall(line[10:])
        qtbot.waitUntil(lambda: len(asked) == 2, timeout=WAIT_MS)
    assert asked[1] == Request("page.png")


def test_what_is_too_long_is_not_sent(qtbot, asked):
    assert not handed_over(qtbot, Request("x" * MAX_MESSAGE_BYTES))
    assert asked == []


def test_a_file_is_asked_for_by_its_full_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.png").touch()
    assert request_for("page.png").source == str(tmp_path / "page.png")
    assert request_for("Desk camera").source == "Desk camera"
    assert request_for("http://10.0.0.7/video").source == "http://10.0.0.7/video"
    assert request_for(None).source is None


def test_the_desktops_permission_to_raise_comes_along(monkeypatch):
    monkeypatch.delenv("DESKTOP_STARTUP_ID", raising=False)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token-1")
    assert request_for(None).activation_token == "token-1"


@pytest.mark.parametrize("token", ["a\nb", "ä", "x" * (MAX_TOKEN_LENGTH + 1)])
def test_a_token_that_is_none_is_left_out(token):
    assert Request.from_line(Request("a", token).to_line()) == Request("a")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has names instead of paths")
def test_the_socket_is_where_only_this_user_can_make_it(tmp_path, monkeypatch):
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    assert socket_name() == str(folder / "digitlens.socket")
    folder.chmod(0o777)
    assert socket_name() == ""
    assert become_first() is None
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert str(tmp_path) not in socket_name()
    assert socket_name().endswith("digitlens.socket")
