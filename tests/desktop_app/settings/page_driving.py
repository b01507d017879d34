"""The Model page as a user drives and sees it."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(qtbot, button):
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def train_to_end(qtbot, page):
    with qtbot.waitSignal(page.child.ended, timeout=30_000):
        press(qtbot, page.start)
