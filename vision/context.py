"""What stands around a candidate tells whether it is a digit.

An o, an s or a b looks like a digit and stands among letters; a 0 stands among
digits or alone. So the share of digits around each candidate is estimated from
its neighbours, and the network's probabilities are brought from the share it
was trained with to that one: the correction of classifiers for another prior
by expectation and maximisation (Saerens, Latinne, Decaestecker, 2002), with a
share for each place instead of one for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.reading import Candidate, Probabilities

REACH_HEIGHTS = 4.0
"""How far neighbours count, in heights of the candidate (one sigma).

On photographs F1 and false digits are the same to a few digits from 3 to 6."""

LIKE_HEIGHT = 0.6
"""How unlike in height neighbours may be, in the logarithm (one sigma): letters differ by twice."""

PAGE_LOG_ODDS = -3.5
"""Of a digit against none on a page, beside what the network expects.

It expects 6 signs in 100 that are no digits, of what is proposed on a page most are. On
photographs -2.5, -3 and -3.5 have their best F1 at thresholds of 0.75, 0.7 and 0.6, all
within two digits; the further down, the fewer false digits."""

_OWN_WEIGHT = 0.5
"""Weight of "as likely as not" among the neighbours: of what stands alone, they tell nothing."""

_ROUNDS = 3
_LEAST = 1e-6


def in_context(
    candidates: Sequence[Candidate], probabilities: Probabilities, survivors: Sequence[int]
) -> Probabilities:
    """The probabilities of candidates where they stand.

    Args:
        candidates: All of a picture.
        probabilities: (N, 11) float32, of each alone.
        survivors: Which of them are left when of rivals only the best is kept:
            only these are neighbours, so that ink counts once.

    Returns:
        (N, 11) float32, each row sums to 1; the order of the digits among
        themselves is as it was.
    """
    if not candidates:
        return probabilities
    none = probabilities[:, NOT_A_DIGIT].astype(np.float64)
    digit = np.maximum(1 - none, _LEAST)
    alone = np.log(digit) - np.log(np.maximum(none, _LEAST))
    closeness = _closeness(candidates, survivors)
    weight = closeness.sum(axis=1) + _OWN_WEIGHT
    log_odds = alone
    for _ in range(_ROUNDS):
        share = (closeness @ _logistic(log_odds[survivors]) + 0.5 * _OWN_WEIGHT) / weight
        log_odds = alone + np.log(share) - np.log(1 - share) + PAGE_LOG_ODDS
    result = probabilities * (_logistic(log_odds) / digit)[:, None]
    result[:, NOT_A_DIGIT] = _logistic(-log_odds)
    return result.astype(np.float32)


def _closeness(candidates: Sequence[Candidate], survivors: Sequence[int]) -> NDArray[np.floating]:
    """(N, S), 0 to 1: how much each survivor is a neighbour of each candidate."""
    boxes = np.array([candidate.box.as_list() for candidate in candidates], np.float32)
    x, y = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2
    # What lies flat is as high as a digit of its width.
    height = np.maximum(boxes[:, 3], 0.6 * boxes[:, 2])
    chosen = np.asarray(survivors)
    away = np.hypot(x[:, None] - x[chosen], y[:, None] - y[chosen])
    unlike = np.log(height)[:, None] - np.log(height[chosen])
    closeness = np.exp(
        -0.5 * (away / (REACH_HEIGHTS * height[:, None])) ** 2 - 0.5 * (unlike / LIKE_HEIGHT) ** 2
    )
    closeness[chosen, np.arange(len(chosen))] = 0  # nobody is a neighbour of oneself
    return closeness


def _logistic(log_odds: NDArray[np.floating]) -> NDArray[np.floating]:
    return 1 / (1 + np.exp(-log_odds))
