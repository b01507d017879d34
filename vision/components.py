"""Connected components of a digit's height, level by level, and what may be their pieces.

Each level of the pyramid is asked for ink of its own heights. The finest costs
three quarters of all, and of a large photograph it is needed for small ink alone,
of which there is little: the next level shows where. So there, and only there,
a large picture is looked at in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.binarization import InkLevels
from vision.clarity import LEAST_CLARITY
from vision.frame import Box
from vision.lines import LEAST_LENGTH_PX, is_remnant, without_lines
from vision.pieces import Blob
from vision.strokes import strokes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vision.binarization import InkMask
    from vision.frame import Image

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

LARGE_PIXELS = 2_000_000
"""A picture with more pixels than this is large."""

_SMALL = (5, 18)
"""Heights on the next level that may be small digits, or what is left of them there."""

_SMALL_HIGHEST = 48
"""Height up to which ink is taken from a part; on the next level it is well seen from 22."""

_MOST_SMALL = 400
"""Small ink on the next level beyond which the finest is looked at everywhere."""

_AROUND_PX = 96
"""Pixels around small ink that its neighbours, its ground and its polarity are told by."""

_MOST_SHARE = 0.25
"""Share of the picture that is looked at in parts; of more, all is."""

_CELL_PX = 32

_MOST_DIGITS_TOUCHING = 10


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
        second = [
            _components(mask, LEAST_HEIGHT_PX, _highest(largest_px, 2)) for mask in levels.masks(2)
        ]
        parts = _parts_with_small_ink(second, gray.shape)
        if parts is not None:
            for part in parts:
                for mask in levels.masks(1, part):
                    yield _uncut(_components(mask, LEAST_HEIGHT_PX, _SMALL_HIGHEST))
            yield from second
            scales = scales[2:]
    for scale in scales:
        lowest = LEAST_HEIGHT_PX if scale == 1 else LEVEL_HEIGHTS[0]
        for mask in levels.masks(scale):
            yield _components(mask, lowest, _highest(largest_px, scale))


def _highest(largest_px: float, scale: int) -> int:
    return min(LEVEL_HEIGHTS[1], int(largest_px / scale))


def _parts_with_small_ink(second: Sequence[Components], shape: tuple[int, ...]) -> list[Box] | None:
    """Where small ink is and what surrounds it; None if that is too much.

    Args:
        second: The components of the level of scale 2.
        shape: Of the frame.
    """
    small = [
        (found.mask, piece)
        for found in second
        for piece in found.pieces
        if _SMALL[0] <= piece.height < _SMALL[1] and piece.width <= 2 * _SMALL[1]
    ]
    if len(small) > _MOST_SMALL:
        return None
    cells = np.zeros([-(-side // _CELL_PX) for side in shape], np.uint8)
    for mask, piece in small:
        if strokes_of(mask, piece).clarity < LEAST_CLARITY:
            continue
        left, top = 2 * (mask.left + piece.left), 2 * (mask.top + piece.top)
        rows, columns = (
            slice(
                max(start - _AROUND_PX, 0) // _CELL_PX, -(-(start + size + _AROUND_PX) // _CELL_PX)
            )
            for start, size in ((top, 2 * piece.height), (left, 2 * piece.width))
        )
        cells[rows, columns] = 255
    contours, _ = cv2.findContours(cells, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    parts = [Box(*(_CELL_PX * side for side in cv2.boundingRect(contour))) for contour in contours]
    if sum(part.area for part in parts) > _MOST_SHARE * shape[0] * shape[1]:
        return None
    return parts


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


def _components(mask: InkMask, lowest: int, highest: int) -> Components:
    """Components of a digit's height, and all that may be pieces of one."""
    ink = mask.ink
    contours, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    clean, erased = ink, None
    if any(max(width, height) >= LEAST_LENGTH_PX for _, _, width, height in boxes):
        clean = without_lines(ink)
        if clean is not ink:
            contours, hierarchy = cv2.findContours(clean, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
            boxes = [cv2.boundingRect(contour) for contour in contours]
            erased = cv2.subtract(ink, clean)
    found = Components(mask, lowest, highest, [], [])
    if hierarchy is None:
        return found
    least_side = max(3, lowest // 5)
    parents = hierarchy.reshape(-1, 4)[:, 3].tolist()
    for contour, (left, top, width, height), parent in zip(contours, boxes, parents, strict=True):
        if parent >= 0:
            continue
        if height >= highest or (height < least_side and width < least_side):
            continue
        if erased is not None and is_remnant(clean, erased, left, top, width, height):
            continue
        if lowest <= height and width <= _MOST_DIGITS_TOUCHING * height:
            blob = Blob((contour,), left, top, width, height)
            found.blobs.append(blob)
            if width <= height:
                found.pieces.append(blob)
        elif width < highest:
            found.pieces.append(Blob((contour,), left, top, width, height))
    return found
