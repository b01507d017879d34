"""The crops that a training plan asks for, as the training process gets them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.augmentation import augmented
from model.corpus import generated_digits, generated_negatives
from model.datasets import LabelledCrops, load_mnist
from model.picture_folders import has_class_folders, load_picture_folders

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.choices import TrainingPlan
    from model.datasets import Progress

STROKE_DIGITS = 6000
"""Drawn digits that train, beside those of a data set or by themselves: a network that learnt
MNIST alone reads three of four digits of other pens, which the gate would hold against it."""

LEAST_STROKE_VALIDATION = 100
NEGATIVE_SHARE = 0.1

SAMPLE_SHARE = 0.05
"""Of the user's samples among all that trains: enough that they count among 60,000 others,
and few enough that those keep their say."""

MAX_SAMPLE_COPIES = 40
"""Of one sample in an epoch: a few of them are not to be learnt by heart."""

OWN_STROKES = "own strokes"
OWN_SAMPLES = "own samples"
SAMPLES_LICENCE = "the user's own"

_PORTION = 500
_VALIDATION_SEED = 10**13
"""Far above every seed that trains: what chooses is drawn anew, and always the same."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """What trains and what chooses, both with negatives, and the card's words for it.

    Attributes:
        sources: "name", "licence" and count of "training" crops of each data set.
        folder: Name of the user's folder that they are from, None for MNIST and strokes.
    """

    training: LabelledCrops
    validation: LabelledCrops
    sources: list[dict[str, Any]]
    folder: str | None = None


def crops_for(
    plan: TrainingPlan,
    samples: LabelledCrops | None = None,
    *,
    on_progress: Progress,
    check: Callable[[], None],
) -> TrainingData:
    """The crops that a plan asks for.

    Args:
        plan: Its `data`, `limit`, `validation_share` and `seed` count, and whether
            it augments.
        samples: The user's own that may train, each as often as it takes to be
            heard among the others.
        on_progress: Told of a download; what it raises ends it.
        check: Called now and then; what it raises ends the work.

    Raises:
        DatasetError: The data set is missing, damaged or cannot be downloaded.
    """
    parts: list[LabelledCrops] = []
    sources: list[dict[str, Any]] = []
    if plan.data == "strokes":
        validation = _drawn(generated_digits, _held_back_count(plan), _VALIDATION_SEED, check)
    else:  # before anything is drawn: it may not be there
        taken, validation, source = _taken(plan, on_progress, check)
        check()
        parts.append(taken)
        sources.append(source)
    strokes = _drawn(generated_digits, _stroke_count(plan), _training_seed(plan), check)
    digits = LabelledCrops.joined([*parts, strokes])
    negatives = _drawn(
        generated_negatives, _negative_count(digits), _training_seed(plan) + _PORTION, check
    )
    unseen = _drawn(
        generated_negatives, _negative_count(validation), _VALIDATION_SEED + _PORTION, check
    )
    drawn = len(strokes) + len(negatives)
    sources.append({"name": OWN_STROKES, "licence": "GPL-3.0-or-later", "training": drawn})
    training = LabelledCrops.joined([digits, negatives])
    if samples is not None and len(samples):
        copies = copies_of(samples, len(training), plan)
        training = LabelledCrops.joined([training, copies])
        sources.append({
            "name": OWN_SAMPLES, "licence": SAMPLES_LICENCE, "training": len(samples),
        })  # fmt: skip
    return TrainingData(
        training,
        LabelledCrops.joined([validation, unseen]),
        sources,
        None if plan.data in ("mnist", "strokes") else Path(plan.data).name,
    )


def _taken(
    plan: TrainingPlan, on_progress: Progress, check: Callable[[], None]
) -> tuple[LabelledCrops, LabelledCrops, dict[str, Any]]:
    """The digits of MNIST or of a folder that train, those that choose, and the card's words."""
    folder = None if plan.data == "mnist" else Path(plan.data)
    if folder is not None and has_class_folders(folder):
        training, validation = load_picture_folders(
            folder,
            validation_share=plan.validation_share,
            on_progress=lambda _read, _count: check(),
        )
    else:
        splits = load_mnist(folder, on_progress=on_progress, validation_share=plan.validation_share)
        training, validation = splits.training, splits.validation
    digits = training.limited(plan.limit, plan.seed)
    name = "MNIST" if folder is None else folder.name
    licence = "CC BY-SA 3.0 (as commonly stated)" if folder is None else "not stated"
    return digits, validation, {"name": name, "licence": licence, "training": len(digits)}


def copies_of(samples: LabelledCrops, others: int, plan: TrainingPlan) -> LabelledCrops:
    """The user's samples, as often as it takes to make `SAMPLE_SHARE` of what trains.

    Where the plan does not augment, the copies differ all the same: they are
    augmented once.

    Args:
        samples: At least one.
        others: How many crops train besides.
        plan: Its `seed` counts, and whether it augments.
    """
    wanted = SAMPLE_SHARE / (1 - SAMPLE_SHARE) * others / len(samples)
    repeated = np.tile(np.arange(len(samples)), min(MAX_SAMPLE_COPIES, max(1, round(wanted))))
    copies = samples.subset(repeated)
    if plan.augment:
        return copies
    changed = copies.crops.copy()
    rng = np.random.default_rng(plan.seed)
    changed[len(samples) :] = augmented(changed[len(samples) :], rng)
    return LabelledCrops(changed, copies.labels, copies.writers)


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


def _stroke_count(plan: TrainingPlan) -> int:
    return min(STROKE_DIGITS, plan.limit or STROKE_DIGITS)


def _held_back_count(plan: TrainingPlan) -> int:
    share = plan.validation_share
    return max(LEAST_STROKE_VALIDATION, round(_stroke_count(plan) * share / (1 - share)))


def _negative_count(digits: LabelledCrops) -> int:
    return max(1, round(NEGATIVE_SHARE * len(digits)))
