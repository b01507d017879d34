"""A picture, as large as the view allows or larger, with what belongs to it alone."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop_app.live.captions import LEFT, RIGHT, TOP, WRAPPED, paint_caption
from desktop_app.live.pixels import SharedPicture
from desktop_app.live.placement import Placement
from desktop_app.live.preparation import PictureWish, Preparation
from desktop_app.live.zoom import STEP, Viewport
from vision.frame import Frame

SURROUND_COLOR = QColor("#101316")
MESSAGE_COLOR = QColor("#d7dde3")
DIM_COLOR = QColor(0, 0, 0, 150)
WHEEL_NOTCH = 120.0
PAN_SHARE = 0.1
"""Of the view, how far Ctrl and an arrow key move a zoomed picture."""

Key = Qt.Key
ARROWS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1)}


class PictureView(QWidget):
    """Shows a frame, which can be zoomed and moved.

    The picture keeps its proportions; the part in view is scaled for the screen's
    own pixels and painted one to one.

    Attributes:
        preparation: Makes ready what is painted; to be given frames and readings early.

    Signals:
        zoom_changed: The zoom is another one: 1.0 where all of the picture fits.
    """

    zoom_changed = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(240, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.preparation = Preparation()
        self._frame: Frame | None = None
        self._viewport: Viewport | None = None
        self._is_frozen = True
        self._is_mirrored = False
        self._is_dimmed = False
        self._message = ""
        self._badge = ""
        self._picture: SharedPicture | None = None
        self._is_picture_rough = False
        self._pressed_at: QPointF | None = None
        self._pressed_button = Qt.MouseButton.NoButton
        self._is_panning = False

    @property
    def zoom(self) -> float:
        """Enlargement over the size at which all of the picture fits."""
        return self._viewport.zoom if self._viewport else 1.0

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(800, 600)

    def show_frame(self, frame: Frame | None) -> None:
        """Shows another picture, or none; one of another size is shown whole."""
        is_alike = frame is not None and self._frame is not None and _size(frame) == self._size()
        self._frame = frame
        self._picture = None
        if not is_alike:
            before, self._viewport = self.zoom, None
            self._follow_view()
            self._forget_layout()
            if before != self.zoom:
                self.zoom_changed.emit(self.zoom)
        self.update()

    def set_frozen(self, is_frozen: bool) -> None:
        """Tells whether the picture stands still, so that there is time for a better scaling."""
        if is_frozen != self._is_frozen:
            self._is_frozen = is_frozen
            self._picture = None
            self.update()

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Exchanges left and right; labels stay readable."""
        if is_mirrored != self._is_mirrored:
            self._is_mirrored = is_mirrored
            self._follow_view()
            self._forget_layout()

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Darkens a picture that is no longer true."""
        if is_dimmed != self._is_dimmed:
            self._is_dimmed = is_dimmed
            self.update()

    def set_message(self, message: str) -> None:
        """Shows a text in the middle, as long as there is no picture."""
        if message != self._message:
            self._message = message
            self.update()

    def set_badge(self, badge: str) -> None:
        """Shows a word in a corner of the picture, or none."""
        if badge != self._badge:
            self._badge = badge
            self.update()

    def zoom_in(self) -> None:
        """Enlarges what is in the middle."""
        self._zoom_by(STEP)

    def zoom_out(self) -> None:
        """Shows more around what is in the middle."""
        self._zoom_by(1 / STEP)

    def zoom_to_fit(self) -> None:
        """Shows all of the picture."""
        if self._viewport is not None:
            self._set_viewport(self._viewport.fitted())

    def placement(self) -> Placement | None:
        """Where the picture lies now, None without one."""
        return self._viewport.placement() if self._viewport else None

    # --- what others may add ---

    def _paint_over(self, painter: QPainter, viewport: Viewport) -> None:
        """Paints what lies over the picture."""

    def _clicked(self, at: QPointF) -> None:
        """The left button was pressed and released there."""

    def _forget_layout(self) -> None:
        """The picture lies elsewhere now."""
        self._picture = None
        self.preparation.rest()
        self.update()

    def _show_cursor(self, at: QPointF | None = None) -> None:  # noqa: ARG002
        """Shows what the mouse would do at a point of the view."""
        if self._is_panning:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.zoom > 1.0:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    # --- painting ---

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        self._follow_view()
        self._forget_layout()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND_COLOR)
        if self._viewport is not None and self._viewport.pixel_ratio != self.devicePixelRatioF():
            self._follow_view()  # moved to another screen
            self._forget_layout()
        frame, viewport = self._frame, self._viewport
        if frame is None or viewport is None:
            self._paint_message(painter)
            return
        self._paint_picture(painter, frame, viewport)
        if self._is_dimmed:
            painter.fillRect(self.rect(), DIM_COLOR)
        self._paint_over(painter, viewport)
        shown = viewport.placement().target.part_in(viewport.bounds)
        paint_caption(painter, self._badge, shown, LEFT | TOP)
        if viewport.is_zoomed:
            factor = self.locale().toString(viewport.zoom, "f", 1)
            paint_caption(painter, f"×{factor}", shown, RIGHT | TOP)

    def _paint_picture(self, painter: QPainter, frame: Frame, viewport: Viewport) -> None:
        part, target = viewport.visible()
        if self._picture is None or (self._is_picture_rough and not self._is_panning):
            ratio = viewport.pixel_ratio
            size = (round(target.width * ratio), round(target.height * ratio))
            wish = PictureWish(self._size(), part, size, self._is_mirrored)
            pixels = (
                wish.made(frame, is_still=not self._is_panning)
                if self._is_frozen
                else self.preparation.picture(frame, wish)
            )
            self._is_picture_rough = self._is_frozen and self._is_panning
            self._picture = SharedPicture(pixels)
            self._picture.setDevicePixelRatio(ratio)
        # A whole point of the view need not be a whole pixel of the screen.
        painter.translate(target.left, target.top)
        painter.drawImage(QPoint(0, 0), self._picture)
        painter.resetTransform()

    def _paint_message(self, painter: QPainter) -> None:
        painter.setPen(MESSAGE_COLOR)
        margin = self.fontMetrics().height()
        painter.drawText(
            self.rect().adjusted(margin, margin, -margin, -margin), WRAPPED, self._message
        )

    # --- zoom and pan ---

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802
        if event is None or self._viewport is None:
            super().wheelEvent(event)
            return
        at = event.position()
        self._zoom_by(STEP ** (event.angleDelta().y() / WHEEL_NOTCH), (at.x(), at.y()))
        event.accept()

    def event(self, event: QEvent | None) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
        ):
            at = event.position()
            self._zoom_by(1.0 + event.value(), (at.x(), at.y()))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        if event is None:
            return
        direction = ARROWS.get(Key(event.key()))
        is_pan = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if direction is None or not is_pan or self._viewport is None:
            super().keyPressEvent(event)
            return
        right, down = direction
        self._set_viewport(
            self._viewport.moved(
                -right * PAN_SHARE * self.width(), -down * PAN_SHARE * self.height()
            )
        )

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is None or self._pressed_at is not None:
            return
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            super().mousePressEvent(event)
            return
        self._pressed_at, self._pressed_button = event.position(), event.button()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is None:
            return
        at, before = event.position(), self._pressed_at
        if before is not None and self._viewport is not None and self._viewport.is_zoomed:
            distance = (at - before).manhattanLength()
            if self._is_panning or distance >= QApplication.startDragDistance():
                self._is_panning = True
                self._pressed_at = at
                self._set_viewport(self._viewport.moved(at.x() - before.x(), at.y() - before.y()))
        self._show_cursor(at)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is None or self._pressed_at is None or event.button() != self._pressed_button:
            return
        is_click = not self._is_panning and event.button() == Qt.MouseButton.LeftButton
        self._pressed_at, self._is_panning = None, False
        if is_click:
            self._clicked(event.position())
        self._show_cursor(event.position())
        if self._is_picture_rough:
            self.update()

    def _zoom_by(self, factor: float, about: tuple[float, float] | None = None) -> None:
        if self._viewport is not None:
            self._set_viewport(self._viewport.zoomed(factor, about))

    def _set_viewport(self, viewport: Viewport) -> None:
        before, self._viewport = self._viewport, viewport
        if viewport == before:
            return
        self._forget_layout()
        if before is None or viewport.zoom != before.zoom:
            self._show_cursor()
            self.zoom_changed.emit(viewport.zoom)

    def _follow_view(self) -> None:
        """Takes over what the viewport depends on."""
        if self._frame is None:
            self._viewport = None
            return
        before = self._viewport or Viewport(_size(self._frame), (1, 1))
        self._viewport = replace(
            before,
            view_size=(self.width(), self.height()),
            pixel_ratio=self.devicePixelRatioF(),
            is_mirrored=self._is_mirrored,
        )

    def _size(self) -> tuple[int, int]:
        return _size(self._frame) if self._frame else (0, 0)


def _size(frame: Frame) -> tuple[int, int]:
    return frame.width, frame.height
