"""The files that `digitlens read` is to read, from the paths it was given."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from desktop_app.commands.sorted_names import sorted_names

_ANY_DEPTH = "**"


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One file to read.

    Attributes:
        name: As it was given, or as the folder was given and the way from there.
        inside: The way from the folder that was given; the name alone for a file.
        error: Why there is nothing to read, "" where there is.
    """

    name: str
    inside: PurePath
    error: str = ""


def picture_files(
    paths: Iterable[str],
    is_picture: Callable[[Path], bool],
    *,
    without: Path | None = None,
    with_subfolders: bool = True,
    with_patterns: bool = True,
) -> Iterator[PictureFile]:
    """The files, those given by name as they come, those in folders sorted.

    They are found as they are asked for: neither the paths nor the names of a folder are
    ever in memory together. Hidden files and links to folders are passed over. A file given
    by name is never passed over.

    Args:
        paths: Files, folders and patterns such as ``photos/**/*.jpg``.
        is_picture: Tells the files of a folder that are pictures.
        without: A folder to pass over, where it lies inside one that is searched.
        with_subfolders: Whether folders are searched with all folders in them.
        with_patterns: Whether what is no file but looks like a pattern is one.
    """
    search = _Search(is_picture, without and without.absolute(), with_subfolders)
    for text in paths:
        if with_patterns and glob.has_magic(text) and not os.path.lexists(text):
            is_empty = True
            for match in _matches(text):
                is_empty = False
                yield from search.files(match)
            if is_empty:
                yield PictureFile(text, PurePath(), "No file has a name of this pattern.")
        else:
            yield from search.files(text)


@dataclass(frozen=True, slots=True)
class _Search:
    is_picture: Callable[[Path], bool]
    without: Path | None
    with_subfolders: bool

    def files(self, text: str) -> Iterator[PictureFile]:
        """The file of that name, or the pictures in the folder."""
        if not os.path.isdir(text):  # noqa: PTH112  # Path would tidy up what the user typed
            yield PictureFile(text, PurePath(PurePath(text).name))
            return
        is_empty = True
        for file in self._below(text):
            is_empty = False
            yield file
        if is_empty:
            yield PictureFile(text, PurePath(), "There are no pictures in this folder.")

    def _below(self, text: str) -> Iterator[PictureFile]:
        """The pictures in a folder, those directly in it first, then folder by folder."""
        top, here = Path(text), ""
        levels = [iter([here])]
        while levels:
            try:
                inside = next(levels[-1], None)
                if inside is None:
                    levels.pop()
                    continue
                here = inside
                for name in self._pictures(top / here):
                    found = PurePath(here, name)
                    yield PictureFile(os.path.join(text, found), found)  # noqa: PTH118
                levels.append(self._folders(top / here, here))
            except OSError as error:
                # An error of its own, or the pictures in it would be lost without a word.
                shown = os.path.join(text, here) if here else text  # noqa: PTH118
                reason = f"This folder cannot be read: {error.strerror or error}."
                yield PictureFile(shown, PurePath(here), reason)

    def _pictures(self, folder: Path) -> Iterator[str]:
        return sorted_names(
            entry.name
            for entry in _entries(folder)
            if self.is_picture(folder / entry.name) and not _is_folder(entry)
        )

    def _folders(self, folder: Path, inside: str) -> Iterator[str]:
        found = (
            entry.name
            for entry in (_entries(folder) if self.with_subfolders else ())
            if _is_folder(entry)
            and not entry.is_symlink()
            and (folder / entry.name).absolute() != self.without
        )
        return (str(PurePath(inside, name)) for name in sorted_names(found))


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False


def _matches(pattern: str) -> Iterator[str]:
    """Paths that a pattern names, sorted, as a shell gives them, without their number's memory.

    `glob.iglob` holds the names of a folder in a list, and does not sort.
    """
    anchor = PurePath(pattern).anchor
    return _matches_below(anchor, PurePath(pattern).parts[bool(anchor) :])


def _matches_below(folder: str, parts: tuple[str, ...]) -> Iterator[str]:
    if not parts:
        yield folder
        return
    part, *others = parts
    rest = tuple(others)
    if not glob.has_magic(part):
        path = os.path.join(folder, part)  # noqa: PTH118
        if os.path.lexists(path):
            yield from _matches_below(path, rest)
        return
    if part == _ANY_DEPTH:
        yield from _matches_below(folder, rest)
        for name in _names(folder, "*", only_folders=True):
            yield from _matches_below(os.path.join(folder, name), parts)  # noqa: PTH118
        return
    for name in _names(folder, part, only_folders=bool(rest)):
        yield from _matches_below(os.path.join(folder, name), rest)  # noqa: PTH118


def _names(folder: str, pattern: str, *, only_folders: bool) -> Iterator[str]:
    try:
        yield from sorted_names(
            entry.name
            for entry in _entries(Path(folder or "."))
            if fnmatch.fnmatch(entry.name, pattern)
            and (not only_folders or (_is_folder(entry) and not entry.is_symlink()))
        )
    except OSError:
        return  # what cannot be looked into matches nothing, as in a shell
