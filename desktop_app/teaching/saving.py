"""Saves samples without making the window wait for the disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.live.doorbell import Doorbell
from desktop_app.live.slot import LatestSlot
from model.samples import Sample, SampleError, SampleStore


class SampleSaver(QObject):
    """Adds samples to the store in threads of their own.

    Signals:
        saved: How many were added.
        failed: One sentence that says why none was.
    """

    saved = pyqtSignal(int)
    failed = pyqtSignal(str)

    def __init__(self, store: SampleStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._outcome: LatestSlot[int | SampleError] = LatestSlot()
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._look)

    def save(self, samples: Sequence[Sample]) -> None:
        """Begins to add the samples."""
        # No daemon: what is being saved is saved, though the window be closed.
        threading.Thread(target=self._save, args=(samples,), name="save samples").start()

    def _save(self, samples: Sequence[Sample]) -> None:
        try:
            self._outcome.put(len(self._store.add(samples)))
        except SampleError as error:
            self._outcome.put(error)
        self._doorbell.ring()

    def _look(self) -> None:
        outcome = self._outcome.take()
        if isinstance(outcome, SampleError):
            self.failed.emit(str(outcome))
        elif outcome is not None:
            self.saved.emit(outcome)
