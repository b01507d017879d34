"""Paging goes as a person would sort the files, and past those that are gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.files.collection import (
    FileCollection,
    Position,
    files_of,
    natural_key,
    readable_files,
)


@pytest.fixture
def folder(tmp_path):
    for name in ("page 10.png", "page 2.JPG", "clip.mp4", ".hidden.png", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    return tmp_path


def names(collection):
    """The names in the order one pages through them."""
    path = collection.first() or collection.current
    found = []
    while path is not None:
        found.append(path.name)
        path = collection.next()
    return found


def made(tmp_path, *names):
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.touch()
    return paths


def test_a_file_brings_its_folder_and_is_the_current_one(folder):
    files = files_of([folder / "page 2.JPG"])
    assert files.current == folder / "page 2.JPG"
    assert files.position == Position(2, 3)
    assert names(files) == ["clip.mp4", "page 2.JPG", "page 10.png"]


def test_a_file_whose_name_tells_nothing_is_among_them(folder):
    files = files_of([folder / "notes.txt"])
    assert files.position == Position(2, 4)
    assert files.current == folder / "notes.txt"


def test_a_folder_begins_with_its_first_file(folder):
    assert files_of([folder]).current == folder / "clip.mp4"


def test_several_files_are_only_these_in_the_order_they_were_chosen(folder):
    chosen = [folder / "page 10.png", folder / "clip.mp4", folder / "page 10.png"]
    assert names(files_of(chosen)) == ["page 10.png", "clip.mp4"]


def test_files_and_folders_can_be_mixed(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    made(other, "z.png")
    assert names(files_of([other, folder / "clip.mp4"])) == ["z.png", "clip.mp4"]


def test_a_folder_that_is_empty_or_gone_holds_nothing(tmp_path):
    assert files_of([tmp_path]).current is None
    assert files_of([tmp_path]).position is None
    assert readable_files(tmp_path / "gone") == []


def test_there_is_nothing_after_the_last_and_before_the_first(tmp_path):
    files = FileCollection(made(tmp_path, "1.png", "2.png"))
    assert not files.has_previous
    assert files.previous() is None
    assert files.first() is None
    assert files.next() == tmp_path / "2.png"
    assert not files.has_next
    assert files.next() is None
    assert files.last() is None
    assert files.current == tmp_path / "2.png"


def test_first_and_last(tmp_path):
    paths = made(tmp_path, "1.png", "2.png", "3.png")
    files = FileCollection(paths, paths[1])
    assert files.last() == paths[2]
    assert files.first() == paths[0]


def test_deleted_files_are_passed_over_and_no_longer_counted(tmp_path):
    paths = made(tmp_path, *(f"{n}.png" for n in range(6)))
    files = FileCollection(paths, paths[3])
    for gone in (paths[1], paths[2], paths[4]):
        gone.unlink()
    assert files.next() == paths[5]
    assert files.position == Position(5, 5)
    assert files.previous() == paths[3]
    assert files.previous() == paths[0]
    assert files.position == Position(1, 3)


def test_the_file_that_is_shown_may_be_deleted(tmp_path):
    paths = made(tmp_path, "1.png", "2.png", "3.png")
    files = FileCollection(paths, paths[1])
    paths[1].unlink()
    assert files.current == paths[1], "it is still what one sees"
    assert files.next() == paths[2]
    assert files.previous() == paths[0]
    assert files.position == Position(1, 2)


def test_when_all_others_are_gone_one_stays_where_one_is(tmp_path):
    paths = made(tmp_path, "1.png", "2.png", "3.png")
    files = FileCollection(paths, paths[1])
    for path in paths:
        path.unlink()
    assert files.next() is None
    assert files.previous() is None
    assert files.first() is None
    assert files.position == Position(1, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [("page 2", "page 10"), ("a", "B"), ("9", "10"), ("1", "a"), ("a1b2", "a1b10"), ("²", "³")],
)
def test_names_are_sorted_as_a_person_would(before, after):
    assert natural_key(before) < natural_key(after)


@given(st.lists(st.text(max_size=20)))
def test_any_names_have_one_order(names):
    backwards = [*reversed(names)]
    assert sorted(backwards, key=natural_key) == sorted(names, key=natural_key)
