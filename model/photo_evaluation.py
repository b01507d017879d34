"""How well whole photographs are read: digits found in the right place, with the right label.

The truth is one JSON object a line:

    {"file": "photos/a.jpg", "kind": "paper", "tags": ["many"], "boxes": true,
     "digits": [{"label": 7, "box": [x, y, w, h], "printed": false}, ...],
     "text_lines": ["1234"]}

A digit that is printed or whose label is null marks a region that counts
neither for nor against. A photograph without any digit is a negative: whatever
is read on it is false. Where "boxes" is false only the text is compared.
Videos are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np

LEAST_OVERLAP = 0.3
_LEAST_ASPECT = 0.4
_FREE_ORDER_TAGS = frozenset({"equation", "rotated", "rotated90", "rotated180", "drawing"})

PhotoBox = tuple[float, float, float, float]


class TruthError(Exception):
    """A file of truths cannot be used; says which line and why."""


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
        has_boxes: Whether the digits' places are known.
        lines: Its digits in reading order, row by row; empty where order means nothing.
        order_is_certain: Whether the order is no convention and nothing else may be read.
    """

    path: Path
    kind: str
    digits: tuple[PlacedDigit, ...]
    has_boxes: bool
    lines: tuple[str, ...]
    order_is_certain: bool

    @property
    def is_negative(self) -> bool:
        return not self.lines and all(digit.label is None for digit in self.digits)


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


def read_truths(path: Path) -> tuple[PhotoTruth, ...]:
    """The truths in a file, videos left out.

    Args:
        path: JSON lines; the photographs' names are relative to its folder.

    Raises:
        TruthError: The file cannot be read, or a line is not as described above.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TruthError(f"{path} cannot be read as a file of truths ({error}).") from error
    truths = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            truths.append(_truth_of(json.loads(line), path.parent))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TruthError(
                f"Line {number} of {path} does not describe a photograph ({error!r})."
            ) from error
    return tuple(truth for truth in truths if truth.kind != "video")


def score_photo(truth: PhotoTruth, reading: PhotoReading) -> PhotoScore:
    """The counts for one photograph."""
    if truth.is_negative:
        false = _compared(truth, reading)[1]
        return PhotoScore(negatives=1, false_on_negatives=false, clean_negatives=0 if false else 1)
    score = PhotoScore(photos=1)
    if truth.has_boxes:
        pairs, false = _compared(truth, reading)
        right = sum(wanted.label == read.label for wanted, read in pairs)
        score += PhotoScore(
            wanted=sum(digit.counts for digit in truth.digits),
            right=right,
            mislabelled=len(pairs) - right,
            false=false,
        )
    if truth.lines and truth.order_is_certain:
        expected, got = _text_of(truth.lines), _text_of(reading.lines)
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


def _compared(
    truth: PhotoTruth, reading: PhotoReading
) -> tuple[list[tuple[PlacedDigit, PlacedDigit]], int]:
    """Digits that were found with what was read of them, and how many were read falsely."""
    wanted = [digit for digit in truth.digits if digit.counts]
    ignored = [digit.box for digit in truth.digits if not digit.counts]
    read = [digit for digit in reading.digits if digit.label is not None]
    pairs = matched(wanted, read)
    found = {column for _, column in pairs}
    false = sum(
        index not in found and not any(_belongs_to(digit.box, region) for region in ignored)
        for index, digit in enumerate(read)
    )
    return [(wanted[row], read[column]) for row, column in pairs], false


def _belongs_to(box: PhotoBox, region: PhotoBox) -> bool:
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


def _text_of(lines: Iterable[str]) -> str:
    digits_only = ("".join(filter(str.isdigit, line)) for line in lines)
    return "\n".join(line for line in digits_only if line)


def _truth_of(row: dict[str, Any], folder: Path) -> PhotoTruth:
    has_boxes = bool(row.get("boxes", True))
    digits = tuple(_digit_of(digit) for digit in row["digits"] if has_boxes or "box" in digit)
    tags = row.get("tags", [])
    kind = str(row.get("kind", ""))
    return PhotoTruth(
        path=folder / row["file"],
        kind=kind,
        digits=digits,
        has_boxes=has_boxes,
        lines=tuple(row.get("text_lines", [])),
        order_is_certain=kind != "form"
        and not _FREE_ORDER_TAGS.intersection(tags)
        and all(digit.counts for digit in digits),
    )


def _digit_of(digit: dict[str, Any]) -> PlacedDigit:
    label = digit.get("label")
    if label is not None and label not in range(10):
        raise ValueError(f"a label is {label!r}, expected 0 to 9 or null")
    left, top, width, height = (float(value) for value in digit["box"])
    counts = label is not None and not digit.get("printed", False)
    return PlacedDigit(label, (left, top, width, height), counts)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
