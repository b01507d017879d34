"""The log of what was read: each number once, with the time when it first stood there for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desktop_app.live.marks import is_own
from vision.reading import NumberRead, Recognition

MOST_ENTRIES = 10_000
STEADY = timedelta(seconds=0.5)
"""A live number is entered after it stood there so long: while its digits are found one
by one, and while a hand passes, other numbers stand there for a few frames."""
GONE = timedelta(seconds=2)
"""A number that comes again after it was gone for so long is entered anew."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A number that was read.

    Attributes:
        serial: Counts the entries; never given twice.
        time: When it was entered, with the offset of the local time.
        source: What it was read in, as the user knows it.
        text: Its digits.
        confidence: When it was entered, 0 to 1.
        is_own: Whether the user had a word in what it says.
    """

    serial: int
    time: datetime
    source: str
    text: str
    confidence: float
    is_own: bool = False


@dataclass(slots=True)
class _Standing:
    """A number that stands in the picture, or stood there a moment ago.

    Attributes:
        since: When it was first seen.
        missing_since: When it was first not seen any more; None while it is.
        serial: Of its entry; None where the log has none.
        track_ids: Of its digits, as they were seen last.
    """

    text: str
    since: datetime
    missing_since: datetime | None = None
    serial: int | None = None
    track_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_entered(self) -> bool:
        return self.serial is not None


class ReadingLog:
    """What was read, oldest first; in memory only.

    Attributes:
        entries: The newest 10,000.
    """

    def __init__(self, most_entries: int = MOST_ENTRIES) -> None:
        self.entries: list[LogEntry] = []
        self._most_entries = most_entries
        self._next_serial = 1
        self._standing: list[_Standing] = []
        self._source = ""
        self._subscribers: list[Callable[[], None]] = []

    def add(
        self,
        recognition: Recognition | None,
        source_name: str,
        now: datetime,
        *,
        is_still: bool = False,
    ) -> None:
        """Takes in what was read in a frame and enters the numbers that are new.

        Args:
            recognition: Every one that the window shows, in order; None where it shows none.
            source_name: Of the source; with another one, all that stands there is new.
            now: Time of day, with its offset from universal time.
            is_still: The picture stands still, so its numbers need not stand the test of
                time. Digits without a track id say the same.
        """
        if source_name != self._source:
            self._source = source_name
            self._standing.clear()
        numbers = recognition.numbers if recognition is not None else ()
        self._standing = [one for one in self._standing if not _is_gone(one, now)]
        seen = self._seen(numbers, now)
        new = [
            self._entered(one, number, now)
            for number, one in zip(numbers, seen, strict=True)
            if not one.is_entered and self._is_sure(one, number, now, is_still=is_still)
        ]
        if new:
            self.entries += new
            del self.entries[: -self._most_entries]
            self._tell()

    def revise(self, before: Sequence[NumberRead], after: Sequence[NumberRead]) -> None:
        """Takes over what the user said of numbers that stand there: their entries change.

        Args:
            before: The numbers of a reading as they were shown.
            after: The same as they are now. A number that is none any more leaves the log.
        """
        free = list(after)
        changes: dict[int, NumberRead | None] = {}
        for number in before:
            now = _same_ink(number, free)
            if now is not None:
                free.remove(now)
            one = self._standing_of(number)
            if one is None or (now is not None and now.text == number.text):
                continue
            if now is None:
                self._standing.remove(one)
            else:
                one.text, one.track_ids = now.text, _track_ids(now)
            if one.serial is not None:
                changes[one.serial] = now
        if changes:
            self.entries = [
                _revised(entry, changes[entry.serial]) if entry.serial in changes else entry
                for entry in self.entries
                if changes.get(entry.serial, entry) is not None
            ]
            self._tell()

    def _standing_of(self, number: NumberRead) -> _Standing | None:
        tracks = _track_ids(number)
        same = [one for one in self._standing if one.text == number.text]
        return max(same, key=lambda one: len(one.track_ids & tracks), default=None)

    def clear(self) -> list[LogEntry]:
        """Empties the log; what stands in the picture is not entered again.

        Returns:
            What was in it, for `restore`.
        """
        cleared, self.entries = self.entries, []
        self._tell()
        return cleared

    def restore(self, cleared: list[LogEntry]) -> None:
        """Puts what `clear` gave before what was entered since."""
        self.entries = [*cleared, *self.entries][-self._most_entries :]
        self._tell()

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Calls back after each change; returns how to stop that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def _seen(self, numbers: tuple[NumberRead, ...], now: datetime) -> list[_Standing]:
        """For each number what stood there before, or what stands there from now on.

        A number is known by its text: a track may be lost and found by another name.
        """
        free = list(self._standing)
        seen: list[_Standing] = []
        for number in numbers:
            tracks = _track_ids(number)
            same = [one for one in free if one.text == number.text]
            one = max(same, key=lambda one: len(one.track_ids & tracks), default=None)
            if one is None:
                one = _Standing(number.text, now)
                self._standing.append(one)
            else:
                free.remove(one)
                if one.missing_since is not None and not one.is_entered:
                    one.since = now
            one.missing_since, one.track_ids = None, tracks
            seen.append(one)
        for one in free:
            one.missing_since = one.missing_since or now
        return seen

    def _is_sure(
        self, one: _Standing, number: NumberRead, now: datetime, *, is_still: bool
    ) -> bool:
        if is_still or not one.track_ids or len(one.track_ids) < len(number.digits):
            return True
        return now - one.since >= STEADY and not self._is_rest(one)

    def _is_rest(self, one: _Standing) -> bool:
        """Whether these are the digits left of a number that a hand now covers in part."""
        return any(
            other.is_entered and other.missing_since and one.track_ids < other.track_ids
            for other in self._standing
        )

    def _entered(self, one: _Standing, number: NumberRead, now: datetime) -> LogEntry:
        one.serial = serial = self._next_serial
        self._next_serial += 1
        return LogEntry(serial, now, self._source, number.text, number.confidence, _has_own(number))

    def _tell(self) -> None:
        for callback in [*self._subscribers]:
            callback()


def _same_ink(number: NumberRead, others: Sequence[NumberRead]) -> NumberRead | None:
    """Which of the others has most of the same digits; None where none has any."""

    def shared(other: NumberRead) -> int:
        places = {digit.box for digit in other.digits}
        return sum(digit.box in places for digit in number.digits)

    best = max(others, key=shared, default=None)
    return best if best is not None and shared(best) else None


def _revised(entry: LogEntry, number: NumberRead | None) -> LogEntry:
    if number is None:
        return entry
    return replace(entry, text=number.text, confidence=number.confidence, is_own=_has_own(number))


def _has_own(number: NumberRead) -> bool:
    return any(is_own(digit) for digit in number.digits)


def _is_gone(one: _Standing, now: datetime) -> bool:
    return one.missing_since is not None and now - one.missing_since >= GONE


def _track_ids(number: NumberRead) -> frozenset[int]:
    return frozenset(digit.track_id for digit in number.digits if digit.track_id is not None)
