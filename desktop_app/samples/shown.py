"""The samples that are shown, kept up to date without reading all of them again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vision.reading import CLASS_COUNT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from model.samples import Sample


class ShownSamples:
    """Samples by their ids, and how many there are of each class.

    With a hundred thousand of them, to sort and to count takes a while: it is done once, in the
    thread that makes this.
    """

    def __init__(self, samples: Sequence[Sample] = ()) -> None:
        self._by_id = {sample.id: sample for sample in samples}
        self._sort()

    def __len__(self) -> int:
        return len(self._by_id)

    def apply(self, changed: Sequence[Sample], gone: Collection[int]) -> None:
        """Takes samples as they are now, and leaves out those that are gone."""
        for id_ in gone:
            self._by_id.pop(id_, None)
        self._by_id |= {sample.id: sample for sample in changed}
        self._sort()

    def of_class(self, label: int | None) -> list[Sample]:
        """Those of a class, newest first; all by class for None."""
        return [one for one in self._all if label is None or one.label == label]

    def counts(self) -> tuple[int, ...]:
        """How many there are of each of the 11 classes."""
        return self._counts

    def lacks(self, other: ShownSamples) -> bool:
        """Whether one that is shown is none of those."""
        return not self._by_id.keys() <= other._by_id.keys()

    def _sort(self) -> None:
        newest_first = sorted(self._by_id.values(), key=_age, reverse=True)
        self._all = sorted(newest_first, key=lambda sample: sample.label)
        counted = Counter(sample.label for sample in self._all)
        self._counts = tuple(counted[label] for label in range(CLASS_COUNT))


def _age(sample: Sample) -> tuple[str, int]:
    return sample.made_at, sample.id or 0
