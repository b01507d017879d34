"""Ruled lines, grids and frames taken out of ink, the strokes that cross them left in.

A line is a chain of long runs along a row or a column; a slope breaks it into
steps, but the steps touch. Where a stroke crosses a line, the ink runs on
across it, and those pixels stay (the run-length idea is that of form
processing; Yu and Jain, 1996).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frame import Image

LEAST_LENGTH_PX = 130
"""Lines shorter than this may be strokes: digits on a level are at most 84 pixels high."""

_RUN_PX = 25
"""Length of a step; a line of 4 pixels may slope by 9 degrees before its steps get shorter."""

_THICKEST_PX = 11
"""Ink that runs on further than this across a line is a stroke that crosses it."""

_SLENDER = 6.0

_NEAR_PX = 2
_BAR = 0.4
"""Ink narrower than this share of its length is a bar."""

_END = 0.2
"""The part of a bar's length that is its end."""


def without_lines(ink: Image) -> Image:
    """The same ink without its long straight lines.

    Args:
        ink: (h, w) uint8, 255 on ink, 0 elsewhere.

    Returns:
        (h, w) uint8; `ink` itself if there are no lines.
    """
    across = _lines(ink, (_RUN_PX, 1))
    down = _lines(ink, (1, _RUN_PX))
    if across is None and down is None:
        return ink
    none = np.zeros_like(ink)
    across = none if across is None else across
    down = none if down is None else down
    erased = cv2.bitwise_or(
        cv2.subtract(across, cv2.subtract(_runs(ink, (1, _THICKEST_PX)), down)),
        cv2.subtract(down, cv2.subtract(_runs(ink, (_THICKEST_PX, 1)), across)),
    )
    return cv2.subtract(ink, erased)


def is_remnant(erased: Image, left: int, top: int, width: int, height: int) -> bool:
    """Whether ink left between erased lines is only more of the lines.

    A bar that ended in lines on both sides was part of a grid, and so is what
    had lines on three sides: a crossing.

    Args:
        erased: (h, w) uint8, 255 where lines were.
        left: Of the ink's box, as are the others.
        top: Of the box.
        width: Of the box.
        height: Of the box.
    """
    x, y = max(left - _NEAR_PX, 0), max(top - _NEAR_PX, 0)
    around = erased[y : top + height + _NEAR_PX, x : left + width + _NEAR_PX] > 0
    if height * _BAR > width:
        return _at_both_ends(np.logical_or.reduce(around, axis=1), height)
    if width * _BAR > height:
        return _at_both_ends(np.logical_or.reduce(around, axis=0), width)
    # A side is looked at without its corners, where lines pass by.
    rows = np.logical_or.reduce(around[:, left - x : left - x + width], axis=1)
    columns = np.logical_or.reduce(around[top - y : top - y + height], axis=0)
    sides = (rows[:_NEAR_PX], rows[-_NEAR_PX:], columns[:_NEAR_PX], columns[-_NEAR_PX:])
    return sum(bool(side.any()) for side in sides) >= 3


def _at_both_ends(along: NDArray[np.bool_], length: int) -> bool:
    end = _NEAR_PX + round(_END * length)
    return bool(along[:end].any() and along[-end:].any())


def _runs(ink: Image, size: tuple[int, int]) -> Image:
    """Ink that is in a run of at least `size` (width, height)."""
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))


def _lines(ink: Image, run: tuple[int, int]) -> Image | None:
    """Ink of the lines in one direction, or None."""
    runs = _runs(ink, run)
    # Steps of a sloping line meet at their corners; one pixel of noise may part them.
    chained = cv2.dilate(runs, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(chained, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    is_across = run[0] > run[1]
    lines = []
    for contour in contours:
        _, _, width, height = cv2.boundingRect(contour)
        length, breadth = (width, height) if is_across else (height, width)
        # A solid region has long runs too, but is not slender.
        area = cv2.contourArea(contour)
        if length >= LEAST_LENGTH_PX and breadth < length and area * _SLENDER < length**2:
            lines.append(contour)
    if not lines:
        return None
    found = np.zeros_like(ink)
    cv2.drawContours(found, lines, -1, 255, cv2.FILLED)
    return cv2.bitwise_and(found, runs)
