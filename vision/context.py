"""What stands around a candidate tells whether it is a digit.

An o, an s or a b looks like a digit and stands among letters; a 0 stands among
digits or alone. So the share of digits around each candidate is estimated from
its neighbours, and the network's probabilities are brought from the share it
was trained with to that one: the correction of classifiers for another prior
by expectation and maximisation (Saerens, Latinne, Decaestecker, 2002), with a
share for each place instead of one for all.

Two things are added. The network never saw the letters that look like digits, so
its "none" leaves them out: they are put back, each as likely as the digit it looks
like, so that no o is surer than letters are rare. And neighbours vouch for one
another more than shares alone would say, for lines are words or numbers, seldom both.
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

PAGE_LOG_ODDS = -4.6
"""Of a digit against none on a page, beside what the network expects.

It expects one sign in 100 that is no digit, of what is proposed on a page most are. From -5.35
to -4.35 F1 on photographs rises from .960 to .964, on drawn forms and score sheets from .85 and
.88 to .87 and .91; the false digits of an empty drawn form rise from 0.2 to 2.2."""

LIKE_CLARITY = 0.5
"""How much fainter neighbours may be, in the logarithm of their clarity (one sigma): the pattern of
a banknote or a cheque tells nothing of what is written on it. On photographs F1 rises from .961
to .967, on large drawn cheques from .74 to .84; from 0.35 to 0.7 they differ little."""

LETTERS_LIKE = np.array([0.046, 0.064, 0.005, 0.002, 0.01, 0.037, 0.01, 0.005, 0.005, 0.012])
"""How often a letter looks like each digit, over how often a sign of a number is that digit.

From the frequencies of letters in English (o, l and i, z, -, y, s, b, -, -, g) times the six in
ten look-alikes that the network accepts, and a tenth of that: what people show is written
for its digits. On drawn forms and prose the whole has a tenth of the false digits and reads a
tenth less, a tenth of it has a third of them and reads as much."""

SHARPNESS = 2.0
"""Power of the odds of a digit among the neighbours. On drawn forms, cheques and score sheets
(`make paperwork`) F1 rises from .80, .83 and .86 at 1 to .88, .86 and .90 at 2, and the false
digits of the same sheets without any fall from 2.5, 1.2 and 2.0 a page to 0.2 at most; those of
prose from 2.9 to none. At 3 digits among signs get lost: F1 on photographs falls by a point."""

_ALONE_SHARE = 0.7
"""Of digits, where there are no neighbours: people show digits rather than letters."""

_OWN_WEIGHT = 1.0
"""Weight of that among the neighbours."""

_ROUNDS = 3
_LEAST = 1e-7
_LEAST_SHARE = 1e-4


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
    odds_of_none = np.maximum(none, _LEAST) / digit * np.exp(-PAGE_LOG_ODDS)
    letters = LETTERS_LIKE[probabilities[:, :NOT_A_DIGIT].argmax(axis=1)]
    alone = -np.log(odds_of_none + letters)
    closeness = _closeness(candidates, survivors)
    weight = closeness.sum(axis=1) + _OWN_WEIGHT
    log_odds = alone + _logit(_ALONE_SHARE)
    for _ in range(_ROUNDS):
        digits_near = closeness @ _logistic(log_odds[survivors])
        share = (digits_near + _ALONE_SHARE * _OWN_WEIGHT) / weight
        log_odds = alone + SHARPNESS * _logit(share)
    result = probabilities * (_logistic(log_odds) / digit)[:, None]
    result[:, NOT_A_DIGIT] = _logistic(-log_odds)
    return result.astype(np.float32)


def _closeness(candidates: Sequence[Candidate], survivors: Sequence[int]) -> NDArray[np.floating]:
    """(N, S), 0 to 1: how much each survivor is a neighbour of each candidate."""
    boxes = [candidate.box for candidate in candidates]
    x, y = np.array([box.center for box in boxes], np.float32).T
    # What lies flat is as high as a digit of its width.
    height = np.array([max(box.height, 0.6 * box.width) for box in boxes], np.float32)
    chosen = np.asarray(survivors)
    away = np.hypot(x[:, None] - x[chosen], y[:, None] - y[chosen])
    size = np.log(height)
    unlike = size[:, None] - size[chosen]
    clarity = np.log([max(candidate.clarity, 1.0) for candidate in candidates], dtype=np.float32)
    fainter = np.maximum(clarity[:, None] - clarity[chosen], 0)
    closeness = np.exp(
        (away / (REACH_HEIGHTS * height[:, None])) ** 2 * -0.5
        + unlike**2 * (-0.5 / LIKE_HEIGHT**2)
        + fainter**2 * (-0.5 / LIKE_CLARITY**2)
    )
    closeness[chosen, np.arange(len(chosen))] = 0  # nobody is a neighbour of oneself
    return closeness


def _logit(share: float | NDArray[np.floating]) -> NDArray[np.floating]:
    share = np.minimum(np.maximum(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    return np.log(share / (1 - share))


def _logistic(log_odds: NDArray[np.floating]) -> NDArray[np.floating]:
    return 1 / (1 + np.exp(-log_odds))
