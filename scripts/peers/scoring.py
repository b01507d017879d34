"""Readings of several readers on the same pictures, and each reader's best setting."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from model.photo_evaluation import PhotoReading, PhotoScore, overlap, score_photo, total_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from model.photo_evaluation import PhotoTruth
    from scripts.peers.readers import Reader
    from scripts.peers.readings import PeerReading

LOOSE_OVERLAP = 0.1
"""From which overlap on a digit is in its place, where boxes need not be tight.

A text reader's boxes are as high as the line: over a 1 they overlap by 0.15.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What one reader does in one setting.

    Attributes:
        way: How the reader is used.
        least_confidence: From how sure on its digits count.
        loose: Counts where a digit is in its place from `LOOSE_OVERLAP` on.
        tight: Counts as `digitlens evaluate` makes them.
        seconds: Median of processor time for a picture.
        failed: Pictures on which the reader failed; read as empty.
    """

    name: str
    way: str
    least_confidence: float
    loose: PhotoScore
    tight: PhotoScore
    seconds: float
    knows_order: bool = True
    failed: int = 0

    @property
    def setting(self) -> str:
        """The way, and how sure the digits must be."""
        least = self.least_confidence
        return self.way + (f", from {least:.0%} sure" if least else "")


@dataclass
class Tally:
    """Collects one reader's readings, picture by picture."""

    reader: Reader
    _tight: dict[float, list[PhotoScore]] = field(default_factory=dict)
    _loose: dict[float, list[PhotoScore]] = field(default_factory=dict)
    _seconds: list[float] = field(default_factory=list)
    _failed: int = 0

    def add(self, truth: PhotoTruth, reading: PeerReading | None) -> None:
        """Counts a picture; None where the reader failed."""
        if reading is None:
            self._failed += 1
        else:
            self._seconds.append(reading.seconds)
        for least in self.reader.confidences:
            read = PhotoReading() if reading is None else reading.as_photo_reading(least)
            self._tight.setdefault(least, []).append(score_photo(truth, read))
            self._loose.setdefault(least, []).append(score_photo(truth, forgiven(truth, read)))

    def rows(self) -> list[Row]:
        """A row for each confidence that its digits may have to reach."""
        return [
            Row(
                self.reader.name,
                self.reader.setting,
                least,
                total_of(self._loose[least]),
                total_of(self._tight[least]),
                statistics.median(self._seconds) if self._seconds else 0.0,
                self.reader.knows_order,
                self._failed,
            )
            for least in self._tight
        ]


def forgiven(truth: PhotoTruth, reading: PhotoReading) -> PhotoReading:
    """The reading with loose boxes put onto the digits that they are over.

    Pairs are made as the score makes them, the largest overlap first, each digit in one
    at most; only `LOOSE_OVERLAP` is less than the score asks for. What is in no pair
    stays where it is.
    """
    if not truth.has_boxes:
        return reading
    overlaps = sorted(
        (
            (overlap(wanted.box, read.box), row, column)
            for row, wanted in enumerate(truth.digits)
            if wanted.counts
            for column, read in enumerate(reading.digits)
        ),
        reverse=True,
    )
    digits = list(reading.digits)
    rows, columns = set[int](), set[int]()
    for shared, row, column in overlaps:
        if shared < LOOSE_OVERLAP:
            break
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            digits[column] = replace(digits[column], box=truth.digits[row].box)
    return replace(reading, digits=tuple(digits))


def best_readers(rows: Iterable[Row]) -> list[Row]:
    """The setting with the highest loose F1 of each reader, in the order of the readers."""
    return _best(rows, lambda row: row.name)


def best_ways(rows: Iterable[Row]) -> list[Row]:
    """Of each way of using a reader, how sure its digits must be for the highest loose F1."""
    return _best(rows, lambda row: (row.name, row.way))


def _best(rows: Iterable[Row], key: Callable[[Row], object]) -> list[Row]:
    best: dict[object, Row] = {}
    for row in rows:
        known = best.setdefault(key(row), row)
        if row.loose.f1 > known.loose.f1:
            best[key(row)] = row
    return list(best.values())


def table_of(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| reader | setting | F1 | precision | recall | F1 of tight boxes | CER "
        "| false digits on a picture without any | seconds a picture |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        order = f"{row.loose.character_error_rate:.3f}" if row.knows_order else "no order"
        lines.append(
            f"| {row.name} | {row.setting} | {row.loose.f1:.3f} | {row.loose.precision:.3f} "
            f"| {row.loose.recall:.3f} | {row.tight.f1:.3f} | {order} "
            f"| {row.loose.false_per_negative:.2f} | {row.seconds:.3f} |"
        )
    return "\n".join(lines)
