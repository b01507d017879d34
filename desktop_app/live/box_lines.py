"""Lines around digits, each on a dark halo, dashed where a reading is unsure."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from desktop_app.live.label_art import READ_COLOR, UNSURE_COLOR
from desktop_app.live.marks import HALO_RGBA
from desktop_app.live.placement import Rect

HALO_COLOR = QColor(*HALO_RGBA)
HALO_PX = 1.0
"""So far a halo reaches beyond its line on both sides."""


class BoxLines:
    """The boxes of one overlay, laid out for a screen at the first painting.

    Bars on whole pixels of the screen: rounded corners, smoothed, take ten times as long.
    """

    def __init__(self, read: Sequence[Rect], unsure: Sequence[Rect], line_px: float) -> None:
        """Takes the boxes.

        Args:
            read: Of digits, in units of the view; lines lie around them, not on them.
            unsure: Of ink that was not read.
            line_px: Width of the lines, in units of the view.
        """
        self._read = read
        self._unsure = [_rectangle(box.grown(line_px)) for box in unsure]
        self._line_px = line_px
        self._ratio = 0.0
        self._halos: list[QRectF] = []
        self._lines: list[QRectF] = []

    def paint(self, painter: QPainter) -> None:
        """Paints them; changes pen and brush."""
        if self._read:
            device = painter.device()
            self._lay_out(device.devicePixelRatioF() if device is not None else 1.0)
            painter.setPen(Qt.PenStyle.NoPen)
            for color, bars in ((HALO_COLOR, self._halos), (READ_COLOR, self._lines)):
                painter.setBrush(color)
                painter.drawRects(*bars)
        if self._unsure:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for pen in line_pens(self._line_px, is_unsure=True):
                painter.setPen(pen)
                painter.drawRects(*self._unsure)

    def _lay_out(self, ratio: float) -> None:
        if ratio == self._ratio:
            return
        self._ratio = ratio
        line, halo = max(1, round(self._line_px * ratio)), max(1, round(HALO_PX * ratio))
        self._halos, self._lines = [], []
        for box in self._read:
            around = box.grown(1.5 * self._line_px)
            edges = (around.left, around.top, around.right, around.bottom)
            left, top, right, bottom = (round(edge * ratio) for edge in edges)
            self._lines += _bars((left, top, right, bottom), line, ratio)
            outer = (left - halo, top - halo, right + halo, bottom + halo)
            self._halos += _bars(outer, line + 2 * halo, ratio)


def line_pens(line_px: float, *, is_unsure: bool) -> tuple[QPen, QPen]:
    """For the halo, then for the line on it."""
    halo = QPen(HALO_COLOR, line_px + 2 * HALO_PX)
    line = QPen(UNSURE_COLOR if is_unsure else READ_COLOR, line_px)
    for pen in (halo, line):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if is_unsure:
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
        line.setDashPattern([5, 3])
    return halo, line


def _bars(outer: tuple[int, int, int, int], width: int, ratio: float) -> list[QRectF]:
    """The four sides of a frame, none over another; all given in pixels of the screen."""
    left, top, right, bottom = outer
    across, down = right - left, max(0, bottom - top - 2 * width)
    sides = (
        (left, top, across, width),
        (left, bottom - width, across, width),
        (left, top + width, width, down),
        (right - width, top + width, width, down),
    )
    return [QRectF(x / ratio, y / ratio, w / ratio, h / ratio) for x, y, w, h in sides]


def _rectangle(rect: Rect) -> QRectF:
    return QRectF(rect.left, rect.top, rect.width, rect.height)
