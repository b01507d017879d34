"""Connected components of a digit's height, level by level, and what may be their pieces.

Each level of the pyramid is asked for ink of its own heights. The finest costs
three quarters of all, and of a large photograph it is needed for small ink alone, and
for what touches short lines. Often there is little of these, and the next level shows
where. So there, and only there, a large picture is looked at in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vision.binarization import InkLevels
from vision.lines import LEAST_LENGTH_PX, is_remnant
from vision.outlines import OutlinedMask
from vision.pieces import MOST_DIGITS_TOUCHING, Blob
from vision.small_ink import parts_with_small_ink

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vision.binarization import InkMask
    from vision.frame import Box, Image

LEAST_HEIGHT_PX = 11
"""Ink lower than this is not read: of a soft digit of 12 pixels, 11 may be ink."""

LARGEST_SHARE = 0.93
"""Ink higher than this share of the frame is not read: digits of 0.9, and what pixels of the
coarse levels and a soft edge add."""

LEVEL_HEIGHTS = (36, 96)
"""Heights taken from a level, in its own pixels; the finest takes smaller ones too.

They overlap, for with a rest of a line a digit is higher, and on the next level it may come
out a pixel lower. F1 on photographs is the same from (36, 84) to (36, 96); digits in cells
that they fill gain 8 of 100."""

_SMALL_HEIGHTS = (LEAST_HEIGHT_PX, 48)
"""Heights taken from the next level in place of the finest, where that is not looked at. Lines
are taken out there from half the length, as they would be at full size."""

LARGE_PIXELS = 2_000_000
"""A picture with more pixels than this is large."""

_SURE_PX = 64
"""What lies so far inside a part is wholly seen there, with its neighbours."""


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The ink of a mask that may be digits or pieces of them.

    Attributes:
        mask: Where it lies.
        lowest: Height from which it may be a digit, in pixels of the level.
        highest: It is lower than this.
        blobs: What is of a digit's height.
        pieces: All that may be a piece of a digit, blobs among them.
        is_part: Whether it is of a part of the level, and others are not looked at.
    """

    mask: InkMask
    lowest: int
    highest: int
    blobs: list[Blob]
    pieces: list[Blob]
    is_part: bool = False

    @property
    def has_smallest(self) -> bool:
        """Whether the smallest digits of their place are looked for here."""
        return self.lowest == LEAST_HEIGHT_PX


def components(gray: Image, *, in_parts: bool) -> Iterator[Components]:
    """The components of all levels, finest first.

    Args:
        gray: (H, W) uint8.
        in_parts: Whether the finest level of a large picture is looked at only where
            the next one shows small ink.
    """
    largest_px = LARGEST_SHARE * gray.shape[0]
    levels = InkLevels(gray, largest_px)
    scales = levels.scales
    if in_parts and gray.size > LARGE_PIXELS and len(scales) > 1:
        second = [OutlinedMask(mask, LEAST_LENGTH_PX // 2) for mask in levels.masks(2)]
        small = [_components(one, *_SMALL_HEIGHTS, LEAST_LENGTH_PX // 2) for one in second]
        short_lines = [one.short_lines for one in second]
        parts = parts_with_small_ink(small, short_lines, gray.shape)
        if parts is not None:
            for part in parts:
                for mask in levels.masks(1, part):
                    highest = _highest(largest_px, 1)
                    yield _uncut(_components(OutlinedMask(mask), LEAST_HEIGHT_PX, highest))
            yield from (_outside(found, parts) for found in small)
            for one in second:
                yield _components(one, LEVEL_HEIGHTS[0], _highest(largest_px, 2))
            scales = scales[2:]
    for scale in scales:
        lowest = LEAST_HEIGHT_PX if scale == 1 else LEVEL_HEIGHTS[0]
        for mask in levels.masks(scale):
            yield _components(OutlinedMask(mask), lowest, _highest(largest_px, scale))


def _highest(largest_px: float, scale: int) -> int:
    return min(LEVEL_HEIGHTS[1], int(largest_px / scale))


def _outside(found: Components, parts: Sequence[Box]) -> Components:
    """What was not wholly seen in a part at full size already."""
    mask = found.mask

    def is_new(blob: Blob) -> bool:
        left, top = 2 * (mask.left + blob.left), 2 * (mask.top + blob.top)
        right, bottom = left + 2 * blob.width, top + 2 * blob.height
        return not any(
            part.left + _SURE_PX <= left
            and part.top + _SURE_PX <= top
            and right <= part.right - _SURE_PX
            and bottom <= part.bottom - _SURE_PX
            for part in parts
        )

    return replace(
        found,
        blobs=[blob for blob in found.blobs if is_new(blob)],
        pieces=[piece for piece in found.pieces if is_new(piece)],
    )


def _uncut(found: Components) -> Components:
    """Those of a part that its border does not cut."""
    mask = found.mask
    height, width = mask.ink.shape
    right, bottom = mask.left + width, mask.top + height

    def is_whole(blob: Blob) -> bool:
        return (
            (blob.left > 0 or mask.left <= 0)
            and (blob.top > 0 or mask.top <= 0)
            and (blob.left + blob.width < width or right >= mask.level_width)
            and (blob.top + blob.height < height or bottom >= mask.level_height)
        )

    return replace(
        found,
        blobs=[blob for blob in found.blobs if is_whole(blob)],
        pieces=[piece for piece in found.pieces if is_whole(piece)],
        is_part=True,
    )


def _components(
    outlined: OutlinedMask, lowest: int, highest: int, least_line_px: int = LEAST_LENGTH_PX
) -> Components:
    """Components of a digit's height, and all that may be pieces of one.

    Args:
        outlined: Where they lie.
        lowest: As in `Components`.
        highest: As in `Components`.
        least_line_px: Lines of this length are taken out first.
    """
    found = Components(outlined.mask, lowest, highest, [], [])
    outlines = outlined.without_lines(least_line_px)
    clean, erased = outlines.clean, outlines.erased
    least_side = max(3, lowest // 5)
    every = zip(outlines.contours, outlines.boxes, outlines.parents, strict=True)
    for contour, (left, top, width, height), parent in every:
        if parent >= 0:
            continue
        if height >= highest or (height < least_side and width < least_side):
            continue
        if erased is not None and is_remnant(clean, erased, left, top, width, height):
            continue
        if lowest <= height and width <= MOST_DIGITS_TOUCHING * height:
            blob = Blob((contour,), left, top, width, height)
            found.blobs.append(blob)
            if width <= height:
                found.pieces.append(blob)
        elif width < highest:
            found.pieces.append(Blob((contour,), left, top, width, height))
    return found
