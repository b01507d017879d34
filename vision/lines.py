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

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frame import Image

LEAST_LENGTH_PX = 130
"""Lines shorter than this may be strokes: digits on a level are less than 96 pixels high."""

_RUN_PX = 17
"""Length of a step; a line of 3 pixels may slope by 10 degrees before its steps get shorter."""

_THICKEST_PX = 11
"""What is thicker is no line of a form."""

_SPARE_PX = 3
"""Ink that runs on so much further across a line than the line is thick is a stroke."""

_BEYOND_PX = 40
"""A line is followed so far beyond its ends, through gaps of a worn or faint one."""

_STEP_PX = 8
"""Distance of the points between which the curve along a line is drawn straight."""

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
    across = _lines_across(ink)
    down = _lines_across(cv2.transpose(ink))
    if not across and not down:
        return ink
    band_across, thickness_across = _band(across, ink.shape)
    band_down, thickness_down = _band(down, ink.shape[::-1])
    band_down = cv2.transpose(band_down)
    # Of a large picture each of these takes megabytes: they are written over one another.
    clean = cv2.subtract(ink, band_down)
    strokes = _runs(clean, (1, thickness_across + _SPARE_PX))
    erased = cv2.subtract(band_across, strokes, dst=strokes)
    cv2.subtract(ink, band_across, dst=clean)
    strokes = _runs(clean, (thickness_down + _SPARE_PX, 1), into=band_across)
    cv2.subtract(band_down, strokes, dst=band_down)
    cv2.bitwise_or(erased, band_down, dst=erased)
    return cv2.subtract(ink, erased, dst=clean)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A line from left to right.

    Attributes:
        points: (N, 2) float64, x before y, along its middle.
        thickness_px: Usual extent from top to bottom.
    """

    points: NDArray[np.float64]
    thickness_px: int


def _lines_across(ink: Image) -> list[_Line]:
    runs = _runs(ink, (_RUN_PX, 1))
    # Steps of a sloping line meet at their corners; one pixel of noise may part them.
    chained = cv2.dilate(runs, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(chained, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    lines: list[_Line] = []
    for contour in contours:
        left, top, width, height = cv2.boundingRect(contour)
        # A solid region has long runs too, but is not slender.
        if (
            width < LEAST_LENGTH_PX
            or height >= width
            or cv2.contourArea(contour) * _SLENDER >= width**2
        ):
            continue
        own = np.zeros((height, width), np.uint8)
        cv2.drawContours(own, [contour], -1, 255, cv2.FILLED, offset=(-left, -top))
        own = cv2.bitwise_and(own, runs[top : top + height, left : left + width])
        line = _line_through(own, left, top, ink.shape[1])
        if line is not None:
            lines.append(line)
    return lines


def _line_through(own: Image, left: int, top: int, frame_width: int) -> _Line | None:
    """The curve through the middle of a chain of runs, robust against strokes that touch it."""
    inside = cv2.transpose(own) > 0  # a row for each column: they are gone through faster so
    count = np.count_nonzero(inside, axis=1)
    columns = np.flatnonzero(count)
    first = inside.argmax(axis=1)[columns]
    last = own.shape[0] - 1 - inside[:, ::-1].argmax(axis=1)[columns]
    thickness = float(np.median(count[columns]))
    if thickness > _THICKEST_PX:
        return None
    slim = last - first < thickness + 2
    x, y = columns[slim].astype(np.float64), (first + last)[slim] / 2
    if len(x) < LEAST_LENGTH_PX // 2:
        return None
    for _ in range(3):
        fit = np.polynomial.Polynomial.fit(x, y, 2)
        near = np.abs(fit(x) - y) < _OFF_PX
        if near.sum() < LEAST_LENGTH_PX // 2:
            return None
        if near.all():
            break
        x, y = x[near], y[near]
    along = np.arange(
        max(x[0] - _BEYOND_PX, -left), min(x[-1] + _BEYOND_PX, frame_width - left - 1), _STEP_PX
    )
    points = np.column_stack([along + left, fit(along) + top])
    return _Line(points, round(thickness))


def _band(lines: list[_Line], shape: tuple[int, ...]) -> tuple[Image, int]:
    """255 along the lines, and how thick they usually are."""
    band = np.zeros(shape, np.uint8)
    for line in lines:
        cv2.polylines(
            band,
            [np.rint(line.points * 16).astype(np.int32)],
            isClosed=False,
            color=255,
            thickness=line.thickness_px + 3,
            shift=4,
        )
    return band, max((line.thickness_px for line in lines), default=1)


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


def _runs(ink: Image, size: tuple[int, int], into: Image | None = None) -> Image:
    """Ink that is in a run of at least `size` (width, height)."""
    element = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, element, dst=into)
