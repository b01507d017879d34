"""Touching digits cut apart: where the cuts may run, and the parts between them.

A component of several digits is over-segmented, and what the network reads in
the parts decides (Casey and Lecolinet, 1996; the parts between any two cuts
are the patterns of Fujisawa, Nakano and Kurino, 1992). A cut need not be
straight: it is the way from one side to the other that crosses the least ink,
so it starts and ends in the concavities of the outline, runs along slanted
neighbours and goes under a bar that reaches over the next digit. That is what
drop-fall looks for step by step (Congedo, Dimauro, Impedovo and Pirlo, 1995);
here dynamic programming finds the best of all ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frame import Image

_ROWS = 32
"""Height at which cuts are looked for; higher components are shrunk to it."""

_SHIFTS = np.array([-1, 0, 1])
"""Columns that a cut may go aside from one row to the next."""

_STEP_LENGTHS = np.hypot(_SHIFTS, 1).astype(np.float32)
_ASIDE_COST = np.array([[0.8, 0.0, 0.4], [0.4, 0.0, 0.8]], np.float32)[:, None]
"""What a column aside costs, where a row of ink costs 1: cheap, a cut runs through the next best
stroke instead of where two digits meet. Writing leans to the right, and so may a cut. On drawn
pairs, at 0.1, 0.2, 0.4, 0.6 and 1 both ways 87, 89, 90, 92 and 95 of 100 digits have a part of
their place and size, and at 1 there are a third more candidates than at 0.4."""

_FARTHEST = np.float32(1e6)

_CERTAINLY_SEVERAL = 1.5
"""Components wider than this over their height are cut whatever they look like."""

_LEAST_RUNS = 1.3
"""Runs of ink a row, holes filled, from which others are: digits side by side have two in most
rows, a single one has one. Of drawn digits a sixth have more, of touching pairs 94 in a hundred."""

_APART = 0.06
"""Least distance of two cuts over the height; at 0.1 a 0 that leans on a 4 is not parted."""

_MOST_CROSSED = 0.8
"""Ink that a cut may cross, over the height; at 0.3 a twentieth fewer digits are parted."""

_HOLE_COST = 0.5
"""Of a hole, where ink costs 1: the middle of a 0 has less ink than where two 0 touch. From 0 to
1 the parts get a third fewer and the digits parted six in a hundred."""

_CUTS_A_HEIGHT = 3.0
"""So many for each height that a component is wide, and one; 5 find hardly more than 3."""

_LEAST_WIDTH, _MOST_WIDTH, _LEAST_HEIGHT = 0.08, 1.2, 0.45
"""Of a part, over the height of the component."""

_LEAST_INK, _ALMOST_ALL = 0.05, 0.95
"""Share of the component's ink from which, and up to which, a part is one."""

_STACKED_CUTS = 2
"""Across a component of two lines."""

_STACKED_AT = 0.3
"""Least share of the height above and below a cut across."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some of a component's ink.

    Attributes:
        left, top, width, height: The tightest box around it, in pixels of the component.
        own: (height, width) uint8, 255 where the box is the part's, ink or ground.
        ink: Pixels of ink in it.
    """

    left: int
    top: int
    width: int
    height: int
    own: Image
    ink: int


def may_be_several(filled: Image) -> bool:
    """Whether a component is worth cutting.

    Args:
        filled: (H, W) uint8, 255 on the component and in its holes.
    """
    height, width = filled.shape
    if width <= 8:
        return False
    if width > _CERTAINLY_SEVERAL * height:
        return True
    begun = cv2.subtract(filled[:, 1:], filled[:, :-1])
    starts = cv2.countNonZero(begun) + cv2.countNonZero(filled[:, 0])
    return bool(starts >= _LEAST_RUNS * height)


def parts_of(inside: Image, filled: Image) -> list[Part]:
    """What lies between any two cuts through a component, where it may be a digit.

    Args:
        inside: (H, W) uint8, 255 on the component's ink, which touches all four sides.
        filled: (H, W) uint8, the same with its holes.

    Returns:
        From left to right; without the whole.
    """
    height = inside.shape[0]
    cuts = _cuts(cv2.addWeighted(inside, 1 - _HOLE_COST, filled, _HOLE_COST, 0))
    if not len(cuts):
        return []
    columns = np.arange(inside.shape[1])
    strips = (columns >= cuts[:, :, None]).sum(axis=0, dtype=np.uint8)
    ink = cv2.calcHist([strips], [0], inside, [len(cuts) + 1], [0, len(cuts) + 1]).ravel()
    total = ink.sum()
    parts = []
    for first in range(len(cuts) + 1):
        for last in range(first, len(cuts) + 1):
            share = ink[first : last + 1].sum() / total
            if not _LEAST_INK <= share <= _ALMOST_ALL:
                continue
            part = _part(inside, cv2.inRange(strips, first, last), height)
            if part is not None:
                parts.append(part)
    return parts


