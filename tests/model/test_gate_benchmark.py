"""The gate among models that are equal but for chance, and among bad ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.choices import TrainingPlan
from model.comparison import HoldOut
from model.datasets import LabelledCrops
from model.evaluation import Evaluation, judged
from model.gate_benchmark import judge_against, judge_pairs, shuffled, trained_answers

ON_MNIST = np.repeat(np.arange(10), 600)
ON_STROKES = np.repeat(np.arange(11), [300] * 10 + [600])


def chance_reader(
    labels: np.ndarray, wrong_share: float, rng: np.random.Generator, blind: int | None = None
) -> Evaluation:
    """Misreads each crop with that chance, and all of one digit."""
    is_wrong = (rng.random(len(labels)) < wrong_share) | (labels == blind)
    read = np.where(is_wrong, (labels + 1) % 10, labels)
    chances = np.full((len(labels), 11), 0.01, np.float32)
    chances[np.arange(len(labels)), read] = 0.9
    return judged(labels, chances)


def answers(
    seed: int, *, mnist: float = 0.006, strokes: float = 0.006, blind: int | None = None
) -> dict[str, Evaluation]:
    rng = np.random.default_rng(seed)
    return {
        "mnist": chance_reader(ON_MNIST, mnist, rng, blind),
        "strokes": chance_reader(ON_STROKES, strokes, rng, blind),
    }


@pytest.mark.parametrize("wrong_share", [0.003, 0.01, 0.03])
def test_equal_models_are_accepted_nineteen_times_of_twenty(wrong_share: float) -> None:
    """Good ones and bad ones alike; pairs of their own each, so that no lucky one counts twice."""
    pairs = [
        [answers(seed + i, mnist=wrong_share, strokes=wrong_share) for i in (0, 1)]
        for seed in range(0, 40, 2)
    ]
    tallies = [judge_pairs(pair) for pair in pairs]
    assert sum(tally.judged for tally in tallies) == 40
    assert sum(tally.accepted for tally in tallies) >= 38


def test_a_model_that_lost_a_point_all_over_is_refused() -> None:
    models = [answers(seed) for seed in range(10)]
    worse = [answers(seed, mnist=0.016) for seed in range(100, 105)]
    assert not any(judge_against(one, models).accepted for one in worse)


@pytest.mark.parametrize("digit", range(10))
def test_a_model_that_lost_a_digit_is_refused_and_the_digit_named(digit: int) -> None:
    tally = judge_against(answers(50, blind=digit), [answers(seed) for seed in range(5)])
    assert tally.accepted == 0
    assert all(f"the {digit}s of" in reason for reason in tally.reasons)


def test_shuffled_labels_are_those_of_other_crops() -> None:
    crops = LabelledCrops(np.zeros((110, 28, 28), np.uint8), np.repeat(np.arange(11), 10))
    mixed = shuffled(crops, seed=1)
    assert sorted(mixed.labels) == sorted(crops.labels)
    assert (mixed.labels == crops.labels).mean() < 0.3


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_network_taught_shuffled_labels_is_refused_in_the_users_words(
    tmp_path: Path, drawn_crops: LabelledCrops
) -> None:
    plan = TrainingPlan(network="dense", epochs=12, patience=12, batch_size=32, augment=False)
    judges = (HoldOut("strokes", drawn_crops),)
    good = trained_answers(plan, drawn_crops, drawn_crops, judges, tmp_path / "good")
    bad = trained_answers(plan, shuffled(drawn_crops, 3), drawn_crops, judges, tmp_path / "bad")
    assert good["strokes"].digit_accuracy > 0.9
    assert judge_pairs([good, good]).accepted == 2
    (reason,) = judge_against(bad, [good]).reasons
    assert "s of the program's own strokes right, the current one" in reason
