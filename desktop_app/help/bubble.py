"""A hint as a bubble within the window, which goes on behind it."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPolygonF
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.help.bubble_place import BubblePlace, Side, place_bubble
from desktop_app.keys import keep_space
from desktop_app.live.placement import Rect

TEXT_WIDTH_CHARS = 40


class HintBubble(QWidget):
    """One sentence, an arrow to what it speaks of, and two buttons.

    Attributes:
        label: The sentence.
        next_button: Goes on.
        skip_button: Ends the hints.

    Signals:
        advanced: The user has read it.
        skipped: The user wants no more of them.
    """

    advanced = pyqtSignal()
    skipped = pyqtSignal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("hint_bubble")
        self._place: BubblePlace | None = None
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setFixedWidth(TEXT_WIDTH_CHARS * self.fontMetrics().averageCharWidth())
        self.count = QLabel()
        self.next_button = QPushButton()
        self.skip_button = QPushButton(self.tr("&Skip"))
        self.skip_button.setToolTip(self.tr("Shows no more hints"))
        self.next_button.clicked.connect(self.advanced)
        self.skip_button.clicked.connect(self.skipped)
        buttons = QHBoxLayout()
        buttons.addWidget(self.count, 1)
        for button in (self.skip_button, self.next_button):
            button.setAutoDefault(False)
            keep_space(button)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.label)
        layout.addLayout(buttons)
        for label in (self.label, self.count):
            label.setForegroundRole(QPalette.ColorRole.ToolTipText)
        QWidget.setTabOrder(self.next_button, self.skip_button)
        self.hide()

    @property
    def arrow_px(self) -> int:
        """Length of the arrow."""
        return self.fontMetrics().height() // 2

    def show_hint(self, text: str, number: int, count: int) -> None:
        """Shows a hint, the `number`th of `count`, and takes the focus."""
        self.label.setText(text)
        self.count.setText(
            self.tr("{number} of {count}").format(number=number, count=count) if count > 1 else ""
        )
        is_last = number == count
        self.next_button.setText(self.tr("&Done") if is_last else self.tr("&Next"))
        self.skip_button.setVisible(not is_last)
        self.setAccessibleName(self.tr("Hint"))
        self.setAccessibleDescription(text)
        # Spoken as the button gets the focus.
        self.next_button.setAccessibleDescription(text)
        self.show()
        self.raise_()
        self.next_button.setFocus(Qt.FocusReason.PopupFocusReason)

    def point_at(self, anchor: QWidget) -> None:
        """Goes beside `anchor`, as that lies now."""
        window = self.parentWidget()
        if window is None:
            return
        corner = anchor.mapTo(window, anchor.rect().topLeft())
        area = Rect(corner.x(), corner.y(), anchor.width(), anchor.height())
        margin = float(self.arrow_px)
        bounds = Rect(0, 0, window.width(), window.height()).grown(-margin)
        inner = self._body_size()
        self._place = place_bubble(area, (inner.width(), inner.height()), bounds, margin)
        rect = self._place.rect.grown(margin)
        self.setGeometry(round(rect.left), round(rect.top), round(rect.width), round(rect.height))
        self.update()

    def _body_size(self) -> QSize:
        layout = self.layout()
        if layout is None:
            return QSize()
        arrow = self.arrow_px
        inset = 2 * arrow
        layout.setContentsMargins(inset, inset, inset, inset)
        layout.activate()
        size = layout.sizeHint()
        return QSize(size.width() - 2 * arrow, size.height() - 2 * arrow)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        arrow = self.arrow_px
        body = QRectF(self.rect()).adjusted(arrow, arrow, -arrow, -arrow)
        shape = QPainterPath()
        shape.addRoundedRect(body, arrow / 2, arrow / 2)
        if self._place is not None and self._place.side is not Side.INSIDE:
            shape = shape.united(self._arrow(body, self._place))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.setBrush(self.palette().color(QPalette.ColorRole.ToolTipBase))
        painter.drawPath(shape)
        painter.end()

    def _arrow(self, body: QRectF, place: BubblePlace) -> QPainterPath:
        half = self.arrow_px * 0.8
        tip = QPointF(place.tip[0] - self.x(), place.tip[1] - self.y())
        if place.side in (Side.BELOW, Side.ABOVE):
            edge = body.top() + 1 if place.side is Side.BELOW else body.bottom() - 1
            base = QPointF(tip.x() - half, edge), QPointF(tip.x() + half, edge)
        else:
            edge = body.right() - 1 if place.side is Side.LEFT else body.left() + 1
            base = QPointF(edge, tip.y() - half), QPointF(edge, tip.y() + half)
        path = QPainterPath()
        path.addPolygon(QPolygonF([base[0], tip, base[1]]))
        path.closeSubpath()
        return path

    def event(self, event: QEvent | None) -> bool:
        # The window has a shortcut on Escape, which ends the hints while they have the focus.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        key = Qt.Key(event.key()) if event is not None else None
        if key == Qt.Key.Key_Escape:
            self.skipped.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.skip_button if self.skip_button.hasFocus() else self.next_button).click()
        else:
            super().keyPressEvent(event)
