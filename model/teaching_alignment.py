"""The pieces of a line laid along the digits that were to be written there.

What is one digit and what is two, geometry knows better than a network that does
not know this hand; what is missing or too much, the order of the digits tells. So
the path through the candidates that costs least is found by dynamic programming
(the alignment of Needleman and Wunsch, 1970, over a lattice of rival pieces): each
piece is matched with the next digit, a digit may be missing, a piece may be none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.teaching_lines import Line
    from vision.frame import Box
    from vision.reading import Candidate, Probabilities

DIGITS = 10

MISSING = 2.5
"""Cost of a digit that is not there."""

TOO_MUCH = 2.5
"""Cost of a piece of a digit's size that is none of the digits.

Both together are less than what two digits cost that are read as others (6.3), so that a line is
shifted rather than read against two sure answers in a row, and more than what one costs (3.2): a
digit that the model misreads stays where it was written."""

LABEL_WEIGHT = 0.9
MOST_LABEL = 3.5
"""Greatest log-probability that the model can hold against a digit: it may not know this hand."""

EXTRA, SCRAP = 0.5, 0.1
"""What a piece weighs, over a whole digit, from which it is one too many, or not nothing."""

_NONE_WEIGHT, _MOST_NONE = 0.5, 3.0
_GAP_WEIGHT, _MOST_GAP = 0.5, 2.0
_CUT_NARROW, _CUT_WIDE = 1.3, 0.2
_INK_WEIGHT = 1.5
_WIDTH_WEIGHT = 2.0
_FAR_PITCHES = 2.0
_FAR_WEIGHT = 0.3
_CLOSED = 0.25
_NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a line is laid along the digits 0 to 9.

    Attributes:
        places: For each digit the index of its candidate, None where it is missing.
        extras: Indices of pieces of a digit's size that are none of the digits, before each
            digit and, last, after all of them.
        scraps: The same of smaller or fainter ones.
        cost: Of all of it.
    """

    places: tuple[int | None, ...]
    extras: tuple[tuple[int, ...], ...]
    scraps: tuple[tuple[int, ...], ...]
    cost: float


def aligned(
    candidates: Sequence[Candidate],
    probabilities: Probabilities,
    pieces: Sequence[Candidate],
    line: Line,
) -> Alignment:
    """The least costly way to read 0 to 9 along a line.

    Args:
        candidates: All that may be a digit of it, from left to right by their middles.
        probabilities: (N, 11) float32, the classifier's answers to them.
        pieces: The ink that is there, each once.
        line: Where it runs.
    """
    weights = np.array([_weight(piece, line, pieces) for piece in pieces])
    between = _Between(candidates, pieces, weights, line)
    count = len(candidates)
    match = _piece_costs(candidates, line)[:, None] + _label_costs(probabilities)
    steps = _steps(candidates, line) + between.costs
    ends_cut = np.array([_open_side(one, line, is_right=True) for one in candidates])
    state = np.full((count, DIGITS), _NEVER)
    came = np.full((count, DIGITS, 2), -1)
    labels = np.arange(DIGITS)
    # reach[i, l]: the least cost of standing before digit l, the last piece being i.
    reach = np.full((count, DIGITS), _NEVER)
    reach_from = np.full((count, DIGITS), -1)
    for j in range(count):
        first = MISSING * labels + between.before[j]
        first = first + (_NEVER if _open_side(candidates[j], line, is_right=False) else 0)
        state[j] = first + match[j]
        if j:
            ways = reach[:j] + steps[:j, j, None]
            best = ways.argmin(axis=0)
            cost = ways[best, labels] + match[j]
            better = cost < state[j]
            state[j, better] = cost[better]
            came[j, better, 0] = best[better]
            came[j, better, 1] = reach_from[best, labels][better]
        for label in range(1, DIGITS):
            go_on, leave_out = state[j, label - 1], reach[j, label - 1] + MISSING
            reach[j, label] = min(go_on, leave_out)
            reach_from[j, label] = label - 1 if go_on <= leave_out else reach_from[j, label - 1]
    ends = state + MISSING * (DIGITS - 1 - labels) + (between.after + _NEVER * ends_cut)[:, None]
    return _traced(ends, came, between)


def _traced(ends: NDArray[np.float64], came: NDArray[np.intp], between: _Between) -> Alignment:
    places: list[int | None] = [None] * DIGITS
    at, label = (int(one) for one in np.unravel_index(ends.argmin(), ends.shape))
    cost = float(ends[at, label])
    ways: list[tuple[int | None, int | None]] = [(None, None)] * (DIGITS + 1)
    ways[DIGITS] = at, None
    while at >= 0:
        places[label] = at
        before, label_before = (int(one) for one in came[at, label])
        ways[label] = before if before >= 0 else None, at
        at, label = before, label_before
    is_way = [way != (None, None) for way in ways]
    extras = [
        between.left_out(*way, EXTRA, np.inf) if is_ else ()
        for way, is_ in zip(ways, is_way, strict=True)
    ]
    scraps = [
        between.left_out(*way, SCRAP, EXTRA) if is_ else ()
        for way, is_ in zip(ways, is_way, strict=True)
    ]
    return Alignment(tuple(places), tuple(extras), tuple(scraps), cost)


