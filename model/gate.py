"""Whether a new model may take the place of the one in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from model.evaluation import Evaluation

BLIND_RECALL = 0.5
"""A digit of which less is read is one that the model does not know."""

MOST_WORSE_REJECTION = 0.05


@dataclass(frozen=True, slots=True)
class GateDecision:
    """The verdict, and one sentence for the user that gives the figures of both models."""

    accepted: bool
    reason: str


def decide(candidate: Evaluation, current: Evaluation) -> GateDecision:
    """Compares two models on the same crops: the new one must not be worse.

    Worse is: fewer digits read right; a digit hardly known that the current one
    knows; numbers that are not finite; more than five points less of what is no
    digit rejected.

    Args:
        candidate: Of the new model.
        current: Of the model in use, on the same crops.

    Raises:
        ValueError: They are not of the same crops.
    """
    if not np.array_equal(candidate.labels, current.labels):
        raise ValueError("The two models were not evaluated on the same crops.")
    new, old = candidate.digit_accuracy, current.digit_accuracy
    if not np.isfinite(candidate.probabilities).all():
        return GateDecision(False, "The new model gives numbers that are not finite.")
    for row, known in zip(candidate.classes[:NOT_A_DIGIT], current.classes, strict=False):
        if row.count and row.recall < BLIND_RECALL <= known.recall:
            return GateDecision(
                False,
                f"The new model reads {row.recall:.0%} of the {row.label}s, "
                f"the current one {known.recall:.0%}.",
            )
    both = (
        f"The new model reads {new:.2%} of {_digit_count(candidate)} held-back digits right, "
        f"the current one {old:.2%}"
    )
    if new < old:
        return GateDecision(False, f"{both}.")
    rejects, rejected = candidate.rejection_rate, current.rejection_rate
    if rejects is not None and rejected is not None:
        if rejected - rejects > MOST_WORSE_REJECTION:
            return GateDecision(
                False,
                f"The new model rejects {rejects:.1%} of what is no digit, "
                f"the current one {rejected:.1%}.",
            )
        both += f"; of what is no digit they reject {rejects:.1%} and {rejected:.1%}"
    return GateDecision(True, f"{both}.")


def _digit_count(evaluation: Evaluation) -> str:
    return f"{int(evaluation.confusion[:NOT_A_DIGIT].sum()):,}"
