"""Where the window stood last time, as text for the settings."""

from __future__ import annotations

import base64
import binascii

from PyQt6.QtCore import QByteArray, QSize, Qt
from PyQt6.QtWidgets import QMainWindow

FIRST_SIZE = (1100, 720)
LARGEST_SHARE = 0.95
"""Of a screen that is too small for that: the rest is for the frame of the window."""

STATE_VERSION = 1


def saved_geometry(window: QMainWindow) -> str:
    """Place, size and panels of the window."""
    parts = (window.saveGeometry(), window.saveState(STATE_VERSION))
    return " ".join(base64.b64encode(part.data()).decode("ascii") for part in parts)


def restore_geometry(window: QMainWindow, text: str) -> None:
    """Puts the window where it was; a damaged text puts it where it first was.

    Qt sees to it that the window comes back on a screen that is there.
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


def _first_size(window: QMainWindow) -> QSize:
    size, screen = QSize(*FIRST_SIZE), window.screen()
    return size.boundedTo(screen.availableSize() * LARGEST_SHARE) if screen else size
