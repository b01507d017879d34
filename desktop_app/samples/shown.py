"""The samples that are shown, kept up to date without reading all of them again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vision.reading import CLASS_COUNT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from model.samples import Sample


class ShownSamples:
    """Samples by their ids, and how many there are of each class."""

    def __init__(self, samples: Sequence[Sample] = ()) -> None:
        self._by_id = {sample.id: sample for sample in samples}

    def __len__(self) -> int:
        return len(self._by_id)

    def apply(self, changed: Sequence[Sample], gone: Collection[int]) -> None:
        """Takes samples as they are now, and leaves out those that are gone."""
        for id_ in gone:
            self._by_id.pop(id_, None)
        self._by_id |= {sample.id: sample for sample in changed}

    def of_class(self, label: int | None) -> list[Sample]:
        """Those of a class, newest first; all by class for None."""
        if label is not None:
            found = [sample for sample in self._by_id.values() if sample.label == label]
            return sorted(found, key=_age, reverse=True)
        newest_first = sorted(self._by_id.values(), key=_age, reverse=True)
        return sorted(newest_first, key=lambda sample: sample.label)

    def counts(self) -> tuple[int, ...]:
        """How many there are of each of the 11 classes."""
        counted = Counter(sample.label for sample in self._by_id.values())
        return tuple(counted[label] for label in range(CLASS_COUNT))

    def lacks(self, samples: Sequence[Sample]) -> bool:
        """Whether one that is shown is none of these."""
        return not self._by_id.keys() <= {sample.id for sample in samples}


def _age(sample: Sample) -> tuple[str, int]:
    return sample.made_at, sample.id or 0
