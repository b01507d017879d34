"""What can be done in the drawing window, by key and by button."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QAction,
    QActionGroup,
    QIcon,
    QKeySequence,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PyQt6.QtWidgets import QToolButton, QWidget

Key = QKeySequence.StandardKey

WIDTHS = (0.25, 0.5, 0.85, 1.3)
"""Of the pens, in heights of a line of text."""
USUAL_WIDTH = 1
ICON_SIZE = 2.0
FRAME = 2.0


class DrawingActions(QObject):
    """The window's actions; all of them work by key wherever the focus is.

    Attributes:
        widths: One for each pen, the thinnest first; one of them is checked.

    Signals:
        width_chosen: Diameter of the pen's ink, in points.
    """

    width_chosen = pyqtSignal(float)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.undo = self._make(
            self.tr("Undo"),
            self.tr("Takes back the last stroke"),
            QKeySequence.keyBindings(Key.Undo),
        )
        self.redo = self._make(
            self.tr("Redo"),
            self.tr("Brings back what was undone"),
            [QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")],
        )
        self.clear = self._make(
            self.tr("Clear"),
            self.tr("Takes everything off the pad; Undo brings it back"),
            [QKeySequence("Del"), QKeySequence("Ctrl+Backspace")],
        )
        self.copy = self._make(
            self.tr("Copy"), self.tr("Copies the numbers, one a line"), [QKeySequence(Key.Copy)]
        )
        self.save = self._make(
            self.tr("Save Picture…"),
            self.tr("Saves the drawing as a picture"),
            [QKeySequence(Key.Save)],
        )
        self._group = QActionGroup(self)
        self.widths = [
            self._make_width(number, name)
            for number, name in enumerate(
                (
                    self.tr("Thin pen"),
                    self.tr("Medium pen"),
                    self.tr("Thick pen"),
                    self.tr("Very thick pen"),
                )
            )
        ]
        self.widths[USUAL_WIDTH].setChecked(True)
        self.draw_icons()

    def button(self, action: QAction) -> QToolButton:
        """A button that does what `action` does."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAccessibleName(action.iconText())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        side = round(ICON_SIZE * button.fontMetrics().height())
        button.setIconSize(QSize(side, side))
        if action in self.widths:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        else:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setMinimumHeight(side + button.fontMetrics().height() // 2)
        return button

    def width_of(self, number: int) -> float:
        """Diameter of a pen's ink, in points."""
        return WIDTHS[number] * self._window.fontMetrics().height()

    def draw_icons(self) -> None:
        """Gives the pens icons in the window's colours: a dot as large as their ink."""
        for number, action in enumerate(self.widths):
            icon = QIcon()
            icon.addPixmap(self._dot(number), state=QIcon.State.Off)
            icon.addPixmap(self._dot(number, is_chosen=True), state=QIcon.State.On)
            action.setIcon(icon)

    def _dot(self, number: int, *, is_chosen: bool = False) -> QPixmap:
        """A pen's icon; the chosen one has a frame, as not every style shows that well."""
        palette = self._window.palette()
        side = round(ICON_SIZE * self._window.fontMetrics().height())
        ratio = self._window.devicePixelRatioF()
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Link), FRAME))
            frame = QRectF(0, 0, side, side).adjusted(FRAME, FRAME, -FRAME, -FRAME)
            painter.drawRoundedRect(frame, 2 * FRAME, 2 * FRAME)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.ButtonText))
        radius = self.width_of(number) / 2
        painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
        painter.end()
        return pixmap

    def _make(self, text: str, tip: str, keys: list[QKeySequence]) -> QAction:
        action = QAction(text, self._window)
        action.setIconText(text)  # what buttons show; Qt's own choice is without the dots
        action.setShortcuts(keys)
        shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        action.setToolTip(self.tr("{tip} ({keys})").format(tip=tip, keys=shown))
        self._window.addAction(action)
        return action

    def _make_width(self, number: int, name: str) -> QAction:
        action = self._make(name, name, [QKeySequence(f"Ctrl+{number + 1}")])
        action.setCheckable(True)
        self._group.addAction(action)
        action.triggered.connect(lambda: self.width_chosen.emit(self.width_of(number)))
        return action
