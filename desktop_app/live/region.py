"""The region of interest while it is drawn: rectangles within a picture."""

from __future__ import annotations

from vision.frame import Box

LEAST_PX = 16
"""Neither side is shorter, or no digit has room with its edge."""
FIRST_SHARE = 0.5
"""Of what is in view, the rectangle that the keyboard begins with."""
STEP_SHARE = 0.02
"""Of what is in view, for each press of an arrow key."""

Point = tuple[float, float]
Size = tuple[int, int]


def box_between(first: Point, second: Point, size: Size) -> Box | None:
    """The rectangle with these corners, as far as it lies in the picture.

    Args:
        first: A corner, in pixels of the picture, maybe outside of it.
        second: The opposite corner.
        size: Width and height of the picture.

    Returns:
        Whole pixels; None where it is too small to be meant.
    """
    (left, right), (top, bottom) = (
        sorted(min(max(0, round(point[axis])), size[axis]) for point in (first, second))
        for axis in (0, 1)
    )
    box = Box(left, top, right - left, bottom - top)
    return box if box.width >= LEAST_PX and box.height >= LEAST_PX else None


def part_within(box: Box, size: Size) -> Box | None:
    """What of a rectangle lies in a picture of this size."""
    left, top = max(0, box.left), max(0, box.top)
    right, bottom = min(size[0], box.right), min(size[1], box.bottom)
    return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None


def middle_of(visible: Box) -> Box:
    """The rectangle that the keyboard begins with."""
    width = min(visible.width, max(LEAST_PX, round(visible.width * FIRST_SHARE)))
    height = min(visible.height, max(LEAST_PX, round(visible.height * FIRST_SHARE)))
    left = visible.left + (visible.width - width) // 2
    return Box(left, visible.top + (visible.height - height) // 2, width, height)


def step_of(visible: Box) -> int:
    """How far an arrow key moves it, in pixels of the picture."""
    return max(1, round(min(visible.width, visible.height) * STEP_SHARE))


def shifted(box: Box, right: int, down: int, size: Size) -> Box:
    """Moved, but not out of the picture."""
    left = min(max(0, box.left + right), size[0] - box.width)
    top = min(max(0, box.top + down), size[1] - box.height)
    return Box(left, top, box.width, box.height)


def resized(box: Box, wider: int, higher: int, size: Size) -> Box:
    """With another size and the same middle, as far as the picture has room."""
    width = min(max(min(LEAST_PX, size[0]), box.width + wider), size[0])
    height = min(max(min(LEAST_PX, size[1]), box.height + higher), size[1])
    grown = Box(
        box.left - (width - box.width) // 2, box.top - (height - box.height) // 2, width, height
    )
    return shifted(grown, 0, 0, size)
