"""Where the window stood last time, as text for the settings."""

from __future__ import annotations

import base64
import binascii

from PyQt6.QtCore import QByteArray, QRect, QSize, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QMainWindow

FIRST_SIZE = (1100, 720)
LARGEST_SHARE = 0.95
"""Of a screen that is too small for that: the rest is for the frame of the window."""
LEAST_SEEN_PX = 100
"""So much of a window across and down is enough to take hold of it."""

STATE_VERSION = 1


def saved_geometry(window: QMainWindow) -> str:
    """Place, size and panels of the window."""
    parts = (window.saveGeometry(), window.saveState(STATE_VERSION))
    return " ".join(base64.b64encode(part.data()).decode("ascii") for part in parts)


def restore_geometry(window: QMainWindow, text: str) -> None:
    """Puts the window where it was; a damaged text puts it where it first was.

    A screen that is gone, or a text that was changed, leaves the window on one that is there.
    """
    try:
        parts = [base64.b64decode(part, validate=True) for part in text.split()]
    except (binascii.Error, ValueError):
        parts = []
    window.resize(_first_size(window))
    if len(parts) == 2:
        window.restoreGeometry(QByteArray(parts[0]))
        window.restoreState(QByteArray(parts[1]), STATE_VERSION)
        # Full screen is left with a key that a newcomer at this machine need not know.
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
        _bring_back(window)


def _first_size(window: QMainWindow) -> QSize:
    size, screen = QSize(*FIRST_SIZE), window.screen()
    return size.boundedTo(screen.availableSize() * LARGEST_SHARE) if screen else size


def _bring_back(window: QMainWindow) -> None:
    """Puts a window of which nothing can be seen into the middle of its screen.

    WORKAROUND: Qt does so for a screen that is gone, but believes most of a text that was
    changed; see QWidget::restoreGeometry (Qt 6.11).
    """
    areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    frame, screen = window.frameGeometry(), window.screen()
    if screen is None or any(_is_seen(frame & area) for area in areas):
        return
    window.resize(_first_size(window))
    place = QRect(window.rect())
    place.moveCenter(screen.availableGeometry().center())
    window.move(place.topLeft())


def _is_seen(part: QRect) -> bool:
    return min(part.width(), part.height()) >= LEAST_SEEN_PX
