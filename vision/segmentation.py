"""Ink masks to candidates, and which of them are rivals for the same ink.

A connected component may be a digit, a piece of one, or several that touch. So
for each component of a digit's size the whole is offered, and beside it what
it makes together with its loose pieces, and its parts when cut where little ink
is in the way (over-segmentation; Casey and Lecolinet, 1996). Which of these rivals
is right is decided later, by what the network reads in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.binarization import ink_masks
from vision.clarity import LEAST_CLARITY, clarity_of
from vision.cuts import may_be_several, parts_of, stacked_parts_of
from vision.frame import Box
from vision.lines import LEAST_LENGTH_PX, is_remnant, without_lines
from vision.normalization import normalized
from vision.pieces import Blob, Places, belongs_to, broken_digits, goes_on, spans_two_lines
from vision.reading import Candidate, Reason, Rejection
from vision.still import MADE_AFTER, seen_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.binarization import InkMask
    from vision.cuts import Part
    from vision.frame import Image
    from vision.still import StillInk

LEAST_HEIGHT_PX = 11
"""Ink lower than this is not read: of a soft digit of 12 pixels, 11 may be ink."""

LARGEST_SHARE = 0.93
"""Ink higher than this share of the frame is not read: digits of 0.9, and what pixels of the
coarse levels and a soft edge add."""

_LEVEL_HEIGHTS = (36, 96)
"""Heights taken from a level, in its own pixels; the finest takes smaller ones too.

