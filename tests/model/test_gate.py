from __future__ import annotations

import numpy as np
import pytest

from model.evaluation import Evaluation
from model.gate import decide
from tests.model.test_evaluation import evaluation_of

LABELS = [*range(10)] * 10 + [10] * 40


def reading(*, wrong: list[int] | None = None, not_rejected: int = 0) -> Evaluation:
    """All right but the digits at the places `wrong` and some of what is no digit."""
    read = LABELS.copy()
    for i in wrong or []:
        read[i] = (read[i] + 1) % 10
    for i in range(not_rejected):
        read[100 + i] = 0
    return evaluation_of(LABELS, read)


def test_an_equal_model_is_accepted_with_both_figures() -> None:
    decision = decide(reading(wrong=[5]), reading(wrong=[8]))
    assert decision.accepted
    assert decision.reason.count("99.00%") == 2


def test_a_better_model_is_accepted() -> None:
    assert decide(reading(), reading(wrong=[8, 9])).accepted


def test_a_worse_model_is_not_and_says_by_how_much() -> None:
    decision = decide(reading(wrong=[5, 6]), reading(wrong=[8]))
    assert not decision.accepted
    assert "98.00%" in decision.reason
    assert "99.00%" in decision.reason


def test_a_digit_must_not_be_lost() -> None:
    sevens = [i for i, label in enumerate(LABELS) if label == 7]
    spread = [i for i, label in enumerate(LABELS) if label in (1, 3)][:8]
    decision = decide(reading(wrong=sevens[:8]), reading(wrong=spread))
    assert not decision.accepted
    assert "20% of the 7s" in decision.reason


def test_rejection_may_be_a_little_worse_but_not_much() -> None:
    assert decide(reading(not_rejected=2), reading(not_rejected=1)).accepted
    decision = decide(reading(not_rejected=10), reading(not_rejected=2))
    assert not decision.accepted
    assert "75.0%" in decision.reason
    assert "95.0%" in decision.reason


def test_numbers_that_are_not_finite_are_refused() -> None:
    broken = reading()
    broken.probabilities[3, 2] = np.nan
    assert not decide(broken, reading()).accepted


def test_only_the_same_crops_can_be_compared() -> None:
    with pytest.raises(ValueError, match="same crops"):
        decide(reading(), evaluation_of([1, 2], [1, 2]))
