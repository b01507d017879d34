"""Lines that the user's own doings leave on the picture: region, selection, focus.

White on black and black beside white, so that they are seen on any ground.
"""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop_app.live.placement import Rect

LIGHT = QColor(255, 255, 255)
DARK = QColor(0, 0, 0, 220)
OUTSIDE_COLOR = QColor(0, 0, 0, 140)
FRAME_PX = 3.0
DASHES = (4.0, 3.0)


def paint_region(painter: QPainter, region: Rect, around: Rect) -> None:
    """Darkens what is not read and draws the border, dashed.

    Args:
        painter: Left as it was found.
        region: What is read, in units of the view.
        around: The picture.
    """
    painter.save()
    outside = QPainterPath()
    outside.addRect(_rect(around))
    outside.addRect(_rect(region))  # odd and even: the inner rectangle is a hole
    painter.fillPath(outside, OUTSIDE_COLOR)
    painter.restore()
    paint_box(painter, region)


def paint_box(painter: QPainter, box: Rect) -> None:
    """Draws the border of a box, dashed.

    Args:
        painter: Left as it was found.
        box: In units of the view.
    """
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(DARK, 2.0))
    painter.drawRect(_rect(box))
    pen = QPen(LIGHT, 2.0)
    pen.setDashPattern(DASHES)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawRect(_rect(box))
    painter.restore()


def paint_selection(painter: QPainter, box: Rect) -> None:
    """Frames the selected digit, outside of the line that it may have already.

    Args:
        painter: Left as it was found.
        box: The digit, in units of the view.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = _rect(box.grown(2.5 * FRAME_PX))
    for color, width in ((DARK, FRAME_PX + 3.0), (LIGHT, FRAME_PX)):
        painter.setPen(QPen(color, width))
        painter.drawRoundedRect(frame, 2 * FRAME_PX, 2 * FRAME_PX)
    painter.restore()


def paint_focus(painter: QPainter, view: Rect, color: QColor) -> None:
    """Marks the view as the one that the keys go to."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for drawn, width in ((LIGHT, FRAME_PX + 2.0), (color, FRAME_PX)):
        painter.setPen(QPen(drawn, width))
        painter.drawRect(_rect(view.grown(-FRAME_PX / 2 - 1.0)))
    painter.restore()


def _rect(rect: Rect) -> QRectF:
    return QRectF(rect.left, rect.top, rect.width, rect.height)
