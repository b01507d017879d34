"""The files that are read are those the user meant, in an order that can be foretold."""

import os
from pathlib import Path, PurePath

import pytest

from desktop_app.commands.picture_files import picture_files


def is_picture(path):
    return path.suffix == ".png"


def made(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def names(paths, **options):
    return [file.name for file in picture_files(paths, is_picture, **options)]


def test_files_come_as_they_were_given_whatever_they_are(tmp_path):
    assert names(["b.png", "./a.txt", "absent/x.png"]) == ["b.png", "./a.txt", "absent/x.png"]


def test_folders_give_their_pictures_sorted_and_those_below(tmp_path, monkeypatch):
    made(tmp_path / "in", "b.png", "a.png", "note.txt", "sub/c.png", "a sub/d.png")
    monkeypatch.chdir(tmp_path)
    expected = ["in/a.png", "in/b.png", "in/a sub/d.png", "in/sub/c.png"]
    assert names(["in"]) == [str(PurePath(name)) for name in expected]
    assert names(["./in/"])[0].startswith("./in/")


def test_folders_below_can_be_left_out(tmp_path):
    made(tmp_path, "a.png", "sub/b.png")
    assert names([str(tmp_path)], with_subfolders=False) == [str(tmp_path / "a.png")]


def test_hidden_files_are_passed_over(tmp_path):
    made(tmp_path, ".hidden.png", ".git/x.png", "seen.png")
    assert names([str(tmp_path)]) == [str(tmp_path / "seen.png")]


def test_the_folder_that_is_written_to_is_passed_over(tmp_path):
    made(tmp_path, "a.png", "out/a-read.png")
    assert names([str(tmp_path)], without=tmp_path / "out") == [str(tmp_path / "a.png")]


def test_a_folder_without_pictures_is_an_error(tmp_path):
    (found,) = picture_files([str(tmp_path)], is_picture)
    assert found.name == str(tmp_path)
    assert "no pictures" in found.error


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_loop_of_links_ends(tmp_path):
    made(tmp_path, "a.png")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names([str(tmp_path)]) == [str(tmp_path / "a.png")]


def test_the_way_inside_the_folder_is_kept(tmp_path):
    made(tmp_path, "sub/a.png")
    (found,) = picture_files([str(tmp_path)], is_picture)
    assert found.inside == Path("sub/a.png")


def test_patterns_are_expanded_where_the_shell_did_not(tmp_path, monkeypatch):
    made(tmp_path, "b1.png", "a1.png", "c.jpg", ".a1.png", "sub/a1.png", "sub/deep/d1.png", "n.txt")
    monkeypatch.chdir(tmp_path)
    assert names(["*1.png"]) == ["a1.png", "b1.png"]
    assert names(["*/?1.png"]) == [str(PurePath("sub/a1.png"))]
    everywhere = ["a1.png", "b1.png", "sub/a1.png", "sub/deep/d1.png"]
    assert names(["**/*.png"]) == [str(PurePath(name)) for name in everywhere]
    assert names(["su[a-c]"]) == [str(PurePath(name)) for name in everywhere[2:]]
    assert names(["n.*"]) == ["n.txt"], "a pattern names what it names, as the shell would"
    absolute = names([str(tmp_path / "[ab]1.png")])
    assert absolute == [str(tmp_path / "a1.png"), str(tmp_path / "b1.png")]


def test_a_pattern_without_files_is_an_error(tmp_path):
    (found,) = picture_files([str(tmp_path / "*.png")], is_picture)
    assert "pattern" in found.error


def test_a_file_that_is_named_like_a_pattern_is_that_file(tmp_path):
    made(tmp_path, "a[1].png", "a1.png")
    assert names([str(tmp_path / "a[1].png")]) == [str(tmp_path / "a[1].png")]
    assert names(["x[1].png"], with_patterns=False) == ["x[1].png"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read all folders")
def test_a_folder_that_may_not_be_read_is_told(tmp_path):
    made(tmp_path, "a.png", "closed/b.png", "open/c.png")
    (tmp_path / "closed").chmod(0)
    found = list(picture_files([str(tmp_path)], is_picture))
    (tmp_path / "closed").chmod(0o700)
    assert [bool(file.error) for file in found] == [False, True, False]


def test_a_folder_that_vanishes_is_told_and_the_others_are_read(tmp_path):
    made(tmp_path, "a.png", "gone/b.png", "open/c.png")
    files = picture_files([str(tmp_path)], is_picture)
    assert next(files).name == str(tmp_path / "a.png")
    # Which folders there are is known when the first of them is asked for, not before.
    (tmp_path / "gone").rename(tmp_path / "was")
    assert [file.name for file in files] == [
        str(tmp_path / "open" / "c.png"),
        str(tmp_path / "was" / "b.png"),
    ]


def test_nothing_is_looked_for_before_it_is_asked_for(tmp_path):
    made(tmp_path, "a.png", "b/c.png", "d/e.png")
    seen = []

    def watched(path):
        seen.append(path.name)
        return is_picture(path)

    def paths():
        yield str(tmp_path)
        raise AssertionError("read ahead")

    files = picture_files(paths(), watched)
    assert [next(files).inside for _ in range(2)] == [PurePath("a.png"), PurePath("b/c.png")]
    assert "e.png" not in seen
