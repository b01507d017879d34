"""Ink masks to candidates, and which of them are rivals for the same ink.

A connected component may be a digit, a piece of one, or several that touch. So
for each component of a digit's size the whole is offered, and beside it what
it makes together with its loose pieces, and its parts when cut where little ink
is in the way (over-segmentation; Casey and Lecolinet, 1996). Which of these rivals
is right is decided later, by what the network reads in them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.clarity import LEAST_CLARITY
from vision.components import LEVEL_HEIGHTS, components
from vision.cuts import may_be_several, parts_of, stacked_parts_of
from vision.frame import Box
from vision.normalization import normalized
from vision.pieces import Blob, Places, belongs_to, broken_digits, goes_on, spans_two_lines
from vision.reading import Candidate, Reason, Rejection
from vision.still import MADE_AFTER, seen_first
from vision.strokes import strokes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.binarization import InkMask
    from vision.components import Components
    from vision.cuts import Part
    from vision.frame import Image
    from vision.still import StillInk
    from vision.strokes import Strokes

_WIDEST = 1.5
"""Width of the widest single digit over its height; scrawled 0 and 2 reach 1.3."""

_LEAST_FILL = 0.04
_MOST_CANDIDATES = 1000
"""Those with most ink. Of 114 photographs the limit cost none a digit, and one of a crowded
form two false ones less than with 1200."""

_LEAST_COARSE_SEED = 16
"""Height of a piece from which a broken digit is put together on a coarser level. One that is
low enough for the finer level is found there, and the highest piece of a higher one is so high."""

_SAME = 0.75
"""Intersection over union from which what two levels show is the same ink."""

_SAME_CUT = 0.4
"""The same for ink that the border cuts: of low ink a pixel of a coarser level is a large share."""

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
    candidates: list[Candidate] = []
    parts: list[Candidate] = []
    rejections: list[Rejection] = []
    if still is not None:
        still.begin()
    # In a video, what is looked at finely must not change with a speck.
    for found in components(gray, in_parts=still is None):
        _propose_from(found, candidates, parts, rejections, still)
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
    found: Components,
    candidates: list[Candidate],
    parts: list[Candidate],
    rejections: list[Rejection],
    still: StillInk | None,
) -> None:
    mask, pieces, lowest, highest = found.mask, found.pieces, found.lowest, found.highest
    blobs = found.blobs if mask.scale == 1 else _new(mask, found.blobs, candidates)
    cut_off = [one for one in rejections if one.reason is Reason.CUT_OFF]
    places = Places(pieces)
    broken: list[Blob] = []
    for blob in blobs:
        if _touches_border(mask, blob):
            box = _frame_box(mask, blob)
            if all(box.intersection_over_union(one.box) < _SAME_CUT for one in cut_off):
                rejections.append(Rejection(box, Reason.CUT_OFF))
            continue
        spans = spans_two_lines(blob, places)
        whole, cut = _candidates_of(mask, blob, still, spans=spans)
        candidates += whole
        parts += cut
        near = [piece for piece in places.near(blob) if piece is not blob]
        unions = [blob.joined(piece) for piece in near if belongs_to(piece, blob)]
        for union in unions:
            if union.height < highest:
                candidates += _candidates_of(mask, union, still)[0]
        if any(goes_on(piece, blob) for piece in near):
            broken.append(blob)
    least = lowest // 3 if found.has_smallest else _LEAST_COARSE_SEED
    low = [piece for piece in pieces if least <= piece.height < lowest]
    if len(low) <= _MOST_SMALL:  # not on a texture
        broken += low
    for union in broken_digits(broken, places, highest):
        if lowest <= union.height:
            candidates += _candidates_of(mask, union, still)[0]
    if found.has_smallest or blobs:  # on a coarser level, signs between its digits
        least = lowest if found.has_smallest else lowest // 2
        low = [piece for piece in pieces if piece.height < least]
        if mask.scale == 1:
            rejections += _too_small(mask, low)
        else:  # what the border cuts was told by a finer level, if it has a digit's height
            inside = [piece for piece in low if not _touches_border(mask, piece)]
            rejections += _unseen(_too_small(mask, inside), candidates, rejections)


def _new(mask: InkMask, blobs: list[Blob], known: Sequence[Candidate]) -> list[Blob]:
    """Those that are not known from a finer level already: levels overlap."""
    doubtful = [blob for blob in blobs if blob.height <= LEVEL_HEIGHTS[1] / 2]
    if not doubtful or not known:
        return blobs
    seen = _array(known)
    boxes = np.array([_frame_box(mask, blob).as_list() for blob in doubtful], np.float32)
    shared = _shared(boxes, seen)
    covered = (boxes[:, 2] * boxes[:, 3])[:, None] + seen[:, 2] * seen[:, 3] - shared
    rows = np.flatnonzero(np.logical_or.reduce(shared > _SAME * covered, axis=1))
    old = {id(doubtful[row]) for row in rows.tolist()}
    return [blob for blob in blobs if id(blob) not in old]


def _too_small(mask: InkMask, pieces: Sequence[Blob]) -> list[Rejection]:
    """Points, commas and dashes: clear ink lower than a digit."""
    largest = sorted(pieces, key=lambda piece: -piece.width * piece.height)[:_MOST_SMALL]
    return [
        Rejection(_frame_box(mask, piece), Reason.TOO_SMALL)
        for piece in largest
        if strokes_of(mask, piece).clarity >= LEAST_CLARITY
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


def _touches_border(mask: InkMask, blob: Blob) -> bool:
    left, top = mask.left + blob.left, mask.top + blob.top
    return (
        left <= 0
        or top <= 0
        or left + blob.width >= mask.level_width
        or top + blob.height >= mask.level_height
    )


def _candidates_of(
    mask: InkMask, blob: Blob, still: StillInk | None, *, spans: bool = False
) -> tuple[list[Candidate], list[Candidate]]:
    """A blob as a whole, if it may be a digit, and its parts: known from before, or made now."""
    if still is None:
        return _made(mask, blob, spans=spans)
    known = still.find(mask, blob, spans=spans)
    if known is None or known.looks < MADE_AFTER:
        looks = 0 if known is None else known.looks
        known = seen_first(mask, blob, spans, *_made(mask, blob, spans=spans))
        known.looks = looks
    still.keep(mask, known)
    return known.whole, known.parts


def _made(mask: InkMask, blob: Blob, *, spans: bool) -> tuple[list[Candidate], list[Candidate]]:
    strokes = strokes_of(mask, blob)
    if strokes.clarity < LEAST_CLARITY:
        return [], []
    whole = _whole(mask, blob, strokes)
    if len(blob.contours) > 1:  # pieces put together are not cut again
        return whole, []
    cut: list[Part] = []
    if may_be_several(strokes.filled):
        cut += parts_of(strokes.inside, strokes.filled)
    if spans:
        cut += stacked_parts_of(strokes.inside, strokes.filled)
    box = _frame_box(mask, blob)
    ink = cv2.countNonZero(strokes.inside) * mask.scale**2 if cut else 0
    return whole, [_part(mask, strokes, part, blob, box, ink) for part in cut]


def _whole(mask: InkMask, blob: Blob, strokes: Strokes) -> list[Candidate]:
    """All of a blob, unless it is too wide or has too little ink in its box."""
    count = cv2.countNonZero(strokes.inside)
    if blob.width > _WIDEST * blob.height or count < _LEAST_FILL * blob.width * blob.height:
        return []
    crop = normalized(strokes.strength)
    ink = count * mask.scale**2
    return [Candidate(_frame_box(mask, blob), crop, ink=ink, clarity=strokes.clarity)]


def _part(
    mask: InkMask, strokes: Strokes, part: Part, blob: Blob, whole: Box, whole_ink: int
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
