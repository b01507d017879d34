"""The user's own digits: small crops with what they are, kept on this machine alone."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
import platformdirs

from model.datasets import LabelledCrops
from vision.reading import CLASS_COUNT, CROP_SIZE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Sequence

    from model.sample_table import Summary
    from vision.reading import Crops

MAX_SAMPLES = 100_000
"""More are not kept: 80 MB on the disk, and as many as one who writes all day makes in years."""

_T = TypeVar("_T")

_NAME = "samples.sqlite3"
_ALL_NAMES = "samples*.sqlite3*"


class Origin(StrEnum):
    """How a sample came about."""

    CORRECTION = "correction"
    MISSED = "missed"
    NUMBER = "number"
    SHEET = "sheet"
    DRAWING = "drawing"
    IMPORT = "import"


class SampleError(Exception):
    """Samples cannot be read or kept; one sentence for the user."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One digit of the user's, or something that is none.

    Attributes:
        crop: (28, 28) uint8, white ink on black, as the network sees it.
        label: What it is: 0 to 9, 10 for "not a digit".
        origin: How it came about.
        made_at: When; ISO 8601, UTC.
        answer: What the model had said, 0 to 10; None where nothing was read.
        confidence: How sure the model was, 0 to 1.
        model_id: Of the model that said it.
        id: Given by the store.
        is_held_out: Whether it is kept for testing and never trained on; given
            by the store.
    """

    crop: Crops
    label: int
    origin: Origin
    made_at: str = field(default_factory=_now)
    answer: int | None = None
    confidence: float | None = None
    model_id: str | None = None
    id: int | None = None
    is_held_out: bool = False

    def __post_init__(self) -> None:
        if self.crop.shape != (CROP_SIZE, CROP_SIZE) or self.crop.dtype != np.uint8:
            raise ValueError(
                f"Expected a crop of shape ({CROP_SIZE}, {CROP_SIZE}) and dtype uint8, "
                f"got {self.crop.shape} and {self.crop.dtype}."
            )
        for name, value in (("label", self.label), ("answer", self.answer)):
            if value not in range(CLASS_COUNT) and not (name == "answer" and value is None):
                raise ValueError(f"Expected {name} 0 to {CLASS_COUNT - 1}, got {value}.")
        if self.confidence is not None and not math.isfinite(self.confidence):
            raise ValueError(f"Expected a finite confidence, got {self.confidence}.")


class SampleStore:
    """The user's samples in one file, whole after a kill at any moment.

    Every change is one transaction of SQLite, and every call opens the file and
    closes it: several threads and processes may use it at once, each through
    one store or several. Of the fifth of each class that is held out see `add`.

    Attributes:
        folder: Holds the file; neither is made before the first sample.
        problem: What was wrong with the file, for the user; None if nothing was.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Opens a store; nothing is read or written yet.

        Args:
            folder: By default in the user's data folder.
        """
        self.folder = folder or platformdirs.user_data_path("digitlens") / "samples"
        self.problem: str | None = None
        self._checked: tuple[int, int] | None = None

    @property
    def path(self) -> Path:
        """The file, which need not be there."""
        return self.folder / _NAME

    @property
    def has_files(self) -> bool:
        """Whether there is a file of samples, or a damaged one that was put aside."""
        return any(self.folder.glob(_ALL_NAMES))

    @property
    def version(self) -> int:
        """A number that is another one after each change, by whatever process; 0 without a file.

        Raises:
            SampleError: The file cannot be read.
        """
        from model.sample_table import revision

        return self._read(revision, 0)

    def add(self, samples: Sequence[Sample]) -> tuple[Sample, ...]:
        """Keeps samples, all or none.

        Every fifth sample of a class is held out: kept to test models, never
        trained on. A crop that is there already goes where its twin is.

        Args:
            samples: Their `id` and `is_held_out` are not looked at.

        Returns:
            The same samples with their ids, and whether they are held out.

        Raises:
            SampleError: They cannot be kept; the store is as it was.
        """
        from model.sample_table import Parts, insert

        def work(database: sqlite3.Connection) -> tuple[Sample, ...]:
            (count,) = database.execute("SELECT count(*) FROM samples").fetchone()
            if count + len(samples) > MAX_SAMPLES:
                raise SampleError(
                    f"There is room for {MAX_SAMPLES:,} samples, and {count:,} are there already; "
                    "delete some first."
                )
            parts = Parts(database)
            kept = []
            for sample in samples:
                held_out = parts.enter(sample.crop, sample.label)
                given = replace(sample, id=None, is_held_out=held_out)
                kept.append(replace(given, id=insert(database, given)))
            return tuple(kept)

        return self._write("Your samples could not be saved", work) if samples else ()

    def remove(self, ids: Collection[int]) -> tuple[Sample, ...]:
        """Deletes samples.

        Returns:
            Those that were there, so that `restore` can put them back.

        Raises:
            SampleError: They cannot be deleted; the store is as it was.
        """
        from model.sample_table import with_ids

        def work(database: sqlite3.Connection) -> tuple[Sample, ...]:
            removed = with_ids(database, ids)
            database.executemany("DELETE FROM samples WHERE id = ?", [(id_,) for id_ in ids])
            return removed

        if not ids or not self.path.exists():
            return ()
        return self._write("The samples could not be deleted", work)

    def restore(self, samples: Sequence[Sample]) -> None:
        """Makes samples what they were: those that were removed and those that were relabelled.

        Each has its id again (another one only if that is another sample's by
        now) and is held out, or not, as it was.

        Args:
            samples: As `remove`, `add` or `all` gave them.

        Raises:
            SampleError: They cannot be kept; the store is as it was.
        """
        from model.sample_table import insert, is_taken

        def work(database: sqlite3.Connection) -> None:
            for sample in samples:
                # After all was deleted, others may have their ids.
                taken = is_taken(database, sample)
                insert(database, replace(sample, id=None) if taken else sample)

        if samples:
            self._write("Your samples could not be saved", work)

    def relabel(self, ids: Collection[int], label: int) -> tuple[Sample, ...]:
        """Says of samples what they are.

        Whether they are held out is decided anew, as if they were just added to
        their new class; `restore` gives back the old class with the old part.

        Args:
            ids: Those that are not there are passed over.
            label: 0 to 9, 10 for "not a digit".

        Returns:
            Those whose class has changed, as they are now.

        Raises:
            SampleError: It cannot be kept; the store is as it was.
        """
        from model.sample_table import Parts, with_ids

        if label not in range(CLASS_COUNT):
            raise ValueError(f"Expected label 0 to {CLASS_COUNT - 1}, got {label}.")

        def work(database: sqlite3.Connection) -> tuple[Sample, ...]:
            parts = Parts(database)
            changed = []
            for sample in with_ids(database, ids):
                if sample.label == label:
                    continue
                parts.leave(sample.label, is_held_out=sample.is_held_out)
                held_out = parts.enter(sample.crop, label, besides=sample.id)
                database.execute(
                    "UPDATE samples SET label = ?, held_out = ? WHERE id = ?",
                    (label, held_out, sample.id),
                )
                changed.append(replace(sample, label=label, is_held_out=held_out))
            return tuple(changed)

        if not ids or not self.path.exists():
            return ()
        return self._write("The samples could not be changed", work)

    def all(self, label: int | None = None) -> tuple[Sample, ...]:
        """The samples, newest first.

        Args:
            label: Only those of this class.

        Raises:
            SampleError: The file cannot be read.
        """
        return self._samples("" if label is None else f"WHERE label = {int(label)}")

    def counts(self) -> tuple[int, ...]:
        """How many samples there are of each of the 11 classes.

        Raises:
            SampleError: The file cannot be read.
        """
        from model.sample_table import counts

        return self._read(counts, (0,) * CLASS_COUNT)

    def summary(self, since: str) -> Summary:
        """Counts samples, in all and after an ISO 8601 time; quicker than `all`, raises as it."""
        from model.sample_table import Summary, summary

        return self._read(lambda database: summary(database, since), Summary())

    def crops(self, part: Literal["training", "held_out"]) -> LabelledCrops:
        """The samples to train on, or those that were never trained on; oldest first.

        Raises:
            SampleError: The file cannot be read.
        """
        samples = self._samples(f"WHERE held_out = {int(part == 'held_out')}")[::-1]
        crops = np.zeros((len(samples), CROP_SIZE, CROP_SIZE), np.uint8)
        for row, sample in enumerate(samples):
            crops[row] = sample.crop
        labels = np.array([sample.label for sample in samples], np.int64)
        return LabelledCrops(crops, labels)

    def delete_all(self) -> None:
        """Deletes all samples and their file, and damaged files that were put aside.

        The reports of trainings beside them lose the pictures that show samples.

        Raises:
            SampleError: A file cannot be deleted.
        """
        from model.sample_pictures import remove_from_reports
        from model.sample_table import emptied, friendly

        what = "Your samples could not be deleted"
        with friendly(what):
            if self.path.exists():
                # Overwritten first: where a file cannot be removed, it is at least empty.
                emptied(self.path)
            for path in self.folder.glob(_ALL_NAMES):
                path.unlink(missing_ok=True)
            remove_from_reports(self.folder.parent)
            with contextlib.suppress(OSError):  # something else of the user's is in there
                self.folder.rmdir()
        self.problem = self._checked = None

    def _samples(self, where: str) -> tuple[Sample, ...]:
        from model.sample_table import rows

        def work(database: sqlite3.Connection) -> tuple[Sample | None, ...]:
            return tuple(rows(database, where))

        nothing: tuple[Sample | None, ...] = ()
        found = self._read(work, nothing)
        sound = tuple(sample for sample in found if sample is not None)
        if len(sound) < len(found):
            self.problem = (
                f"{len(found) - len(sound):,} of your samples are damaged and were left out."
            )
        return sound

    def _read(self, work: Callable[[sqlite3.Connection], _T], nothing: _T) -> _T:
        """What `work` gives; `nothing` where there is no file."""
        from model.sample_table import HAS_TABLES

        def reading(database: sqlite3.Connection) -> _T:
            return work(database) if database.execute(HAS_TABLES).fetchone()[0] else nothing

        if not self.path.exists():
            return nothing
        return self._sound("Your samples could not be read", reading, make=False)

    def _write(self, what: str, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """What `work` gives, within one transaction that counts as a change."""
        from model.sample_table import change, friendly

        def writing(database: sqlite3.Connection) -> _T:
            with change(database):
                return work(database)

        with friendly(what):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._sound(what, writing, make=True)

    def _sound(self, what: str, work: Callable[[sqlite3.Connection], _T], *, make: bool) -> _T:
        """What `work` gives; a damaged file is put aside first."""
        from model.sample_table import DamagedError

        try:
            return self._once(what, work, make=make)
        except DamagedError:
            self._put_aside(what)
        try:
            return self._once(what, work, make=True)
        except DamagedError as error:
            raise SampleError(f"{what}: their file is damaged again and again.") from error

    def _once(self, what: str, work: Callable[[sqlite3.Connection], _T], *, make: bool) -> _T:
        """What `work` gives, with a connection of its own; the file is checked when seen first."""
        from model.sample_table import check, connected, friendly

        with friendly(what), contextlib.closing(connected(self.path, make=make)) as database:
            status = self.path.stat()
            if self._checked != (status.st_dev, status.st_ino):
                check(database)
                self._checked = status.st_dev, status.st_ino
            return work(database)

    def _put_aside(self, what: str) -> None:
        """Renames a damaged file, and begins another one with what can be read of it."""
        from model.sample_table import DamagedError, friendly, rescued

        self._checked = None
        with contextlib.suppress(DamagedError):
            self._once(what, lambda _: None, make=False)
            return  # another process was faster
        aside = self.folder / f"samples.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite3"
        with friendly("The file of your samples is damaged and cannot be put aside"):
            self.path.rename(aside)
            journal = self.path.with_name(f"{_NAME}-journal")
            if journal.exists():
                journal.rename(aside.with_name(f"{aside.name}-journal"))
        samples = rescued(aside)
        self.restore(samples)
        self.problem = (
            f"The file of your samples was damaged and is kept as {aside.name}; "
            f"a new one was begun with the {len(samples):,} samples that could be read."
        )
