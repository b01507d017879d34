"""Reading all pictures of a folder into a table, in a thread of its own."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from desktop_app.commands.picture_files import PictureFile, picture_files
from desktop_app.commands.readout import CsvWriter, FileReadout, FileWriter
from desktop_app.files.replacing import replacing
from desktop_app.live.log_export import safe_cell
from vision.images import is_image_path

if TYPE_CHECKING:
    from desktop_app.commands.file_reader import PageReader

MOST_ERRORS_KEPT = 1000
"""More are counted but not listed."""

LEAST_TIME_S = 2.0
"""How long the rest takes is not guessed from less."""


class Rows(StrEnum):
    """What a row of the table stands for."""

    PICTURES = auto()
    DIGITS = auto()


class Outcome(StrEnum):
    """How far a run is, or how it ended."""

    RUNNING = auto()
    DONE = auto()
    CANCELLED = auto()
    EMPTY = auto()
    NO_MODEL = auto()
    UNWRITABLE = auto()
    BUG = auto()


@dataclass(frozen=True, slots=True)
class BatchJob:
    """What is to be read, and where to.

    Attributes:
        folder: With the pictures.
        target: The file to write; one that is there is replaced.
        with_subfolders: Whether the folders in it are read too.
        rows: What a row stands for.
    """

    folder: Path
    target: Path
    with_subfolders: bool = False
    rows: Rows = Rows.PICTURES


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        total: Files to read; None while they are still looked for.
        done: Files that were read, or could not be.
        failed: Those that could not be read.
        left_s: How long the rest will take; None where that is not known yet.
    """

    total: int | None = None
    done: int = 0
    failed: int = 0
    left_s: float | None = None


class PictureRowsWriter:
    """A row for each picture, with all its numbers, or with why it could not be read."""

    COLUMNS = ("file", "page", "text", "digits", "unsure", "confidence", "error")

    def __init__(self, output: TextIO) -> None:
        self._rows = csv.writer(output, lineterminator="\n")
        self._rows.writerow(self.COLUMNS)

    def write(self, result: FileReadout) -> None:
        readout = result.readout
        if readout is None:
            self._rows.writerow((result.file, result.page, "", "", "", "", result.error))
            return
        digits = len(readout.digits) - readout.unsure_count
        confidence = round(readout.confidence, 4) if digits else None
        row = (result.file, result.page, readout.text, digits, readout.unsure_count, confidence, "")
        self._rows.writerow(row)


class BatchRun(threading.Thread):
    """Reads the pictures of a folder; `cancel` keeps what was read so far.

    Attributes:
        job: What it does.
        progress: How far it is.
        errors: Name and reason of the files that could not be read, as they come.
        outcome: How it ended.
        reason: Where it failed: why, as the system or the model says it.
    """

    def __init__(
        self,
        job: BatchJob,
        make_reader: Callable[[], PageReader],
        changed: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepares the thread.

        Args:
            job: What to do.
            make_reader: Gives what reads; called in this thread.
            changed: Called in this thread when an attribute has changed.
            clock: Tells the time in seconds.
        """
        super().__init__(name="batch", daemon=True)
        self.job = job
        self.progress = Progress()
        self.errors: list[tuple[str, str]] = []
        self.outcome = Outcome.RUNNING
        self.reason = ""
        self._make_reader = make_reader
        self._changed = changed
        self._clock = clock
        self._is_cancelled = False

    def cancel(self) -> None:
        """Asks it to end after the page it is reading."""
        self._is_cancelled = True

    def run(self) -> None:
        from model.classifier import ModelError

        outcome = Outcome.BUG
        try:
            outcome = self._read_folder()
        except ModelError as error:
            outcome, self.reason = Outcome.NO_MODEL, str(error)
        except OSError as error:
            outcome, self.reason = Outcome.UNWRITABLE, error.strerror or str(error)
        finally:
            self.outcome = outcome
            self._changed()

    def _read_folder(self) -> Outcome:
        from desktop_app.commands.file_reader import FileReader

        files = self._found()
        if self._is_cancelled:
            return Outcome.CANCELLED
        if not files:
            return Outcome.EMPTY
        self._advance(Progress(total=len(files)))
        reader = FileReader(self._make_reader(), with_unsure=self.job.rows is Rows.PICTURES)
        started_s = self._clock()
        if self._is_cancelled:
            return Outcome.CANCELLED  # before a file that is there is replaced by an empty one
        with _table(self.job) as writer:
            for file in files:
                self._read_file(reader.pages(file), file, writer)
                self._file_done(started_s)
                if self._is_cancelled:
                    break
        return Outcome.CANCELLED if self._is_cancelled else Outcome.DONE

    def _found(self) -> list[PictureFile]:
        files = []
        for file in picture_files(
            [str(self.job.folder)], is_image_path, with_subfolders=self.job.with_subfolders
        ):
            if self._is_cancelled:
                break
            if not file.error:
                files.append(file)
        return files

    def _read_file(
        self, results: Iterator[FileReadout], file: PictureFile, writer: FileWriter
    ) -> None:
        name = str(file.inside)
        for result in results:
            writer.write(replace(result, file=safe_cell(name)))
            if result.readout is None:
                self._advance(replace(self.progress, failed=self.progress.failed + 1))
                if len(self.errors) < MOST_ERRORS_KEPT:
                    self.errors.append((name, result.error))
            if self._is_cancelled:
                return

    def _file_done(self, started_s: float) -> None:
        progress = self.progress
        done, total = progress.done + 1, progress.total or 0
        spent_s = self._clock() - started_s
        left_s = (total - done) * spent_s / done if spent_s >= LEAST_TIME_S else None
        self._advance(replace(progress, done=done, left_s=left_s))

    def _advance(self, progress: Progress) -> None:
        self.progress = progress
        self._changed()


@contextmanager
def _table(job: BatchJob) -> Iterator[FileWriter]:
    """What writes the rows; the file is in its place when all is written."""
    with replacing(job.target) as temporary, _opened(temporary) as output:
        if job.rows is Rows.PICTURES:
            yield PictureRowsWriter(output)
        else:
            yield CsvWriter(output, io.StringIO())


def _opened(path: Path) -> TextIO:
    # Without the byte order mark Excel takes UTF-8 for something else; the name of a file
    # need not be valid UTF-8.
    return path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
