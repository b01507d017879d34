"""How well whole photographs are read: digits found in the right place, with the right label.

A photograph without any digit is a negative: whatever is read on it is false.
One whose digits' places are not known is compared by its text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

LEAST_OVERLAP = 0.3
_LEAST_ASPECT = 0.4

PhotoBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlacedDigit:
    """A digit and where it is.

    Attributes:
        label: 0 to 9, or None where nobody can tell.
        box: Left, top, width, height in pixels of the upright photograph.
        counts: False for regions that count neither for nor against.
    """

    label: int | None
    box: PhotoBox
    counts: bool = True


@dataclass(frozen=True, slots=True)
class PhotoTruth:
    """What is on one photograph.

    Attributes:
        path: The photograph's file.
        kind: What the digits are on, such as "paper".
        has_boxes: Whether the digits' places are known; their boxes mean nothing otherwise.
        lines: Its digits in reading order, row by row; empty where order means nothing.
        order_is_certain: Whether the order is no convention and nothing else may be read.
        tags: What makes it hard, such as "shadow".
    """

    path: Path
    kind: str
    digits: tuple[PlacedDigit, ...]
    has_boxes: bool
    lines: tuple[str, ...]
    order_is_certain: bool
    tags: tuple[str, ...] = ()

    @property
    def is_negative(self) -> bool:
        """Whether no digit is on it, not even a printed one."""
        return not self.lines and all(digit.label is None for digit in self.digits)

    @property
    def has_text(self) -> bool:
        """Whether what is read in order can be compared."""
        return bool(self.lines) and self.order_is_certain


@dataclass(frozen=True, slots=True)
class PhotoReading:
    """What was read on one photograph: the digits, and the numbers in reading order."""

    digits: tuple[PlacedDigit, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoScore:
    """Counts over photographs; scores add up.

    Attributes:
        photos: Photographs that have digits.
        wanted: Digits on them that count.
        right: Digits found with the right label.
        mislabelled: Digits found, but taken for another.
        false: Digits read where there is none.
        characters: Digits in the lines that were compared as text.
        edits: Insertions, deletions and replacements that make the text right.
        negatives: Photographs without any digit.
        false_on_negatives: Digits read on those.
        clean_negatives: Those on which none was read.
    """

    photos: int = 0
    wanted: int = 0
    right: int = 0
    mislabelled: int = 0
    false: int = 0
    characters: int = 0
    edits: int = 0
    negatives: int = 0
    false_on_negatives: int = 0
    clean_negatives: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            *(getattr(self, field.name) + getattr(other, field.name) for field in fields(self))
        )

    @property
    def precision(self) -> float:
        """Share of the digits read that are right."""
        return _share(self.right, self.right + self.mislabelled + self.false)

    @property
    def recall(self) -> float:
        """Share of the digits on the photographs that were read rightly."""
        return _share(self.right, self.wanted)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _share(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def located(self) -> float:
        """Share of the digits on the photographs that were found, whatever the label."""
        return _share(self.right + self.mislabelled, self.wanted)

    @property
    def label_accuracy(self) -> float:
        """Share of the digits found that got the right label."""
        return _share(self.right, self.right + self.mislabelled)

    @property
    def character_error_rate(self) -> float:
        """Edits per digit of text, in reading order."""
        return _share(self.edits, self.characters)

    @property
    def false_per_negative(self) -> float:
        """False digits on a photograph without any."""
        return _share(self.false_on_negatives, self.negatives)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A reading beside its truth, as indices into the digits of both.

    Attributes:
        found: Digits that count, and what was read in their places.
        false: What was read where no digit is.
    """

    found: tuple[tuple[int, int], ...] = ()
    false: tuple[int, ...] = ()