class _Between:
    """Ink that is left out between two candidates, and before and after all of them.

    Attributes:
        costs: (N, N), between each two.
        before, after: (N,), to the left and to the right of each.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        pieces: Sequence[Candidate],
        weights: NDArray[np.float64],
        line: Line,
    ) -> None:
        x = np.array([one.box.center[0] for one in candidates])
        own = np.array([one.box.center[0] for one in pieces])
        covered = np.array([[_same(one, piece) for piece in pieces] for one in candidates])
        right, left = own > x[:, None], own < x[:, None]
        self._before, self._after = left & ~covered, right & ~covered
        self._weights = weights
        far = np.abs(own - x[:, None]) > _FAR_PITCHES * line.pitch
        outside = np.where(far, _FAR_WEIGHT, 1.0) * weights * TOO_MUCH
        self.before = (self._before * outside).sum(axis=1)
        self.after = (self._after * outside).sum(axis=1)
        self.costs = TOO_MUCH * np.einsum(
            "iq,jq,q->ij", self._after.astype(float), self._before.astype(float), weights
        )

    def left_out(
        self, first: int | None, second: int | None, least: float, most: float
    ) -> tuple[int, ...]:
        """Pieces between two candidates, None for an end, by what they weigh."""
        chosen = (self._weights > least) & (self._weights <= most)
        if first is not None:
            chosen &= self._after[first]
        if second is not None:
            chosen &= self._before[second]
        return tuple(np.flatnonzero(chosen).tolist())


def _same(candidate: Candidate, piece: Candidate) -> bool:
    """Whether the ink of a piece is, mostly, that of a candidate, or the other way round."""
    shared = candidate.box.intersection_area(piece.box)
    return shared > 0.5 * min(candidate.box.area, piece.box.area)


def _weight(piece: Candidate, line: Line, pieces: Sequence[Candidate]) -> float:
    """How much a piece counts when it is left out: 0 for a speck, 1 for a whole digit."""
    size = max(piece.box.height, piece.box.width) / line.height
    clarity = float(np.median([one.clarity for one in pieces]))
    faint = min(1.0, 2 * piece.clarity / max(clarity, 1e-6))
    off = 1.0 if abs(line.distance(piece.box)) < 0.45 else 0.5
    return float(np.clip((size - 0.35) / 0.35, 0, 1)) * faint * off


def _label_costs(probabilities: Probabilities) -> NDArray[np.float64]:
    none = probabilities[:, NOT_A_DIGIT].astype(np.float64)
    digits = probabilities[:, :NOT_A_DIGIT] / np.maximum(1 - none, 1e-6)[:, None]
    surprise = np.minimum(-np.log(digits + 1e-3), MOST_LABEL)
    doubt = np.minimum(-np.log(1 - none + 1e-3), _MOST_NONE)
    return LABEL_WEIGHT * surprise + _NONE_WEIGHT * doubt[:, None]


def _piece_costs(candidates: Sequence[Candidate], line: Line) -> NDArray[np.float64]:
    """What the shape of each candidate tells against its being one whole digit."""
    return np.array([_piece_cost(one, candidates, line) for one in candidates])


def _piece_cost(one: Candidate, candidates: Sequence[Candidate], line: Line) -> float:
    box = one.box
    cost = float(np.log2(box.height / line.height)) ** 2
    cost += _WIDTH_WEIGHT * max(0.0, box.width / line.height - 1.0)
    cost += max(0.0, abs(line.distance(box)) - 0.2)
    if one.cut_from is not None:
        wide = one.cut_from.width / one.cut_from.height
        share = float(np.clip((wide - 0.7) / 0.5, 0, 1))
        return cost + _CUT_NARROW + share * (_CUT_WIDE - _CUT_NARROW)
    whole = max(
        (
            other.ink
            for other in candidates
            if other.cut_from is None
            and other.box.width < 1.2 * line.height
            and other.box.height < 1.4 * line.height
            and other.box.intersection_area(box) > 0.7 * box.area
        ),
        default=one.ink,
    )
    return cost + _INK_WEIGHT * max(0.0, 1 - one.ink / max(whole, 1))


def _steps(candidates: Sequence[Candidate], line: Line) -> NDArray[np.float64]:
    """(N, N), what the way from each candidate to each next one tells against it."""
    boxes = np.array([one.box.as_list() for one in candidates], float)
    left, right = boxes[:, 0], boxes[:, 0] + boxes[:, 2]
    x = (left + right) / 2
    apart = x[None] - x[:, None]
    shared = np.maximum(np.minimum(right[:, None], right) - np.maximum(left[:, None], left), 0)
    narrower = np.minimum(boxes[:, 2, None], boxes[:, 2])
    possible = (apart > 0.12 * line.height) & (left[None] > left[:, None])
    possible &= (right[None] > right[:, None]) & (shared < 0.6 * narrower)
    for i, one in enumerate(candidates):
        for rival in (j for j in range(i + 1, len(candidates)) if possible[i, j]):
            other = candidates[rival]
            if _same(one, other) or not _fit(one, other, line):
                possible[i, rival] = False
    ratio = np.log2(np.maximum(apart, 1) / line.pitch)
    return np.where(possible, _GAP_WEIGHT * np.minimum(ratio**2, _MOST_GAP), _NEVER)


def _fit(one: Candidate, other: Candidate, line: Line) -> bool:
    """Whether two candidates leave nothing of the ink out that they are cut from."""
    if one.cut_from is not None and one.cut_from == other.cut_from:
        return other.box.left - one.box.right < _CLOSED * line.height
    if one.cut_from is not None and _open_side(one, line, is_right=True):
        return False
    return other.cut_from is None or not _open_side(other, line, is_right=False)


def _open_side(one: Candidate, line: Line, *, is_right: bool) -> bool:
    """Whether more of the ink that a candidate is cut from lies on one side of it."""
    whole: Box | None = one.cut_from
    if whole is None:
        return False
    rest = whole.right - one.box.right if is_right else one.box.left - whole.left
    return rest > _CLOSED * line.height
