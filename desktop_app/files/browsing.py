"""Paging through the files of a folder, or those that were chosen together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.files.collection import FileCollection, files_of
from desktop_app.files.errands import Errands
from vision.files import shown_name


class FileBrowser(QObject):
    """Knows which file comes next; folders are listed without holding up the window.

    Signals:
        chosen: The path of a file that is to be shown.
        folder_opened: The path of a folder whose first file is to be shown.
        changed: `position_text`, `has_next` or `has_previous` changed.
        told: One quiet sentence.
        refused: One sentence: there is nothing to show in what was to be opened.
    """

    chosen = pyqtSignal(str)
    folder_opened = pyqtSignal(str)
    changed = pyqtSignal()
    told = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = FileCollection()
        self._listing_id = 0
        self._listed_id = 0
        self._shown: Path | None = None
        self._awaited: Path | None = None
        self._errands = Errands("folders", self)

    @property
    def has_next(self) -> bool:
        """Whether there may be a file after the current one."""
        return self._files.has_next

    @property
    def has_previous(self) -> bool:
        """Whether there may be a file before the current one."""
        return self._files.has_previous

    @property
    def position_text(self) -> str:
        """Such as "3 of 12", "" where there is only one file or none."""
        position = self._files.position
        if position is None or position.count < 2:
            return ""
        return self.tr("{number} of {count}").format(number=position.number, count=position.count)

    def open_paths(self, paths: Sequence[str]) -> None:
        """Shows the first of these files and folders; the others can be paged to."""
        chosen = [_absolute(path) for path in paths]
        if not chosen:
            return
        if len(chosen) == 1 and not chosen[0].is_dir():
            self._collect(chosen[0])
            self.chosen.emit(str(chosen[0]))
            return
        self._awaited = None
        self._begin_listing(chosen)

    def follow(self, path: Path | None) -> None:
        """Takes note of what is shown, by whatever way it was opened.

        Args:
            path: The file, None for a camera and whatever else is no file.
        """
        before, self._shown = self._shown, None if path is None else _absolute(path)
        if self._shown is None:
            if self._listing_id == self._listed_id and self._files.current is not None:
                self._replace(FileCollection())
        elif self._shown not in (before, self._awaited) and self._shown not in self._files:
            self._collect(self._shown)

    def show_next(self) -> None:
        """Shows the next file."""
        self._show(self._files.next(), self.tr("This is the last file."))

    def show_previous(self) -> None:
        """Shows the file before."""
        self._show(self._files.previous(), self.tr("This is the first file."))

    def show_first(self) -> None:
        """Shows the first file."""
        self._show(self._files.first(), self.tr("This is the first file."))

    def show_last(self) -> None:
        """Shows the last file."""
        self._show(self._files.last(), self.tr("This is the last file."))

    def stop(self) -> None:
        """What is found from now on is of no interest."""
        self._errands.stop()

    def _show(self, path: Path | None, otherwise: str) -> None:
        if path is None:
            if self._files.current is not None:
                self.told.emit(otherwise)
        else:
            self.chosen.emit(str(path))
        self.changed.emit()  # without a path too: files may have been found to be gone

    def _collect(self, file: Path) -> None:
        """Has the other files of its folder listed; until then it is the only one."""
        self._awaited = file
        self._replace(FileCollection([file]))
        self._begin_listing([file])

    def _begin_listing(self, paths: list[Path]) -> None:
        self._listing_id += 1
        listing_id = self._listing_id
        self._errands.run(
            lambda: files_of(paths), lambda found: self._take(found, listing_id, paths)
        )

    def _take(self, found: FileCollection, listing_id: int, paths: list[Path]) -> None:
        if listing_id != self._listing_id:
            return  # something else was opened since
        self._listed_id = listing_id
        awaited, self._awaited = self._awaited, None
        if awaited is not None and self._shown == awaited:
            self._replace(found)
            return
        if awaited is not None:  # it could not be opened: what was there before is shown still
            self._replace(FileCollection())
            if self._shown is not None:
                self._collect(self._shown)
            return
        if found.current is None:
            self._refuse(paths)
            return
        self._replace(found)
        for folder in paths if len(paths) == 1 else ():
            self.folder_opened.emit(str(folder))
        self.chosen.emit(str(found.current))

    def _refuse(self, paths: list[Path]) -> None:
        if len(paths) == 1:
            sentence = self.tr("There are no pictures or videos in {folder}; choose another one.")
            self.refused.emit(sentence.format(folder=shown_name(paths[0])))
        else:
            self.refused.emit(
                self.tr("There are no pictures or videos in these folders; choose others.")
            )

    def _replace(self, files: FileCollection) -> None:
        self._files = files
        self.changed.emit()


def _absolute(path: str | Path) -> Path:
    return Path(os.path.abspath(os.path.expanduser(path)))  # noqa: PTH100, PTH111 - links stay
