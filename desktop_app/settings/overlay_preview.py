"""How the overlay looks with the settings of now, on light and on dark ground."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop_app.live.marks import OverlayStyle
from desktop_app.live.overlay import Overlay
from desktop_app.live.placement import Placement
from desktop_app.settings.fields import subscribe_for
from desktop_app.settings.store import Settings
from vision.frame import Box, Frame
from vision.reading import (
    CLASS_COUNT,
    CROP_SIZE,
    DigitRead,
    NumberRead,
    Reason,
    Recognition,
    Rejection,
)

SIZE = (480, 150)
"""Width and height of the picture that is shown, in its pixels."""
DARK_FROM = 250
PAPER, PEN = QColor("#e9e4d8"), QColor("#23324f")
BOARD, CHALK = QColor("#20302a"), QColor("#dfe6dc")
STROKE_PX = 6

FOUR = ((34, 0), (4, 46), (48, 46)), ((38, 22), (32, 70))
SEVEN = ((2, 4), (44, 0), (18, 70)), ((10, 36), (42, 33))
ONE = (((0, 18), (20, 0), (16, 70)),)
SCRAWL = (((0, 40), (10, 4), (22, 44), (32, 8), (40, 48), (46, 30)),)

Strokes = tuple[tuple[tuple[int, int], ...], ...]
DRAWN: tuple[tuple[Strokes, int, int], ...] = (
    (FOUR, 60, 50),
    (SEVEN, 150, 50),
    (ONE, 300, 50),
    (SCRAWL, 390, 58),
)
"""Strokes and where they begin: left and top."""


class OverlayPreview(QWidget):
    """A small picture with the overlay that the settings ask for."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Preview of the overlay"))
        subscribe_for(self, settings, self._on_setting)

    @property
    def overlay_style(self) -> OverlayStyle:
        """What the settings ask for."""
        get = self._settings.get
        return OverlayStyle(
            style=get("overlay.style"),
            size=get("overlay.size"),
            confidence=get("overlay.confidence"),
            unsure=get("overlay.unsure"),
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        height = 8 * self.fontMetrics().height()
        return QSize(round(height * SIZE[0] / SIZE[1]), height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.sizeHint().width() // 2, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        placement = Placement.fitted(SIZE, (self.width(), self.height()))
        target = placement.target
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.translate(target.left, target.top)
        painter.scale(placement.scale, placement.scale)
        self._paint_picture(painter)
        painter.restore()
        overlay = Overlay(_recognition(), placement, target, self.overlay_style, self.font())
        overlay.paint(painter)
        painter.end()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _on_setting(self, key: str, _value: object) -> None:
        if key.startswith("overlay."):
            self.update()

    @staticmethod
    def _paint_picture(painter: QPainter) -> None:
        width, height = SIZE
        painter.fillRect(QRectF(0, 0, DARK_FROM, height), PAPER)
        painter.fillRect(QRectF(DARK_FROM, 0, width - DARK_FROM, height), BOARD)
        for strokes, left, top in DRAWN:
            pen = QPen(PEN if left < DARK_FROM else CHALK, STROKE_PX)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for stroke in strokes:
                painter.drawPolyline(QPolygonF([QPointF(left + x, top + y) for x, y in stroke]))


def _recognition() -> Recognition:
    crop = np.zeros((CROP_SIZE, CROP_SIZE), np.uint8)
    sure = np.zeros(CLASS_COUNT, np.float32)
    boxes = [_box(strokes, left, top) for strokes, left, top in DRAWN]
    digits = tuple(
        DigitRead(box, crop, digit, confidence, sure)
        for box, digit, confidence in zip(boxes, (4, 7, 1), (0.98, 0.91, 0.84), strict=False)
    )
    return Recognition(
        Frame(np.zeros((SIZE[1], SIZE[0], 3), np.uint8)),
        digits,
        (Rejection(boxes[3], Reason.UNSURE),),
        (
            NumberRead(boxes[0], 0.0, "47", 0.89, digits[:2]),
            NumberRead(boxes[2], 0.0, "1", 0.84, digits[2:]),
        ),
        0.0,
    )


def _box(strokes: Strokes, left: int, top: int) -> Box:
    points = [point for stroke in strokes for point in stroke]
    margin = STROKE_PX // 2
    return Box(
        left + min(x for x, _ in points) - margin,
        top + min(y for _, y in points) - margin,
        max(x for x, _ in points) - min(x for x, _ in points) + STROKE_PX,
        max(y for _, y in points) - min(y for _, y in points) + STROKE_PX,
    )
