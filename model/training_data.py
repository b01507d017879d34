"""The crops that a training plan asks for, as the training process gets them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.corpus import generated_digits, generated_negatives
from model.datasets import LabelledCrops, load_mnist

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.choices import TrainingPlan
    from model.datasets import Progress

STROKE_DIGITS = 6000
STROKE_VALIDATION_DIGITS = 1500
NEGATIVE_SHARE = 0.1

_PORTION = 500
_VALIDATION_SEED = 10**13
"""Far above every seed that trains: what chooses is drawn anew, and always the same."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """What trains and what chooses, both with negatives, and the card's words for it.

    Attributes:
        sources: "name", "licence" and count of "training" crops of each data set.
    """

    training: LabelledCrops
    validation: LabelledCrops
    sources: list[dict[str, Any]]


def crops_for(
    plan: TrainingPlan, *, on_progress: Progress, check: Callable[[], None]
) -> TrainingData:
    """The crops that a plan asks for.

    Args:
        plan: Its `data`, `limit` and `seed` count.
        on_progress: Told of a download; what it raises ends it.
        check: Called now and then; what it raises ends the work.

    Raises:
        DatasetError: The data set is missing, damaged or cannot be downloaded.
    """
    if plan.data == "strokes":
        count = min(STROKE_DIGITS, plan.limit or STROKE_DIGITS)
        held_back = min(STROKE_VALIDATION_DIGITS, max(100, count // 4))
        digits = _drawn(generated_digits, count, _training_seed(plan), check)
        validation = _drawn(generated_digits, held_back, _VALIDATION_SEED, check)
        sources = []
    else:
        folder = None if plan.data == "mnist" else Path(plan.data)
        splits = load_mnist(folder, on_progress=on_progress)
        check()
        digits = splits.training.limited(plan.limit, plan.seed)
        validation = splits.validation
        name = "MNIST" if folder is None else folder.name
        licence = "CC BY-SA 3.0 (as commonly stated)" if folder is None else "not stated"
        sources = [{"name": name, "licence": licence, "training": len(digits)}]
    negatives = _drawn(
        generated_negatives, _negative_count(digits), _training_seed(plan) + _PORTION, check
    )
    unseen = _drawn(
        generated_negatives, _negative_count(validation), _VALIDATION_SEED + _PORTION, check
    )
    own = len(negatives) + (len(digits) if plan.data == "strokes" else 0)
    sources.append({"name": "own strokes", "licence": "GPL-3.0-or-later", "training": own})
    return TrainingData(
        LabelledCrops.joined([digits, negatives]),
        LabelledCrops.joined([validation, unseen]),
        sources,
    )


def _drawn(
    draw: Callable[[int, int], LabelledCrops], count: int, seed: int, check: Callable[[], None]
) -> LabelledCrops:
    """Crops in portions, so that the work can be ended in between."""
    parts = []
    for start in range(0, count, _PORTION):
        check()
        parts.append(draw(min(_PORTION, count - start), seed + start // _PORTION))
    return LabelledCrops.joined(parts)


def _training_seed(plan: TrainingPlan) -> int:
    """Plans with other seeds draw other crops; a thousand seeds are a portion's each."""
    return plan.seed * 2 * _PORTION


def _negative_count(digits: LabelledCrops) -> int:
    return max(1, round(NEGATIVE_SHARE * len(digits)))
