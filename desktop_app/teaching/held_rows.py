"""The rows of a sheet over several frames: of each row the best reading is held."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from model.teaching_sheet import SheetReading, SheetRow
from vision.frame import Box

STEADY_READINGS = 3
"""So many readings must find the sheet in the same place before it is steady."""

KEPT_S = 3.0
"""A sheet that was not found for so long is gone."""

_SAME_PLACE = 0.5
"""How far a row may move from one reading to the next, over the distance of two rows."""

_STILL = 0.12
"""How far it may move while the sheet is held still. Set beforehand, not tried with real hands."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldSheet:
    """What is known of the sheet that is held up.

    Attributes:
        rows: From the top, each as it was read best, with the boxes of that frame.
        is_steady: Whether the sheet is held still.
    """

    rows: tuple[SheetRow, ...] = ()
    is_steady: bool = False

    @property
    def count(self) -> int:
        """How many digits could be learnt."""
        return sum(len(row.digits) for row in self.rows if row.is_accepted)


class HeldRows:
    """Holds the best reading of each row while the same sheet is in view."""

    def __init__(self) -> None:
        self._held: tuple[SheetRow, ...] = ()
        self._places: tuple[Box, ...] = ()
        self._seen_at_s = 0.0
        self._still = 0

    def forget(self) -> None:
        """Another sheet comes."""
        self._held, self._places, self._still = (), (), 0

    def add(self, reading: SheetReading, at_s: float, *, is_single: bool = False) -> HeldSheet:
        """Takes in the newest reading.

        Args:
            reading: Of a frame.
            at_s: When the frame was taken, monotonic.
            is_single: Whether it is a picture by itself: nothing before it counts.
        """
        if is_single:
            self.forget()
        boxes = tuple(row.box for row in reading.rows)
        if not boxes:
            if at_s - self._seen_at_s > KEPT_S:
                self.forget()
            self._still = 0
            return HeldSheet(self._held)
        if self._is_same(boxes):
            self._held = tuple(map(_better, self._held, reading.rows))
            self._still = self._still + 1 if self._has_stayed(boxes) else 0
        elif reading.digits or at_s - self._seen_at_s > KEPT_S or not _count(self._held):
            self._held, self._still = reading.rows, 1
        else:  # a blurred frame, or a hand before the sheet
            self._still = 0
            return HeldSheet(self._held)
        self._places, self._seen_at_s = boxes, at_s
        return HeldSheet(self._held, is_single or self._still >= STEADY_READINGS)

    def _is_same(self, boxes: tuple[Box, ...]) -> bool:
        return len(boxes) == len(self._places) and self._moved(boxes) < _SAME_PLACE

    def _has_stayed(self, boxes: tuple[Box, ...]) -> bool:
        return self._moved(boxes) < _STILL

    def _moved(self, boxes: tuple[Box, ...]) -> float:
        """How far a row moved at most, over the least distance of two rows."""
        steps = [after.center[1] - before.center[1] for before, after in pairwise(boxes)]
        step = max(1.0, min(map(abs, steps), default=2.0 * boxes[0].height))
        return max(
            new.distance_to(old) / step for new, old in zip(boxes, self._places, strict=True)
        )


def _better(held: SheetRow, new: SheetRow) -> SheetRow:
    if held.is_accepted != new.is_accepted:
        return held if held.is_accepted else new
    if not new.is_accepted:
        return new  # the reason that is true now
    if len(held.digits) != len(new.digits):
        return max(held, new, key=lambda row: len(row.digits))
    return min(held, new, key=lambda row: row.cost)


def _count(rows: tuple[SheetRow, ...]) -> int:
    return sum(row.is_accepted for row in rows)
