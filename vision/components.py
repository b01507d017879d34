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
from vision.lines import LEAST_LENGTH_PX, Ruling, is_remnant
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

_LineBox = tuple[int, int, int, int]

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
        second = [_Outlined(mask, LEAST_LENGTH_PX // 2) for mask in levels.masks(2)]
        small = [_components(one, *_SMALL_HEIGHTS, LEAST_LENGTH_PX // 2) for one in second]
        short_lines = [one.short_lines for one in second]
        parts = _parts_with_small_ink(small, short_lines, gray.shape)
        if parts is not None:
            for part in parts:
                for mask in levels.masks(1, part):
                    highest = _highest(largest_px, 1)
                    yield _uncut(_components(_Outlined(mask), LEAST_HEIGHT_PX, highest))
            yield from (_outside(found, parts) for found in small)
            for one in second:
                yield _components(one, LEVEL_HEIGHTS[0], _highest(largest_px, 2))
            scales = scales[2:]
    for scale in scales:
        lowest = LEAST_HEIGHT_PX if scale == 1 else LEVEL_HEIGHTS[0]
        for mask in levels.masks(scale):
            yield _components(_Outlined(mask), lowest, _highest(largest_px, scale))


def _highest(largest_px: float, scale: int) -> int:
    return min(LEVEL_HEIGHTS[1], int(largest_px / scale))


def _parts_with_small_ink(
    second: Sequence[Components],
    short_lines: Sequence[Sequence[_LineBox]],
    shape: tuple[int, ...],
) -> list[Box] | None:
    """Where small ink is and what surrounds it; None if that is too much.

    Args:
        second: The components of the level of scale 2.
        short_lines: The boxes of the short lines in each one's mask.
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
    for found, boxes in zip(second, short_lines, strict=True):
        for box in boxes:
            _mark(cells, found.mask, *box)
    places = _rectangles(cells)
    if sum(width * height for _, _, width, height in places) > _MOST_SHARE * cells.size:
        return None
    return [Box(*(_CELL_PX * side for side in place)) for place in places]


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


@dataclass(frozen=True, slots=True, eq=False)
class _Outlines:
    """The contours in ink.

    Attributes:
        clean: (h, w) uint8, the ink they are of.
        erased: (h, w) uint8, the lines that were taken out of it; None if there are none.
        contours: As OpenCV gives them.
        boxes: Left, top, width and height of each.
        parents: For each the outer one whose hole it is, or -1.
    """

    clean: Image
    erased: Image | None
    contours: Sequence[Image]
    boxes: list[Sequence[int]]
    parents: list[int]


class _Outlined:
    """A mask whose outlines are found once, though lines of several lengths are taken out."""

    def __init__(self, mask: InkMask, least_line_px: int = LEAST_LENGTH_PX) -> None:
        """Finds them as they are; `least_line_px` is the length of the shortest line."""
        self.mask = mask
        self.short_lines: list[_LineBox] = []
        self._whole = _outlines(mask.ink, mask.ink)
        self._cleaned: dict[int, _Outlines] = {}
        self._ruling: Ruling | None = None
        if self._longest_px() >= least_line_px:
            self._ruling = Ruling(mask.ink, least_line_px)
            self.short_lines = self._ruling.boxes_below(LEAST_LENGTH_PX)

    def without_lines(self, least_px: int) -> _Outlines:
        """The outlines of what is left without the lines of this length."""
        ruling = self._ruling
        if ruling is None or self._longest_px() < least_px:
            return self._whole
        if not self.short_lines:
            least_px = LEAST_LENGTH_PX
        if least_px not in self._cleaned:
            clean = ruling.without(least_px)
            is_clean = clean is self.mask.ink
            self._cleaned[least_px] = self._whole if is_clean else _outlines(clean, self.mask.ink)
        return self._cleaned[least_px]

    def _longest_px(self) -> int:
        return max((max(box[2], box[3]) for box in self._whole.boxes), default=0)


def _outlines(clean: Image, ink: Image) -> _Outlines:
    contours, hierarchy = cv2.findContours(clean, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return _Outlines(
        clean,
        None if clean is ink else cv2.subtract(ink, clean),
        contours,
        [cv2.boundingRect(contour) for contour in contours],
        [] if hierarchy is None else hierarchy.reshape(-1, 4)[:, 3].tolist(),
    )


def _components(
    outlined: _Outlined, lowest: int, highest: int, least_line_px: int = LEAST_LENGTH_PX
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
        if lowest <= height and width <= _MOST_DIGITS_TOUCHING * height:
            blob = Blob((contour,), left, top, width, height)
            found.blobs.append(blob)
            if width <= height:
                found.pieces.append(blob)
        elif width < highest:
            found.pieces.append(Blob((contour,), left, top, width, height))
    return found
