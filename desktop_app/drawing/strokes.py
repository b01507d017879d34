"""What was drawn on the pad: strokes, their history, and the picture they make.

Coordinates are those of the page: x runs right, y runs down, the unit is the
pad's point at the size the strokes were drawn in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from vision.frame import Box, Image

INK_BGR = (46, 36, 30)
LEAST_STEP = 2.5
"""A pen that moved less than this is not followed: a mouse moves in whole points, and
their stairs would be seen."""

_CURVE_STEP = 2.0
_MOST_STEPS = 24
_ZOOM = 3
"""Drawn larger and shrunk: soft edges, though every step of a line is drawn by itself."""
_SHIFT_BITS = 4
_MARGIN_SHARE = 0.1
_LEAST_MARGIN = 24


class Point(NamedTuple):
    """A place on the page where the pen was, and the diameter of its ink there."""

    x: float
    y: float
    width: float


Line = Sequence[Point]


class Stroke:
    """One stroke from where the pen touched the page to where it left it.

    Attributes:
        points: Where the pen was; grows while the stroke is drawn.
    """

    def __init__(self, point: Point) -> None:
        self.points = [point]

    def extend(self, point: Point, *, is_last: bool = False) -> bool:
        """Goes on to `point`; False where that is no step worth keeping."""
        last = self.points[-1]
        step = math.hypot(point.x - last.x, point.y - last.y)
        if step == 0 or (step < LEAST_STEP and not is_last):
            return False
        self.points.append(point)
        return True


class Drawing:
    """All strokes, with what can be undone and redone."""

    def __init__(self) -> None:
        self._states: list[tuple[Stroke, ...]] = [()]
        self._at = 0

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The strokes that are there now, the oldest first."""
        return self._states[self._at]

    @property
    def is_empty(self) -> bool:
        return not self.strokes

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._states) - 1

    def begin(self, point: Point) -> Stroke:
        """A new stroke, which is part of the drawing at once; what was undone is gone."""
        stroke = Stroke(point)
        self._add((*self.strokes, stroke))
        return stroke

    def abandon(self, stroke: Stroke) -> None:
        """Takes a stroke back as if it had never been begun."""
        states = [tuple(one for one in state if one is not stroke) for state in self._states]
        kept = [states[0]]
        for before, state in pairwise(states):
            if state != before:
                kept.append(state)
            elif len(kept) <= self._at:
                self._at -= 1
        self._states = kept

    def undo(self) -> None:
        """Takes back the last stroke, or the last clearing."""
        self._at = max(0, self._at - 1)

    def redo(self) -> None:
        """Brings back what was undone last."""
        self._at = min(len(self._states) - 1, self._at + 1)

    def clear(self) -> None:
        """Takes all strokes away, which can be undone."""
        if self.strokes:
            self._add(())

    def erase(self, x: float, y: float, radius: float) -> bool:
        """Takes away the strokes near a place; False where there are none."""
        kept = tuple(
            stroke
            for stroke in self.strokes
            if all(
                math.hypot(point.x - x, point.y - y) > radius + point.width / 2
                for point in stroke.points
            )
        )
        if kept == self.strokes:
            return False
        self._add(kept)
        return True

    def snapshot(self) -> tuple[tuple[Point, ...], ...]:
        """The points of all strokes as they are now, for another thread."""
        return tuple(tuple(stroke.points) for stroke in self.strokes)

    def extent(self) -> tuple[float, float]:
        """The width and height of page for all strokes, those too that can be brought back."""
        strokes = {stroke for state in self._states for stroke in state}
        points = [point for stroke in strokes for point in stroke.points]
        if not points:
            return 0.0, 0.0
        return (
            max(point.x + point.width / 2 for point in points),
            max(point.y + point.width / 2 for point in points),
        )

    def _add(self, state: tuple[Stroke, ...]) -> None:
        del self._states[self._at + 1 :]
        self._states.append(state)
        self._at += 1


