"""The menu of the files and folders opened last."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from desktop_app.files.errands import Errands
from desktop_app.files.recent import RECENT, REMEMBER, RecentFiles, missing_among
from desktop_app.settings.fields import subscribe_for
from desktop_app.settings.store import Settings
from vision.files import shown_name


class RecentMenu(QMenu):
    """Lists the files and folders opened last, the newest first, then "Clear".

    Whether they are still there is looked at in a thread while the menu is open;
    those that are gone disappear from it.

    Signals:
        chosen: The path of the one that was chosen.
    """

    chosen = pyqtSignal(str)

    def __init__(
        self, recent: RecentFiles, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &Recent"))
        self.setToolTipsVisible(True)
        self._recent = recent
        self._errands = Errands("recent files", self)
        self.aboutToShow.connect(self._open)
        subscribe_for(self, settings, self._setting_changed)
        self._fill()

    def stop(self) -> None:
        """What is found from now on is of no interest."""
        self._errands.stop()

    def _open(self) -> None:
        paths = self._recent.paths
        self._errands.run(lambda: missing_among(paths), self._recent.remove)

    def _setting_changed(self, key: str, _value: object) -> None:
        if key in (RECENT, REMEMBER):
            self._fill()

    def _fill(self) -> None:
        for action in self.actions():
            self.removeAction(action)
            # Not at once: it may be the one that was chosen just now.
            action.deleteLater()
        paths = self._recent.paths
        names = [path.name for path in paths]
        for path in paths:
            self.addAction(self._entry(path, is_name_shared=names.count(path.name) > 1))
        self.addSeparator()
        clear = QAction(self.tr("&Clear"), self)
        clear.setStatusTip(self.tr("Forgets the files and folders opened last"))
        clear.triggered.connect(lambda _checked: self._recent.clear())
        self.addAction(clear)
        entry = self.menuAction()
        if entry is not None:
            entry.setEnabled(bool(paths))

    def _entry(self, path: Path, *, is_name_shared: bool) -> QAction:
        name = _shown(path)
        if is_name_shared:
            name = self.tr("{file} in {folder}").format(file=name, folder=_shown(path.parent))
        # An ampersand in a file's name is no mnemonic.
        action = QAction(name.replace("&", "&&"), self)
        action.setToolTip(str(path))
        action.setStatusTip(self.tr("Opens {path}").format(path=path))
        action.triggered.connect(lambda _checked: self.chosen.emit(str(path)))
        return action


def _shown(path: Path) -> str:
    """The name without quotes."""
    return shown_name(path)[1:-1]
