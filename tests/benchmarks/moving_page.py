"""A page that moves before a camera which gives 30 frames a second."""

import time
import weakref
from collections.abc import Iterator, Sequence

import numpy as np

from model.scenes import Conditions, photographed, written_line
from vision.frame import Frame, Image

RATE = 30
WAY_PX = 12
"""Radius of the circle on which the page is moved, one turn a second."""


class MovingPage:
    """A `FrameSource` like a camera's: a page of digits, moved a little between frames.

    Attributes:
        given: All frames given that somebody still holds, by their number.
        count: How many frames were given.
    """

    name = "Moving page"
    is_live = True
    frame_interval_s = 0.0

    def __init__(self, lines: Sequence[str], height_px: int, size: tuple[int, int]) -> None:
        """Draws the page.

        Args:
            lines: What is written on it.
            height_px: Of the digits.
            size: Height and width of the frames.
        """
        self.given: weakref.WeakValueDictionary[int, Image] = weakref.WeakValueDictionary()
        self.count = 0
        self._pictures = list(_pictures(lines, height_px, size))
        self._next = 0
        self._started_s = 0.0

    def open(self) -> None:
        self._started_s = time.monotonic() - self._next / RATE

    def read(self) -> Frame:
        # Like a camera's, frames that nobody fetched in time are lost.
        self._next = max(self._next, int((time.monotonic() - self._started_s) * RATE))
        time.sleep(max(0.0, self._started_s + self._next / RATE - time.monotonic()))
        frame = Frame(self._pictures[self._next % RATE], self._next, time.monotonic())
        self.given[frame.index] = frame.image
        self._next += 1
        self.count += 1
        return frame

    def close(self) -> None:
        pass


def _pictures(lines: Sequence[str], height_px: int, size: tuple[int, int]) -> Iterator[Image]:
    rng = np.random.default_rng(0)
    height, width = size
    whole = (height + 2 * WAY_PX, width + 2 * WAY_PX)
    step_px = (height - 120) // len(lines)
    ink = None
    for line, text in enumerate(lines):
        origin = (width * 7 // 32, 100 + line * step_px)
        ink, _ = written_line(text, rng, height_px=height_px, size=whole, origin=origin, ink=ink)
    page = photographed(ink, Conditions(shading=0.3, noise=2, blur_px=0.7), rng)
    for step in range(RATE):
        angle = 2 * np.pi * step / RATE
        left, top = (round(WAY_PX * (1 + side)) for side in (np.cos(angle), np.sin(angle)))
        yield np.ascontiguousarray(page[top : top + height, left : left + width])
