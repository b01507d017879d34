"""Files that are paged through: those of a folder, or those that were chosen together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.files.kinds import is_readable_path


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a collection its current file is.

    Attributes:
        number: From 1.
        count: How many files there are.
    """

    number: int
    count: int


class FileCollection:
    """Files in an order, one of which is the current one.

    Files that are deleted meanwhile drop out when one comes by them.
    """

    def __init__(self, paths: Iterable[Path] = (), current: Path | None = None) -> None:
        """Takes the files.

        Args:
            paths: In their order; one that comes twice is kept once.
            current: One of them; by default the first.
        """
        self._paths = list(dict.fromkeys(paths))
        self._at = 0 if current is None else self._paths.index(current)

    def __contains__(self, path: Path) -> bool:
        return path in self._paths

    @property
    def current(self) -> Path | None:
        """The file to show, None where there is none."""
        return self._paths[self._at] if self._paths else None

    @property
    def position(self) -> Position | None:
        """Where the current file is, None where there is none."""
        return Position(self._at + 1, len(self._paths)) if self._paths else None

    @property
    def has_next(self) -> bool:
        """Whether there is a file after the current one, as far as is known."""
        return self._at + 1 < len(self._paths)

    @property
    def has_previous(self) -> bool:
        """Whether there is a file before the current one, as far as is known."""
        return self._at > 0

    def next(self) -> Path | None:
        """Goes to the next file that is still there; None at the end."""
        return self._go(self._at + 1, 1)

    def previous(self) -> Path | None:
        """Goes to the file before that is still there; None at the beginning."""
        return self._go(self._at - 1, -1)

    def first(self) -> Path | None:
        """Goes to the first file that is still there; None where that is the current one."""
        return self._go(0, 1) if self.has_previous else None

    def last(self) -> Path | None:
        """Goes to the last file that is still there; None where that is the current one."""
        return self._go(len(self._paths) - 1, -1) if self.has_next else None

    def _go(self, at: int, step: int) -> Path | None:
        """Goes to the first file from `at` on that is there; those that are not drop out.

        The current file stays in the list even where it was deleted: it is what is shown.
        """
        while 0 <= at < len(self._paths) and at != self._at:
            path = self._paths[at]
            if os.path.lexists(path):
                self._at = at
                return path
            del self._paths[at]
            if at < self._at:
                self._at -= 1
            if step < 0:
                at -= 1
        return None


def files_of(paths: Sequence[Path]) -> FileCollection:
    """What to page through where these were chosen.

    One file brings the others of its folder with it and is the current one. A
    folder stands for the pictures and videos that lie in it. Takes as long as the
    folders take to be listed.

    Args:
        paths: Files and folders, as they were chosen.
    """
    chosen = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - links stay
    if len(chosen) == 1 and not chosen[0].is_dir():
        file = chosen[0]
        return FileCollection(_with(file, readable_files(file.parent)), file)
    found: list[Path] = []
    for path in chosen:
        found.extend(readable_files(path) if path.is_dir() else [path])
    return FileCollection(found)


def readable_files(folder: Path) -> list[Path]:
    """The pictures and videos in a folder as a person would sort them; hidden ones left out."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if _is_file(entry)]
    except OSError:
        return []
    return [
        folder / name
        for name in sorted(names, key=natural_key)
        if not name.startswith(".") and is_readable_path(Path(name))
    ]


def natural_key(name: str) -> tuple[tuple[str | int, ...], str]:
    """Sorts names by the numbers in them: "page 2" before "page 10", whatever the case."""
    parts = re.split(r"([0-9]{1,1000})", name.casefold())
    # Every other part is a number, so that a number is never compared with a text.
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts)), name


def _with(file: Path, siblings: list[Path]) -> list[Path]:
    """The siblings and the file itself, which may have a name that tells nothing."""
    if file in siblings:
        return siblings
    return sorted([*siblings, file], key=lambda path: natural_key(path.name))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False