They overlap, for with a rest of a line a digit is higher, and on the next level it may come
out a pixel lower. F1 on photographs is the same from (36, 84) to (36, 96); digits in cells
that they fill gain 8 of 100."""

_WIDEST = 1.5
"""Width of the widest single digit over its height; scrawled 0 and 2 reach 1.3."""

_MOST_DIGITS_TOUCHING = 10
_LEAST_FILL = 0.04
_MOST_CANDIDATES = 1000
"""Those with most ink. Of 114 photographs the limit cost none a digit, and one of a crowded
form two false ones less than with 1200."""

_LEAST_COARSE_SEED = 16
"""Height of a piece from which a broken digit is put together on a coarser level. One that is
low enough for the finer level is found there, and the highest piece of a higher one is so high."""

_SAME = 0.75
"""Intersection over union from which what two levels show is the same ink."""

_MOST_PARTS = 500
"""Of those: the joined letters of a page of print have thousands."""

_MOST_SMALL = 300
"""Of a mask, largest first: a texture has thousands, between the digits of a page are few."""


def propose(gray: Image, still: StillInk | None = None) -> tuple[list[Candidate], list[Rejection]]:
    """Everything in a picture that may be a digit.

    Args:
        gray: (H, W) uint8.
        still: What was found in the frames of a video before this one.

    Returns:
        The candidates, each with its rivals; and ink that was passed over,
        because it is too small or cut off by the border.
    """
    height = gray.shape[0]
    candidates: list[Candidate] = []
    parts: list[Candidate] = []
    rejections: list[Rejection] = []
    if still is not None:
        still.begin()
    for mask in ink_masks(gray, LARGEST_SHARE * height):
        _propose_from(mask, LARGEST_SHARE * height, candidates, parts, rejections, still)
    offered = _largest(candidates, _MOST_CANDIDATES - min(len(parts), _MOST_PARTS))
    offered += _largest(parts, _MOST_PARTS)
    if still is None:
        return _with_rivals(offered), rejections
    return still.proposed(offered, _with_rivals), rejections


def _largest(candidates: list[Candidate], most: int) -> list[Candidate]:
    if len(candidates) <= most:
        return candidates
    return sorted(candidates, key=lambda candidate: -candidate.ink)[:most]


def _propose_from(
    mask: InkMask,
    largest_px: float,
    candidates: list[Candidate],
    parts: list[Candidate],
    rejections: list[Rejection],
    still: StillInk | None,
) -> None:
    lowest, highest = _LEVEL_HEIGHTS
    if mask.scale == 1:
        lowest = LEAST_HEIGHT_PX
    highest = min(highest, int(largest_px / mask.scale))
    blobs, pieces = _blobs(mask.ink, lowest, highest)
    if mask.scale > 1:
        blobs = _new(mask, blobs, candidates)
    places = Places(pieces)
    broken: list[Blob] = []
    for blob in blobs:
        if _touches_border(mask, blob):
            rejections.append(Rejection(_frame_box(mask, blob), Reason.CUT_OFF))
            continue
        whole, cut = _candidates_of(mask, blob, places, still)
        _append(candidates, whole)
        parts += cut
        near = [piece for piece in places.near(blob) if piece is not blob]
        unions = [blob.joined(piece) for piece in near if belongs_to(piece, blob)]
        for union in unions:
            if union.height < highest and union.width <= _WIDEST * union.height:
                _append(candidates, _whole(mask, union, _strokes(mask, union)))
        if any(goes_on(piece, blob) for piece in near):
            broken.append(blob)
    least = lowest // 3 if mask.scale == 1 else _LEAST_COARSE_SEED
    low = [piece for piece in pieces if least <= piece.height < lowest]
    if len(low) <= _MOST_SMALL:  # not on a texture
        broken += low
    for union in broken_digits(broken, places, highest):
        if lowest <= union.height:
            _append(candidates, _whole(mask, union, _strokes(mask, union)))
    if mask.scale == 1:
        low = [piece for piece in pieces if piece.height < LEAST_HEIGHT_PX]
        rejections += _too_small(mask, low)
    elif blobs:  # signs between digits of this level
        low = [piece for piece in pieces if piece.height < _LEVEL_HEIGHTS[0] // 2]
        rejections += _unseen(_too_small(mask, low), candidates, rejections)


def _new(mask: InkMask, blobs: list[Blob], candidates: Sequence[Candidate]) -> list[Blob]:
    """Those that are not on a finer level already: levels overlap."""
    doubtful = [blob for blob in blobs if blob.height <= _LEVEL_HEIGHTS[1] / 2]
    if not doubtful or not candidates:
        return blobs
    seen = _array(candidates)
    boxes = np.array([_frame_box(mask, blob).as_list() for blob in doubtful], np.float32)
    shared = _shared(boxes, seen)
    covered = (boxes[:, 2] * boxes[:, 3])[:, None] + seen[:, 2] * seen[:, 3] - shared
    rows = np.flatnonzero(np.logical_or.reduce(shared > _SAME * covered, axis=1))
    known = {id(doubtful[row]) for row in rows.tolist()}
    return [blob for blob in blobs if id(blob) not in known]


def _too_small(mask: InkMask, pieces: Sequence[Blob]) -> list[Rejection]:
    """Points, commas and dashes: clear ink lower than a digit."""
    largest = sorted(pieces, key=lambda piece: -piece.width * piece.height)[:_MOST_SMALL]
    return [
        Rejection(_frame_box(mask, piece), Reason.TOO_SMALL)
        for piece in largest
        if _strokes(mask, piece).clarity >= LEAST_CLARITY
    ]


def _unseen(
    found: list[Rejection], candidates: Sequence[Candidate], rejections: Sequence[Rejection]
) -> list[Rejection]:
    """Those of a level that were not seen on a finer one, whole or in parts."""
    known: list[Candidate | Rejection] = list(candidates)
    known += [one for one in rejections if one.reason is Reason.TOO_SMALL]
    if not found or not known:
        return found
    seen = _array(known)
    areas = seen[:, 2] * seen[:, 3]
    # One by one: all with all takes hundreds of megabytes on a texture.
    return [
        one
        for one, box in zip(found, _array(found), strict=True)
        if not (_shared(box[None], seen) > 0.5 * np.minimum(areas, box[2] * box[3])).any()
    ]


def _blobs(ink: Image, lowest: int, highest: int) -> tuple[list[Blob], list[Blob]]:
    """Components of a digit's height, and all that may be pieces of one."""
    contours, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    clean, erased = ink, None
    if any(max(width, height) >= LEAST_LENGTH_PX for _, _, width, height in boxes):
        clean = without_lines(ink)
        if clean is not ink:
            contours, hierarchy = cv2.findContours(clean, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
            boxes = [cv2.boundingRect(contour) for contour in contours]
            erased = cv2.subtract(ink, clean)
    blobs: list[Blob] = []
    pieces: list[Blob] = []
    if hierarchy is None:
        return blobs, pieces
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
            blobs.append(blob)
            if width <= height:
                pieces.append(blob)
        elif width < highest:
            pieces.append(Blob((contour,), left, top, width, height))
    return blobs, pieces


def _touches_border(mask: InkMask, blob: Blob) -> bool:
    left, top = mask.left + blob.left, mask.top + blob.top
    return (
        left <= 0
        or top <= 0
        or left + blob.width >= mask.level_width
        or top + blob.height >= mask.level_height
    )


def _candidates_of(
    mask: InkMask, blob: Blob, places: Places, still: StillInk | None
) -> tuple[Candidate | None, list[Candidate]]:
    """The whole of a blob and its parts: known from the frame before, or made now."""
    spans = spans_two_lines(blob, places)
    if still is None:
        return _made(mask, blob, spans=spans)
    known = still.find(mask, blob, spans=spans)
    if known is None or known.looks < MADE_AFTER:
        looks = 0 if known is None else known.looks
        known = seen_first(mask, blob, spans, *_made(mask, blob, spans=spans))
        known.looks = looks
    still.keep(mask, known)
    return known.whole, known.parts


def _made(mask: InkMask, blob: Blob, *, spans: bool) -> tuple[Candidate | None, list[Candidate]]:
    strokes = _strokes(mask, blob)
    if strokes.clarity < LEAST_CLARITY:
        return None, []
    whole = None
    if blob.width <= _WIDEST * blob.height:
        whole = _whole(mask, blob, strokes)
    cut: list[Part] = []
    if may_be_several(strokes.filled):
        cut += parts_of(strokes.inside, strokes.filled)
    if spans:
        cut += stacked_parts_of(strokes.inside, strokes.filled)
    box = _frame_box(mask, blob)
    ink = cv2.countNonZero(strokes.inside) * mask.scale**2 if cut else 0
    return whole, [_part(mask, strokes, part, blob, box, ink) for part in cut]


def _append(candidates: list[Candidate], candidate: Candidate | None) -> None:
    if candidate is not None:
        candidates.append(candidate)


@dataclass(frozen=True, slots=True, eq=False)
class _Strokes:
    """The ink of a blob, taken from its surroundings.

    Attributes:
        strength: (h, w) uint8, 0 on the ground, 255 at the core of the strokes.
        inside: (h, w) uint8, 255 on the blob's own ink.
        filled: (h, w) uint8, the same with its holes.
        clarity: Contrast of ink and ground over the ground's own variation.
    """

    strength: Image
    inside: Image
    filled: Image
    clarity: float


def _strokes(mask: InkMask, blob: Blob) -> _Strokes:
    left, top, width, height = blob.left, blob.top, blob.width, blob.height
    margin = max(3, height // 8)
    x, y = max(left - margin, 0), max(top - margin, 0)
    gray = mask.gray[y : top + height + margin, x : left + width + margin]
    ink = mask.ink[y : top + height + margin, x : left + width + margin]
    own = np.zeros(ink.shape, np.uint8)
    cv2.drawContours(own, blob.contours, -1, 255, cv2.FILLED, offset=(-x, -y))
    inside = cv2.bitwise_and(own, ink)
    # The pixel around the mask is the soft edge: part of the stroke, not of the ground.
    ground, deviation = cv2.meanStdDev(gray, mask=cv2.bitwise_not(cv2.dilate(ink, _EDGE)))
    contrast = max(ground[0, 0] - cv2.mean(gray, inside)[0], 1.0)
    strength = cv2.convertScaleAbs(cv2.subtract(round(ground[0, 0]), gray), alpha=255 / contrast)
    strength = cv2.bitwise_and(strength, cv2.dilate(own, _EDGE))
    clarity = clarity_of(gray, ink, inside, contrast, deviation[0, 0])
    box = slice(top - y, top - y + height), slice(left - x, left - x + width)
    return _Strokes(strength[box], inside[box], own[box], clarity)


_EDGE = np.ones((3, 3), np.uint8)


def _whole(mask: InkMask, blob: Blob, strokes: _Strokes) -> Candidate | None:
    count = cv2.countNonZero(strokes.inside)
    if strokes.clarity < LEAST_CLARITY or count < _LEAST_FILL * blob.width * blob.height:
        return None
    return Candidate(
        _frame_box(mask, blob),
        normalized(strokes.strength),
        ink=count * mask.scale**2,
        clarity=strokes.clarity,
    )


def _part(
    mask: InkMask, strokes: _Strokes, part: Part, blob: Blob, whole: Box, whole_ink: int
) -> Candidate:
    box = slice(part.top, part.top + part.height), slice(part.left, part.left + part.width)
    place = Blob((), blob.left + part.left, blob.top + part.top, part.width, part.height)
    return Candidate(
        _frame_box(mask, place),
        normalized(cv2.bitwise_and(strokes.strength[box], part.own)),
        ink=part.ink * mask.scale**2,
        clarity=strokes.clarity,
        cut_from=whole,
        cut_from_ink=whole_ink,
    )


def _frame_box(mask: InkMask, blob: Blob) -> Box:
    scale = mask.scale
    left, top = mask.left + blob.left, mask.top + blob.top
    return Box(left * scale, top * scale, blob.width * scale, blob.height * scale)


def _with_rivals(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates, each told with which others it shares its place."""
    if len(candidates) < 2:
        return candidates
    boxes = _array(candidates)
    shared = _shared(boxes, boxes)
    area = boxes[:, 2] * boxes[:, 3]
    rivals = shared > 0.5 * np.minimum(area[:, None], area)
    np.fill_diagonal(rivals, val=False)
    rows = np.flatnonzero(rivals.any(axis=1)).tolist()
    for row in rows:
        others = tuple(np.flatnonzero(rivals[row]).tolist())
        candidates[row] = replace(candidates[row], rivals=others)
    return candidates


def _array(found: Sequence[Candidate | Rejection]) -> NDArray[np.float32]:
    """Boxes as (N, 4): left, top, width, height."""
    return np.array([one.box.as_list() for one in found], np.float32)


def _shared(boxes: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, M) areas that boxes (N, 4) and others (M, 4) share."""
    left, top = boxes[:, 0, None], boxes[:, 1, None]
    right, bottom = left + boxes[:, 2, None], top + boxes[:, 3, None]
    across = np.minimum(right, others[:, 0] + others[:, 2]) - np.maximum(left, others[:, 0])
    down = np.minimum(bottom, others[:, 1] + others[:, 3]) - np.maximum(top, others[:, 1])
    shared: NDArray[np.float32] = np.maximum(across, 0) * np.maximum(down, 0)
    return shared
