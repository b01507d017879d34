"""Rivals and their probabilities to digits and rejections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.context import in_context
from vision.reading import NOT_A_DIGIT, DigitRead, Reason, Rejection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.frame import Box
    from vision.reading import Candidate, Probabilities

CHANCE = 0.5
"""Confidence at which a reading explains nothing."""

BAR_CLARITY = 4.5
"""Clarity that a 1 must have: folds and edges look like it and like no other digit.

Nine in ten bars in photographs without digits have less, one handwritten 1 in a hundred."""

LONE_BAR_CLARITY = 15.0
"""The same for a 1 without other digits of its size nearby. The two that stand alone in
photographs have 19.7 and 19.9; of 32 bars left in photographs without digits, 29 had less."""

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
    probabilities = in_context(candidates, probabilities, survivors(candidates, probabilities))
    reads: list[DigitRead] = []
    clarities: list[float] = []
    rejections: list[Rejection] = []
    for i in survivors(candidates, probabilities):
        candidate, chances = candidates[i], probabilities[i]
        digit = int(chances[:NOT_A_DIGIT].argmax())
        confidence = float(chances[digit])
        # Below a half, a threshold would read what is more likely no digit.
        if confidence >= max(confidence_threshold, float(chances[NOT_A_DIGIT])):
            reads.append(DigitRead(candidate.box, candidate.crop, digit, confidence, chances))
            clarities.append(candidate.clarity)
        else:
            sure_of_none = chances[NOT_A_DIGIT] >= CHANCE
            reason = Reason.NOT_A_DIGIT if sure_of_none else Reason.UNSURE
            rejections.append(Rejection(candidate.box, reason, candidate.crop, chances))
    return _without_doubtful_bars(reads, clarities, rejections)


def survivors(candidates: Sequence[Candidate], probabilities: Probabilities) -> list[int]:
    """Which candidates are left when of those that share ink the best one is kept.

    Each explains its ink as far as its digit is surer than chance; the one that
    explains most is taken and its rivals are dropped, until none is left. So
    two sure halves win over a doubtful whole, and a 5 with its bar over the 5
    without. What no digit explains is taken as a whole.

    Args:
        candidates: With their rivals.
        probabilities: (N, 11) float32.

    Returns:
        Their indices, the best explained first.
    """
    ink = np.array([candidate.ink for candidate in candidates], np.float64)
    surer = probabilities[:, :NOT_A_DIGIT].max(axis=1) - CHANCE
    is_digit = surer > 0
    order = np.lexsort((-ink * np.where(is_digit, surer, 1), ~is_digit))
    kept: list[int] = []
    closed: set[int] = set()
    for i in order.tolist():
        if i not in closed:
            kept.append(i)
            closed.update(candidates[i].rivals)
    return kept


def _without_doubtful_bars(
    reads: list[DigitRead], clarities: list[float], rejections: list[Rejection]
) -> tuple[list[DigitRead], list[Rejection]]:
    """Refuses each 1 that is less clear than a bar in its place must be."""
    others = [read.box for read in reads if read.digit != 1]
    kept: list[DigitRead] = []
    for read, clarity in zip(reads, clarities, strict=True):
        if (
            read.digit != 1
            or clarity >= LONE_BAR_CLARITY
            or (clarity >= BAR_CLARITY and any(_is_company(other, read.box) for other in others))
        ):
            kept.append(read)
        else:
            rejections.append(
                Rejection(read.box, Reason.NOT_A_DIGIT, read.crop, read.probabilities)
            )
    return kept, rejections


def _is_company(other: Box, bar: Box) -> bool:
    """Whether a digit is near enough and of the height to stand on one page with a bar."""
    low, high = sorted((other.height, bar.height))
    return high < _LIKE_HEIGHT * low and other.distance_to(bar) < COMPANY_HEIGHTS * bar.height