def stacked_parts_of(inside: Image, filled: Image) -> list[Part]:
    """What lies above and below a cut across a component of two digits of two lines.

    Args:
        inside: (H, W) uint8, 255 on the component's ink, which touches all four sides.
        filled: (H, W) uint8, the same with its holes.

    Returns:
        Two for each cut.
    """
    cost = cv2.addWeighted(inside, 1 - _HOLE_COST, filled, _HOLE_COST, 0)
    height = inside.shape[0]
    parts = []
    for cut in _cuts(np.ascontiguousarray(cost.T), _STACKED_CUTS, _STACKED_AT * height):
        above = np.where(np.arange(height)[:, None] < cut, 255, 0).astype(np.uint8)
        for own in (above, cv2.bitwise_not(above)):
            part = _part(inside, own, height / 2)
            if part is not None:
                parts.append(part)
    return parts


def _part(inside: Image, own: Image, height: float) -> Part | None:
    ink = cv2.bitwise_and(inside, own)
    left, top, wide, high = cv2.boundingRect(ink)
    if high < _LEAST_HEIGHT * height or not _LEAST_WIDTH * height <= wide <= _MOST_WIDTH * height:
        return None
    box = slice(top, top + high), slice(left, left + wide)
    return Part(left, top, wide, high, own[box], cv2.countNonZero(ink))


def _cuts(cost: Image, most: int | None = None, margin: float = 0) -> NDArray[np.intp]:
    """The column at which each cut crosses each row, (N, H), from left to right.

    Args:
        cost: (H, W) uint8, 255 where it costs most to cut.
        most: How many cuts, the best ones; None for as many as the width has room for.
        margin: Distance from left and right within which none is made.
    """
    height, width = cost.shape
    shrink = max(1.0, height / _ROWS)
    rows, columns = round(height / shrink), max(round(width / shrink), 3)
    small = cv2.resize(cost, (columns, rows), interpolation=cv2.INTER_AREA)
    crossed, ways = _ways(small.astype(np.float32) / 255)
    apart = max(2, round(_APART * rows))
    crossed[crossed > _MOST_CROSSED * rows] = _FARTHEST
    edge = max(apart, round(margin / shrink))
    chosen = _lowest(crossed, apart, edge, most or round(_CUTS_A_HEIGHT * columns / rows) + 1)
    paths = np.sort(_traced(ways, np.array(chosen, np.intp), rows), axis=0)
    at = np.minimum((np.arange(height) * rows) // height, rows - 1)
    return np.rint((paths[:, at] + 0.5) * width / columns).astype(np.intp)


def _lowest(crossed: NDArray[np.float32], apart: int, edge: int, most: int) -> list[int]:
    """Columns where the best way through crosses less ink than nearby, the best first."""
    padded = np.pad(crossed, apart, constant_values=_FARTHEST)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * apart + 1)
    is_lowest = (crossed <= windows.min(axis=1)) & (crossed < _FARTHEST)
    is_lowest[:edge] = is_lowest[len(crossed) - edge :] = False
    columns = np.flatnonzero(is_lowest)
    chosen: list[int] = []
    for column in columns[np.argsort(crossed[columns], kind="stable")].tolist():
        if all(abs(column - other) >= apart for other in chosen):
            chosen.append(column)
            if len(chosen) == most:
                break
    return chosen


def _ways(ink: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """The ways of least ink from top and bottom to each column of the middle row.

    Args:
        ink: (R, C) float32, share of ink in each pixel.

    Returns:
        (C,) the ink that the best way through each column crosses, and
        (R - R // 2, 2, C) which of the shifts led to each pixel, from above and from
        below.
    """
    rows, columns = ink.shape
    half = rows // 2
    # Both halves at once; of an odd number of rows the middle one is in both.
    sides = np.stack([ink[: rows - half], ink[::-1][: rows - half]], axis=1)
    steps = sides[..., None] * _STEP_LENGTHS + _ASIDE_COST
    ways = np.zeros((rows - half, 2, columns), np.intp)
    reach = np.full((2, columns + 2), _FARTHEST, np.float32)
    reach[:, 1:-1] = sides[0]
    before = np.lib.stride_tricks.sliding_window_view(reach, 3, axis=1)
    for row in range(1, rows - half):
        cost = before + steps[row]
        ways[row] = cost.argmin(axis=2)
        reach[:, 1:-1] = cost.min(axis=2)
    crossed = reach[0, 1:-1] + reach[1, 1:-1]
    if rows % 2:
        crossed = crossed - ink[half]
    return crossed, ways


def _traced(ways: NDArray[np.intp], columns: NDArray[np.intp], rows: int) -> NDArray[np.intp]:
    """The columns of the ways through `columns` of the middle row, (N, R)."""
    paths = np.empty((len(columns), rows), np.intp)
    for side in (0, 1):
        at = columns
        for row in range(len(ways) - 1, -1, -1):
            paths[:, row if side == 0 else rows - 1 - row] = at
            at = at + _SHIFTS[ways[row, side, at]] if row else at
    return paths
