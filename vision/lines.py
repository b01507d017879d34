"""Ruled lines, grids and frames taken out of ink, the strokes that cross them left in.

A line is a chain of long runs along a row or a column; a slope breaks it into
steps, but the steps touch. Through each chain a curve is laid, and what is no
thicker there than the line is taken out along it, also where the chain has
gaps. Where a stroke crosses a line, the ink runs on across it, and those
pixels stay (the run-length idea is that of form processing; Yu and Jain, 1996).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.runs import chains_across, chains_down, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from vision.frame import Image
    from vision.runs import Chain

LEAST_LENGTH_PX = 130
"""Lines shorter than this may be strokes where digits are less than 96 pixels high."""

_THICKEST_PX = 11
"""What is thicker is no line of a form."""

_SPARE_PX = 3
"""Ink that runs on so much further across a line than the line is thick is a stroke."""

_BEYOND_PX = 40
"""A line is followed so far beyond its ends, through gaps of a worn or faint one."""

_STEP_PX = 8
"""Distance of the points between which the curve along a line is drawn straight."""

_STRETCH_POINTS = 64
"""Points of a line that is gone along at once."""

_OFF_PX = 2.5
"""What lies further from the curve is a stroke that touches the line."""

_SLENDER = 6.0

_NEAR_PX = 2
_BAR = 0.4
"""Ink narrower than this share of its length is a bar."""

_BESIDE = np.ones((9, 9), np.uint8)
_MOSTLY = 0.6
"""Share of ink that lies within 4 pixels of erased lines, from which it belonged to them."""

_END = 0.2
"""The part of a bar's length that is its end."""


def without_lines(ink: Image) -> Image:
    """The same ink without its long straight lines.

    Args:
        ink: (h, w) uint8, 255 on ink, 0 elsewhere.

    Returns:
        (h, w) uint8; `ink` itself if there are no lines.
    """
    return Ruling(ink).without()


