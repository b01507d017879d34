"""A box that the user draws over the picture, with the mouse or with the arrow keys."""

from __future__ import annotations

from enum import Enum

from PyQt6.QtCore import QPointF

from desktop_app.live.placement import Placement
from desktop_app.live.region import (
    Point,
    Size,
    box_between,
    middle_of,
    part_within,
    resized,
    shifted,
    step_of,
)
from vision.frame import Box


class Purpose(Enum):
    """What a box is drawn for."""

    REGION = "region"
    MARK = "mark"


class BoxDrawing:
    """What of a box has been drawn.

    Attributes:
        purpose: What it is for; None while nothing is being drawn.
        box: As it is now, in pixels of the picture; None before there is one.
        is_dragging: Whether the mouse is drawing it at this moment.
    """

    def __init__(self) -> None:
        self.purpose: Purpose | None = None
        self.box: Box | None = None
        self._begun_at: Point | None = None

    @property
    def is_dragging(self) -> bool:
        return self._begun_at is not None

    def begin(self, purpose: Purpose | None) -> None:
        """Draws something else from now on, or nothing."""
        self.purpose = purpose
        self.box = self._begun_at = None

    def press(self, at: QPointF) -> None:
        """The mouse begins at a point of the view."""
        self.box, self._begun_at = None, (at.x(), at.y())

    def drag(self, at: QPointF, placement: Placement, size: Size) -> None:
        """The mouse is at another point of the view now.

        Args:
            at: The point.
            placement: Where the picture lies in the view.
            size: Of the picture.
        """
        if self._begun_at is not None:
            begun = placement.point(*self._begun_at)
            self.box = box_between(begun, placement.point(at.x(), at.y()), size)

    def release(self) -> Box | None:
        """The mouse is done; gives the box."""
        self._begun_at = None
        return self.box

    def step(
        self, right: int, down: int, visible: Box, size: Size, *, first: Box, is_resizing: bool
    ) -> None:
        """An arrow key moves the box, or changes its size.

        Args:
            right: -1, 0 or 1, in the picture.
            down: The same.
            visible: The part of the picture that is seen.
            size: Of the picture.
            first: The box to begin with.
            is_resizing: Whether its size is meant.
        """
        if self.box is None:
            self.box = part_within(first, size) or middle_of(visible)
            return
        step = step_of(visible)
        change = resized if is_resizing else shifted
        self.box = change(self.box, right * step, down * step, size)


def usual_box(visible: Box, boxes: list[Box]) -> Box:
    """Where the keyboard begins to mark a digit: in the middle, a little larger than the others.

    Args:
        visible: The part of the picture that is seen.
        boxes: Of the digits that were read.
    """
    heights = sorted(box.height for box in boxes) or [visible.height // 5]
    height = round(1.3 * heights[len(heights) // 2])
    width = round(0.8 * height)
    left = visible.left + (visible.width - width) // 2
    return Box(left, visible.top + (visible.height - height) // 2, width, height)
