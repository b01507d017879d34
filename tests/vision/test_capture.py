"""Frames of every kind become BGR, and failed reads are told from lost sources."""

import math

import numpy as np
import pytest

from tests.fakes import FakeCapture, FakeClock
from vision.capture import CaptureReader, bgr_image, frame_interval_s


def gray(level: int, shape: tuple[int, ...] = (48, 64, 3)) -> np.ndarray:
    return np.full(shape, level, np.uint8)


def test_slow_failures_are_not_repeated():
    clock = FakeClock()

    class Slow(FakeCapture):
        def read(self):
            clock.advance(1.0)
            return super().read()

    started_s = clock.now_s
    assert CaptureReader(Slow(), clock).read(patience_s=1.0) is None
    assert clock.now_s - started_s == 1.0


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (gray(7, (4, 6)), (7, 7, 7)),
        (gray(7, (4, 6, 1)), (7, 7, 7)),
        (gray(7), (7, 7, 7)),
        (np.full((4, 6, 4), (1, 2, 3, 0), np.uint8), (1, 2, 3)),
        (np.full((4, 6, 2), (200, 128), np.uint8), (214, 214, 214)),
        (np.full((4, 6), 65535, np.uint16), (255, 255, 255)),
        (np.full((4, 6, 3), (0, 257, 65535), np.uint16), (0, 1, 255)),
        (gray(7, (8, 12, 3))[::2, ::-2], (7, 7, 7)),
        (np.asfortranarray(gray(7)), (7, 7, 7)),
    ],
    ids=["grey", "one channel", "BGR", "BGRA", "YUYV", "16 bit", "16 bit BGR", "view", "columns"],
)
def test_frames_of_every_kind_become_bgr(image, expected):
    result = bgr_image(image)
    assert result.shape == (*image.shape[:2], 3)
    assert result.dtype == np.uint8
    assert result.flags.c_contiguous
    assert tuple(result[1, 1]) == expected


@pytest.mark.parametrize(
    "image",
    [None, np.empty((0, 0), np.uint8), gray(1, (4,)), gray(1, (4, 4, 5)), np.zeros((4, 4, 3))],
)
def test_what_is_no_picture_is_none(image):
    assert bgr_image(image) is None


def test_a_good_frame_is_not_copied():
    image = gray(9)
    assert bgr_image(image) is image


@pytest.mark.parametrize("rate", [0, -1, math.nan, math.inf, 1000, 90000])
def test_rates_that_are_nonsense_are_not_believed(rate):
    assert frame_interval_s(rate) == pytest.approx(1 / 30)


@pytest.mark.parametrize("rate", [0.5, 1, 12.5, 29.97, 60, 240])
def test_rates_that_make_sense_are_believed(rate):
    assert frame_interval_s(rate) == pytest.approx(1 / rate)