class Ruling:
    """The long straight lines in ink: found once, to take out all of them or the longest."""

    def __init__(self, ink: Image, least_px: int = LEAST_LENGTH_PX) -> None:
        """Finds them.

        Args:
            ink: (h, w) uint8, 255 on ink, 0 elsewhere.
            least_px: Length of the shortest line. What is thick for such a length is none.
        """
        self._ink = ink
        self._across = _lines(chains_across(ink, least_px), ink.shape[1], least_px)
        self._down = _lines(chains_down(ink, least_px), ink.shape[0], least_px)

    def boxes_below(self, most_px: int) -> list[tuple[int, int, int, int]]:
        """Left, top, width and height of the lines that are shorter than `most_px`."""
        across = [line.box for line in self._across if line.length_px < most_px]
        down = [line.box for line in self._down if line.length_px < most_px]
        return across + [(left, top, width, height) for top, left, height, width in down]

    def without(self, least_px: int = 0) -> Image:
        """The ink without the lines of this length and longer; the ink itself if there are none."""
        ink = self._ink
        across = [line for line in self._across if line.length_px >= least_px]
        down = [line for line in self._down if line.length_px >= least_px]
        if not across and not down:
            return ink
        band_across, band_down = _band(across, ink.shape), _band(down, ink.shape[::-1])
        band_down = cv2.transpose(band_down)
        erased = np.zeros_like(ink)
        stroke = 1, _thickest_px(across) + _SPARE_PX
        for rows, columns in _stretches(across):
            _erase(erased, ink, band_across, band_down, rows, columns, stroke)
        stroke = _thickest_px(down) + _SPARE_PX, 1
        for columns, rows in _stretches(down):
            _erase(erased, ink, band_down, band_across, rows, columns, stroke)
        return cv2.subtract(ink, erased, dst=erased)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A line from left to right.

    Attributes:
        points: (N, 2) float64, x before y, along its middle.
        thickness_px: Usual extent from top to bottom.
        box: Left, top, width and height of the runs it was found by.
    """

    points: NDArray[np.float64]
    thickness_px: int
    box: tuple[int, int, int, int]

    @property
    def length_px(self) -> int:
        return self.box[2]


def _lines(chains: Iterable[Chain], frame_width: int, least_px: int) -> list[_Line]:
    lines: list[_Line] = []
    for chain in chains:
        # A solid region has long runs too, but is not slender.
        if chain.area * _SLENDER < chain.own.shape[1] ** 2:
            line = _line_through(chain, frame_width, least_px)
            if line is not None:
                lines.append(line)
    return lines


def _thickest_px(lines: Sequence[_Line]) -> int:
    return max((line.thickness_px for line in lines), default=1)


def _line_through(chain: Chain, frame_width: int, least_px: int) -> _Line | None:
    """The curve through the middle of a chain of runs, robust against strokes that touch it."""
    own, left, top = chain.own, chain.left, chain.top
    height, width = own.shape
    if width >= LEAST_LENGTH_PX:  # a line wherever lines are looked for
        least_px = LEAST_LENGTH_PX
    inside = cv2.transpose(own) > 0  # a row for each column: they are gone through faster so
    count = np.count_nonzero(inside, axis=1)
    columns = np.flatnonzero(count)
    first = inside.argmax(axis=1)[columns]
    last = height - 1 - inside[:, ::-1].argmax(axis=1)[columns]
    thickness = float(np.median(count[columns]))
    if thickness > _THICKEST_PX * least_px / LEAST_LENGTH_PX:
        return None
    slim = last - first < thickness + 2
    x, y = columns[slim].astype(np.float64), (first + last)[slim] / 2
    if len(x) < least_px // 2:
        return None
    for _ in range(3):
        fit = np.polynomial.Polynomial.fit(x, y, 2)
        near = np.abs(fit(x) - y) < _OFF_PX
        if near.sum() < least_px // 2:
            return None
        if near.all():
            break
        x, y = x[near], y[near]
    along = np.arange(
        max(x[0] - _BEYOND_PX, -left), min(x[-1] + _BEYOND_PX, frame_width - left - 1), _STEP_PX
    )
    points = np.column_stack([along + left, fit(along) + top])
    return _Line(points, round(thickness), (left, top, width, height))


def _band(lines: Sequence[_Line], shape: tuple[int, ...]) -> Image:
    """255 along the lines."""
    band = np.zeros(shape, np.uint8)
    for line in lines:
        cv2.polylines(
            band,
            [np.rint(line.points * 16).astype(np.int32)],
            isClosed=False,
            color=255,
            thickness=line.thickness_px + _SPARE_PX,
            shift=4,
        )
    return band


def _stretches(lines: Sequence[_Line]) -> Iterator[tuple[slice, slice]]:
    """Boxes that the lines lie in, as rows and columns: of short pieces, for lines slope."""
    for line in lines:
        beside = line.thickness_px + _SPARE_PX
        for start in range(0, len(line.points) - 1, _STRETCH_POINTS):
            piece = line.points[start : start + _STRETCH_POINTS + 1]
            (left, top), (right, bottom) = piece.min(axis=0), piece.max(axis=0)
            rows = _widened(slice(int(top), int(bottom) + 1), beside)
            columns = _widened(slice(int(left), int(right) + 1), beside)
            yield rows, columns


def _widened(span: slice, by: int) -> slice:
    return slice(max(span.start - by, 0), max(span.stop + by, 0))


def _erase(
    erased: Image,
    ink: Image,
    band: Image,
    crossing: Image,
    rows: slice,
    columns: slice,
    stroke: tuple[int, int],
) -> None:
    """Adds to `erased` the ink of the lines in a box, less that of strokes that cross them.

    Args:
        erased: (h, w) uint8, written to.
        ink: (h, w) uint8.
        band: (h, w) uint8, 255 along the lines.
        crossing: (h, w) uint8, 255 along the lines that cross these, which are no strokes.
        rows: Of the box.
        columns: Of the box.
        stroke: Width and height of the shortest stroke across.
    """
    there = erased[rows, columns]
    if not there.size:  # the curve may leave the picture
        return
    around = _widened(rows, stroke[1]), _widened(columns, stroke[0])
    strokes = runs(cv2.subtract(ink[around], crossing[around]), stroke)
    top, left = rows.start - around[0].start, columns.start - around[1].start
    height, width = there.shape
    strokes = strokes[top : top + height, left : left + width]
    cv2.bitwise_or(there, cv2.subtract(band[rows, columns], strokes), dst=there)


def is_remnant(clean: Image, erased: Image, left: int, top: int, width: int, height: int) -> bool:
    """Whether ink left between erased lines is only more of the lines.

    A bar that ended in lines on both sides was part of a grid, and what lies
    along lines for the most part was their ragged edge or their crossing.

    Args:
        clean: (h, w) uint8, 255 on the ink that was left.
        erased: (h, w) uint8, 255 where lines were.
        left: Of the ink's box, as are the others.
        top: Of the box.
        width: Of the box.
        height: Of the box.
    """
    x, y = max(left - _NEAR_PX, 0), max(top - _NEAR_PX, 0)
    around = erased[y : top + height + _NEAR_PX, x : left + width + _NEAR_PX]
    if not cv2.countNonZero(around):
        return False
    if height * _BAR > width and _at_both_ends(np.logical_or.reduce(around, axis=1), height):
        return True
    if width * _BAR > height and _at_both_ends(np.logical_or.reduce(around, axis=0), width):
        return True
    ink = clean[top : top + height, left : left + width]
    beside = cv2.dilate(around, _BESIDE)[top - y : top - y + height, left - x : left - x + width]
    return cv2.countNonZero(cv2.bitwise_and(ink, beside)) > _MOSTLY * cv2.countNonZero(ink)


def _at_both_ends(along: NDArray[np.bool_], length: int) -> bool:
    end = _NEAR_PX + round(_END * length)
    return bool(along[:end].any() and along[-end:].any())
