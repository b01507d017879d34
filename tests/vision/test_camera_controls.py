"""A camera is asked, and what it really does is read back."""

import sys

import cv2
import numpy as np
import pytest

from tests.fakes import FakeCapture
from vision import camera_source, cameras
from vision.camera_controls import CameraState, CameraWish, is_like_rate, rate_of, size_of
from vision.camera_source import CameraSource
from vision.cameras import Camera

WEBCAM = Camera("Webcam", "usb:1:1", 0, cv2.CAP_V4L2)
OTHER_SYSTEM = Camera("Webcam", "path:x", 0, cv2.CAP_ANY)
SIZES = ((640, 480), (1280, 720), (1920, 1080))
PICTURE = np.full((48, 64, 3), 9, np.uint8)


class Driver(FakeCapture):
    """A driver that has three sizes, 15 and 30 frames a second, and refuses a rate while it runs.

    Attributes:
        controls: Value of each control it knows.
        fixed: Controls that it does not let be changed.
    """

    def __init__(self, controls=None, fixed=(), unknown=-1.0):
        super().__init__([PICTURE] * 50)
        self.controls = controls or {}
        self.fixed = fixed
        self.unknown = unknown
        self.size, self.rate = SIZES[0], 30.0
        self.runs = False
        self._asked = {}

    def read(self):
        self.runs = True
        return super().read()

    def set(self, key, value):
        if key == cv2.CAP_PROP_FPS:
            if self.runs:
                return False
            self.rate = 15.0 if value < 23 else 30.0
        elif key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT):
            self._asked[key] = value
            if len(self._asked) == 2:
                width = self._asked[cv2.CAP_PROP_FRAME_WIDTH]
                self.size = min(SIZES, key=lambda size: abs(size[0] - width))
                self._asked = {}
                self.runs = False
        elif key in self.fixed or key not in self.controls:
            return False
        else:
            self.controls[key] = value
        return True

    def get(self, key):
        known = {
            cv2.CAP_PROP_FRAME_WIDTH: self.size[0],
            cv2.CAP_PROP_FRAME_HEIGHT: self.size[1],
            cv2.CAP_PROP_FPS: self.rate,
        } | self.controls
        return float(known.get(key, self.unknown))


@pytest.fixture
def plug(monkeypatch):
    """Gives a source of a camera; each opening takes the next of the drivers."""

    def source_of(*drivers, camera=WEBCAM):
        waiting = list(drivers)
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(cameras, "list_cameras", lambda: (camera,))
        monkeypatch.setattr(camera_source.cv2, "VideoCapture", lambda *_: waiting.pop(0))
        monkeypatch.setattr(camera_source.os, "access", lambda *_: True)
        return CameraSource(camera)

    return source_of


def opened(source, wish):
    source.ask(wish)
    source.open()
    return source


def test_a_camera_that_was_asked_for_nothing_is_left_as_it_is(plug):
    driver = Driver({cv2.CAP_PROP_AUTO_EXPOSURE: 1})
    source = plug(driver)
    source.open()
    assert driver.size == (1280, 720)
    assert driver.controls[cv2.CAP_PROP_AUTO_EXPOSURE] == 1
    assert source.state is None


def test_size_and_rate_are_asked_for_at_the_opening(plug):
    source = opened(plug(Driver()), CameraWish(size=(1920, 1080), rate=15))
    assert source.state == CameraState((1920, 1080), 15.0)
    assert source.state.sizes is None
    source.close()
    assert source.state is None


def test_what_the_driver_gives_instead_is_told(plug):
    source = opened(plug(Driver()), CameraWish(size=(3840, 2160), rate=60))
    assert (source.state.size, source.state.rate) == ((1920, 1080), 30.0)


def test_another_rate_reaches_a_camera_that_runs(plug):
    first, second = Driver(), Driver()
    source = opened(plug(first, second), CameraWish())
    assert source.read() is not None
    source.ask(CameraWish(rate=15))
    assert first.released
    assert source.state.rate == 15.0
    assert source.read() is not None


