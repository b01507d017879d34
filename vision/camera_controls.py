"""What is asked of a camera and what it then really does: size, rate, exposure, focus.

OpenCV can list neither the formats of a camera nor what its driver obeys, so everything is
tried: set, and read back. A stream that runs hinders a change of its rate on Linux; to set the
size halts it, so the rate always follows the size and no picture is read in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import cv2

USUAL_SIZE = (1280, 720)
"""Asked for where no size is: more makes frames rarer and reading slower, less loses digits."""

COMMON_SIZES = (
    (320, 240),
    (640, 480),
    (800, 600),
    (1280, 720),
    (1280, 960),
    (1920, 1080),
    (2560, 1440),
    (3840, 2160),
)
COMMON_RATES = (5, 10, 15, 24, 25, 30, 50, 60)

_MOST_RATE = 240
_V4L2_AUTO_EXPOSURE = (3, 0)
"""Aperture priority, as webcams have it, and fully automatic; 1 and 2 are by hand."""
_V4L2_MANUAL_EXPOSURE = 1

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CameraWish:
    """What is asked of a camera.

    Attributes:
        size: Width and height; None as suits the camera.
        rate: Frames a second; 0 as the camera likes.
        auto_exposure: Whether the camera finds the exposure itself.
        auto_focus: Whether the camera focuses itself.
    """

    size: Size | None = None
    rate: float = 0.0
    auto_exposure: bool = True
    auto_focus: bool = True


@dataclass(frozen=True, slots=True)
class CameraState:
    """What a camera really does.

    Attributes:
        size: Width and height as the driver tells.
        rate: Frames a second as the driver tells; 0.0 where it does not.
        auto_exposure: None where the driver lets nobody choose.
        auto_focus: The same for the focus.
        sizes: Those it gave when they were tried; None before that.
        rates: Those it gave, at its size of then.
    """

    size: Size
    rate: float
    auto_exposure: bool | None = None
    auto_focus: bool | None = None
    sizes: tuple[Size, ...] | None = None
    rates: tuple[int, ...] = ()


@runtime_checkable
class TunableSource(Protocol):
    """A `FrameSource` that can be asked for another format.

    Attributes:
        state: What it does, None where it is closed or was never asked for anything.
    """

    state: CameraState | None

    def ask(self, wish: CameraWish) -> None:
        """Asks for something else, now and whenever it is opened.

        Raises:
            SourceError: It was lost by that.
        """

    def try_formats(self) -> None:
        """Tries what is common; `state` then tells what came. Costs an open source a moment."""


def set_format(capture: cv2.VideoCapture, size: Size | None, rate: float) -> None:
    """Asks for a size and a rate; nothing may be read between the two.

    Args:
        capture: Open.
        size: Width and height; None for the usual one.
        rate: Frames a second; 0 leaves it as it is.
    """
    width, height = size or USUAL_SIZE
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    if rate > 0:
        capture.set(cv2.CAP_PROP_FPS, rate)


def size_of(capture: cv2.VideoCapture) -> Size:
    """Width and height as the driver tells, 0 where it does not."""
    width = _number(capture.get(cv2.CAP_PROP_FRAME_WIDTH))
    height = _number(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
    return round(width), round(height)


def rate_of(capture: cv2.VideoCapture) -> float:
    """Frames a second as the driver tells, 0.0 where that is nothing or nonsense."""
    rate = _number(capture.get(cv2.CAP_PROP_FPS))
    return rate if rate <= _MOST_RATE else 0.0


def is_like_rate(real: float, asked: float) -> bool:
    """Whether a rate is the one asked for, as 29.97 is 30."""
    return abs(real - asked) <= 1.0


def tried_formats(
    capture: cv2.VideoCapture, wish: CameraWish
) -> tuple[tuple[Size, ...], tuple[int, ...]]:
    """The common sizes and, at the size of the wish, rates that a camera gives.

    Args:
        capture: Open; afterwards it has the format of the wish again.
        wish: What was asked of it.

    Returns:
        What came, whether it was asked for or is what came instead; in order.
    """
    rate_before = wish.rate or rate_of(capture)
    sizes = set()
    for size in COMMON_SIZES:
        set_format(capture, size, 0)
        sizes.add(size_of(capture))
    set_format(capture, wish.size, 0)
    rates = set()
    for rate in COMMON_RATES:
        capture.set(cv2.CAP_PROP_FPS, rate)
        rates.add(round(rate_of(capture)))
    set_format(capture, wish.size, rate_before)
    return tuple(sorted(size for size in sizes if min(size) > 0)), tuple(sorted(rates - {0}))


def switch_exposure(capture: cv2.VideoCapture, on: bool, *, is_v4l2: bool) -> bool | None:
    """Lets the camera find the exposure itself, or keeps it.

    Returns:
        What it does afterwards; None where the driver lets nobody choose.
    """
    key = cv2.CAP_PROP_AUTO_EXPOSURE
    if not is_v4l2:
        return _switch(capture, key, on)
    if capture.get(key) < 0:
        return None
    for value in _V4L2_AUTO_EXPOSURE if on else (_V4L2_MANUAL_EXPOSURE,):
        if (capture.get(key) in _V4L2_AUTO_EXPOSURE) != on:
            capture.set(key, value)
    return capture.get(key) in _V4L2_AUTO_EXPOSURE


def switch_focus(capture: cv2.VideoCapture, on: bool, *, is_v4l2: bool) -> bool | None:
    """Lets the camera focus itself, or keeps the focus.

    Returns:
        What it does afterwards; None where the driver lets nobody choose.
    """
    key = cv2.CAP_PROP_AUTOFOCUS
    if is_v4l2 and capture.get(key) in (-1, float(on)):
        return None if capture.get(key) < 0 else on
    return _switch(capture, key, on)


def _switch(capture: cv2.VideoCapture, key: int, on: bool) -> bool | None:
    # Other systems give 0 for what they do not know; only setting it tells.
    return capture.get(key) > 0 if capture.set(key, float(on)) else None


def _number(value: float) -> float:
    return value if math.isfinite(value) and value > 0 else 0.0
