"""Files that are not ordinary ones are refused in a sentence, and nothing hangs."""

import os
import stat
from pathlib import Path

import pytest

from tests.places import no_privileges
from vision.files import FileError, file_bytes, head_bytes, shown_name

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs the files of POSIX")


def error_of(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        file_bytes(path, limit=2 * 1024**2)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    "name", ["Zahlen für Zoë.txt", "数字 七.txt", "a b  c.txt", "x" * 250 + ".txt"]
)
def test_paths_as_people_write_them(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"content")
    assert file_bytes(path, 100) == b"content"
    assert head_bytes(path, 3) == b"con"


def test_empty_file(tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    assert "is empty" in error_of(path)


def test_vanished_file(tmp_path):
    assert "There is no file 'gone.txt'" in error_of(tmp_path / "gone.txt")
    assert "no file" in error_of(tmp_path / "no folder" / "gone.txt")


def test_folder(tmp_path):
    assert "is a folder" in error_of(tmp_path)


def test_name_of_three_hundred_characters(tmp_path):
    text = error_of(tmp_path / ("n" * 300 + ".txt"))
    assert len(text) < 200


def test_name_with_nul(tmp_path):
    assert "name is not valid" in error_of(tmp_path / "a\0b.txt")


@POSIX
def test_fifo_and_device_do_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "a device or a pipe" in error_of(tmp_path / "pipe.txt")
    assert "a device or a pipe" in error_of(Path("/dev/zero"))


@POSIX
def test_fifo_put_in_the_place_of_a_file_does_not_hang(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "plain.txt").write_bytes(b"x")
    status = (tmp_path / "plain.txt").stat()
    monkeypatch.setattr(Path, "stat", lambda *_, **__: status)
    assert "a device or a pipe" in error_of(tmp_path / "pipe.txt")


@POSIX
def test_link_loop(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert "symbolic links" in error_of(tmp_path / "a.txt")


@POSIX
def test_no_permission(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_bytes(b"content")
    path.chmod(stat.S_IWUSR)
    with no_privileges():
        assert "may not be read by your account" in error_of(path)


@POSIX
def test_no_permission_for_the_folder(tmp_path):
    folder = tmp_path / "secret"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"content")
    folder.chmod(0)
    try:
        with no_privileges():
            assert "may not be read by your account" in error_of(folder / "a.txt")
    finally:
        folder.chmod(0o700)


def test_file_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(2 * 1024**2 + 1)
    assert "larger than 2 MB" in error_of(path)


def test_names_in_messages_are_fit_to_show():
    assert shown_name("/home/zoe/secret/sum.txt") == "'sum.txt'"
    assert shown_name("C:\\Users\\zoe\\sum.txt") == "'sum.txt'"
    assert shown_name("evil\nname\x1b[2J.txt").isprintable()
    assert len(shown_name("n" * 300)) < 90


def test_head_of_a_file_over_the_limit(tmp_path):
    path = tmp_path / "film"
    path.write_bytes(b"head" + bytes(100))
    assert head_bytes(path, 4) == b"head"
    assert len(head_bytes(path, 1000)) == 104
