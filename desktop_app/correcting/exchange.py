"""One correction in the store of samples: done, undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.samples import Sample, SampleStore


@dataclass(slots=True, eq=False)
class Kept:
    """A sample, which has its id from the moment when the store has it.

    Attributes:
        sample: As it is kept, or is to be kept.
    """

    sample: Sample


class Exchange:
    """Puts samples into the store in the place of others, and undoes just that.

    Undone, the others are there again with their ids; done again, these are.
    """

    def __init__(
        self,
        store: SampleStore,
        new: Sequence[Kept],
        old: Sequence[Kept] = (),
        *,
        model_id: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Changes nothing yet.

        Args:
            store: Where samples are kept.
            new: What the user says now.
            old: What the user had said of the same ink before.
            model_id: Names the model that read it; asked when it is done first.
        """
        self._store = store
        self._new = tuple(new)
        self._old = tuple(old)
        self._model_id = model_id
        self._removed: tuple[Sample, ...] = ()

    def do(self) -> int:
        """Takes the old ones out and puts the new ones in.

        Returns:
            How many samples there are then.

        Raises:
            SampleError: The store is as it was.
        """
        self._removed = self._store.remove(_ids(self._old))
        try:
            if len(_ids(self._new)) == len(self._new):
                self._store.restore([kept.sample for kept in self._new])
            else:
                self._add()
        except Exception:
            self._store.restore(self._removed)
            raise
        return sum(self._store.counts())

    def undo(self) -> int:
        """Takes the new ones out and puts the old ones back.

        Returns:
            How many samples there are then.

        Raises:
            SampleError: The store is as it was.
        """
        removed = self._store.remove(_ids(self._new))
        try:
            self._store.restore(self._removed)
        except Exception:
            self._store.restore(removed)
            raise
        return sum(self._store.counts())

    def _add(self) -> None:
        model_id = self._model_id()
        samples = [replace(kept.sample, model_id=model_id) for kept in self._new]
        for kept, sample in zip(self._new, self._store.add(samples), strict=True):
            kept.sample = sample


def _ids(samples: Sequence[Kept]) -> list[int]:
    return [kept.sample.id for kept in samples if kept.sample.id is not None]
