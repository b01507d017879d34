"""What became of each digit on a photograph: found, missed and why, or read falsely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from model.photo_evaluation import (
    LEAST_OVERLAP,
    Comparison,
    PhotoBox,
    PhotoReading,
    PhotoScore,
    PhotoTruth,
    PlacedDigit,
    compared,
    is_at,
    overlap,
    score_photo,
    total_of,
)
from vision.grouping import text_lines
from vision.reading import DigitRead, Reason, Rejection

if TYPE_CHECKING:
    from vision.frame import Box
    from vision.reading import Recognition


class Cause(StrEnum):
    """Why a digit was not read, or not rightly."""

    READ_AS_ANOTHER = "read as another"
    UNSURE = "unsure"
    NOT_A_DIGIT = "taken for no digit"
    CUT_OFF = "cut off by the border"
    TOO_SMALL = "too small"
    MISPLACED = "read in a box that does not fit"
    NO_CANDIDATE = "no candidate"
    NO_PICTURE = "the photograph cannot be read"


_CAUSES = {
    Reason.UNSURE: Cause.UNSURE,
    Reason.NOT_A_DIGIT: Cause.NOT_A_DIGIT,
    Reason.CUT_OFF: Cause.CUT_OFF,
    Reason.TOO_SMALL: Cause.TOO_SMALL,
}


@dataclass(frozen=True, slots=True)
class MissedDigit:
    """A digit that was not read rightly.

    Attributes:
        seen: What was read or refused in its place; None where nothing was.
    """

    digit: PlacedDigit
    cause: Cause
    seen: DigitRead | Rejection | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PhotoOutcome:
    """One photograph beside what was read on it.

    Attributes:
        digits: All that was read.
        rejections: All that was looked at and not read.
        lines: What was read, in order.
        found: Digits with what was read in their places, rightly or not.
        missed: Digits not read rightly; those read as another are in `found` too.
        false: What was read where there is no digit.
        problem: Why the photograph cannot be read, one sentence; "" where it was.
    """

    truth: PhotoTruth
    score: PhotoScore
    digits: tuple[DigitRead, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    lines: tuple[str, ...] = ()
    found: tuple[tuple[PlacedDigit, DigitRead], ...] = ()
    missed: tuple[MissedDigit, ...] = ()
    false: tuple[DigitRead, ...] = ()
    problem: str = ""


def reading_of(recognition: Recognition) -> PhotoReading:
    """A recognition in the terms of the score, its digits in the same order."""
    return PhotoReading(
        digits=tuple(
            PlacedDigit(digit.digit, photo_box(digit.box)) for digit in recognition.digits
        ),
        lines=tuple(
            "".join(number.text for number in line) for line in text_lines(recognition.numbers)
        ),
    )


def outcome_of(truth: PhotoTruth, recognition: Recognition) -> PhotoOutcome:
    """What became of each digit on a photograph that was read."""
    reading = reading_of(recognition)
    comparison = compared(truth, reading)
    return PhotoOutcome(
        truth,
        score_photo(truth, reading),
        recognition.digits,
        recognition.rejections,
        reading.lines,
        tuple((truth.digits[i], recognition.digits[k]) for i, k in comparison.found),
        tuple(_missed(truth, recognition, comparison)),
        tuple(recognition.digits[k] for k in comparison.false),
    )


def unread_outcome(truth: PhotoTruth, problem: str) -> PhotoOutcome:
    """A photograph that cannot be read counts as one on which nothing was."""
    return PhotoOutcome(
        truth,
        score_photo(truth, PhotoReading()),
        missed=tuple(MissedDigit(digit, Cause.NO_PICTURE) for digit in _wanted(truth)),
        problem=problem,
    )


def scores_by(
    outcomes: Iterable[PhotoOutcome], names_of: Callable[[PhotoTruth], Iterable[str]]
) -> dict[str, PhotoScore]:
    """Counts by name, in the order of the names.

    Args:
        outcomes: Of all photographs.
        names_of: The groups a photograph belongs to, such as its tags.
    """
    groups: dict[str, list[PhotoScore]] = {}
    for outcome in outcomes:
        for name in set(names_of(outcome.truth)):
            groups.setdefault(name, []).append(outcome.score)
    return {name: total_of(groups[name]) for name in sorted(groups)}


def photo_box(box: Box) -> PhotoBox:
    """A box of a reading as one of the truth."""
    return (float(box.left), float(box.top), float(box.width), float(box.height))


def _wanted(truth: PhotoTruth) -> Iterator[PlacedDigit]:
    return (digit for digit in truth.digits if digit.counts and truth.has_boxes)


def _missed(
    truth: PhotoTruth, recognition: Recognition, comparison: Comparison
) -> Iterator[MissedDigit]:
    found = {i: recognition.digits[k] for i, k in comparison.found}
    for index, digit in enumerate(truth.digits):
        if not digit.counts or not truth.has_boxes:
            continue
        if index not in found:
            yield _not_found(digit, recognition.digits, recognition.rejections)
        elif found[index].digit != digit.label:
            yield MissedDigit(digit, Cause.READ_AS_ANOTHER, found[index])


def _not_found(
    digit: PlacedDigit, digits: Sequence[DigitRead], rejections: Sequence[Rejection]
) -> MissedDigit:
    """The cause is the refusal that fits the digit best, before any reading beside it."""
    refused = max(rejections, key=lambda one: overlap(digit.box, photo_box(one.box)), default=None)
    if refused is not None and overlap(digit.box, photo_box(refused.box)) >= LEAST_OVERLAP:
        return MissedDigit(digit, _CAUSES[refused.reason], refused)
    for read in digits:
        box = photo_box(read.box)
        if is_at(box, digit.box) or is_at(digit.box, box):
            return MissedDigit(digit, Cause.MISPLACED, read)
    return MissedDigit(digit, Cause.NO_CANDIDATE)
