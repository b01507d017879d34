"""Lines that other programs read while they are written: whole, in order, never in the way."""

import contextlib
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.outlet.line_file import ForeignFileError, LineFile
from tests.places import fill, read_only, small_disk

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "readings.txt"


def test_lines_are_added_to_what_is_there(path):
    path.write_text("before\n")
    file = LineFile(path)
    file.write("one")
    assert path.read_text() == "before\none\n", "at once"
    file.write("two")
    file.close()
    assert path.read_text() == "before\none\ntwo\n"


def test_a_line_that_was_cut_off_is_ended_first(path):
    path.write_text("whole\ncut o")
    file = LineFile(path)
    file.write("one")
    file.close()
    assert path.read_text() == "whole\ncut o\none\n"


def test_the_header_stands_where_the_file_begins(path):
    for _ in range(2):
        file = LineFile(path, header="a,b", start="a,b")
        file.write("1,2")
        file.close()
    assert path.read_text() == "a,b\n1,2\n1,2\n"


@pytest.mark.parametrize("content", [b"x,y\n", b"{}\n\0"])
def test_a_file_of_something_else_is_refused_and_left_alone(path, content):
    path.write_bytes(content)
    with pytest.raises(ForeignFileError):
        LineFile(path, header="a,b", start="a,b")
    assert path.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can be neither moved nor deleted")
def test_a_file_that_was_moved_away_or_deleted_is_begun_anew(path):
    file = LineFile(path, header="h")
    file.write("one")
    path.rename(path.with_name("old.txt"))
    file.write("two")
    path.unlink()
    file.write("three")
    file.close()
    assert path.with_name("old.txt").read_text() == "h\none\n"
    assert path.read_text() == "h\nthree\n"


def test_what_two_programs_add_stays_whole(path):
    files = [LineFile(path), LineFile(path)]
    for number in range(100):
        files[number % 2].write(str(number) * 50)
    for file in files:
        file.close()
    assert path.read_text().splitlines() == [str(number) * 50 for number in range(100)]


def test_on_a_full_disk_the_lines_before_stay_whole(tmp_path):
    with small_disk(tmp_path / "disk", 1) as disk:
        file = LineFile(disk / "readings.txt")
        file.write("one")
        fill(disk, leave_bytes=0)
        line = "x" * 3000
        with pytest.raises(OSError, match="No space"):
            write_often(file, line)
        file.close()
        lines = (disk / "readings.txt").read_text()
        assert lines.endswith("\n")
        assert set(lines.splitlines()) <= {"one", line}


def test_a_folder_that_is_read_only_is_told(tmp_path):
    with read_only(tmp_path), pytest.raises(PermissionError):
        LineFile(tmp_path / "readings.txt")


@needs_pipes
def test_readers_of_a_pipe_come_and_go(path):
    os.mkfifo(path)
    file = LineFile(path, header="h")
    file.write("nobody hears it")
    for name in ("first", "second"):
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        file.write(name)
        assert os.read(reader, 100) == f"h\n{name}\n".encode()
        file.write("more")
        assert os.read(reader, 100) == b"more\n"
        os.close(reader)
        file.write("nobody hears it")
    file.close()


@needs_pipes
@pytest.mark.parametrize("length", [100, 4000, 9001])
def test_a_reader_that_does_not_keep_up_misses_whole_lines(path, length):
    os.mkfifo(path)
    file = LineFile(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    lines = [f"{number:04}" + "x" * length for number in range(60)]
    heard = b""
    for number, line in enumerate(lines):
        file.write(line)
        if number in (40, 50):  # by then there is no room any more
            heard += drained(reader)
    heard += drained(reader)
    file.close()
    os.close(reader)
    whole = heard.decode().split("\n")[:-1]
    assert whole[0] == lines[0]
    assert set(whole) <= set(lines)
    assert whole == sorted(whole)


def write_often(file, line):
    for _ in range(100):
        file.write(line)


def drained(reader):
    """What waits in a pipe."""
    heard = b""
    with contextlib.suppress(BlockingIOError):
        while part := os.read(reader, 1 << 16):
            heard += part
    return heard


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40)))
def test_what_is_written_is_read(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("lines") / "readings.txt"
    file = LineFile(path)
    for line in lines:
        file.write(line)
    file.close()
    assert path.read_bytes().decode().split("\n")[:-1] == lines
