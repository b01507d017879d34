"""All files of a run, kept on the disk: known before the first is read, without their memory."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path, PurePath

from desktop_app.commands.picture_files import PictureFile


class KnownFiles:
    """Files that can be gone through again, and asked whether a path is one of them.

    Copies in other processes look into the same file on the disk.
    """

    def __init__(self, path: Path, files: Iterable[PictureFile]) -> None:
        """Finds all files.

        Args:
            path: Where the list is kept; there is nothing yet.
            files: Are gone through to the end.
        """
        self._path = path
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE file (name BLOB, inside BLOB, error TEXT)")
            database.execute("CREATE TABLE input (key BLOB PRIMARY KEY) WITHOUT ROWID")
            for file in files:
                row = (_bytes(file.name), _bytes(str(file.inside)), file.error)
                database.execute("INSERT INTO file VALUES (?, ?, ?)", row)
                key = (_bytes(path_key(Path(file.name))),)
                database.execute("INSERT OR IGNORE INTO input VALUES (?)", key)
            database.commit()

    def __iter__(self) -> Iterator[PictureFile]:
        """The files in their order."""
        with closing(sqlite3.connect(self._path)) as database:
            for name, inside, error in database.execute("SELECT * FROM file ORDER BY rowid"):
                yield PictureFile(_text(name), PurePath(_text(inside)), error)

    def __contains__(self, path: Path) -> bool:
        """Whether a path, by whatever links, leads to one of the files."""
        with closing(sqlite3.connect(self._path)) as database:
            key = (_bytes(path_key(path)),)
            return database.execute("SELECT 1 FROM input WHERE key = ?", key).fetchone() is not None


class TakenPaths:
    """Paths that were given away, kept on the disk."""

    def __init__(self) -> None:
        # No name: a temporary file of SQLite's own, in memory while it is small.
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE taken (key BLOB PRIMARY KEY) WITHOUT ROWID")

    def take(self, path: Path) -> bool:
        """Takes a path; False where it is taken."""
        key = (_bytes(path_key(path)),)
        done = self._database.execute("INSERT OR IGNORE INTO taken VALUES (?)", key)
        return done.rowcount == 1

    def close(self) -> None:
        self._database.close()


def path_key(path: Path) -> str:
    """The same for paths that are one file, by links too, and where case makes no difference."""
    # Not Path.resolve, which raises where links go in a circle.
    return os.path.realpath(path).casefold()


def _bytes(text: str) -> bytes:
    """SQLite's own text knows no names that are no text."""
    return text.encode("utf-8", "surrogatepass")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
