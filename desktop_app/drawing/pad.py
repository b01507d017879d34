"""The widget to draw on with mouse, pen or fingers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPointingDevice,
    QPolygonF,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop_app.drawing.strokes import Drawing, Line, Page, Point, Stroke, smoothed

MOUSE, PEN = "mouse", "pen"
LEAST_SCALE = 0.05
LEAST_PRESSURE_WIDTH = 0.5
"""Width of a pen that hardly touches, over that of one pressed half; pressed fully it is 1.5."""
SETTLED_AFTER = 64
"""So many points of a stroke are painted at each of its steps; what is before them stays."""
ERASER_SIZE = 0.5
"""Radius of a pen's eraser, in heights of a line of text."""
MARK_OPACITY = 0.75
HINT_SIZE = 1.6
LEAST_SIZE = (16, 7)
USUAL_SIZE = (44, 22)
"""Width and height of the pad in heights of a line of text."""


@dataclass(frozen=True, slots=True)
class PadMark:
    """A place on the page with what was read there.

    Attributes:
        rect: Left, top, width and height on the page.
        text: A digit, or "?" where it is unsure.
        is_selected: Whether the next key is for it.
    """

    rect: tuple[float, float, float, float]
    text: str
    is_selected: bool = False


@dataclass(slots=True)
class _Growing:
    """A stroke whose pen is still down.

    Attributes:
        settled: So many of its points are painted with the ink that stays.
    """

    stroke: Stroke
    settled: int = 0


