"""Writes on the pad as a user does: with the mouse, with a pen, with fingers."""

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QEventPoint, QInputDevice, QPointingDevice, QTabletEvent, QTouchEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from model.handwriting import digit_strokes

LEFT = Qt.MouseButton.LeftButton


def stroke(pad, *places):
    """One stroke of the mouse through these places."""
    points = [QPoint(round(x), round(y)) for x, y in places]
    QTest.mousePress(pad, LEFT, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, LEFT, pos=points[-1])


def write(pad, text, *, left=40, top=40, height=100, seed=0):
    """Writes digits beside one another."""
    rng = np.random.default_rng(seed)
    for character in text:
        strokes = digit_strokes(int(character), rng, wildness=0.5)
        points = np.vstack(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = height / (high - low)[1]
        for line in strokes:
            stroke(pad, *((line - low) * scale + (left, top)))
        left += (high - low)[0] * scale + 0.3 * height


class Pen:
    """A pen that knows how hard it is pressed, and has an eraser at its other end."""

    def __init__(self, pad, kind=QPointingDevice.PointerType.Pen):
        self.pad = pad
        self.device = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, kind, QInputDevice.Capability.Pressure, 1, 1
        )

    def press(self, x, y, pressure=0.5):
        self._send(QEvent.Type.TabletPress, x, y, pressure, LEFT)

    def move(self, x, y, pressure=0.5):
        self._send(QEvent.Type.TabletMove, x, y, pressure, Qt.MouseButton.NoButton)

    def release(self, x, y):
        self._send(QEvent.Type.TabletRelease, x, y, 0.0, LEFT)

    def _send(self, kind, x, y, pressure, button):
        place = QPointF(x, y)
        is_up = kind == QEvent.Type.TabletRelease
        event = QTabletEvent(
            kind,
            self.device,
            place,
            QPointF(self.pad.mapToGlobal(place)),
            pressure,
            *(0.0, 0.0, 0.0, 0.0, 0.0),
            Qt.KeyboardModifier.NoModifier,
            button,
            Qt.MouseButton.NoButton if is_up else LEFT,
        )
        QApplication.sendEvent(self.pad, event)


class Hand:
    """Fingers on a touch screen."""

    def __init__(self, pad):
        self.pad = pad
        self.device = QPointingDevice(
            "screen",
            2,
            QInputDevice.DeviceType.TouchScreen,
            QPointingDevice.PointerType.Finger,
            QInputDevice.Capability.Position,
            10,
            0,
        )

    def press(self, *places):
        self._send(QEvent.Type.TouchBegin, QEventPoint.State.Pressed, places)

    def move(self, *places):
        self._send(QEvent.Type.TouchUpdate, QEventPoint.State.Updated, places)

    def release(self, *places):
        self._send(QEvent.Type.TouchEnd, QEventPoint.State.Released, places)

    def cancel(self):
        self._send(QEvent.Type.TouchCancel, QEventPoint.State.Released, ())

    def _send(self, kind, state, places):
        points = [
            _Finger(number, state, QPointF(*place), self.pad.mapToGlobal(QPointF(*place)))
            for number, place in enumerate(places)
        ]
        event = _Touch(kind, self.device, points)
        QApplication.sendEvent(self.pad, event)
        assert event.isAccepted()


class _Finger(QEventPoint):
    """One that knows its number: PyQt 6.11 makes them all 0."""

    def __init__(self, number, *args):
        super().__init__(number, *args)
        self._number = number

    def id(self):
        return self._number


class _Touch(QTouchEvent):
    def __init__(self, kind, device, points):
        super().__init__(kind, device, Qt.KeyboardModifier.NoModifier, points)
        self._points = points

    def points(self):
        return self._points
