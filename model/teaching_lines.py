"""The lines that a sheet's digits stand in, at any slope and in perspective.

What slope most ink lies along tells the profile of its middles: the slope is right
where they pile up most (projection profiles; Postl, 1986). Along it each piece is
joined to its nearest neighbour, and the longest chains take in what lies on their
own curve, so that each line may slope, bend and grow as it is seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frame import Box

LEAST_PIECES = 5
"""Fewer make no line: they are page numbers, specks, fingers."""

HEIGHTS = (0.4, 2.2)
"""Lowest and highest piece of a line over the height of most."""

OFF_LINE = 0.6
"""Farthest that the middle of a piece lies off its line, over its height: less than half way to
the next row, when rows are written 1.2 heights apart or more."""

_WIDEST = 2.5
_FARTHEST = 5.0
_STEEPEST_DEG = 30
_BEYOND = 4.0
_LIKE_HEIGHT = 0.25
_BEND_FROM = 8


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of a sheet.

    Attributes:
        height: Of most of its digits, in pixels.
        pitch: From the middle of one digit to that of the next, mostly.
        curve: Polynomial that gives the middle's y for x, as `np.polyval` takes it.
        left, right: Where its first piece begins and its last one ends.
    """

    height: float
    pitch: float
    curve: NDArray[np.float64]
    left: float
    right: float

    def distance(self, box: Box) -> float:
        """How far the middle of a box lies below the line, in heights."""
        x, y = box.center
        return (y - float(np.polyval(self.curve, x))) / self.height

    def reaches(self, box: Box) -> bool:
        """Whether a box is of the line: near it, and of a digit's height."""
        low, high = HEIGHTS
        return (
            low * self.height <= box.height <= high * self.height
            and abs(self.distance(box)) < OFF_LINE
            and self.left - _BEYOND * self.height < box.center[0]
            and box.center[0] < self.right + _BEYOND * self.height
        )


def usual_height(boxes: Sequence[Box], weights: NDArray[np.float64]) -> float:
    """The height that most boxes have, the middle of the densest stretch.

    Args:
        boxes: At least one.
        weights: (N,) how much each counts.
    """
    sizes = np.log([box.height for box in boxes])
    near = np.exp(-((sizes[:, None] - sizes) ** 2) / (2 * _LIKE_HEIGHT**2))
    return float(np.exp(sizes[(near @ weights).argmax()]))


def lines_of(boxes: Sequence[Box], weights: NDArray[np.float64]) -> list[Line]:
    """The lines of a sheet, from the top.

    Args:
        boxes: Of pieces of ink, of which no two are the same ink.
        weights: (N,) how much each looks like a digit, more than 0.
    """
    if len(boxes) < LEAST_PIECES:
        return []
    height = usual_height(boxes, weights)
    low, high = HEIGHTS
    kept = [
        box
        for box in boxes
        if low * height < box.height < high * height and box.width < _WIDEST * height
    ]
    if len(kept) < LEAST_PIECES:
        return []
    slope = _slope(kept, height)
    free = set(range(len(kept)))
    lines = []
    for chain in sorted(_chains(kept, slope), key=lambda chain: -len(chain)):
        own = [index for index in chain if index in free]
        if len(own) < 3:
            continue
        line = _line(kept, own)
        for _ in range(3):
            wider = [index for index in free if line.reaches(kept[index])]
            if len(wider) < 3 or set(wider) == set(own):
                break
            own, line = wider, _line(kept, wider)
        if len(own) >= LEAST_PIECES:
            lines.append(line)
            free -= set(own)
    middle = float(np.median([box.center[0] for box in kept]))
    return sorted(lines, key=lambda line: float(np.polyval(line.curve, middle)))


def _slope(boxes: Sequence[Box], height: float) -> float:
    """The slope along which the middles of most boxes lie."""
    x, y = np.array([box.center for box in boxes]).T
    best, best_slope = -1.0, 0.0
    for degrees in range(-_STEEPEST_DEG, _STEEPEST_DEG + 1):
        slope = math.tan(math.radians(degrees))
        level = (y - slope * x) / height
        near = np.exp(-((level[:, None] - level) ** 2) / (2 * 0.25**2)).sum()
        # Of a grid the diagonals are lines too, and people write level.
        score = near * (1 - abs(degrees) / 120)
        if score > best:
            best, best_slope = score, slope
    return best_slope


def _chains(boxes: Sequence[Box], slope: float) -> list[list[int]]:
    """Pieces each beside the next, by mutual choice of the nearest on both sides."""
    x, y = np.array([box.center for box in boxes]).T
    heights = np.array([box.height for box in boxes], float)
    level = y - slope * x
    across = x[None] - x[:, None]
    down = np.abs(level[None] - level[:, None])
    size = (heights[None] + heights[:, None]) / 2
    beside = (across > 0.1 * size) & (across < _FARTHEST * size)
    beside &= down < 0.4 * size + 0.1 * across
    distance = np.where(beside, across + 2 * down, np.inf)
    after, before = distance.argmin(axis=1), distance.argmin(axis=0)
    follower = {
        i: int(after[i])
        for i in range(len(boxes))
        if np.isfinite(distance[i, after[i]]) and before[after[i]] == i
    }
    chains = []
    for start in set(range(len(boxes))) - set(follower.values()):
        chain = [start]
        while chain[-1] in follower:
            chain.append(follower[chain[-1]])
        chains.append(chain)
    return chains


def _line(boxes: Sequence[Box], chosen: Sequence[int]) -> Line:
    own = sorted((boxes[index] for index in chosen), key=lambda box: box.center[0])
    x, y = np.array([box.center for box in own]).T
    heights = np.array([box.height for box in own])
    height = float(np.percentile(heights, 60))  # what is cut off or broken is lower
    degree = 2 if len(own) >= _BEND_FROM else 1
    kept = np.full(len(own), fill_value=True)
    for _ in range(3):
        curve = np.polyfit(x[kept], y[kept], degree)
        off = np.abs(y - np.polyval(curve, x))
        better = off < max(0.35 * height, 1.5 * float(np.median(off)))
        if better.sum() < degree + 2 or (better == kept).all():
            break
        kept = better
    steps = np.diff(x)
    steps = steps[steps > 0.25 * height]
    pitch = float(np.median(steps)) if len(steps) else height
    return Line(height, pitch, curve, float(own[0].left), float(max(box.right for box in own)))
