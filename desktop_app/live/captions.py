"""Words on the picture: on dark plates, so that they can be read on any ground."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter

from desktop_app.live.label_art import PLATE_COLOR, TEXT_COLOR
from desktop_app.live.placement import Rect

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
TOP = Qt.AlignmentFlag.AlignTop
BOTTOM = Qt.AlignmentFlag.AlignBottom
WRAPPED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


def paint_caption(painter: QPainter, text: str, within: Rect, alignment: Qt.AlignmentFlag) -> None:
    """Writes a text in lines as long as there is room.

    Args:
        painter: Left as it was found; its font is used.
        text: What to write; nothing is painted for "".
        within: Where, in units of the view.
        alignment: To which sides of it; without one, the middle.
    """
    if not text:
        return
    painter.save()
    padding = painter.fontMetrics().height() / 2
    room = QRectF(within.left, within.top, within.width, within.height)
    room = room.adjusted(padding, padding, -padding, -padding)
    inner = room.adjusted(padding, padding / 2, -padding, -padding / 2)
    plate = painter.boundingRect(inner, WRAPPED, text)
    plate = plate.adjusted(-padding, -padding / 2, padding, padding / 2)
    if alignment & LEFT:
        plate.moveLeft(room.left())
    elif alignment & RIGHT:
        plate.moveRight(room.right())
    if alignment & TOP:
        plate.moveTop(room.top())
    elif alignment & BOTTOM:
        plate.moveBottom(room.bottom())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE_COLOR)
    painter.drawRoundedRect(plate, padding / 2, padding / 2)
    painter.setPen(TEXT_COLOR)
    painter.drawText(plate, WRAPPED, text)
    painter.restore()
