"""Outlines of the ink in a mask, with its ruled lines and without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2

from vision.lines import LEAST_LENGTH_PX, Ruling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.binarization import InkMask
    from vision.frame import Image

LineBox = tuple[int, int, int, int]
"""Left, top, width and height."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """The contours in ink.

    Attributes:
        clean: (h, w) uint8, the ink they are of.
        erased: (h, w) uint8, the lines that were taken out of it; None if there are none.
        contours: As OpenCV gives them.
        boxes: Left, top, width and height of each.
        parents: For each the outer one whose hole it is, or -1.
    """

    clean: Image
    erased: Image | None
    contours: Sequence[Image]
    boxes: list[Sequence[int]]
    parents: list[int]


class OutlinedMask:
    """A mask whose outlines are found once, though lines of several lengths are taken out.

    Attributes:
        mask: The mask.
        short_lines: Left, top, width and height of the lines below `LEAST_LENGTH_PX`.
    """

    def __init__(self, mask: InkMask, least_line_px: int = LEAST_LENGTH_PX) -> None:
        """Finds the outlines of all ink, and the lines.

        Args:
            mask: The mask.
            least_line_px: Length of the shortest line that is looked for.
        """
        self.mask = mask
        self.short_lines: list[LineBox] = []
        self._whole = _outlines(mask.ink, mask.ink)
        self._longest_px = max((max(box[2], box[3]) for box in self._whole.boxes), default=0)
        self._cleaned: dict[int, Outlines] = {}
        self._ruling: Ruling | None = None
        if self._longest_px >= least_line_px:
            self._ruling = Ruling(mask.ink, least_line_px)
            self.short_lines = self._ruling.boxes_below(LEAST_LENGTH_PX)

    def without_lines(self, least_px: int) -> Outlines:
        """The outlines of what is left without the lines of this length."""
        ruling = self._ruling
        if ruling is None or self._longest_px < least_px:
            return self._whole
        if not self.short_lines:
            least_px = LEAST_LENGTH_PX
        if least_px not in self._cleaned:
            clean = ruling.without(least_px)
            is_clean = clean is self.mask.ink
            self._cleaned[least_px] = self._whole if is_clean else _outlines(clean, self.mask.ink)
        return self._cleaned[least_px]


def _outlines(clean: Image, ink: Image) -> Outlines:
    contours, hierarchy = cv2.findContours(clean, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return Outlines(
        clean,
        None if clean is ink else cv2.subtract(ink, clean),
        contours,
        [cv2.boundingRect(contour) for contour in contours],
        [] if hierarchy is None else hierarchy.reshape(-1, 4)[:, 3].tolist(),
    )
