"""The file of the user's samples: its table, what one row must hold, what its errors mean."""

from __future__ import annotations

import contextlib
import hashlib
import math
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.samples import Origin, Sample, SampleError
from vision.reading import CLASS_COUNT, CROP_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vision.reading import Crops

SCHEMA_VERSION = 1
CROP_BYTES = CROP_SIZE * CROP_SIZE
HOLD_OUT_EVERY = 5
BUSY_S = 10.0
"""How long one process waits for another, whose transactions take milliseconds."""

_NEWEST_FIRST = "made_at DESC, id DESC"
_COLUMNS = "id, crop, label, origin, made_at, answer, confidence, model_id, held_out"

# A new file begins to count its changes at the time, so that no two files have one number.
_SCHEMA = f"""
CREATE TABLE samples (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    crop BLOB NOT NULL CHECK (length(crop) = {CROP_BYTES}),
    digest INTEGER NOT NULL,
    label INTEGER NOT NULL CHECK (label BETWEEN 0 AND {CLASS_COUNT - 1}),
    origin TEXT NOT NULL,
    made_at TEXT NOT NULL,
    answer INTEGER,
    confidence REAL,
    model_id TEXT,
    held_out INTEGER NOT NULL
);
CREATE INDEX samples_by_digest ON samples (digest);
CREATE TABLE revision (number INTEGER NOT NULL);
"""

# Files of earlier versions get it with their next change.
_INDEX = "CREATE INDEX IF NOT EXISTS samples_by_age ON samples (label, made_at)"

_ORIGINS = {str(origin): origin for origin in Origin}

HAS_TABLES = "SELECT count(*) FROM sqlite_schema WHERE name = 'revision'"
"""A file that was just made has none, until the first change is done."""

_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file or its folder is write-protected",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened or made",
    sqlite3.SQLITE_PERM: "access is denied",
    sqlite3.SQLITE_BUSY: "another program is writing to it; try again",
    sqlite3.SQLITE_LOCKED: "another program is writing to it; try again",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; it may be full",
}


class DamagedError(Exception):
    """The file is no file of samples, or a broken one."""


def connected(path: Path, *, make: bool) -> sqlite3.Connection:
    """A connection to the file, whose every statement is a transaction until BEGIN.

    The journal is a rollback journal: it is removed at the end of each
    transaction, so that beside the file nothing is left, and what a kill
    leaves is rolled back by whoever opens the file next. What is deleted is
    overwritten with zeros.

    Args:
        path: Of the file.
        make: Whether to make it if it is not there.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    mode = "rwc" if make else "rw"  # "rw" still opens a write-protected file, for reading
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_S,
        isolation_level=None,
    )
    database.execute("PRAGMA secure_delete = ON")
    return database


def check(database: sqlite3.Connection) -> None:
    """Makes sure that the file is whole and of this version.

    Raises:
        DamagedError: It is not.
        SampleError: It was written by a newer program.
        sqlite3.Error: It cannot be read.
    """
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise SampleError(
            "Your samples were written by a newer DigitLens, and this one leaves them as they "
            "are; install the newer one again."
        )
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
    if not tables and version == 0:
        return
    columns = {row[1] for row in database.execute("PRAGMA table_info(samples)")}
    if version < 1 or "revision" not in tables or not {*_COLUMNS.split(", "), "digest"} <= columns:
        raise DamagedError
    if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise DamagedError


def _make_tables(database: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            database.execute(statement)
    database.execute("INSERT INTO revision VALUES (?)", (time.time_ns(),))
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def revision(database: sqlite3.Connection) -> int:
    """A number that changes with each change."""
    row = database.execute("SELECT number FROM revision").fetchone()
    return 0 if row is None else int(row[0])


def counts(database: sqlite3.Connection) -> tuple[int, ...]:
    """How many samples there are of each class."""
    result = [0] * CLASS_COUNT
    for label, count in database.execute("SELECT label, count(*) FROM samples GROUP BY label"):
        if _is_class(label):
            result[label] = count
    return tuple(result)


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """What is to be known of all samples, without reading them.

    Attributes:
        counts: How many there are of each class.
        new: How many of them came after a certain moment.
        newest: The newest sample of each class; None where there is none.
    """

    counts: tuple[int, ...] = (0,) * CLASS_COUNT
    new: int = 0
    newest: tuple[Sample | None, ...] = (None,) * CLASS_COUNT


def summary(database: sqlite3.Connection, since: str) -> Summary:
    """Counts samples, all of them and those after `since`, an ISO 8601 time in UTC."""
    query = "SELECT count(*) FROM samples WHERE label = ? AND made_at > ?"
    labels = range(CLASS_COUNT)
    return Summary(
        counts(database),
        sum(database.execute(query, (label, since)).fetchone()[0] for label in labels),
        tuple(
            next(rows(database, f"WHERE label = {label}", f"{_NEWEST_FIRST} LIMIT 1"), None)
            for label in labels
        ),
    )


def with_ids(database: sqlite3.Connection, ids: Iterable[int]) -> tuple[Sample, ...]:
    """The samples with these ids, in this order; those that are not there are left out."""
    found = (next(rows(database, f"WHERE id = {int(id_)}"), None) for id_ in ids)
    return tuple(sample for sample in found if sample is not None)


def rows(
    database: sqlite3.Connection, where: str = "", order: str = _NEWEST_FIRST
) -> Iterator[Sample | None]:
    """Samples, newest first; None for a row that holds none."""
    for row in database.execute(f"SELECT {_COLUMNS} FROM samples {where} ORDER BY {order}"):
        yield _sample(row)


def rescued(path: Path) -> list[Sample]:
    """What can be read of a damaged file: from its first row on, and from its last one back."""
    found: dict[int | None, Sample] = {}
    for order in ("id", "id DESC"):
        # Reading ends at the first broken page.
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(connected(path, make=False)) as database,
        ):
            for sample in rows(database, order=order):
                if sample is not None:
                    found[sample.id] = sample
    return sorted(found.values(), key=lambda sample: sample.id or 0)


def emptied(path: Path) -> None:
    """Deletes all rows, whose bytes are overwritten; leaves alone what is no file of samples."""
    with (
        contextlib.suppress(sqlite3.DatabaseError),
        contextlib.closing(connected(path, make=False)) as database,
        change(database),
    ):
        database.execute("DELETE FROM samples")


def is_taken(database: sqlite3.Connection, sample: Sample) -> bool:
    """Whether another crop has the id of this sample."""
    query = "SELECT digest FROM samples WHERE id = ?"
    row = database.execute(query, (sample.id,)).fetchone()
    return row is not None and row[0] != digest(sample.crop)


def insert(database: sqlite3.Connection, sample: Sample) -> int:
    """Writes a sample, in the place of the one that has its id; gives the id."""
    row = (
        sample.id, sample.crop.tobytes(), digest(sample.crop), sample.label, str(sample.origin),
        sample.made_at, sample.answer, sample.confidence, sample.model_id, int(sample.is_held_out),
    )  # fmt: skip
    places = ", ".join("?" * len(row))
    cursor = database.execute(
        "INSERT OR REPLACE INTO samples (id, crop, digest, label, origin, made_at, answer, "
        f"confidence, model_id, held_out) VALUES ({places})",
        row,
    )
    return int(cursor.lastrowid or 0)


class Parts:
    """Decides which samples are held out: every fifth of its class.

    A crop that is there already, to the pixel, goes where its twin is, so that
    nothing is tested with what it was trained on. Where samples were removed or
    relabelled, the next one of the class makes up for it.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._total = [0] * CLASS_COUNT
        self._held_out = [0] * CLASS_COUNT
        for label, total, held_out in database.execute(
            "SELECT label, count(*), total(held_out) FROM samples GROUP BY label"
        ):
            if label in range(CLASS_COUNT):
                self._total[label], self._held_out[label] = total, int(held_out)

    def leave(self, label: int, *, is_held_out: bool) -> None:
        """Counts a sample that is taken out of its class."""
        self._total[label] -= 1
        self._held_out[label] -= is_held_out

    def enter(self, crop: Crops, label: int, *, besides: int | None = None) -> bool:
        """Whether a sample that comes into a class is held out.

        Args:
            crop: (28, 28) uint8.
            label: Of the class.
            besides: Its id, if it is in the table; it is no twin of itself.
        """
        twin = self._database.execute(
            "SELECT held_out FROM samples WHERE digest = ? AND crop = ? AND id IS NOT ?",
            (digest(crop), crop.tobytes(), besides),
        ).fetchone()
        self._total[label] += 1
        is_held_out = (
            bool(twin[0])
            if twin is not None
            else (self._held_out[label] + 1) * HOLD_OUT_EVERY <= self._total[label]
        )
        self._held_out[label] += is_held_out
        return is_held_out


