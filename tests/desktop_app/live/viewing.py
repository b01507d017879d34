"""What is seen of a view, and how a hand moves over it."""

import numpy as np
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication

NO_KEYS = Qt.KeyboardModifier.NoModifier


def pixels(view):
    """What is on the screen, (H, W, 3) in red, green, blue."""
    picture = view.grab().toImage()
    picture = picture.convertToFormat(picture.Format.Format_RGB888)
    bits = picture.constBits().asstring(picture.sizeInBytes())
    rows = np.frombuffer(bits, np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3)


def turn_wheel(view, notches, at):
    event = QWheelEvent(
        QPointF(*at),
        view.mapToGlobal(QPointF(*at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def drag(view, start, end, button=Qt.MouseButton.LeftButton):
    """Presses, moves in steps, and releases."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    none = Qt.MouseButton.NoButton
    for kind, at, what, held in (
        (QMouseEvent.Type.MouseButtonPress, start, button, button),
        (QMouseEvent.Type.MouseMove, middle, none, button),
        (QMouseEvent.Type.MouseMove, end, none, button),
        (QMouseEvent.Type.MouseButtonRelease, end, button, none),
    ):
        spot = QPointF(*at)
        event = QMouseEvent(kind, spot, view.mapToGlobal(spot), what, held, NO_KEYS)
        QApplication.sendEvent(view, event)


def click(view, at):
    drag(view, at, at)
