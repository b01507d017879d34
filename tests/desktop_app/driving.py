"""The window as a user drives and sees it: keys, menus, dialogs, drops."""

from pathlib import Path

import cv2
import numpy as np
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QDialog, QLineEdit

from model.scenes import written_line
from tests.desktop_app.live.fake_reading import picture_of_numbers

WAIT_MS = 20_000


def listed(window):
    """The numbers the user sees in the panel."""
    model = window.readings.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def menu_action(window, *path):
    """What the user finds when going through the menus by these words."""
    actions = window.menuBar().actions()
    for word in path:
        action = next(
            a
            for a in actions
            if a.text().replace("&&", "\0").replace("&", "").replace("\0", "&").startswith(word)
        )
        actions = action.menu().actions() if action.menu() else []
    return action


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def dialog_of(window, qtbot, name):
    qtbot.waitUntil(lambda: window.findChild(QDialog, name) is not None, timeout=WAIT_MS)
    dialog = window.findChild(QDialog, name)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    return dialog


def write_picture(path, *texts):
    Path(path).write_bytes(cv2.imencode(".png", picture_of_numbers(*texts))[1].tobytes())
    return path


def drop(window, mime, modifiers=Qt.KeyboardModifier.NoModifier):
    """Drops it on the window; what was done with it, None where the window would not have it."""
    spot = QPoint(50, 50)
    offered = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    rest = (offered, mime, Qt.MouseButton.LeftButton, modifiers)
    entering = QDragEnterEvent(spot, *rest)
    QApplication.sendEvent(window, entering)
    if not entering.isAccepted():
        return None
    dropping = QDropEvent(QPointF(spot), *rest)
    QApplication.sendEvent(window, dropping)
    return dropping.dropAction()


def shown_text(window):
    """What the status bar says of the source."""
    return window.statusBar().source.text()


def write_page(path, *texts):
    """A picture of numbers written by hand, one below the other, that the real model reads."""
    size = (110 * len(texts) + 20, 640)
    ink, rng = None, np.random.default_rng(3)
    for line, text in enumerate(texts):
        origin = (60, 30 + 110 * line)
        ink, _ = written_line(text, rng, height_px=60, size=size, origin=origin, ink=ink)
    page = 235 - np.repeat(ink[..., None] * 0.75, 3, axis=2)
    Path(path).write_bytes(cv2.imencode(".png", page.astype(np.uint8))[1].tobytes())
    return path


def answer(dialog, qtbot, path):
    """Accepts a file dialog with a path, and goes on in the window."""
    window = dialog.parentWidget().window()
    name = dialog.findChild(QLineEdit)
    name.setText(str(path))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    activate(window, qtbot)


def activate(window, qtbot):
    """Lets keys go to this window."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)


def spot(view, box):
    """Where the middle of a box of the picture lies in the view."""
    rect = view.placement().rect(box)
    return round(rect.left + rect.width / 2), round(rect.top + rect.height / 2)
