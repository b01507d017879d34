"""What part of a picture the view shows, and how large."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from desktop_app.live.placement import Placement, Rect
from vision.frame import Box

STEP = 1.25
"""One press of a key, or one notch of the wheel."""
MOST = 8.0
"""Any picture can be enlarged so much over its fitted size, and a large one further:"""
MOST_SCALE = 8.0
"""until each of its pixels takes so many units of the view."""
MIDDLE = (0.5, 0.5)
HARDLY_ZOOMED = 1.001
"""Steps up and down again do not meet at exactly 1."""
MARGIN_PX = 1
"""Pixels scaled beyond the view's edge, so that the interpolation does not end at it."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """A view on a picture; what changes it gives another one.

    Attributes:
        image_size: Width and height of the picture in pixels.
        view_size: Width and height of the view in its units.
        pixel_ratio: Screen pixels for each unit of the view.
        is_mirrored: Whether left and right are exchanged.
        zoom: Enlargement over the size at which all of the picture fits.
        center: What of the picture is in the middle of the view, as shares of
            its width and height, from the left and top of the upright picture.
    """

    image_size: tuple[int, int]
    view_size: tuple[float, float]
    pixel_ratio: float = 1.0
    is_mirrored: bool = False
    zoom: float = 1.0
    center: tuple[float, float] = MIDDLE

    @property
    def is_zoomed(self) -> bool:
        """Whether the picture is larger than what fits."""
        return self.zoom > 1.0

    @property
    def most(self) -> float:
        """The largest zoom."""
        return max(MOST, MOST_SCALE / self._fitted().scale)

    @property
    def bounds(self) -> Rect:
        """All of the view."""
        return Rect(0.0, 0.0, *self.view_size)

    def placement(self) -> Placement:
        """Where the whole picture lies, though parts may lie outside the view."""
        fitted = self._fitted()
        if not self.is_zoomed:
            return fitted
        across, down = self._shown_center()
        scale = fitted.scale * self.zoom
        left, width = self._edge(self.view_size[0], self.image_size[0] * scale, across)
        top, height = self._edge(self.view_size[1], self.image_size[1] * scale, down)
        return Placement(Rect(left, top, width, height), scale, self.is_mirrored)

    def zoomed(self, factor: float, about: tuple[float, float] | None = None) -> Viewport:
        """Larger or smaller, within the limits.

        Args:
            factor: More than 1 enlarges.
            about: The point of the view where the picture stays; by default the middle.
        """
        zoom = min(max(1.0, self.zoom * factor), self.most)
        if zoom < HARDLY_ZOOMED:
            return self.fitted()
        x, y = about or (self.view_size[0] / 2, self.view_size[1] / 2)
        target, growth = self.placement().target, zoom / self.zoom
        left, top = x - (x - target.left) * growth, y - (y - target.top) * growth
        grown = replace(self, zoom=zoom)
        return grown._at(left, top, target.width * growth, target.height * growth)

    def fitted(self) -> Viewport:
        """All of the picture."""
        return replace(self, zoom=1.0, center=MIDDLE)

    def moved(self, right: float, down: float) -> Viewport:
        """With the picture shifted by units of the view, not beyond its own edges."""
        if not self.is_zoomed:
            return self
        target = self.placement().target
        return self._at(target.left + right, target.top + down, target.width, target.height)

    def visible(self) -> tuple[Box, Rect]:
        """The part of the picture that is in view, in its pixels, and where it lies.

        The place's edges lie on screen pixels; it may reach a little beyond the view.
        """
        placement, (width, height) = self.placement(), self.image_size
        if not self.is_zoomed:
            return Box(0, 0, width, height), placement.target
        first, second = placement.point(0.0, 0.0), placement.point(*self.view_size)
        left, right = _covered(first[0], second[0], width)
        top, bottom = _covered(first[1], second[1], height)
        box = Box(left, top, right - left, bottom - top)
        return box, self._on_screen_pixels(placement.rect(box))

    def _fitted(self) -> Placement:
        return Placement.fitted(
            self.image_size,
            self.view_size,
            pixel_ratio=self.pixel_ratio,
            is_mirrored=self.is_mirrored,
        )

    def _shown_center(self) -> tuple[float, float]:
        across, down = self.center
        return (1.0 - across if self.is_mirrored else across), down

    def _edge(self, view: float, side: float, center: float) -> tuple[float, float]:
        """Begin and length of one side of the picture, both on screen pixels."""
        room = round(view * self.pixel_ratio)
        length = max(1, round(side * self.pixel_ratio))
        if length <= room:
            begin = (room - length) // 2
        else:
            begin = min(0, max(room - length, round(room / 2 - center * length)))
        return begin / self.pixel_ratio, length / self.pixel_ratio

    def _at(self, left: float, top: float, width: float, height: float) -> Viewport:
        """With the picture's corner there, as far as the picture still fills the view."""
        across = _center(self.view_size[0], left, width)
        down = _center(self.view_size[1], top, height)
        return replace(self, center=(1.0 - across if self.is_mirrored else across, down))

    def _on_screen_pixels(self, rect: Rect) -> Rect:
        ratio = self.pixel_ratio
        left, top = round(rect.left * ratio), round(rect.top * ratio)
        right = max(left + 1, round(rect.right * ratio))
        bottom = max(top + 1, round(rect.bottom * ratio))
        return Rect(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio)


def _center(view: float, begin: float, length: float) -> float:
    """Share of a side that is in the middle of the view, where the side fills the view."""
    half = view / 2 / length
    if half >= 0.5:
        return 0.5
    return min(max(half, (view / 2 - begin) / length), 1.0 - half)


def _covered(first: float, second: float, length: int) -> tuple[int, int]:
    """The whole pixels between two edges, and a margin, at least one in the picture."""
    begin = min(max(0, math.floor(min(first, second)) - MARGIN_PX), length - 1)
    return begin, max(begin + 1, min(length, math.ceil(max(first, second)) + MARGIN_PX))
