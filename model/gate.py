"""Whether a new model may take the place of the one in use.

Both read the same hold-outs, and what they read is compared pair by pair. The
new model is refused where a one-sided interval of 95 % says that it lost more
than is allowed: the lower bound of the loss is above the margin. That is a
test of "it lost more": equal models pass, and so does one that lost a little
too much on too few crops to tell. Against the last, a hold-out must have some
crops of each digit, and a digit that is lost as a whole needs no statistics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.gate_words import SAMPLES, loss_sentence, refusal, unknown_sentence
from model.paired_losses import PairedLoss
from vision.reading import CLASS_COUNT, NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from model.evaluation import Evaluation

__all__ = [
    "SAMPLES", "GateCheck", "GateDecision", "Readings", "decide", "decide_readings",
]  # fmt: skip

CONFIDENCE = 0.95
"""Of each kind of check. Where one kind asks several times (of each hold-out, of eleven
classes), the chance to err is shared out among them (Bonferroni), so that they err
together once in twenty times at most. With 0.95 for each class, 17 of 30 equal
networks were refused that differed in their seed alone."""

ALLOWED_OVERALL = 0.001
ALLOWED_IN_A_CLASS = 0.005

BLIND_RECALL = 0.5
"""A digit of which less is read is one that the model does not know."""

LEAST_BLIND = 3
"""So many crops must be lost before a digit counts as unknown: of one or two, all may be."""

LEAST_OF_A_DIGIT = 5
"""Crops of each digit without which nothing can be told: the fewest of which
a loss of all is a loss at 95 % for the sign test (1/32)."""


@dataclass(frozen=True, slots=True)
class GateCheck:
    """One thing that was looked at.

    Attributes:
        name: "finite", "converted", "enough", "known" (a digit lost as a whole),
            "overall", "class" or "samples".
        passed: Whether it speaks for the new model, or does not speak against it.
        sentence: For the user, with the figures.
        hold_out: Name of the hold-out, empty where it is of all of them.
        label: 0 to 10 where it is of one class.
        count: Pairs compared.
        lost: Crops that only the current model reads right.
        gained: Crops that only the new one reads right.
        lost_points: Loss that was seen, in points of 0 to 100; below 0 a gain.
        lower_points: What the true loss is at least, at the confidence of the check.
        upper_points: What it is at most.
        allowed_points: Refused if `lower_points` is above this.
    """

    name: str
    passed: bool
    sentence: str
    hold_out: str = ""
    label: int | None = None
    count: int = 0
    lost: int = 0
    gained: int = 0
    lost_points: float | None = None
    lower_points: float | None = None
    upper_points: float | None = None
    allowed_points: float | None = None


@dataclass(frozen=True, slots=True)
class GateDecision:
    """The verdict, and what it rests on.

    Attributes:
        accepted: Whether the new model may be put into use.
        reason: A sentence or two for the user: what was lost, of how many, of
            which digit; or both models' figures.
        checks: All that was looked at, the failed ones among them.
    """

    accepted: bool
    reason: str
    checks: tuple[GateCheck, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What both models made of one hold-out.

    Attributes:
        name: "mnist", "strokes", "samples" or that of a data set.
        old: Of the model in use.
        new: Of the new model, on the same crops.

    Raises:
        ValueError: They are not of the same crops.
    """

    name: str
    old: Evaluation
    new: Evaluation

    def __post_init__(self) -> None:
        if not np.array_equal(self.old.labels, self.new.labels):
            raise ValueError("The two models were not evaluated on the same crops.")


def decide(
    candidate: Evaluation,
    current: Evaluation,
    *,
    own: tuple[Evaluation, Evaluation] | None = None,
) -> GateDecision:
    """Compares two models on one hold-out, and on the user's samples if there are any.

    Args:
        candidate: Of the new model.
        current: Of the model in use, on the same crops.
        own: The new model's and the current one's of the user's samples held out.

    Raises:
        ValueError: They are not of the same crops.
    """
    readings = [Readings("", current, candidate)]
    if own is not None:
        readings.append(Readings(SAMPLES, own[1], own[0]))
    return decide_readings(readings)


def decide_readings(
    readings: Sequence[Readings], *, unlike_keras: float | None = None
) -> GateDecision:
    """Whether the new model may take the old one's place, by all hold-outs.

    Args:
        readings: Of each hold-out.
        unlike_keras: Share of a sample that the converted model reads otherwise
            than the trained one, 0 to 1, if it was measured.
    """
    checks: list[GateCheck] = []
    if unlike_keras is not None:
        checks.append(_converted(unlike_keras))
    finite = _finite(readings)
    checks.append(finite)
    # What is no number cannot be compared.
    if finite.passed:
        general = [one for one in readings if one.name != SAMPLES]
        checks.append(_enough(general))
        checks += [_own_samples(one) for one in readings if one.name == SAMPLES and one.old.count]
        for one in general:
            checks += _general(one, 1 - (1 - CONFIDENCE) / len(general))
    failed = [check for check in checks if not check.passed]
    reason = refusal(failed) if failed else _praise(readings)
    return GateDecision(not failed, reason, tuple(checks))