def smoothed(points: Line, start: int = 0) -> list[Point]:
    """The smooth curve of a stroke.

    To each point belongs the piece from the middle before it to the middle after
    it, bent by the point: a quadratic B-spline, which has no corners. A piece is
    settled as soon as the next point is known, so a stroke can be painted as it
    grows.

    Args:
        points: Of the stroke.
        start: The point whose piece is the first.

    Returns:
        Short straight steps, two points at least; a dot is a step of no length.
    """
    line: list[Point] = []
    for index in range(start, len(points)):
        piece = _piece(points, index)
        line += piece[1:] if line else piece
    return line


def _piece(points: Line, index: int) -> list[Point]:
    control = points[index]
    start = _middle(points[max(index - 1, 0)], control)
    end = _middle(control, points[min(index + 1, len(points) - 1)])
    length = math.hypot(control.x - start.x, control.y - start.y)
    length += math.hypot(end.x - control.x, end.y - control.y)
    steps = min(_MOST_STEPS, max(1, math.ceil(length / _CURVE_STEP)))
    return [_on_curve(start, control, end, step / steps) for step in range(steps + 1)]


def _middle(first: Point, second: Point) -> Point:
    return Point(*((a + b) / 2 for a, b in zip(first, second, strict=True)))


def _on_curve(start: Point, control: Point, end: Point, t: float) -> Point:
    a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
    return Point(
        *(a * p + b * q + c * r for p, q, r in zip(start, control, end, strict=True)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A drawing as it is at one moment, which no longer changes.

    Attributes:
        strokes: The points of each.
        width: Of the page.
        height: Of the page.
    """

    strokes: tuple[tuple[Point, ...], ...]
    width: int
    height: int

    @property
    def margin(self) -> int:
        """White paper around the page in its picture, so that ink at a border is read as well."""
        return round(max(_LEAST_MARGIN, _MARGIN_SHARE * max(self.width, self.height)))

    def image(self, scale: float = 1.0) -> Image:
        """The picture of the page with its margin.

        Args:
            scale: Pixels of the picture for each unit of the page.

        Returns:
            (H, W, 3) uint8 BGR, dark ink on white paper.
        """
        width, height = (max(1, round(side * scale)) for side in self._outer_size())
        paper = np.full((height * _ZOOM, width * _ZOOM), 255, np.uint8)
        border = round(self.margin * scale * _ZOOM)
        for points in self.strokes:
            _draw(paper[border:-border, border:-border], smoothed(points), scale * _ZOOM)
        coverage = 255 - cv2.resize(paper, (width, height), interpolation=cv2.INTER_AREA)
        levels = np.arange(256) / 255
        colors = [255 - levels * (255 - channel) for channel in INK_BGR]
        table = np.rint(np.stack(colors, axis=1)).astype(np.uint8)
        return table[coverage]

    def box_on_page(self, box: Box) -> tuple[float, float, float, float]:
        """Left, top, width and height on the page of a box in `image()`."""
        return box.left - self.margin, box.top - self.margin, box.width, box.height

    def _outer_size(self) -> tuple[int, int]:
        return self.width + 2 * self.margin, self.height + 2 * self.margin


def _draw(paper: Image, line: Line, scale: float) -> None:
    """Draws one smooth line on `paper`, in black."""
    places = np.array([(point.x, point.y) for point in line])
    fixed = np.rint(places * scale * (1 << _SHIFT_BITS)).astype(np.int32)
    pens = [max(1, round(point.width * scale)) for point in line]
    # As far as the pen stays as wide, in one go.
    start = 0
    for end in range(1, len(line)):
        if end == len(line) - 1 or pens[end + 1] != pens[start + 1]:
            part = fixed[start : end + 1]
            cv2.polylines(paper, [part], False, 0, pens[start + 1], cv2.LINE_8, _SHIFT_BITS)
            start = end
