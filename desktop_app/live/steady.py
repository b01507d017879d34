"""When a number stands still and is sure, so that it can be taken without a hand on the keys."""

from __future__ import annotations

from dataclasses import dataclass

from vision.reading import NumberRead, Recognition

FRAMES = 5
"""So many readings in a row must agree,"""
LEAST_S = 0.7
"""over at least this time. A hand that passes by stops for less."""
MOVE_SHARE = 0.2
"""Of its height, what a digit's edges may move meanwhile: a hand holding paper trembles by 0.1."""
GONE_S = 1.0
"""A number is gone when readings over this time lack it. Shorter is a hand or a
reflection, or the tracking beginning anew after a pause."""


@dataclass(slots=True)
class _Run:
    """A number that is followed.

    Attributes:
        number: As it was read last.
        first: As it was read when it began to stand still.
        since_s: When that was.
        frames: Readings since then; 0 where it is not sure.
        is_given: Whether its text was given.
        lacking_since_s: The first reading that lacks it; None while it is there.
    """

    number: NumberRead
    first: NumberRead
    since_s: float
    frames: int = 0
    is_given: bool = False
    lacking_since_s: float | None = None


class SteadyNumber:
    """Tells each number once, as soon as it stands still and is sure.

    It is told again only after it was gone or read as another.
    """

    def __init__(
        self,
        confidence: float,
        expected_digits: int = 0,
        *,
        frames: int = FRAMES,
        least_s: float = LEAST_S,
        move_share: float = MOVE_SHARE,
    ) -> None:
        """Begins with no number seen.

        Args:
            confidence: What every digit of the number must reach, 0 to 1.
            expected_digits: Count of digits that it must have; 0 for any.
            frames: Readings in a row that must agree.
            least_s: Time that they must cover.
            move_share: What edges may move, as a share of a digit's height.
        """
        self.confidence = confidence
        self.expected_digits = expected_digits
        self._frames = frames
        self._least_s = least_s
        self._move_share = move_share
        self._runs: list[_Run] = []
        self._now_s: float | None = None

    def reset(self) -> None:
        """Forgets all numbers, as for another source."""
        self._runs = []
        self._now_s = None

    def take(self, recognition: Recognition) -> str | None:
        """Looks at the next reading.

        Returns:
            The text of the number that has become steady, the first in reading
            order; the others follow with the next readings. None where there is none.
        """
        now_s = recognition.frame.captured_at_s
        if self._now_s is not None and now_s <= self._now_s:
            return None  # the same frame read again
        self._now_s = now_s
        followed = self._matched(recognition, now_s)
        lacking = [run for run in self._runs if not any(run is other for other in followed)]
        self._runs = followed + [run for run in lacking if self._may_return(run, now_s)]
        for run in followed:
            if self._is_steady(run, now_s):
                run.is_given = True
                return run.number.text
        return None

    def _matched(self, recognition: Recognition, now_s: float) -> list[_Run]:
        """For each number its run, old or new, brought up to date."""
        left = list(self._runs)
        found: dict[int, _Run] = {}
        # One that only reads alike, elsewhere, may be a number that moved or began
        # a new track, but not before those that stayed have been found.
        for is_same in (_is_followed, _reads_alike):
            for number in recognition.numbers:
                if id(number) in found:
                    continue
                run = next((run for run in left if is_same(run.number, number)), None)
                if run is not None:
                    found[id(number)] = run
                    left = [other for other in left if other is not run]
        runs = []
        for number in recognition.numbers:
            run = found.get(id(number)) or _Run(number, number, now_s)
            self._follow(run, number, now_s)
            runs.append(run)
        return runs

    def _follow(self, run: _Run, number: NumberRead, now_s: float) -> None:
        run.number = number
        run.lacking_since_s = None
        if not self._is_sure(number):
            run.frames = 0
        elif run.frames == 0 or self._has_moved(run):
            run.first, run.since_s, run.frames = number, now_s, 1
        else:
            run.frames += 1

    def _may_return(self, run: _Run, now_s: float) -> bool:
        """Whether a number that this reading lacks is to be remembered: once told, for a while."""
        if run.lacking_since_s is None:
            run.lacking_since_s = now_s
        run.frames = 0
        return run.is_given and now_s - run.lacking_since_s < GONE_S

    def _is_steady(self, run: _Run, now_s: float) -> bool:
        return (
            not run.is_given
            and run.frames >= self._frames
            # A time that is summed up of frames' times falls short by rounding.
            and now_s - run.since_s >= self._least_s - 1e-6
            and self.expected_digits in (0, len(run.number.digits))
        )

    def _is_sure(self, number: NumberRead) -> bool:
        return all(digit.confidence >= self.confidence for digit in number.digits)

    def _has_moved(self, run: _Run) -> bool:
        return any(
            max(
                abs(now.box.left - then.box.left),
                abs(now.box.right - then.box.right),
                abs(now.box.top - then.box.top),
                abs(now.box.bottom - then.box.bottom),
            )
            >= self._move_share * then.box.height
            for now, then in zip(run.number.digits, run.first.digits, strict=True)
        )


def _reads_alike(before: NumberRead, now: NumberRead) -> bool:
    return before.text == now.text and len(before.digits) == len(now.digits)


def _is_followed(before: NumberRead, now: NumberRead) -> bool:
    """Whether it is the same number, by its tracks or its place."""
    if not _reads_alike(before, now):
        return False
    tracks = {digit.track_id for digit in before.digits} - {None}
    return (
        any(digit.track_id in tracks for digit in now.digits)
        or before.box.intersection_area(now.box) > 0
    )
