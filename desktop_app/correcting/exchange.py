"""One correction in the store of samples: done, undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.correcting.corrections import Correction, answer_of

if TYPE_CHECKING:
    from model.samples import Sample, SampleStore


@dataclass(slots=True, eq=False)
class Kept:
    """What is kept of one correction.

    Attributes:
        correction: What the user said.
        origin: Name of an `Origin`: how it came about.
        sample: What the store has of it, with its id; None before it has anything.
    """

    correction: Correction
    origin: str
    sample: Sample | None = None


class Exchange:
    """Puts samples into the store in the place of others, and undoes just that.

    Undone, the others are there again with their ids; done again, these are. All is
    done in a thread, where the store is imported, too.
    """

    def __init__(
        self,
        samples: Callable[[], SampleStore],
        new: Sequence[Kept],
        old: Sequence[Kept] = (),
        *,
        model_id: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Changes nothing yet.

        Args:
            samples: Gives the store.
            new: What the user says now.
            old: What the user had said of the same ink before.
            model_id: Names the model that read it; asked when it is done first.
        """
        self._samples = samples
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
        store = self._samples()
        self._removed = store.remove(_ids(self._old))
        try:
            known = [kept.sample for kept in self._new if kept.sample is not None]
            if known:
                store.restore(known)
            else:
                self._add(store)
        except Exception:
            store.restore(self._removed)
            raise
        return sum(store.counts())

    def undo(self) -> int:
        """Takes the new ones out and puts the old ones back.

        Returns:
            How many samples there are then.

        Raises:
            SampleError: The store is as it was.
        """
        store = self._samples()
        removed = store.remove(_ids(self._new))
        try:
            store.restore(self._removed)
        except Exception:
            store.restore(removed)
            raise
        return sum(store.counts())

    def _add(self, store: SampleStore) -> None:
        model_id = self._model_id()
        samples = [_sample_of(kept, model_id) for kept in self._new]
        for kept, sample in zip(self._new, store.add(samples), strict=True):
            kept.sample = sample


def _sample_of(kept: Kept, model_id: str | None) -> Sample:
    from model.samples import Origin, Sample

    said = kept.correction
    answer, confidence = answer_of(said.read)
    return Sample(
        said.crop,
        said.label,
        Origin[kept.origin],
        answer=answer,
        confidence=confidence,
        model_id=model_id,
    )


def _ids(samples: Sequence[Kept]) -> list[int]:
    known = [kept.sample for kept in samples if kept.sample is not None]
    return [sample.id for sample in known if sample.id is not None]
