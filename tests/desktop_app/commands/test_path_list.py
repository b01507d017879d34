"""Lists of paths as people and programs write them."""

import io
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands import CommandError
from desktop_app.commands.path_list import listed_paths

EXPECTED = ["a.png", "b c.png", "été.png"]


def listed(tmp_path, content):
    (tmp_path / "list").write_bytes(content)
    return list(listed_paths(str(tmp_path / "list")))


@pytest.mark.parametrize(
    "content",
    [
        "a.png\nb c.png\nété.png\n".encode(),
        "a.png\nb c.png\n\nété.png".encode(),
        "a.png\r\nb c.png\r\nété.png\r\n".encode(),
        "\ufeffa.png\r\nb c.png\r\nété.png\r\n".encode(),
        "a.png\r\nb c.png\r\nété.png\r\n".encode("utf-16"),
        "a.png\0b c.png\0été.png\0".encode(),
    ],
    ids=["lines", "no last line end", "Windows", "with a mark", "PowerShell", "find -print0"],
)
def test_lists_of_all_kinds(tmp_path, content):
    assert listed(tmp_path, content) == EXPECTED


def test_names_with_line_ends_and_odd_bytes_are_kept(tmp_path):
    assert listed(tmp_path, b"a\nb.png\0\xff.png\0") == ["a\nb.png", os.fsdecode(b"\xff.png")]


@given(names=st.lists(st.binary(min_size=1, max_size=9), min_size=1))
def test_any_bytes_but_nul_come_back(tmp_path_factory, names):
    names = [name.replace(b"\0", b"x") for name in names]
    if names[0].startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(b"".join(name + b"\0" for name in names))
    found = list(listed_paths(str(path)))
    assert [name.encode("utf-8", "surrogateescape") for name in found] == names


@pytest.mark.skipif(os.name != "posix", reason="named pipes of POSIX")
def test_of_a_pipe_each_path_comes_as_soon_as_it_is_there(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    go_on = threading.Event()

    def write():
        with pipe.open("w", buffering=1) as stream:
            stream.write("a.png\n")
            assert go_on.wait(30)
            stream.write("b.png\n")

    writer = threading.Thread(target=write)
    writer.start()
    paths = listed_paths(str(pipe))
    assert next(paths) == "a.png"
    go_on.set()
    assert list(paths) == ["b.png"]
    writer.join()


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a.png\nb.png\n")))
    assert list(listed_paths("-")) == ["a.png", "b.png"]


def test_a_list_is_not_read_ahead_without_bound(tmp_path):
    path = tmp_path / "list"
    with path.open("w") as stream:
        stream.writelines(f"{n:0100}.png\n" for n in range(20_000))
    paths = listed_paths(str(path))
    assert next(paths) == f"{0:0100}.png"
    path.write_text("")  # what was not read is gone
    assert len(list(paths)) < 2000


def test_what_is_no_list_is_told(tmp_path, picture):
    with pytest.raises(CommandError, match="is a picture, not a list"):
        list(listed_paths(str(picture("a.png"))))
    with pytest.raises(CommandError, match="cannot be read"):
        list(listed_paths(str(tmp_path / "absent")))
    with pytest.raises(CommandError, match="cannot be read"):
        list(listed_paths(str(tmp_path)))
    with pytest.raises(CommandError, match="far too long"):
        listed(tmp_path, b"x" * 200_000)
    assert listed(tmp_path, b"") == []