def _right(evaluation: Evaluation) -> NDArray[np.bool_]:
    """Which crops are read right; an answer that is no number is wrong."""
    right: NDArray[np.bool_] = evaluation.probabilities.argmax(axis=1) == evaluation.labels
    return right & np.isfinite(evaluation.probabilities).all(axis=1)


def _finite(readings: Iterable[Readings]) -> GateCheck:
    passed = all(np.isfinite(one.new.probabilities).all() for one in readings)
    sentence = (
        "All numbers of the new model are finite."
        if passed
        else "The new model gives numbers that are not finite."
    )
    return GateCheck("finite", passed, sentence)


def _converted(share: float) -> GateCheck:
    from model.export import MOST_FAR_APART

    sentence = f"The converted model reads {share:.1%} of a sample otherwise than the trained one."
    return GateCheck("converted", share <= MOST_FAR_APART, sentence)


def _enough(general: Sequence[Readings]) -> GateCheck:
    """Whether a loss could be seen at all."""
    counts = np.zeros(CLASS_COUNT, np.int64)
    for one in general:
        counts += np.bincount(one.old.labels, minlength=CLASS_COUNT)
    label = int(counts[:NOT_A_DIGIT].argmin())
    least = int(counts[label])
    if least >= LEAST_OF_A_DIGIT:
        digits = int(counts[:NOT_A_DIGIT].sum())
        return GateCheck("enough", True, f"The models are compared on {digits:,} held-back digits.")
    sentence = (
        f"Whether the new model still reads the {label} cannot be told from {least} "
        f"held-back {'crop' if least == 1 else 'crops'}."
    )
    return GateCheck("enough", False, sentence, label=label, count=least)


def _own_samples(readings: Readings) -> GateCheck:
    """Nothing may be lost of what the user wrote; few crops, so the exact test."""
    loss = PairedLoss.of(_right(readings.old), _right(readings.new))
    bounds = loss.exact_bounds(CONFIDENCE)
    return _check("samples", readings.name, loss, bounds, 0.0)


def _general(readings: Readings, confidence: float) -> list[GateCheck]:
    """The digits together, and each class."""
    in_a_class = 1 - (1 - confidence) / CLASS_COUNT
    labels, old, new = readings.old.labels, _right(readings.old), _right(readings.new)
    checks = []
    digits = labels != NOT_A_DIGIT
    if digits.any():
        loss = PairedLoss.of(old[digits], new[digits])
        bounds = loss.bounds(confidence)
        checks.append(_check("overall", readings.name, loss, bounds, ALLOWED_OVERALL))
    for label in np.unique(labels).tolist():
        chosen = labels == label
        loss = PairedLoss.of(old[chosen], new[chosen])
        recalls = float(old[chosen].mean()), float(new[chosen].mean())
        if recalls[1] < BLIND_RECALL <= recalls[0] and loss.lost - loss.gained >= LEAST_BLIND:
            checks.append(_unknown(readings.name, label, loss, recalls))
        bounds = loss.bounds(in_a_class)
        checks.append(_check("class", readings.name, loss, bounds, ALLOWED_IN_A_CLASS, label))
    return checks


def _unknown(
    hold_out: str, label: int, loss: PairedLoss, recalls: tuple[float, float]
) -> GateCheck:
    """A class that the old model knows and the new one does not."""
    sentence = unknown_sentence(hold_out, label, recalls)
    return GateCheck(
        "known", False, sentence, hold_out, label, loss.count, loss.lost, loss.gained,
        100 * loss.share,
    )  # fmt: skip


def _check(
    name: str,
    hold_out: str,
    loss: PairedLoss,
    bounds: tuple[float, float],
    allowed: float,
    label: int | None = None,
) -> GateCheck:
    """A loss held against what is allowed."""
    passed = bounds[0] <= allowed
    return GateCheck(
        name, passed, loss_sentence(hold_out, label, loss), hold_out, label, loss.count, loss.lost,
        loss.gained, 100 * loss.share, 100 * bounds[0], 100 * bounds[1], 100 * allowed,
    )  # fmt: skip


def _praise(readings: Sequence[Readings]) -> str:
    """Both models' figures, of the general hold-outs together."""
    general = [one for one in readings if one.name != SAMPLES]
    old, new, digits = _pooled(general, rejected=False)
    text = (
        f"The new model reads {new:.2%} of {digits:,} held-back digits right, "
        f"the current one {old:.2%}"
    )
    old, new, others = _pooled(general, rejected=True)
    if others:
        text += f"; of what is no digit they reject {new:.1%} and {old:.1%}"
    for one in readings:
        if one.name == SAMPLES and one.old.count:
            text += (
                f"; of your {one.old.count:,} held-back samples they read "
                f"{one.new.accuracy:.0%} and {one.old.accuracy:.0%}"
            )
    return f"{text}."


def _pooled(general: Sequence[Readings], *, rejected: bool) -> tuple[float, float, int]:
    """Shares that the old and the new model have right, of how many."""
    counts = np.zeros(3)
    for one in general:
        chosen = (one.old.labels == NOT_A_DIGIT) == rejected
        counts += (
            _right(one.old)[chosen].sum(), _right(one.new)[chosen].sum(), np.count_nonzero(chosen),
        )  # fmt: skip
    whole = max(counts[2], 1)
    return float(counts[0] / whole), float(counts[1] / whole), int(counts[2])
