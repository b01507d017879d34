"""Annotated videos can be played and never replace anything."""

import os

import cv2
import numpy as np
import pytest

from desktop_app.annotated_video import AnnotatedVideo, VideoError, free_path


def gray(level, size=(48, 64)):
    return np.full((*size, 3), level, np.uint8)


def levels(path):
    """The brightness of each frame of a video, in tens."""
    capture = cv2.VideoCapture(str(path))
    found = []
    while True:
        worked, image = capture.read()
        if not worked:
            capture.release()
            return found
        found.append(round(float(image.mean()) / 10))


@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".mkv"])
def test_what_is_written_can_be_played(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    with AnnotatedVideo(path, 10) as video:
        for index in range(5):
            video.write(gray(50 * index), index / 10)
    assert levels(path) == [0, 5, 10, 15, 20]


def test_uneven_times_become_an_even_rate(tmp_path):
    path = tmp_path / "a.avi"
    with AnnotatedVideo(path, 10) as video:
        video.write(gray(50), 100.0)
        video.write(gray(100), 100.3)  # three tenths late: it stands for three frames
        video.write(gray(200), 100.31)  # too soon to be shown
        video.write(gray(150), 100.4)
    assert levels(path) == [5, 10, 10, 10, 15]


def test_a_long_stall_leaves_a_short_gap(tmp_path):
    path = tmp_path / "a.avi"
    with AnnotatedVideo(path, 10) as video:
        video.write(gray(50), 0.0)
        video.write(gray(100), 3600.0)
        video.write(gray(150), 3600.1)
    assert levels(path) == [5, *[10] * 20, 15]


def test_other_sizes_are_fitted_into_the_first(tmp_path):
    path = tmp_path / "a.avi"
    with AnnotatedVideo(path, 10) as video:
        video.write(gray(100, (49, 65)), 0.0)
        video.write(gray(200, (96, 64)), 0.1)
    capture = cv2.VideoCapture(str(path))
    first, second = capture.read()[1], capture.read()[1]
    capture.release()
    assert first.shape == second.shape == (48, 64, 3)
    assert second[24, 32, 0] > 180
    assert second[24, 2, 0] < 30, "margins are black"


def test_nothing_is_overwritten(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"precious")
    with pytest.raises(VideoError, match="already there"):
        AnnotatedVideo(path, 10)
    assert path.read_bytes() == b"precious"


def test_what_may_be_replaced_stays_until_the_video_is_whole(tmp_path):
    path = tmp_path / "a.avi"
    path.write_bytes(b"old")
    with AnnotatedVideo(path, 10, may_replace=True) as video:
        video.write(gray(50), 0.0)
        assert path.read_bytes() == b"old"
    assert levels(path) == [5]
    assert [file.name for file in tmp_path.iterdir()] == ["a.avi"]


def test_what_may_be_replaced_stays_where_no_picture_came(tmp_path):
    path = tmp_path / "a.avi"
    path.write_bytes(b"old")
    video = AnnotatedVideo(path, 10, may_replace=True)
    assert not video.close()
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.avi"]


def test_a_video_that_was_cut_off_replaces_nothing(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")
    video = AnnotatedVideo(path, 10, may_replace=True)
    video.write(gray(50), 0.0)
    (growing,) = set(tmp_path.iterdir()) - {path}
    # Where OpenCV writes on, it is to a file that has no name any more, as on a full disk.
    growing.unlink()
    growing.write_bytes(b"cut off")
    with pytest.raises(VideoError, match="disk full"):
        video.close()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_video_without_pictures_leaves_no_file(tmp_path):
    with AnnotatedVideo(tmp_path / "a.mp4", 10):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a.gif", "a", "no folder/a.mp4"])
def test_names_that_cannot_be_are_refused(tmp_path, name):
    with pytest.raises(VideoError):
        AnnotatedVideo(tmp_path / name, 10)


def test_a_free_name_is_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = free_path("a", ".mp4")
    first.touch()
    assert first == tmp_path / "a.mp4"
    assert free_path("a", ".mp4") == tmp_path / "a-2.mp4"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_cannot_be_written_gives_way_to_the_temporary_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert free_path("a-name-nobody-uses", ".mp4").parent != tmp_path
