"""Changes of samples that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtGui import QUndoCommand

from desktop_app.samples import words
from model.samples import SampleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.samples import Sample, SampleStore

Applied = Callable[["Sequence[Sample]", "set[int]"], object]
"""Is told samples as they are now, and the ids of those that are gone."""


class SampleChange(QUndoCommand):
    """Samples before and after a change.

    Where the file cannot be written, that is told, and the change leaves the list of those
    that can be undone.
    """

    def __init__(
        self,
        text: str,
        store: SampleStore,
        before: Sequence[Sample],
        change: Callable[[], Sequence[Sample]],
        applied: Applied,
        failed: Callable[[str], object],
    ) -> None:
        """Prepares a change; it is done when it is pushed.

        Args:
            text: What it is called.
            store: What is changed.
            before: The samples before it; none where they come with it.
            change: Does it, and gives the samples after it; none where they go with it.
            applied: Called after each change.
            failed: Called with a sentence where it could not be done.
        """
        super().__init__(text)
        self._store = store
        self._before = tuple(before)
        self._after: tuple[Sample, ...] | None = None
        self._change = change
        self._applied = applied
        self._failed = failed

    def redo(self) -> None:
        try:
            if self._after is None:
                self._after = tuple(self._change())
            else:
                self._put(self._after, self._before)
        except SampleError as error:
            self._give_up(error)
        else:
            self._applied(self._after, _ids(self._before) - _ids(self._after))

    def undo(self) -> None:
        after = self._after or ()
        try:
            self._put(self._before, after)
        except SampleError as error:
            self._give_up(error)
        else:
            self._applied(self._before, _ids(after) - _ids(self._before))

    def _put(self, wanted: tuple[Sample, ...], instead_of: tuple[Sample, ...]) -> None:
        self._store.restore(wanted)
        self._store.remove(sorted(_ids(instead_of) - _ids(wanted)))

    def _give_up(self, error: SampleError) -> None:
        self.setObsolete(True)
        self._failed(str(error))


def _ids(samples: Sequence[Sample]) -> set[int]:
    return {sample.id for sample in samples if sample.id is not None}


def relabelling(
    store: SampleStore, samples: Sequence[Sample], label: int, applied: Applied,
    failed: Callable[[str], object],
) -> SampleChange | None:  # fmt: skip
    """Says of samples what they are; None where they are all that already."""
    before = [sample for sample in samples if sample.label != label]
    if not before:
        return None
    text = words.relabelling(len(before), label)
    ids = sorted(_ids(before))
    return SampleChange(text, store, before, lambda: store.relabel(ids, label), applied, failed)


def deleting(
    store: SampleStore, samples: Sequence[Sample], applied: Applied,
    failed: Callable[[str], object],
) -> SampleChange | None:  # fmt: skip
    """Deletes samples."""
    if not samples:
        return None
    ids = sorted(_ids(samples))

    def change() -> tuple[Sample, ...]:
        store.remove(ids)
        return ()

    return SampleChange(words.deleting(len(samples)), store, samples, change, applied, failed)


def importing(
    store: SampleStore, added: Sequence[Sample], applied: Applied,
    failed: Callable[[str], object],
) -> SampleChange | None:  # fmt: skip
    """Samples that were just imported, so that this can be undone."""
    if not added:
        return None
    return SampleChange(words.importing(len(added)), store, (), lambda: added, applied, failed)