def test_another_exposure_does_not_interrupt_the_picture(plug):
    driver = Driver({cv2.CAP_PROP_AUTO_EXPOSURE: 3, cv2.CAP_PROP_AUTOFOCUS: 1})
    source = opened(plug(driver), CameraWish())
    source.read()
    source.ask(CameraWish(auto_exposure=False, auto_focus=False))
    assert (source.state.auto_exposure, source.state.auto_focus) == (False, False)
    assert driver.controls == {cv2.CAP_PROP_AUTO_EXPOSURE: 1, cv2.CAP_PROP_AUTOFOCUS: 0}
    assert not driver.released
    assert source.read().index == 1
    source.ask(CameraWish())
    assert (source.state.auto_exposure, source.state.auto_focus) == (True, True)
    assert driver.controls == {cv2.CAP_PROP_AUTO_EXPOSURE: 3, cv2.CAP_PROP_AUTOFOCUS: 1}


def test_an_exposure_that_is_automatic_in_its_own_way_stays_so(plug):
    driver = Driver({cv2.CAP_PROP_AUTO_EXPOSURE: 0})
    assert opened(plug(driver), CameraWish()).state.auto_exposure is True
    assert driver.controls[cv2.CAP_PROP_AUTO_EXPOSURE] == 0


@pytest.mark.parametrize(
    ("camera", "driver"),
    [(WEBCAM, Driver()), (OTHER_SYSTEM, Driver(unknown=0.0))],
    ids=["V4L2", "another system"],
)
def test_a_driver_without_such_controls_lets_nobody_choose(plug, camera, driver):
    source = opened(plug(driver, camera=camera), CameraWish(auto_exposure=False, auto_focus=False))
    assert (source.state.auto_exposure, source.state.auto_focus) == (None, None)


def test_a_driver_that_does_not_obey_is_told_as_it_is(plug):
    driver = Driver({cv2.CAP_PROP_AUTO_EXPOSURE: 3}, fixed=(cv2.CAP_PROP_AUTO_EXPOSURE,))
    source = opened(plug(driver), CameraWish(auto_exposure=False))
    assert source.state.auto_exposure is True


def test_other_systems_have_plain_switches(plug):
    driver = Driver({cv2.CAP_PROP_AUTO_EXPOSURE: 1, cv2.CAP_PROP_AUTOFOCUS: 0}, unknown=0.0)
    source = opened(plug(driver, camera=OTHER_SYSTEM), CameraWish(auto_exposure=False))
    assert (source.state.auto_exposure, source.state.auto_focus) == (False, True)


@pytest.mark.parametrize(
    ("wish", "size", "rate"),
    [
        (CameraWish(), (1280, 720), 30.0),
        (CameraWish(size=(640, 480), rate=15), (640, 480), 15.0),
    ],
)
def test_common_formats_are_tried_and_the_wish_stands_again(plug, wish, size, rate):
    source = opened(plug(Driver()), wish)
    source.read()
    source.try_formats()
    assert source.state.sizes == SIZES
    assert source.state.rates == (15, 30)
    assert (source.state.size, source.state.rate) == (size, rate)
    assert source.read() is not None


def test_formats_that_were_tried_are_known_after_the_camera_was_lost(plug):
    source = opened(plug(Driver(), Driver()), CameraWish())
    source.try_formats()
    source.close()
    source.open()
    assert source.state.sizes == SIZES


def test_a_driver_that_tells_nothing_gives_no_formats(plug):
    class Silent(Driver):
        def get(self, key):
            return float("nan") if key == cv2.CAP_PROP_FPS else 0.0

    source = opened(plug(Silent()), CameraWish())
    source.try_formats()
    assert source.state.size == (0, 0)
    assert (source.state.rate, source.state.sizes, source.state.rates) == (0.0, (), ())


def test_nonsense_of_drivers_is_nothing():
    capture = FakeCapture()
    capture.settings = {cv2.CAP_PROP_FPS: 90000.0, cv2.CAP_PROP_FRAME_WIDTH: -1.0}
    assert rate_of(capture) == 0.0
    assert size_of(capture) == (0, 0)


def test_rates_of_television_are_the_round_ones():
    assert is_like_rate(29.97, 30)
    assert not is_like_rate(24, 30)
