"""Frames out of OpenCV's `VideoCapture`, whatever shape and mood they come in."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frame import Frame, Image

ASSUMED_RATE = 30.0
"""Frames a second where a video reports nonsense, as many do."""

_READ_ATTEMPTS = 3


class SourceError(Exception):
    """A source cannot be opened or was lost; `str` is a sentence for the user."""


class CaptureReader:
    """Reads an open `VideoCapture`; all calls must come from one thread.

    Releasing a capture while another thread reads from it crashes the process.

    Attributes:
        capture: What it reads; open.
        frames_read: How many frames it gave.
    """

    def __init__(
        self, capture: cv2.VideoCapture, clock: Callable[[], float], first_index: int = 0
    ) -> None:
        self.capture = capture
        self.frames_read = 0
        self._clock = clock
        self._first_index = first_index

    @property
    def next_index(self) -> int:
        return self._first_index + self.frames_read

    def read(self, patience_s: float = 1.0) -> Frame | None:
        """The next frame.

        One broken picture is no end: a failed read is tried again, up to three times
        within `patience_s`.

        Returns:
            None where there is none any more.
        """
        started_s = asked_at_s = self._clock()
        for _ in range(_READ_ATTEMPTS):
            image = self._image()
            now_s = self._clock()
            if image is not None:
                frame = Frame(image, self.next_index, now_s)
                self.frames_read += 1
                return frame
            # Another read that fails takes as long as this one.
            if now_s + (now_s - asked_at_s) - started_s > patience_s:
                break
            asked_at_s = now_s
        return None

    def _image(self) -> Image | None:
        try:
            worked, image = self.capture.read()
        except cv2.error:  # a picture in a format that OpenCV cannot convert
            return None
        return bgr_image(image) if worked else None

    def close(self) -> None:
        self.capture.release()


def bgr_image(image: NDArray[Any] | None) -> Image | None:
    """A frame as cameras give it, as (H, W, 3) uint8 BGR, C-contiguous.

    Args:
        image: (H, W) or (H, W, 1) grey, (H, W, 2) YUYV, (H, W, 3) BGR or (H, W, 4)
            BGRA; uint8, or uint16 of full range.

    Returns:
        None where there is no picture: nothing, no pixels, another shape or type.
        The array itself where it is as it should be already.
    """
    if image is None or image.size == 0 or image.ndim not in {2, 3}:
        return None
    if image.dtype == np.uint16:
        image = np.asarray(cv2.convertScaleAbs(np.ascontiguousarray(image), alpha=255 / 65535))
    channels = image.shape[2] if image.ndim == 3 else 1
    if image.dtype != np.uint8 or channels not in _TO_BGR:
        return None
    conversion = _TO_BGR[channels]
    contiguous = np.ascontiguousarray(image, dtype=np.uint8)
    if conversion is None:
        return contiguous
    return np.asarray(cv2.cvtColor(contiguous, conversion), dtype=np.uint8)


_TO_BGR: dict[int, int | None] = {
    1: cv2.COLOR_GRAY2BGR,
    2: cv2.COLOR_YUV2BGR_YUY2,
    3: None,
    4: cv2.COLOR_BGRA2BGR,
}


def frame_interval_s(reported_rate: float) -> float:
    """Time from one frame to the next, from the rate a video reports.

    Rates outside 0.1 to 240 a second are not believed: 0, NaN, and time bases such
    as 1000 or 90000.
    """
    sane = math.isfinite(reported_rate) and 0.1 <= reported_rate <= 240
    return 1 / (reported_rate if sane else ASSUMED_RATE)
