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
