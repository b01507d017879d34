"""A camera gives frames, is found again after a replug, or says in one sentence why not."""

import os
import sys

import cv2
import numpy as np
import pytest

from tests.fakes import FakeCapture, FakeClock
from vision import camera_source, cameras
from vision.camera_source import CameraSource
from vision.cameras import Camera
from vision.capture import SourceError

LID = Camera("Lid camera", "usb:0001:0001", 0, cv2.CAP_V4L2)
DESK = Camera("Desk camera", "usb:046d:082d:AAA", 2, cv2.CAP_V4L2)


def gray(level: int) -> np.ndarray:
    return np.full((48, 64, 3), level, np.uint8)


@pytest.fixture
def plugged(monkeypatch):
    """A function that sets which cameras are there, and what opening one gives."""
    opened = []

    def plug(*present, capture=None, devices=None, allowed=True):
        nodes = {f"/dev/video{camera.index}" for camera in present} if devices is None else devices

        def open_capture(index, backend):
            opened.append((index, backend))
            return capture

        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(cameras, "list_cameras", lambda: present)
        monkeypatch.setattr(camera_source.cv2, "VideoCapture", open_capture)
        monkeypatch.setattr(
            camera_source.os,
            "access",
            lambda path, mode: path in nodes and (allowed or mode == os.F_OK),
        )
        return opened

    return plug


def test_camera_gives_frames(plugged):
    clock = FakeClock()
    capture = FakeCapture([gray(1), gray(2)])
    opened = plugged(LID, DESK, capture=capture)
    source = CameraSource(DESK, clock=clock)
    source.open()
    first, second = source.read(), source.read()
    assert opened == [(2, cv2.CAP_V4L2)]
    assert (source.name, source.is_live, source.frame_interval_s) == ("Desk camera", True, 0.0)
    assert (first.index, second.index) == (0, 1)
    assert first.captured_at_s == clock.now_s
    assert (first.image[0, 0, 0], second.image[0, 0, 0]) == (1, 2)
    assert not first.image.flags.writeable
    assert capture.settings[cv2.CAP_PROP_FRAME_WIDTH] == 1280
    source.close()
    assert capture.released


@pytest.mark.parametrize("wanted", [2, "Desk camera", "desk CAMERA", "usb:046d:082d:AAA", DESK])
def test_camera_by_index_name_or_identity(plugged, wanted):
    opened = plugged(LID, DESK, capture=FakeCapture())
    source = CameraSource(wanted)
    source.open()
    assert source.name == "Desk camera"
    assert opened == [(2, cv2.CAP_V4L2)]


@pytest.mark.parametrize("wanted", [2, "Desk camera", DESK])
def test_replugged_camera_is_found_under_its_new_index(plugged, wanted):
    plugged(LID, DESK, capture=FakeCapture())
    source = CameraSource(wanted)
    source.open()
    source.close()
    other = Camera("Other", "usb:9:9", 2, cv2.CAP_V4L2)
    moved = Camera(DESK.name, DESK.identity, 5, DESK.backend)
    opened = plugged(LID, other, moved, capture=FakeCapture())
    source.open()
    assert opened[-1] == (5, cv2.CAP_V4L2)


@pytest.mark.parametrize("wanted", [2, DESK])
def test_another_camera_is_not_opened_in_place_of_the_lost_one(plugged, wanted):
    plugged(LID, DESK, capture=FakeCapture())
    source = CameraSource(wanted)
    source.open()
    source.close()
    opened = plugged(LID, Camera("Other", "usb:9:9", 2, cv2.CAP_V4L2), capture=FakeCapture())
    count = len(opened)
    with pytest.raises(SourceError, match="'Desk camera' is not there; plug it in"):
        source.open()
    assert len(opened) == count


def test_index_works_where_cameras_cannot_be_listed(plugged):
    opened = plugged(capture=FakeCapture([gray(1)]), devices={"/dev/video3"})
    source = CameraSource(3)
    source.open()
    assert source.read() is not None
    assert opened == [(3, cv2.CAP_V4L2)]


@pytest.mark.parametrize("wanted", [7, "No such camera"])
def test_camera_that_is_not_there(plugged, wanted):
    plugged(LID)
    with pytest.raises(SourceError, match="is not there; plug it in or choose another"):
        CameraSource(wanted).open()


def test_camera_without_permission_names_the_group(plugged):
    plugged(DESK, capture=FakeCapture(), allowed=False)
    with pytest.raises(SourceError, match="group 'video'"):
        CameraSource(DESK).open()


def test_camera_that_does_not_open(plugged):
    capture = FakeCapture(opened=False)
    plugged(DESK, capture=capture)
    with pytest.raises(SourceError, match="may be in use by another program"):
        CameraSource(DESK).open()
    assert capture.released


def test_other_systems_name_their_privacy_settings(plugged, monkeypatch):
    camera = Camera("Lid", "path:x", 0, cv2.CAP_AVFOUNDATION)
    plugged(camera, capture=FakeCapture(opened=False), devices=set())
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SourceError, match="privacy settings"):
        CameraSource(camera).open()


@pytest.mark.parametrize("nothing", [None, np.empty((0, 0, 3), np.uint8), cv2.error("broken")])
def test_camera_whose_first_read_fails(plugged, nothing):
    plugged(DESK, capture=FakeCapture([nothing] * 100))
    source = CameraSource(DESK)
    source.open()
    with pytest.raises(SourceError, match="may be in use by another program"):
        source.read()


def test_camera_may_take_its_time_for_the_first_picture(plugged):
    plugged(DESK, capture=FakeCapture([None, None, gray(3)]))
    source = CameraSource(DESK)
    source.open()
    assert source.read() is not None


def test_one_broken_picture_does_not_lose_the_camera(plugged):
    plugged(DESK, capture=FakeCapture([gray(1), None, gray(2), cv2.error("broken"), gray(3)]))
    source = CameraSource(DESK)
    source.open()
    assert [source.read().index for _ in range(3)] == [0, 1, 2]


def test_camera_that_is_unplugged(plugged):
    plugged(DESK, capture=FakeCapture([gray(1)]))
    source = CameraSource(DESK)
    source.open()
    source.read()
    with pytest.raises(SourceError, match="was lost; check its cable"):
        source.read()


def test_camera_opens_and_closes_many_times(plugged):
    captures = []

    def opening(index, backend):
        captures.append(FakeCapture([gray(1)]))
        return captures[-1]

    plugged(DESK)
    camera_source.cv2.VideoCapture = opening
    source = CameraSource(DESK)
    for _ in range(200):
        source.open()
        assert source.read().index == 0
    source.close()
    assert all(capture.released for capture in captures)
