"""Where a large picture has ink that must be looked at in full size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.clarity import LEAST_CLARITY
from vision.frame import Box
from vision.pieces import MOST_DIGITS_TOUCHING
from vision.strokes import strokes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.binarization import InkMask
    from vision.components import Components
    from vision.frame import Image
    from vision.outlines import LineBox

_SMALL = (5, 30)
"""Heights on the next level of ink for which the finest is looked at: up to 60 pixels of the
picture, for digits that touch are cut worse at half their size. Single ones are read there as well
from 22 pixels."""

_MOST_SMALL = 400
"""Small ink on the next level beyond which the finest is looked at everywhere."""

_AROUND_PX = 96
"""Pixels around small ink that its neighbours, its ground and its polarity are told by."""

_MOST_SHARE = 0.25
"""Share of the picture that is looked at in parts; of more, all is."""

_CELL_PX = 32


def parts_with_small_ink(
    second: Sequence[Components],
    short_lines: Sequence[Sequence[LineBox]],
    shape: tuple[int, ...],
) -> list[Box] | None:
    """Where small ink is and what surrounds it; None if that is too much.

    Args:
        second: The components of the level of scale 2.
        short_lines: The boxes of the short lines in each one's mask.
        shape: Of the frame.
    """
    small = [
        (found.mask, one)
        for found in second
        for one in {*found.blobs, *found.pieces}
        if _SMALL[0] <= one.height < _SMALL[1] and one.width <= MOST_DIGITS_TOUCHING * one.height
    ]
    if len(small) > _MOST_SMALL:
        return None
    cells = np.zeros([-(-side // _CELL_PX) for side in shape], np.uint8)
    for mask, one in small:
        if strokes_of(mask, one).clarity >= LEAST_CLARITY:
            _mark(cells, mask, one.left, one.top, one.width, one.height)
    # Digits that touch a short line are one with it, and what is left of them lies beside it.
    for found, boxes in zip(second, short_lines, strict=True):
        for box in boxes:
            _mark(cells, found.mask, *box)
    places = _rectangles(cells)
    if sum(width * height for _, _, width, height in places) > _MOST_SHARE * cells.size:
        return None
    return [Box(*(_CELL_PX * side for side in place)) for place in places]


def _mark(cells: Image, mask: InkMask, left: int, top: int, width: int, height: int) -> None:
    """Marks what surrounds a box of a mask of scale 2."""
    left, top = 2 * (mask.left + left), 2 * (mask.top + top)
    rows, columns = (
        slice(max(start - _AROUND_PX, 0) // _CELL_PX, -(-(end + _AROUND_PX) // _CELL_PX))
        for start, end in ((top, top + 2 * height), (left, left + 2 * width))
    )
    cells[rows, columns] = 255


def _rectangles(cells: Image) -> list[Sequence[int]]:
    """Rectangles (left, top, width, height) that hold all marked cells and do not overlap."""
    while True:
        contours, _ = cv2.findContours(cells, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        boxes: list[Sequence[int]] = [cv2.boundingRect(contour) for contour in contours]
        before = cv2.countNonZero(cells)
        for left, top, width, height in boxes:
            cells[top : top + height, left : left + width] = 255
        if cv2.countNonZero(cells) == before:
            return boxes
