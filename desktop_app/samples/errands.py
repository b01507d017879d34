"""What takes long with samples, done in a thread: reading all, bringing in, taking out."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.files.errands import Errands
from desktop_app.live.doorbell import Doorbell
from desktop_app.samples.shown import ShownSamples
from model.samples import SampleError

if TYPE_CHECKING:
    from model.sample_files import Imported
    from model.samples import Sample, SampleStore


class CancelledError(Exception):
    """The user would rather not go on."""


class SampleErrands(QObject):
    """Reads, imports and exports samples; one thing after another.

    Signals:
        looked: What the store holds: its version and its samples as `ShownSamples`; not sent
            where the version is the one that was asked about.
        look_failed: The store cannot be read; a sentence.
        imported: What an import has done, an `Imported`.
        exported: How many samples were saved, and the name of the file or folder.
        progressed: How many of how many are done, of an import or export.
        failed: What was asked for could not be done; a sentence, "" where it was cancelled.
    """

    looked = pyqtSignal(object, object)
    look_failed = pyqtSignal(str)
    imported = pyqtSignal(object)
    exported = pyqtSignal(int, str)
    progressed = pyqtSignal(int, int)
    failed = pyqtSignal(str)

    def __init__(self, store: SampleStore, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._errands = Errands("samples", self)
        self._is_looking = False
        self._changes = 0
        self._cancel = threading.Event()
        self._progress = 0, 0
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(lambda: self.progressed.emit(*self._progress))

    def look(self, known_version: int | None) -> None:
        """Reads the samples, unless the store is as it was at that version."""
        if self._is_looking:
            return

        def work() -> tuple[int, ShownSamples] | SampleError | None:
            try:
                version = self._store.version
                if version == known_version:
                    return None
                return version, ShownSamples(self._store.all())
            except SampleError as error:
                return error

        def done(result: tuple[int, ShownSamples] | SampleError | None) -> None:
            self._is_looking = False
            if changes != self._changes:
                return
            if isinstance(result, SampleError):
                self.look_failed.emit(str(result))
            elif result is not None:
                self.looked.emit(*result)

        self._is_looking = True
        changes = self._changes
        self._errands.run(work, done)

    def forget_look(self) -> None:
        """What is being read is out of date: the store was changed here."""
        self._changes += 1

    def start_import(self, path: Path) -> None:
        """Reads a file or folder into the store."""

        def work() -> Imported:
            from model.sample_files import import_samples

            return import_samples(self._store, path, on_progress=self._advance)

        self._start(work, self.imported.emit)

    def start_export(self, samples: tuple[Sample, ...], path: Path, *, as_folder: bool) -> None:
        """Writes samples to a file, or into a new folder in a folder."""

        def work() -> str:
            from model.sample_files import export_folder, export_npz

            if as_folder:
                return export_folder(samples, path, on_progress=self._advance).name
            export_npz(samples, path)
            return path.name

        self._start(work, lambda name: self.exported.emit(len(samples), name))

    def cancel(self) -> None:
        """Ends an import or an export, of which nothing is kept."""
        self._cancel.set()

    def stop(self) -> None:
        """Tells nothing any more."""
        self._cancel.set()
        self._doorbell.silence()
        self._errands.stop()

    def _start(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self._cancel.clear()

        def attempt() -> tuple[Any, str | None]:
            try:
                return work(), None
            except CancelledError:
                return None, ""
            except SampleError as error:
                return None, str(error)
            except Exception:
                sys.excepthook(*sys.exc_info())  # a bug; nobody is to wait for ever
                return None, ""

        def tell(result: tuple[Any, str | None]) -> None:
            value, failure = result
            if failure is None:
                done(value)
            else:
                self.failed.emit(failure)

        self._errands.run(attempt, tell)

    def _advance(self, done: int, total: int) -> None:
        if self._cancel.is_set():
            raise CancelledError
        self._progress = done, total
        self._doorbell.ring()
