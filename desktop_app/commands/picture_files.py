"""The files that `digitlens read` is to read, from the paths it was given."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath


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
    paths: Sequence[str],
    is_picture: Callable[[Path], bool],
    *,
    without: Path | None = None,
    with_subfolders: bool = True,
) -> Iterator[PictureFile]:
    """The files, those given by name as they come, those in folders sorted.

    Hidden files and links to folders are passed over. A file given by name is never passed over.

    Args:
        paths: Files and folders.
        is_picture: Tells the files of a folder that are pictures.
        without: A folder to pass over, where it lies inside one that is searched.
        with_subfolders: Whether folders are searched with all folders in them.
    """
    for text in paths:
        if not os.path.isdir(text):  # noqa: PTH112  # Path would tidy up what the user typed
            yield PictureFile(text, PurePath(PurePath(text).name))
            continue
        is_empty = True
        found = _walk(Path(text), is_picture, without and without.absolute(), with_subfolders)
        for inside in found:
            is_empty = False
            yield PictureFile(os.path.join(text, inside), inside)  # noqa: PTH118
        if is_empty:
            yield PictureFile(text, PurePath(), "There are no pictures in this folder.")


def _walk(
    folder: Path, is_picture: Callable[[Path], bool], without: Path | None, with_subfolders: bool
) -> Iterator[PurePath]:
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(
            name
            for name in folders
            if with_subfolders and not name.startswith(".") and (here / name).absolute() != without
        )
        for name in sorted(files):
            if not name.startswith(".") and is_picture(here / name):
                yield (here / name).relative_to(folder)
