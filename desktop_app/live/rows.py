"""The rows of the readings list, and the fewest changes from one reading to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vision.reading import NumberRead, Recognition

STEADY_CHANGE = 0.02
"""A confidence that moves by less than this is not written anew: figures that
tremble cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One number of the list.

    Attributes:
        key: The same for the same number over frames.
        text: Its digits.
        confidence: 0 to 1.
    """

    key: tuple[int | str, ...]
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Change:
    """One step from the old rows to the new: remove, insert or replace `row` at `index`."""

    kind: str
    index: int
    row: Row | None = None


def rows_of(recognition: Recognition | None) -> list[Row]:
    """The numbers in reading order."""
    if recognition is None:
        return []
    return [
        Row(_key(number, at), number.text, number.confidence)
        for at, number in enumerate(recognition.numbers)
    ]


def changes(old: Sequence[Row], new: Sequence[Row]) -> list[Change]:
    """Steps that make the old rows the new ones, to be done in this order.

    Rows that stay are not touched, so that a selection stays with its number.
    """
    steps: list[Change] = []
    rows = list(old)
    keys = {row.key for row in new}
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].key not in keys:
            del rows[index]
            steps.append(Change("remove", index))
    for index, row in enumerate(new):
        if index < len(rows) and rows[index].key == row.key:
            if _differs(rows[index], row):
                rows[index] = row
                steps.append(Change("replace", index, row))
            continue
        earlier = next((at for at in range(index + 1, len(rows)) if rows[at].key == row.key), None)
        if earlier is not None:
            del rows[earlier]
            steps.append(Change("remove", earlier))
        rows.insert(index, row)
        steps.append(Change("insert", index, row))
    steps += [Change("remove", index) for index in range(len(rows) - 1, len(new) - 1, -1)]
    return steps


def _differs(old: Row, new: Row) -> bool:
    return old.text != new.text or abs(old.confidence - new.confidence) >= STEADY_CHANGE


def _key(number: NumberRead, index: int) -> tuple[int | str, ...]:
    """The first digit's track stays when a digit is added behind it."""
    track_id = number.digits[0].track_id if number.digits else None
    return ("track", track_id) if track_id is not None else ("place", index)
