"""What the user has taught so far, and how much of it the model has not learnt yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.training.augmentation_preview import newest_of_each, no_digits
from model.classifier import ModelError
from vision.reading import CLASS_COUNT

if TYPE_CHECKING:
    from model.samples import SampleStore
    from model.store import ModelStore
    from vision.reading import Crops


@dataclass(frozen=True, slots=True, eq=False)
class OwnHand:
    """The user's samples, counted.

    Attributes:
        counts: Of each of the 11 classes.
        new: How many came after the last adapting.
        digits: The newest sample of each digit, None where there is none.
        was_adapted: Whether there was an adapting before.
        problem: Why the samples cannot be read, one sentence; empty if they can.
    """

    counts: tuple[int, ...] = (0,) * CLASS_COUNT
    new: int = 0
    digits: tuple[Crops | None, ...] = tuple(no_digits())
    was_adapted: bool = False
    problem: str = ""

    @property
    def total(self) -> int:
        """How many samples there are."""
        return sum(self.counts)


class HandCounter:
    """Counts the samples again only when there are others, or another model."""

    def __init__(self, samples: SampleStore, models: ModelStore) -> None:
        self._samples = samples
        self._models = models
        self._known: tuple[int, float] | None = None
        self._adapted_s = 0.0
        self._hand = OwnHand()

    def look_at_models(self) -> None:
        """Looks when a model was adapted last: there may be others."""
        self._adapted_s = last_adapting_s(self._models)

    def count(self) -> OwnHand:
        """What the user has taught so far, since the models were last looked at."""
        from model.samples import SampleError

        adapted_s = self._adapted_s
        try:
            key = (self._samples.version, adapted_s)
            if key == self._known:
                return self._hand
            found = self._samples.summary(_iso(adapted_s))
        except SampleError as error:
            self._known = None
            return OwnHand(problem=str(error))
        self._known = key
        newest = [(sample.label, sample.crop) for sample in found.newest if sample is not None]
        self._hand = OwnHand(
            found.counts,
            found.new,
            tuple(newest_of_each(newest)),
            adapted_s > 0,
            self._samples.problem or "",
        )
        return self._hand


def last_adapting_s(models: ModelStore) -> float:
    """When a model was adapted last, in seconds since 1970; 0 if none was."""
    try:
        versions = models.versions()
    except ModelError:
        return 0.0
    moments = [
        _seconds(version.card.created_at)
        for version in versions
        if version.card.plan.get("method") == "adapt"
    ]
    return max(moments, default=0.0)


def _iso(seconds: float) -> str:
    """A moment as samples have it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _seconds(iso: str) -> float:
    """A moment in seconds since 1970; 0 where it is none."""
    try:
        moment = datetime.fromisoformat(iso)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