def digest(crop: Crops) -> int:
    """A number that crops share only if they are the same, nearly surely; signed, 64 bits."""
    content = hashlib.blake2b(crop.tobytes(), digest_size=8).digest()
    return int.from_bytes(content, "big", signed=True)


@contextlib.contextmanager
def change(database: sqlite3.Connection) -> Iterator[None]:
    """All that is done within, or nothing; makes the tables if need be, and counts the change."""
    database.execute("BEGIN IMMEDIATE")
    try:
        if not database.execute(HAS_TABLES).fetchone()[0]:
            _make_tables(database)
        database.execute(_INDEX)
        yield
        database.execute("UPDATE revision SET number = number + 1")
        database.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def friendly(what: str) -> Iterator[None]:
    """Turns what SQLite raises into a sentence, or into `DamagedError`.

    Args:
        what: Begins the sentence: "Your samples could not be read".
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DamagedError from error
        raise SampleError(f"{what}: {_SENTENCES.get(code, str(error))}.") from error
    except OSError as error:
        raise SampleError(f"{what}: {error.strerror or error}.") from error


def _sample(row: tuple[Any, ...]) -> Sample | None:
    """What a row of the table says, if that can be."""
    id_, crop, label, origin, made_at, answer, confidence, model_id, held_out = row
    is_sound = (
        isinstance(crop, bytes)
        and len(crop) == CROP_BYTES
        and _is_class(label)
        and origin in _ORIGINS
        and isinstance(made_at, str)
        and (answer is None or _is_class(answer))
        and (confidence is None or (isinstance(confidence, float) and math.isfinite(confidence)))
        and (model_id is None or isinstance(model_id, str))
        and held_out in (0, 1)
    )
    if not is_sound:
        return None
    return Sample(
        crop=np.frombuffer(crop, np.uint8).reshape(CROP_SIZE, CROP_SIZE),
        label=label,
        origin=_ORIGINS[origin],
        made_at=made_at,
        answer=answer,
        confidence=confidence,
        model_id=model_id,
        id=id_,
        is_held_out=bool(held_out),
    )


def _is_class(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < CLASS_COUNT
