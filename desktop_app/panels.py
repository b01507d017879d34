"""The panels beside the picture: readings, log, inspector."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from desktop_app.live.inspection import Inspected
from desktop_app.live.inspector import Inspector
from desktop_app.live.log import ReadingLog
from desktop_app.live.log_panel import LogPanel
from desktop_app.live.readings import ReadingsPanel
from vision.reading import Recognition

READINGS_WIDTH_PX = 250


class Panels(QObject):
    """Lays the panels into docks of the window; log and inspector are hidden at first.

    Attributes:
        readings: The numbers in the picture.
        log: What was read, in memory only.
        log_panel: Shows the log.
        inspector: What the network sees of one digit.
        toggles: Actions that show and hide the docks.
    """

    def __init__(self, window: QMainWindow, last_folder: Callable[[], Path]) -> None:
        super().__init__(window)
        self._window = window
        self.readings = ReadingsPanel()
        self.log = ReadingLog()
        self.log_panel = LogPanel(self.log, folder=last_folder)
        self.inspector = Inspector()
        self.toggles: list[QAction] = []
        tr = self.tr
        readings_dock = self._dock(
            "readings_dock", self.readings, tr("&Readings"), "F9",
            tr("Shows or hides the list of numbers"),
        )  # fmt: skip
        self._log_dock = self._dock(
            "log_dock", self.log_panel, tr("&Log"), "F8",
            tr("Shows or hides the log of what was read"),
        )  # fmt: skip
        inspector_dock = self._dock(
            "inspector_dock", self.inspector, tr("&Inspector"), "F7",
            tr("Shows or hides what the network sees of a digit"),
        )  # fmt: skip
        for dock in (self._log_dock, inspector_dock):
            window.tabifyDockWidget(readings_dock, dock)
            dock.hide()
        readings_dock.raise_()
        for tabs in window.findChildren(QTabBar):
            tabs.setAccessibleName(tr("Panels"))
        window.resizeDocks([readings_dock], [READINGS_WIDTH_PX], Qt.Orientation.Horizontal)

    @property
    def is_inspector_seen(self) -> bool:
        """Whether the inspector is shown and not behind another panel."""
        return self.toggles[-1].isChecked()

    def inspect(self, inspected: Inspected | None, recognition: Recognition | None) -> None:
        """Tells of a digit in the inspector, where that is shown."""
        self.inspector.show_digit(inspected, recognition)

    def clear_log(self) -> None:
        """Empties the log, where one sees that it is empty and how to have it back."""
        _bring_up(self._log_dock)
        self.log_panel.clear()

    def _dock(self, name: str, panel: QWidget, title: str, key: str, tip: str) -> QDockWidget:
        dock = QDockWidget(title.replace("&", ""), self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        # Not the dock's own: to that, one behind another counts as shown, and would be
        # hidden where somebody asks to see it.
        toggle = QAction(title, self._window)
        toggle.setCheckable(True)
        toggle.setShortcut(key)
        toggle.setStatusTip(tip)
        toggle.triggered.connect(lambda on: _bring_up(dock) if on else dock.hide())
        dock.visibilityChanged.connect(toggle.setChecked)
        self._window.addAction(toggle)
        self.toggles.append(toggle)
        return dock


def _bring_up(dock: QDockWidget) -> None:
    dock.show()
    dock.raise_()
