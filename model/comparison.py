"""The model in use and a new one side by side, on crops that neither trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import platformdirs

from model.corpus import generated_digits, generated_negatives
from model.datasets import LabelledCrops, present_mnist
from model.evaluation import evaluate
from model.gate import SAMPLES, GateDecision, Readings, decide_readings
from model.rehearsal import cached_crops

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from model.evaluation import Evaluation
    from vision.reading import Classifier

MNIST = "mnist"
STROKES = "strokes"

STROKE_DIGITS = 3000
STROKE_NEGATIVES = 600

_STROKE_SEED = 2 * 10**13
"""Far above every seed that trains, adapts or chooses the best epoch."""

_MADE_BY = 1
"""Raised when the same seeds draw other crops, so that what lies in a cache is made anew."""


@dataclass(frozen=True, slots=True, eq=False)
class HoldOut:
    """Crops that judge.

    Attributes:
        name: "mnist" (its validation part), "strokes" (digits and others drawn
            by the program) or "samples" (the user's, held out).
        crops: At least one.
    """

    name: str
    crops: LabelledCrops


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Both models on one hold-out."""

    hold_out: HoldOut
    old: Evaluation
    new: Evaluation


def hold_outs(
    samples: LabelledCrops | None = None,
    *,
    data: Path | None = None,
    check: Callable[[], None] = lambda: None,
) -> tuple[HoldOut, ...]:
    """What is there to compare models on; nothing is downloaded.

    Args:
        samples: The user's that are held out; left out where there are none.
        data: Folder with MNIST; None for the one that ``DIGITLENS_DATA`` names, else
            for what was downloaded earlier.
        check: Called now and then; what it raises ends the work.

    Returns:
        MNIST's validation part if it is there and whole, the strokes always.
    """
    found = []
    check()
    mnist = present_mnist(data)
    if mnist is not None:
        found.append(HoldOut(MNIST, mnist.validation))
    check()
    found.append(HoldOut(STROKES, stroke_hold_out()))
    check()
    if samples is not None and len(samples):
        found.append(HoldOut(SAMPLES, samples))
    return tuple(found)


def stroke_hold_out(folder: Path | None = None) -> LabelledCrops:
    """Digits and what is none, drawn by the program, always the same.

    They take four seconds to draw, so they are kept.

    Args:
        folder: Where they are kept, by default the user's cache folder.
    """
    place = folder or platformdirs.user_cache_path("digitlens")
    return cached_crops(
        place / f"hold-out-{_MADE_BY}-{STROKE_DIGITS}-{STROKE_NEGATIVES}.bin",
        lambda: LabelledCrops.joined([
            generated_digits(STROKE_DIGITS, _STROKE_SEED),
            generated_negatives(STROKE_NEGATIVES, _STROKE_SEED + 1),
        ]),
    )  # fmt: skip


def compare(
    old_classifier: Classifier, new_classifier: Classifier, hold_outs: Sequence[HoldOut]
) -> tuple[Comparison, ...]:
    """Lets both models read each hold-out."""
    return tuple(
        Comparison(one, evaluate(old_classifier, one.crops), evaluate(new_classifier, one.crops))
        for one in hold_outs
    )


def decide_all(
    comparisons: Sequence[Comparison], *, unlike_keras: float | None = None
) -> GateDecision:
    """Whether the new model may be put into use, by all that was compared.

    Args:
        comparisons: Of each hold-out.
        unlike_keras: Share of a sample that the converted model reads otherwise
            than the trained one, 0 to 1, if it was measured.
    """
    readings = [Readings(one.hold_out.name, one.old, one.new) for one in comparisons]
    return decide_readings(readings, unlike_keras=unlike_keras)
