"""The theme that the user chose, or that of the desktop as it changes."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from desktop_app.settings.store import Settings
from desktop_app.theme import apply_theme

THEME = "appearance.theme"


class ThemeChoice(QObject):
    """Applies the theme of the settings whenever it, or the desktop's, is another."""

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._unsubscribe = settings.subscribe(self._setting_changed)
        app = QApplication.instance()
        hints = app.styleHints() if isinstance(app, QApplication) else None
        if hints is not None:
            hints.colorSchemeChanged.connect(self._scheme_changed)

    def stop(self) -> None:
        """Follows the settings no more."""
        self._unsubscribe()

    def _setting_changed(self, key: str, value: Any) -> None:
        if key == THEME:
            _apply(value)

    def _scheme_changed(self) -> None:
        if self._settings.get(THEME) == "system":
            _apply("system")


def _apply(name: str) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, name)
