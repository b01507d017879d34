"""Rivals and their probabilities to digits and rejections."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from vision.context import in_context
from vision.reading import NOT_A_DIGIT, DigitRead, Reason, Rejection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frame import Box
    from vision.reading import Candidate, Probabilities

CHANCE = 0.5
"""Probability of none from which ink is no digit rather than a doubtful one."""

_LEAST = 1e-4
_BAR = 1

MOST_LOG_ODDS = 7.0
"""Log-odds beyond which a digit cannot be surer: what the network says there is not measured."""

INK_POWER = 0.7
"""Evidence grows so with the ink it explains: less than its share, for a line that touches a
digit has ink too. On photographs 0.5 to 1 differ by one digit, and all are better than
confidence times ink by three."""

LEAST_READ = 0.8
"""Share of connected ink that digits must explain before it is read in parts. On photographs
0.6 to 0.9 have the same F1 to two digits, 0.8 and more the fewest false ones."""

BAR_CLARITY = 4.5
"""Clarity that a 1 must have: folds and edges look like it and like no other digit.

Nine in ten bars in photographs without digits have less, one handwritten 1 in a hundred."""

LONE_BAR_CLARITY = 15.0
"""The same for a 1 without other digits of its size nearby. The two that stand alone in
photographs have 19.7 and 19.9; of 32 bars left in photographs without digits, 29 had less."""

LEAST_BAR_WIDTH = 0.5
"""How wide a 1 must be, over the strokes of the digits around it: what is left of a ruled line
is thinner than the pen. Of the 1s on photographs, drawn forms and clips one in a hundred is
below 0.57, of the bars taken for a 1 every other is below 0.38."""

COMPANY_HEIGHTS = 5.0
"""How far away another digit is company, in heights of the bar."""

_LIKE_HEIGHT = 1.8


def select(
    candidates: Sequence[Candidate], probabilities: Probabilities, confidence_threshold: float
) -> tuple[list[DigitRead], list[Rejection]]:
    """The best readings of which no two share ink, and what was not read.

    Rivals are weighed twice: once as the network sees them, alone, to know the
    neighbours of each, and again with what these tell.

    Args:
        candidates: As `propose` gave them.
        probabilities: (N, 11) float32, the classifier's answers to their crops.
        confidence_threshold: Digits less sure than this are rejected as unsure.
    """
    if not candidates:
        return [], []
    probabilities = in_context(candidates, probabilities, survivors(candidates, probabilities)[0])
    kept, refused = survivors(candidates, probabilities)
    reads: list[DigitRead] = []
    sources: list[Candidate] = []
    rejections: list[Rejection] = []
    for i in kept:
        candidate, chances = candidates[i], probabilities[i]
        digit = int(chances[:NOT_A_DIGIT].argmax())
        confidence = float(chances[digit])
        if i in refused:
            rejections.append(Rejection(candidate.box, Reason.NOT_A_DIGIT, candidate.crop, chances))
        # Below a half, a threshold would read what is more likely no digit.
        elif confidence >= max(confidence_threshold, float(chances[NOT_A_DIGIT])):
            reads.append(DigitRead(candidate.box, candidate.crop, digit, confidence, chances))
            sources.append(candidate)
        else:
            sure_of_none = chances[NOT_A_DIGIT] >= CHANCE
            reason = Reason.NOT_A_DIGIT if sure_of_none else Reason.UNSURE
            rejections.append(Rejection(candidate.box, reason, candidate.crop, chances))
    return _without_doubtful_bars(reads, sources, rejections)


def survivors(
    candidates: Sequence[Candidate], probabilities: Probabilities
) -> tuple[list[int], set[int]]:
    """Which candidates are left when of those that share ink the best one is kept.

    The one with most evidence is taken and its rivals are dropped, until none is
    left. So two sure halves win over a doubtful whole, and a 5 with its bar over
    the 5 without. What looks like no digit is taken as a whole.

    Args:
        candidates: With their rivals.
        probabilities: (N, 11) float32.

    Returns:
        Their indices, the best first; and which of all candidates are parts of
        something that is no digit, whatever they look like.
    """
    ink = np.array([candidate.ink for candidate in candidates], np.float64)
    best = probabilities[:, :NOT_A_DIGIT].max(axis=1).astype(np.float64)
    log_odds = np.log(best + _LEAST) - np.log(1 - best + _LEAST)
    evidence = np.minimum(log_odds, MOST_LOG_ODDS) * ink**INK_POWER
    refused = _parts_of_nothing(candidates, evidence)
    evidence[refused] = -1
    is_digit = evidence > 0
    order = np.lexsort((-np.where(is_digit, evidence, ink), ~is_digit))
    return _without_rivals(order.tolist(), candidates), set(refused)


def _without_rivals(order: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    kept: list[int] = []
    closed: set[int] = set()
    for i in order:
        if i not in closed:
            kept.append(i)
            closed.update(candidates[i].rivals)
    return kept


def _parts_of_nothing(candidates: Sequence[Candidate], evidence: NDArray[np.float64]) -> list[int]:
    """Parts of ink whose other parts are no digits.

    The tail of a 7 is a 1, and the loop of a y a 0, until one asks what the rest is.
    """
    groups: defaultdict[Box, list[int]] = defaultdict(list)
    for i, candidate in enumerate(candidates):
        if candidate.cut_from is not None:
            groups[candidate.cut_from].append(i)
    refused: list[int] = []
    for parts in groups.values():
        digits = sorted((i for i in parts if evidence[i] > 0), key=lambda i: -evidence[i])
        read = sum(candidates[i].ink for i in _without_rivals(digits, candidates))
        if read < LEAST_READ * candidates[parts[0]].cut_from_ink:
            refused += parts
    return refused


def _without_doubtful_bars(
    reads: list[DigitRead], sources: list[Candidate], rejections: list[Rejection]
) -> tuple[list[DigitRead], list[Rejection]]:
    """Refuses each 1 that is less clear, or thinner, than a bar in its place must be."""
    others = [source for read, source in zip(reads, sources, strict=True) if read.digit != _BAR]
    kept: list[DigitRead] = []
    for read, source in zip(reads, sources, strict=True):
        if read.digit == _BAR and _is_doubtful_bar(source, others):
            rejections.append(
                Rejection(read.box, Reason.NOT_A_DIGIT, read.crop, read.probabilities)
            )
        else:
            kept.append(read)
    return kept, rejections


def _is_doubtful_bar(bar: Candidate, others: Sequence[Candidate]) -> bool:
    near = [
        other
        for other in others
        if other.box.distance_to(bar.box) < COMPANY_HEIGHTS * bar.box.height
    ]
    # Whatever its size, it is most likely written with the same pen.
    strokes = median(map(_stroke_width, near)) if near else 0.0
    if bar.ink / bar.box.height < LEAST_BAR_WIDTH * strokes:
        return True
    has_company = any(_is_like_high(other.box, bar.box) for other in near)
    return bar.clarity < (BAR_CLARITY if has_company else LONE_BAR_CLARITY)


def _stroke_width(digit: Candidate) -> float:
    """About: strokes of most digits are together as long as their box is high and wide."""
    return digit.ink / (digit.box.height + digit.box.width)


def _is_like_high(other: Box, bar: Box) -> bool:
    """Whether a digit has the height to stand in one line with a bar."""
    low, high = sorted((other.height, bar.height))
    return high < _LIKE_HEIGHT * low