class DrawingPad(QWidget):
    """Paper in the colours of the window, with the drawing and what was read in it.

    When the pad gets smaller than the drawing, the drawing is shown smaller.

    Attributes:
        drawing: The strokes.
        pen_width: Diameter of the ink, in points of the pad.

    Signals:
        changed: The drawing is another one, by a stroke that grows or by a command.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing()
        self.pen_width = self.fontMetrics().height() * 0.5
        self._open: dict[Hashable, _Growing] = {}
        self._marks: Sequence[PadMark] = ()
        self._ink: QPixmap | None = None
        self._scale = 1.0
        self._page_size = (0.0, 0.0)
        self.setObjectName("drawing_pad")
        self.setAccessibleName(self.tr("Drawing pad"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(*USUAL_SIZE) * self.fontMetrics().height()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(*LEAST_SIZE) * self.fontMetrics().height()

    def page(self) -> Page:
        """The drawing as it is now."""
        width, height = round(self.width() / self._scale), round(self.height() / self._scale)
        return Page(self.drawing.snapshot(), width, height)

    def show_marks(self, marks: Sequence[PadMark]) -> None:
        """Shows what was read where, in place of what was shown before."""
        self._marks = tuple(marks)
        self.update()

    def on_page(self, place: QPointF) -> tuple[float, float]:
        """Where a place in the pad lies on the page."""
        return place.x() / self._scale, place.y() / self._scale

    def undo(self) -> None:
        """Takes back the last stroke or the last clearing."""
        self._command(self.drawing.undo)

    def redo(self) -> None:
        """Brings back what was undone last."""
        self._command(self.drawing.redo)

    def clear(self) -> None:
        """Takes all ink off the pad."""
        self._command(self.drawing.clear)

    # --- pens ---

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QTouchEvent) and self._touched(event):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._begin(MOUSE, event.position())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None:
            self._extend(MOUSE, event.position())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._extend(MOUSE, event.position(), is_last=True)
            self._end(MOUSE)

    def tabletEvent(self, event: QTabletEvent | None) -> None:  # noqa: N802
        if event is None:
            return
        if event.pointerType() == QPointingDevice.PointerType.Eraser:
            if event.buttons() & Qt.MouseButton.LeftButton:
                self._erase(event.position())
        elif event.type() == QEvent.Type.TabletPress:
            if event.button() == Qt.MouseButton.LeftButton:
                self._abandon_fingers()
                self._begin(PEN, event.position(), _pressure(event))
        elif event.type() == QEvent.Type.TabletMove:
            self._extend(PEN, event.position(), _pressure(event))
        elif event.type() == QEvent.Type.TabletRelease:
            self._end(PEN)
        event.accept()  # otherwise it comes again as a mouse

    def _touched(self, event: QTouchEvent) -> bool:
        if event.type() == QEvent.Type.TouchCancel:
            self._abandon_fingers()
            return True
        for point in event.points():
            key = ("finger", point.id())
            # A place in the widget is only in events that came all the way from a screen.
            place = self.mapFromGlobal(point.globalPosition())
            match point.state():
                case QEventPoint.State.Pressed if PEN not in self._open:
                    self._begin(key, place)
                case QEventPoint.State.Updated:
                    self._extend(key, place)
                case QEventPoint.State.Released:
                    self._extend(key, place, is_last=True)
                    self._end(key)
        return True

    def _begin(self, key: Hashable, place: QPointF, pressure: float = 1.0) -> None:
        self._end(key)
        width, height = self._page_size
        self._page_size = (
            max(width, self.width() / self._scale),
            max(height, self.height() / self._scale),
        )
        self._open[key] = _Growing(self.drawing.begin(self._point(place, pressure)))
        self.update()  # all of it: the hint goes
        self.changed.emit()

    def _extend(
        self, key: Hashable, place: QPointF, pressure: float = 1.0, *, is_last: bool = False
    ) -> None:
        growing = self._open.get(key)
        if growing is None:
            return
        stroke = growing.stroke
        if stroke.extend(self._point(place, pressure), is_last=is_last):
            self.update(self._around(stroke.points[-3:]))
            if len(stroke.points) - growing.settled > SETTLED_AFTER:
                self._settle(growing)
            self.changed.emit()

    def _end(self, key: Hashable) -> None:
        growing = self._open.pop(key, None)
        if growing is not None:
            self._paint_ink(smoothed(growing.stroke.points, growing.settled))

    def _settle(self, growing: _Growing) -> None:
        """Paints what no longer changes of a stroke with the ink that stays."""
        points, start = growing.stroke.points, growing.settled
        growing.settled = len(points) - 1
        self._paint_ink(smoothed(points, start)[: -len(smoothed(points, growing.settled)) + 1])

    def _erase(self, place: QPointF) -> None:
        x, y = place.x() / self._scale, place.y() / self._scale
        if self.drawing.erase(x, y, ERASER_SIZE * self.fontMetrics().height() / self._scale):
            self._redraw()
            self.changed.emit()

    def _abandon_fingers(self) -> None:
        """Takes back what fingers draw: a hand that rests on the screen beside a pen is none."""
        for key in [key for key in self._open if key not in (MOUSE, PEN)]:
            self.drawing.abandon(self._open.pop(key).stroke)
            self._redraw()
            self.changed.emit()

    def _point(self, place: QPointF, pressure: float) -> Point:
        # A stroke may leave the pad and come back; what is outside is neither seen nor read.
        x, y = place.x(), place.y()
        return Point(x / self._scale, y / self._scale, self.pen_width * pressure / self._scale)

    def _command(self, do: Callable[[], None]) -> None:
        for key in [*self._open]:
            self._end(key)
        do()
        self._redraw()
        self.changed.emit()

    # --- painting ---

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        # Ink near a border needs no more page than there was when it was drawn.
        room = self.fontMetrics().height() / 2
        width, height = (
            min(ink + room, page)
            for ink, page in zip(self.drawing.extent(), self._page_size, strict=True)
        )
        fitting = min(1.0, self.width() / max(width, 1), self.height() / max(height, 1))
        self._scale = max(LEAST_SCALE, fitting)
        self._redraw()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._redraw()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(event.rect() if event else self.rect(), self.palette().base())
        if self.drawing.is_empty:
            self._paint_hint(painter)
        painter.drawPixmap(0, 0, self._drawn_ink())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.scale(self._scale, self._scale)
        for growing in self._open.values():
            line = smoothed(growing.stroke.points, growing.settled)
            _paint_line(painter, line, self.palette().color(QPalette.ColorRole.Text))
        painter.restore()
        for mark in self._marks:
            self._paint_mark(painter, mark)
        self._paint_frame(painter)

    def _redraw(self) -> None:
        """After anything but a stroke that grows: all ink is painted anew."""
        self._ink = None
        self.update()

    def _drawn_ink(self) -> QPixmap:
        """The ink that stays, one pixel for each of the screen's."""
        ratio = self.devicePixelRatioF()
        if self._ink is None or self._ink.devicePixelRatio() != ratio:
            self._ink = QPixmap(self.size() * ratio)
            self._ink.setDevicePixelRatio(ratio)
            self._ink.fill(Qt.GlobalColor.transparent)
            for one in self._open.values():
                one.settled = 0
            growing = {id(one.stroke) for one in self._open.values()}
            for stroke in self.drawing.strokes:
                if id(stroke) not in growing:
                    self._paint_ink(smoothed(stroke.points))
        return self._ink

    def _paint_ink(self, line: Line) -> None:
        if self._ink is None:
            return
        painter = QPainter(self._ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        _paint_line(painter, line, self.palette().color(QPalette.ColorRole.Text))
        painter.end()

    def _paint_hint(self, painter: QPainter) -> None:
        painter.save()
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * HINT_SIZE)
        painter.setFont(font)
        text = self.tr("Write digits here\nwith the mouse, a pen or a finger")
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect(), flags, text)
        painter.restore()

    def _paint_mark(self, painter: QPainter, mark: PadMark) -> None:
        """A thin box and a small digit above it; dashes around what is unsure."""
        metrics = self.fontMetrics()
        gap = metrics.height() / 4
        left, top, width, height = (value * self._scale for value in mark.rect)
        box = QRectF(left, top, width, height).adjusted(-gap, -gap, gap, gap)
        line = Qt.PenStyle.DashLine if mark.text == "?" else Qt.PenStyle.SolidLine
        color = self.palette().color(QPalette.ColorRole.Link)
        painter.save()
        painter.setOpacity(1.0 if mark.is_selected else MARK_OPACITY)
        painter.setPen(QPen(color, 3.0 if mark.is_selected else 1.0, line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, gap, gap)
        painter.setOpacity(1.0)
        base = box.top() - gap / 2
        if base - metrics.ascent() < 0:
            base = min(box.bottom() + metrics.ascent(), self.height() - gap)
        painter.drawText(QPointF(max(box.left(), gap), base), mark.text)
        painter.restore()

    def _paint_frame(self, painter: QPainter) -> None:
        role = QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Dark
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(self.palette().color(role), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _around(self, points: Sequence[Point]) -> QRect:
        room = max(point.width for point in points) / 2 + 2
        area = QPolygonF([QPointF(point.x, point.y) for point in points]).boundingRect()
        area = area.adjusted(-room, -room, room, room)
        corners = area.topLeft() * self._scale, area.bottomRight() * self._scale
        return QRectF(*corners).toAlignedRect()


def _paint_line(painter: QPainter, line: Line, color: QColor) -> None:
    pen = QPen(color)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    places = [QPointF(point.x, point.y) for point in line]
    widths = {round(point.width, 1) for point in line}
    if len(line) == 1 or places.count(places[0]) == len(places):
        pen.setWidthF(line[-1].width)
        painter.setPen(pen)
        painter.drawPoint(places[0])
    elif len(widths) == 1:
        pen.setWidthF(line[0].width)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(places))
    else:
        for start, end, point in zip(places, places[1:], line[1:], strict=False):
            pen.setWidthF(point.width)
            painter.setPen(pen)
            painter.drawLine(QLineF(start, end))


def _pressure(event: QTabletEvent) -> float:
    """How much wider or thinner than usual the ink is; 1 for a pen that does not tell."""
    device = event.pointingDevice()
    if device is None or not device.capabilities() & QInputDevice.Capability.Pressure:
        return 1.0
    return LEAST_PRESSURE_WIDTH + float(event.pressure())