def compared(truth: PhotoTruth, reading: PhotoReading) -> Comparison:
    """Which digits were found, and which were read falsely; empty where no places are known."""
    if not truth.has_boxes and not truth.is_negative:
        return Comparison()
    wanted = [index for index, digit in enumerate(truth.digits) if digit.counts]
    read = [index for index, digit in enumerate(reading.digits) if digit.label is not None]
    ignored = [digit.box for digit in truth.digits if not digit.counts]
    pairs = matched([truth.digits[i] for i in wanted], [reading.digits[i] for i in read])
    found = {column for _, column in pairs}
    return Comparison(
        tuple((wanted[row], read[column]) for row, column in pairs),
        tuple(
            index
            for column, index in enumerate(read)
            if column not in found
            and not any(is_at(reading.digits[index].box, region) for region in ignored)
        ),
    )


def score_photo(truth: PhotoTruth, reading: PhotoReading) -> PhotoScore:
    """The counts for one photograph."""
    comparison = compared(truth, reading)
    false = len(comparison.false)
    if truth.is_negative:
        return PhotoScore(negatives=1, false_on_negatives=false, clean_negatives=0 if false else 1)
    score = PhotoScore(photos=1)
    if truth.has_boxes:
        right = sum(
            truth.digits[row].label == reading.digits[column].label
            for row, column in comparison.found
        )
        score += PhotoScore(
            wanted=sum(digit.counts for digit in truth.digits),
            right=right,
            mislabelled=len(comparison.found) - right,
            false=false,
        )
    if truth.has_text:
        expected, got = text_of(truth.lines), text_of(reading.lines)
        score += PhotoScore(characters=len(expected), edits=edit_distance(expected, got))
    return score


def total_of(scores: Iterable[PhotoScore]) -> PhotoScore:
    """All counts together."""
    return sum(scores, PhotoScore())


def overlap(first: PhotoBox, second: PhotoBox) -> float:
    """Intersection over union of two boxes, thin ones widened first.

    A 1 is a few pixels wide: without widening, one pixel would decide whether
    it was found.
    """
    left, top, width, height = _widened(first)
    other_left, other_top, other_width, other_height = _widened(second)
    shared_width = min(left + width, other_left + other_width) - max(left, other_left)
    shared_height = min(top + height, other_top + other_height) - max(top, other_top)
    shared = max(0.0, shared_width) * max(0.0, shared_height)
    covered = width * height + other_width * other_height - shared
    return shared / covered if covered > 0 else 0.0


def matched(wanted: Sequence[PlacedDigit], read: Sequence[PlacedDigit]) -> list[tuple[int, int]]:
    """Pairs of indices of digits that are in the same place, largest overlap first.

    Each digit is in one pair at most, and no pair overlaps less than
    `LEAST_OVERLAP`. Of equal overlaps the one with the higher indices goes first.
    """
    if not wanted or not read:
        return []
    overlaps = np.array([[overlap(one.box, other.box) for other in read] for one in wanted])
    pairs: list[tuple[int, int]] = []
    while True:
        last = overlaps.size - 1 - int(overlaps[::-1, ::-1].argmax())
        row, column = divmod(last, overlaps.shape[1])
        if overlaps[row, column] < LEAST_OVERLAP:
            return pairs
        pairs.append((row, column))
        overlaps[row, :] = -1.0
        overlaps[:, column] = -1.0


def edit_distance(first: str, second: str) -> int:
    """Fewest insertions, deletions and replacements from one text to the other.

    Levenshtein (1966), by rows.
    """
    above = list(range(len(second) + 1))
    for row, character in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            replaced = above[column - 1] + (character != other)
            current.append(min(replaced, above[column] + 1, current[-1] + 1))
        above = current
    return above[-1]


def is_at(box: PhotoBox, region: PhotoBox) -> bool:
    """Whether a box has its middle in a region, or overlaps it as a found digit does."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    left, top, width, height = region
    inside = left <= x <= left + width and top <= y <= top + height
    return inside or overlap(box, region) >= LEAST_OVERLAP


def _widened(box: PhotoBox) -> PhotoBox:
    left, top, width, height = box
    least = _LEAST_ASPECT * height
    if width >= least:
        return box
    return left - (least - width) / 2, top, least, height


def text_of(lines: Iterable[str]) -> str:
    """The digits alone of the lines that have any, as they are compared."""
    digits_only = ("".join(filter(str.isdigit, line)) for line in lines)
    return "\n".join(line for line in digits_only if line)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
