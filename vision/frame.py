"""A frame of video and a box in it: the axis convention, stated once.

Arrays are indexed ``[row, column]``, boxes are ``left, top, width, height``:
x runs to the right along columns, y runs down along rows, the unit is the
pixel of the upright image, and ``right`` and ``bottom`` are exclusive.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source.

    Attributes:
        image: (H, W, 3) uint8, BGR, upright, read-only.
        index: Number of the frame in its source, from 0.
        captured_at_s: `time.monotonic()` when the picture was taken.
    """

    image: Image
    index: int = 0
    captured_at_s: float = 0.0

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(
                f"Expected an image of shape (H, W, 3) and dtype uint8, "
                f"got {self.image.shape} and {self.image.dtype}."
            )
        view = self.image.view()
        view.flags.writeable = False
        object.__setattr__(self, "image", view)

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned rectangle in pixels of the upright image.

    >>> box = Box(left=10, top=20, width=30, height=40)
    >>> box.right, box.bottom, box.center
    (40, 60, (25.0, 40.0))
    >>> box.intersection_over_union(Box(10, 20, 30, 20))
    0.5
    """

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def intersection_area(self, other: Box) -> int:
        """Area shared with `other` in square pixels, 0 where they do not meet."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, width) * max(0, height)

    def intersection_over_union(self, other: Box) -> float:
        """Shared area over covered area, from 0 to 1."""
        shared = self.intersection_area(other)
        return shared / (self.area + other.area - shared) if shared else 0.0

    def distance_to(self, other: Box) -> float:
        """Distance between the two centres in pixels."""
        (x, y), (other_x, other_y) = self.center, other.center
        return math.hypot(other_x - x, other_y - y)

    def as_list(self) -> list[int]:
        """``[left, top, width, height]``, as the JSON output writes it."""
        return [self.left, self.top, self.width, self.height]

    @classmethod
    def union_of(cls, boxes: list[Box] | tuple[Box, ...]) -> Box:
        """The smallest box that holds all of `boxes`, which must not be empty."""
        left, top = min(box.left for box in boxes), min(box.top for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        return Box(left, top, right - left, bottom - top)
