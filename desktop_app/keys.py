"""Keys that a widget needs for itself although the window has a shortcut on them."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QAbstractButton


class _SpaceForButtons(QObject):
    """Lets Space press the button that has the focus, though Space pauses the video elsewhere."""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)


def keep_space(button: QAbstractButton) -> None:
    """Makes Space press `button` while it has the focus."""
    button.installEventFilter(_SpaceForButtons(button))
