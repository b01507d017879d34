"""The rows of the readings list, and the fewest changes from one reading to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_app.live.marks import is_own
from vision.reading import Crops, NumberRead, Recognition

STEADY_CHANGE = 0.02
"""A confidence that moves by less than this is not written anew: figures that
tremble cannot be read, nor can pictures."""

Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One number of the list.

    Attributes:
        key: The same for the same number over frames.
        text: Its digits.
        confidence: 0 to 1.
        crops: Of its digits, as the network saw them when the row was last changed.
        track_ids: Of its digits.
        own: The places of those digits that are the user's word.
    """

    key: Key
    text: str
    confidence: float
    crops: tuple[Crops, ...] = field(default=(), compare=False, repr=False)
    track_ids: frozenset[int] = field(default=frozenset(), compare=False, repr=False)
    own: frozenset[int] = frozenset()

    @property
    def is_own(self) -> bool:
        """Whether all of it is the user's word."""
        return len(self.own) == len(self.text)


@dataclass(frozen=True, slots=True)
class Change:
    """One step from the old rows to the new: remove, insert or replace `row` at `index`."""

    kind: str
    index: int
    row: Row | None = None


def rows_of(recognition: Recognition | None, before: Sequence[Row] = ()) -> list[Row]:
    """The numbers in reading order.

    Args:
        recognition: What was read, None for nothing.
        before: The rows so far, whose numbers keep their keys.
    """
    if recognition is None:
        return []
    free, used = list(before), {row.key for row in before}
    rows: list[Row] = []
    for at, number in enumerate(recognition.numbers):
        tracks = frozenset(d.track_id for d in number.digits if d.track_id is not None)
        # A digit more or less, in front or behind, does not make it another number.
        known = max(free, key=lambda row: len(row.track_ids & tracks), default=None)
        if known is not None and known.track_ids & tracks:
            free.remove(known)
            key = known.key
        else:
            key = _new_key(number, at, used if tracks else set())
        used.add(key)
        crops = tuple(digit.crop for digit in number.digits)
        own = frozenset(at for at, digit in enumerate(number.digits) if is_own(digit))
        rows.append(Row(key, number.text, number.confidence, crops, tracks, own))
    return rows


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
    return (
        old.text != new.text
        or old.own != new.own
        or old.track_ids != new.track_ids
        or abs(old.confidence - new.confidence) >= STEADY_CHANGE
    )


def _new_key(number: NumberRead, index: int, used: set[Key]) -> Key:
    track_id = number.digits[0].track_id if number.digits else None
    key: Key = ("track", track_id) if track_id is not None else ("place", index)
    while key in used:
        key = (*key, "split")
    return key
