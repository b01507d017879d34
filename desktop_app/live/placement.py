"""Where a picture lies in the view, and how much of an overlay is still to be seen."""

from __future__ import annotations

from dataclasses import dataclass

from vision.frame import Box

FADE_FROM_S = 0.15
GONE_AFTER_S = 1.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in the view, in its own units, not rounded."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def grown(self, margin: float) -> Rect:
        """The rectangle with a margin on each side."""
        return Rect(
            self.left - margin,
            self.top - margin,
            self.width + 2 * margin,
            self.height + 2 * margin,
        )

    def part_in(self, other: Rect) -> Rect:
        """What of it lies within another, maybe nothing: then a side is 0."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        width, height = min(self.right, other.right) - left, min(self.bottom, other.bottom) - top
        return Rect(left, top, max(0.0, width), max(0.0, height))

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share area; touching is not sharing."""
        # Asked a thousand times a frame; `right` and `bottom` would take twice as long.
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def contains(self, other: Rect) -> bool:
        """Whether all of `other` lies within."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """How a picture lies in a view.

    Attributes:
        target: Where the whole picture lies, in units of the view.
        scale: Units of the view for each pixel of the picture.
        is_mirrored: Whether left and right are exchanged.
    """

    target: Rect
    scale: float
    is_mirrored: bool = False

    @classmethod
    def fitted(
        cls,
        image_size: tuple[int, int],
        view_size: tuple[float, float],
        *,
        pixel_ratio: float = 1.0,
        is_mirrored: bool = False,
    ) -> Placement:
        """The largest placement in the middle of the view that keeps the proportions.

        Args:
            image_size: Width and height in pixels.
            view_size: Width and height in units of the view.
            pixel_ratio: Screen pixels for each unit; edges lie on screen pixels.
            is_mirrored: Whether to exchange left and right.
        """
        image_width, image_height = image_size
        view_width, view_height = (round(side * pixel_ratio) for side in view_size)
        fit = min(view_width / image_width, view_height / image_height)
        width = max(1, round(image_width * fit))
        height = max(1, round(image_height * fit))
        target = Rect(
            (view_width - width) // 2 / pixel_ratio,
            (view_height - height) // 2 / pixel_ratio,
            width / pixel_ratio,
            height / pixel_ratio,
        )
        return cls(target, fit / pixel_ratio, is_mirrored)

    @classmethod
    def identity(cls, image_size: tuple[int, int]) -> Placement:
        """The picture as it is, for pictures that are saved."""
        return cls(Rect(0.0, 0.0, *image_size), 1.0)

    def rect(self, box: Box) -> Rect:
        """Where `box`, in pixels of the picture, lies in the view."""
        left = self.target.left + box.left * self.scale
        width = box.width * self.scale
        if self.is_mirrored:
            left = self.target.right - box.left * self.scale - width
        return Rect(left, self.target.top + box.top * self.scale, width, box.height * self.scale)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """What point of the picture, in its pixels, lies at (x, y) of the view."""
        across = self.target.right - x if self.is_mirrored else x - self.target.left
        return across / self.scale, (y - self.target.top) / self.scale


def overlay_opacity(age_s: float) -> float:
    """How strongly a reading of this age is painted over a live picture, 0 to 1."""
    if age_s <= FADE_FROM_S:
        return 1.0
    return max(0.0, (GONE_AFTER_S - age_s) / (GONE_AFTER_S - FADE_FROM_S))
