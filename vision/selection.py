"""Rivals and their probabilities to digits and rejections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.reading import NOT_A_DIGIT, DigitRead, Reason, Rejection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.reading import Candidate, Probabilities

CHANCE = 0.5
"""Confidence at which a reading explains nothing."""

BAR_CLARITY = 4.5
"""Clarity that a 1 must have: folds and edges look like it and like no other digit.

Nine in ten bars in photographs without digits have less, one handwritten 1 in a hundred."""


def select(
    candidates: Sequence[Candidate], probabilities: Probabilities, confidence_threshold: float
) -> tuple[list[DigitRead], list[Rejection]]:
    """The best readings of which no two share ink, and what was not read.

    Each candidate explains its ink as far as its digit is surer than chance;
    the one that explains most is taken and its rivals are dropped, until none
    is left. So two sure halves win over a doubtful whole, and a 5 with its bar
    over the 5 without.

    Args:
        candidates: As `propose` gave them.
        probabilities: (N, 11) float32, the classifier's answers to their crops.
        confidence_threshold: Digits less sure than this are rejected as unsure.
    """
    if not candidates:
        return [], []
    digits = probabilities[:, :NOT_A_DIGIT].argmax(axis=1).tolist()
    confidences = probabilities[:, :NOT_A_DIGIT].max(axis=1).tolist()
    explained = [
        (confidence - CHANCE) * candidate.ink
        for candidate, confidence in zip(candidates, confidences, strict=True)
    ]
    order = sorted(range(len(candidates)), key=lambda i: -explained[i])
    reads: list[DigitRead] = []
    rejections: list[Rejection] = []
    closed: set[int] = set()
    for i in order:
        if i in closed:
            continue
        candidate = candidates[i]
        closed.update(candidate.rivals)
        is_doubtful_bar = digits[i] == 1 and candidate.clarity < BAR_CLARITY
        if confidences[i] >= confidence_threshold and not is_doubtful_bar:
            reads.append(
                DigitRead(
                    candidate.box, candidate.crop, digits[i], confidences[i], probabilities[i]
                )
            )
        else:
            sure_of_none = is_doubtful_bar or probabilities[i, NOT_A_DIGIT] >= CHANCE
            reason = Reason.NOT_A_DIGIT if sure_of_none else Reason.UNSURE
            rejections.append(Rejection(candidate.box, reason, candidate.crop, probabilities[i]))
    return reads, rejections
