"""Frames of a video that look as the last one did that was read: they say the same.

They are compared by the means of cells of 4x4 pixels, in which noise has averaged out,
with the frame that was read and not with the one before, so that slow changes add up
and are noticed. Every tenth one is read all the same, for ink too faint to be noticed so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2

from vision.binarization import halved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.frame import Image
    from vision.orientation import Reading
    from vision.reading import DigitRead

MOST_CHANGE = 8
"""Grey levels by which no cell may differ. Sensor noise of sigma 4 makes 6 of it; a pen's stroke
of two pixels 20 and more."""

READ_FRAMES = 10
"""Frames from one that is read to the next, if all look the same."""

STEADY_READINGS = 3
"""Readings in a row that must have the same digits, or more where more confirm one: so what was
seen by chance is not seen ten times."""

_SAME = 0.7
"""Intersection over union of boxes from which two readings of a digit are of the same one."""


class UnchangedFrames:
    """What the frame said that was read last, for those that look the same."""

    def __init__(self) -> None:
        self._frame: _Asked | None = None
        self._known: _Asked | None = None
        self._reading: Reading | None = None
        self._steady = 0
        self._frames_to_read = 0

    def find(
        self, gray: Image, given: tuple[object, ...] = (), steady_readings: int = STEADY_READINGS
    ) -> Reading | None:
        """What a frame says if it looks as the last one that was read.

        Args:
            gray: (H, W) uint8.
            given: What else a reading depends on.
            steady_readings: So many readings in a row must have said the same.

        Returns:
            None if the frame must be read; `keep` what it says then.
        """
        self._frame = _Asked(halved(halved(gray)), given)
        self._frames_to_read -= 1
        if (
            self._frames_to_read > 0
            and self._steady >= steady_readings
            and self._known is not None
            and self._frame.is_like(self._known)
        ):
            return self._reading
        return None

    def keep(self, reading: Reading) -> None:
        """Takes what the frame says for which nothing was found."""
        known, frame = self._known, self._frame
        is_same = (
            self._reading is not None
            and known is not None
            and frame is not None
            and frame.given == known.given
            and _say_alike(reading.digits, self._reading.digits)
        )
        self._steady = self._steady + 1 if is_same else 1
        self._known, self._reading = frame, reading
        self._frames_to_read = READ_FRAMES


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A frame, by its cells, and what else its reading depends on."""

    cells: Image
    given: tuple[object, ...]

    def is_like(self, known: _Asked) -> bool:
        return self.given == known.given and _look_alike(self.cells, known.cells)


def _look_alike(cells: Image, before: Image) -> bool:
    if cells.shape != before.shape:
        return False
    return bool(cv2.norm(cells, before, cv2.NORM_INF) <= MOST_CHANGE)


def _say_alike(digits: Sequence[DigitRead], before: Sequence[DigitRead]) -> bool:
    """Whether both have the same digits in the same places."""
    if len(digits) != len(before):
        return False
    # Of ink that lies still the very crop is kept: few are left to be compared.
    known = {id(one.crop): one.digit for one in before}
    left = [one for one in digits if known.get(id(one.crop)) != one.digit]
    crops = {id(one.crop) for one in digits}
    others = [one for one in before if id(one.crop) not in crops]
    return all(
        any(
            one.digit == other.digit and one.box.intersection_over_union(other.box) > _SAME
            for other in others
        )
        for one in left
    )
