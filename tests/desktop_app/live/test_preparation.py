"""What other threads make ready for the view looks as what the view makes by itself."""

import threading

import numpy as np
import pytest

from desktop_app.live import choice
from desktop_app.live.choice import SourceChoice
from desktop_app.live.marks import OverlayStyle
from desktop_app.live.preparation import PictureWish, Preparation
from desktop_app.live.session import LiveSession
from desktop_app.live.video_view import VideoView
from tests.desktop_app.driving import WAIT_MS
from tests.desktop_app.live.fake_reading import (
    FakeReader,
    FakeReaders,
    fake_classifier,
    picture_of_numbers,
)
from tests.desktop_app.live.viewing import pixels
from tests.desktop_app.window_fakes import DESK_CAMERA
from vision.frame import Box, Frame

WISH = PictureWish((640, 480), Box(0, 0, 640, 480), (320, 240), is_mirrored=False)


def noisy_frame(seed=0, size=(480, 640)):
    picture = picture_of_numbers("12", size=size)
    picture[100:] = np.random.default_rng(seed).integers(0, 255, (size[0] - 100, size[1], 3))
    return Frame(picture)


def read(frame):
    return FakeReader(None, is_live=True).read(frame)


@pytest.fixture
def make_view(qtbot):
    def made():
        view = VideoView(now=lambda: 0.0)
        qtbot.addWidget(view)
        view.set_frozen(False)
        view.resize(500, 400)
        view.show()
        return view

    return made


def shown(view, frame, *, early):
    """What is seen after a frame and its reading, given early to the preparation or not."""
    recognition = read(frame)
    if early:
        view.preparation.take_frame(frame)
        view.preparation.take_recognition(recognition)
    view.show_frame(frame)
    view.show_recognition(recognition)
    return pixels(view)


@pytest.mark.parametrize(
    "change",
    [
        lambda view: None,
        lambda view: view.resize(420, 380),
        lambda view: view.set_mirrored(True),
        lambda view: view.zoom_in(),
        lambda view: view.set_overlay(OverlayStyle(style="underline", size="large")),
    ],
    ids=["same", "resized", "mirrored", "zoomed", "another style"],
)
def test_what_was_made_ready_is_shown_as_the_view_is_now(make_view, change):
    early, late = make_view(), make_view()
    first, second = noisy_frame(1), noisy_frame(2)
    for view in (early, late):
        shown(view, first, early=False)
    recognition = read(second)
    early.preparation.take_frame(second)
    early.preparation.take_recognition(recognition)
    for view in (early, late):
        change(view)
        view.show_frame(second)
        view.show_recognition(recognition)
    assert np.array_equal(pixels(early), pixels(late))
    # And from then on what is made ready is made so.
    third = noisy_frame(3)
    assert np.array_equal(shown(early, third, early=True), shown(late, third, early=False))


def test_a_picture_is_made_once():
    preparation, frame = Preparation(), noisy_frame()
    preparation.picture(noisy_frame(9), WISH)
    preparation.take_frame(frame)
    assert preparation.picture(frame, WISH) is preparation.picture(frame, WISH)


def test_the_picture_before_the_newest_is_ready_still():
    preparation, frames = Preparation(), [noisy_frame(seed) for seed in range(3)]
    preparation.picture(frames[0], WISH)
    for frame in frames[1:]:
        preparation.take_frame(frame)
    for frame in frames[1:]:
        assert preparation.picture(frame, WISH) is preparation.picture(frame, WISH)


def test_nothing_is_made_ready_for_a_frame_of_another_size():
    preparation, larger = Preparation(), noisy_frame(size=(960, 1280))
    preparation.picture(noisy_frame(), WISH)
    preparation.take_frame(larger)
    wish = PictureWish((1280, 960), Box(0, 0, 1280, 960), (320, 240), is_mirrored=False)
    assert preparation.picture(larger, wish) is not preparation.picture(larger, wish)


def test_frames_and_readings_are_made_ready_outside_of_the_window_s_thread(
    qtbot, cameras, monkeypatch
):
    monkeypatch.setattr(choice, "CameraSource", cameras.source)
    session = LiveSession(lambda: fake_classifier, confidence=0.6, make_readers=FakeReaders())
    seen = {}
    session.prepare_frame = lambda frame: seen.update(frame=threading.current_thread())
    session.prepare_recognition = lambda _: seen.update(reading=threading.current_thread())
    try:
        session.open(SourceChoice.of_camera(DESK_CAMERA))
        qtbot.waitUntil(lambda: session.recognition is not None, timeout=WAIT_MS)
    finally:
        session.stop()
    assert len({seen["frame"], seen["reading"], threading.main_thread()}) == 3
