"""Where a hint's bubble goes beside what it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from desktop_app.live.placement import Rect

INSIDE_FROM = 0.45
"""What takes this share of the window has its bubble inside: beside it, it would hide the rest."""


class Side(Enum):
    """The side of its anchor that a bubble is on."""

    LEFT = "left"
    RIGHT = "right"
    BELOW = "below"
    ABOVE = "above"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class BubblePlace:
    """The place of a bubble.

    Attributes:
        rect: Of the bubble, without its arrow.
        side: Of the anchor.
        tip: Where its arrow points to, from the edge of the anchor.
    """

    rect: Rect
    side: Side
    tip: tuple[float, float]


def place_bubble(anchor: Rect, size: tuple[float, float], bounds: Rect, gap: float) -> BubblePlace:
    """Beside the anchor where there is room, else within it.

    Args:
        anchor: What the bubble speaks of.
        size: Width and height of the bubble.
        bounds: What it must stay within.
        gap: Between the two, for the arrow.
    """
    width, height = size
    # Of something wide, as a bar of menus, what matters is where it begins.
    middle_x = anchor.left + min(anchor.width, width) / 2
    middle_y = anchor.top + anchor.height / 2
    beside = {
        Side.BELOW: (middle_x - width / 2, anchor.bottom + gap, (middle_x, anchor.bottom)),
        Side.LEFT: (anchor.left - gap - width, middle_y - height / 2, (anchor.left, middle_y)),
        Side.RIGHT: (anchor.right + gap, middle_y - height / 2, (anchor.right, middle_y)),
        Side.ABOVE: (middle_x - width / 2, anchor.top - gap - height, (middle_x, anchor.top)),
    }
    is_large = anchor.width * anchor.height >= INSIDE_FROM * bounds.width * bounds.height
    for side, (x, y, tip) in () if is_large else beside.items():
        if side in (Side.BELOW, Side.ABOVE):
            rect = Rect(_within(x, bounds.left, bounds.right - width), y, width, height)
        else:
            rect = Rect(x, _within(y, bounds.top, bounds.bottom - height), width, height)
        if bounds.contains(rect):
            return BubblePlace(rect, side, _beside(tip, rect, side, gap))
    center_x = anchor.left + anchor.width / 2
    left = _within(center_x - width / 2, bounds.left, bounds.right - width)
    top = _within(anchor.bottom - height - gap, bounds.top, bounds.bottom - height)
    return BubblePlace(Rect(left, top, width, height), Side.INSIDE, (center_x, middle_y))


def _beside(tip: tuple[float, float], rect: Rect, side: Side, gap: float) -> tuple[float, float]:
    """The tip, moved to where the bubble's edge can hold the arrow."""
    x, y = tip
    if side in (Side.BELOW, Side.ABOVE):
        return _within(x, rect.left + 2 * gap, rect.right - 2 * gap), y
    return x, _within(y, rect.top + 2 * gap, rect.bottom - 2 * gap)


def _within(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))
