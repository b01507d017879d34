"""Connected components of a digit's height, level by level, and what may be their pieces.

Each level of the pyramid is asked for ink of its own heights. The finest costs
three quarters of all, and of a large photograph it is needed for small ink alone, and
for what touches short lines. Often there is little of these, and the next level shows
where. So there, and only there, a large picture is looked at in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.binarization import InkLevels
from vision.clarity import LEAST_CLARITY
from vision.frame import Box
from vision.lines import LEAST_LENGTH_PX, is_remnant, line_boxes, without_lines
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

_SMALL_HEIGHTS = (LEAST_HEIGHT_PX, 48)
"""Heights taken from the next level in place of the finest, where that is not looked at. Lines
are taken out there from half the length, as they would be at full size."""

LARGE_PIXELS = 2_000_000
"""A picture with more pixels than this is large."""

_SMALL = (5, 30)
"""Heights on the next level of ink for which the finest is looked at: up to 60 pixels of the
picture, for digits that touch are cut worse at half their size. Single ones are read there as well
from 22 pixels."""

_MOST_SMALL = 400
"""Small ink on the next level beyond which the finest is looked at everywhere."""

_AROUND_PX = 96
"""Pixels around small ink that its neighbours, its ground and its polarity are told by."""

_SURE_PX = 64
"""What lies so far inside a part is wholly seen there, with its neighbours."""

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
        masks = list(levels.masks(2))
        small = [_components(mask, *_SMALL_HEIGHTS, LEAST_LENGTH_PX // 2) for mask in masks]
        parts = _parts_with_small_ink(small, gray.shape)
        if parts is not None:
            for part in parts:
                for mask in levels.masks(1, part):
                    yield _uncut(_components(mask, LEAST_HEIGHT_PX, _highest(largest_px, 1)))
            yield from (_outside(found, parts) for found in small)
            for mask in masks:
                yield _components(mask, LEVEL_HEIGHTS[0], _highest(largest_px, 2))
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
        (found.mask, one)
        for found in second
        for one in {*found.blobs, *found.pieces}
        if _SMALL[0] <= one.height < _SMALL[1] and one.width <= _MOST_DIGITS_TOUCHING * one.height
    ]
    if len(small) > _MOST_SMALL:
        return None
    cells = np.zeros([-(-side // _CELL_PX) for side in shape], np.uint8)
    for mask, one in small:
        if strokes_of(mask, one).clarity >= LEAST_CLARITY:
            _mark(cells, mask, one.left, one.top, one.width, one.height)
    # Digits that touch a short line are one with it, and what is left of them lies beside it.
    for found in second:
        for box in line_boxes(found.mask.ink, LEAST_LENGTH_PX // 2, LEAST_LENGTH_PX):
            _mark(cells, found.mask, *box)
    boxes = _rectangles(cells)
    if sum(width * height for _, _, width, height in boxes) > _MOST_SHARE * cells.size:
        return None
    return [Box(*(_CELL_PX * side for side in box)) for box in boxes]


def _mark(cells: Image, mask: InkMask, left: int, top: int, width: int, height: int) -> None:
    """Marks what surrounds a box of a mask of scale 2."""
    left, top = 2 * (mask.left + left), 2 * (mask.top + top)
    rows, columns = (
        slice(max(start - _AROUND_PX, 0) // _CELL_PX, -(-(end + _AROUND_PX) // _CELL_PX))
        for start, end in ((top, top + 2 * height), (left, left + 2 * width))
    )
    cells[rows, columns] = 255


def _rectangles(cells: Image) -> list[Sequence[int]]:
    """Rectangles (left, top, width, height) that hold all marked cells and do not overlap."""
    while True:
        contours, _ = cv2.findContours(cells, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        boxes: list[Sequence[int]] = [cv2.boundingRect(contour) for contour in contours]
        before = cv2.countNonZero(cells)
        for left, top, width, height in boxes:
            cells[top : top + height, left : left + width] = 255
        if cv2.countNonZero(cells) == before:
            return boxes


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
    mask: InkMask, lowest: int, highest: int, least_line_px: int = LEAST_LENGTH_PX
) -> Components:
    """Components of a digit's height, and all that may be pieces of one.

    Args:
        mask: Where they lie.
        lowest: As in `Components`.
        highest: As in `Components`.
        least_line_px: Lines of this length are taken out first.
    """
    ink = mask.ink
    contours, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    clean, erased = ink, None
    if any(max(width, height) >= least_line_px for _, _, width, height in boxes):
        clean = without_lines(ink, least_line_px)
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
