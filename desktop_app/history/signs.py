"""Signs beside the versions of the model, in the colours of the text they stand with."""

from __future__ import annotations

from enum import Enum

from PyQt6.QtCore import QPointF, QRect, QSize, Qt
from PyQt6.QtGui import (
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)


class Sign(Enum):
    """What is drawn, as lines between corners of a field of 16 by 16."""

    IN_USE = (((2.5, 8.5), (6.5, 12.5), (13.5, 4.0)),)
    REFUSED = (
        ((8.0, 2.0), (14.5, 13.5), (1.5, 13.5), (8.0, 2.0)),
        ((8.0, 6.5), (8.0, 9.5)),
        ((8.0, 11.4), (8.0, 11.6)),
    )


def sign_icon(sign: Sign) -> QIcon:
    """An icon that follows the colours of the window and any density of the screen."""
    return QIcon(_SignEngine(sign))


class _SignEngine(QIconEngine):
    def __init__(self, sign: Sign) -> None:
        super().__init__()
        self._sign = sign

    def paint(
        self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        del state
        if painter is None:
            return
        is_chosen = mode is QIcon.Mode.Selected
        role = QPalette.ColorRole.HighlightedText if is_chosen else QPalette.ColorRole.Text
        side = min(rect.width(), rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(
            rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2
        )
        painter.scale(side / 16, side / 16)
        pen = QPen(QGuiApplication.palette().color(role), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for line in self._sign.value:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _SignEngine(self._sign)
