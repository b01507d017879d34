"""The picture, as large as the view allows, under what was read in it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop_app.live.overlay import PLATE_COLOR, TEXT_COLOR, Overlay, OverlayStyle
from desktop_app.live.pixels import SharedPicture
from desktop_app.live.placement import Placement, Rect, overlay_opacity
from desktop_app.live.scaling import scaled_bgra
from vision.frame import Frame
from vision.reading import Recognition

SURROUND_COLOR = QColor("#101316")
MESSAGE_COLOR = QColor("#d7dde3")
DIM_COLOR = QColor(0, 0, 0, 150)
FADE_STEP_MS = 50
TEXT_PX_PER_POINT = 1.7
"""Height of the overlay's digits for each point of the window's font, so that both grow alike."""


class VideoView(QWidget):
    """Paints the newest frame under the newest recognition.

    The picture keeps its proportions; it is scaled for the screen's own pixels
    and painted one to one. Labels keep their size whatever the picture's scale.
    """

    def __init__(
        self, parent: QWidget | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Picture")
        self.setObjectName("video_view")
        self.setMinimumSize(240, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._now = now
        self._frame: Frame | None = None
        self._recognition: Recognition | None = None
        self._is_frozen = True
        self._is_mirrored = False
        self._is_dimmed = False
        self._message = ""
        self._badge = ""
        self._picture: SharedPicture | None = None
        self._overlay: Overlay | None = None
        self._overlay_before: Overlay | None = None
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(FADE_STEP_MS)
        self._fade.timeout.connect(self.update)

    @property
    def overlay_opacity(self) -> float:
        """How strongly what was read is painted now, 0 to 1.

        A live picture runs ahead of its reading, which fades with age. A picture
        that stands still shows only what was read in itself.
        """
        if self._frame is None or self._recognition is None:
            return 0.0
        if self._is_frozen:
            return 1.0 if self._recognition.frame is self._frame else 0.0
        return overlay_opacity(self._now() - self._recognition.frame.captured_at_s)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(800, 600)

    def show_frame(self, frame: Frame | None) -> None:
        """Shows another picture, or none."""
        if frame is None or self._frame is None or _size(frame) != _size(self._frame):
            self._overlay = self._overlay_before = None
        self._frame = frame
        self._picture = None
        self.update()

    def show_recognition(self, recognition: Recognition | None) -> None:
        """Shows what was read last, or nothing."""
        self._recognition = recognition
        self._overlay_before, self._overlay = self._overlay or self._overlay_before, None
        self.setAccessibleDescription(_spoken(recognition))
        self.update()

    def set_frozen(self, is_frozen: bool) -> None:
        """Tells whether the picture stands still, so that its reading does not fade."""
        if is_frozen != self._is_frozen:
            self._is_frozen = is_frozen
            self._picture = None  # what stands still is worth a better scaling
            self.update()

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Exchanges left and right; labels stay readable."""
        if is_mirrored != self._is_mirrored:
            self._is_mirrored = is_mirrored
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

    def placement(self) -> Placement | None:
        """Where the picture lies now, None without one."""
        if self._frame is None:
            return None
        return Placement.fitted(
            _size(self._frame),
            (self.width(), self.height()),
            pixel_ratio=self.devicePixelRatioF(),
            is_mirrored=self._is_mirrored,
        )

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        self._forget_layout()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND_COLOR)
        placement = self.placement()
        if self._frame is None or placement is None:
            self._paint_message(painter)
            return
        self._paint_picture(painter, self._frame, placement)
        if self._is_dimmed:
            painter.fillRect(self.rect(), DIM_COLOR)
        self._paint_overlay(painter, placement)
        self._paint_badge(painter, placement)

    def _paint_picture(self, painter: QPainter, frame: Frame, placement: Placement) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            size = (round(placement.target.width * ratio), round(placement.target.height * ratio))
            pixels = scaled_bgra(
                frame.image, size, is_mirrored=self._is_mirrored, is_still=self._is_frozen
            )
            self._picture = SharedPicture(pixels)
            self._picture.setDevicePixelRatio(ratio)
        # A whole point of the view need not be a whole pixel of the screen.
        painter.translate(placement.target.left, placement.target.top)
        painter.drawImage(QPoint(0, 0), self._picture)
        painter.resetTransform()

    def _paint_overlay(self, painter: QPainter, placement: Placement) -> None:
        opacity = self.overlay_opacity
        if opacity <= 0 or self._recognition is None or self._frame is None:
            return
        if _size(self._recognition.frame) != _size(self._frame):
            return
        if self._overlay is None:
            text_px = self.fontInfo().pointSizeF() * TEXT_PX_PER_POINT
            self._overlay = Overlay(
                self._recognition,
                placement,
                Rect(0.0, 0.0, self.width(), self.height()),
                OverlayStyle(text_px=text_px),
                self.font(),
                self._overlay_before,
            )
        self._overlay.paint(painter, opacity)
        if not self._is_frozen:
            self._fade.start()

    def _paint_badge(self, painter: QPainter, placement: Placement) -> None:
        if not self._badge:
            return
        padding = self.fontMetrics().height() / 2
        plate = QRectF(
            placement.target.left + padding,
            placement.target.top + padding,
            self.fontMetrics().horizontalAdvance(self._badge) + 2 * padding,
            self.fontMetrics().height() + padding,
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PLATE_COLOR)
        painter.drawRoundedRect(plate, padding / 2, padding / 2)
        painter.setPen(TEXT_COLOR)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._badge)

    def _paint_message(self, painter: QPainter) -> None:
        painter.setPen(MESSAGE_COLOR)
        margin = self.fontMetrics().height()
        painter.drawText(
            self.rect().adjusted(margin, margin, -margin, -margin),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self._message,
        )

    def _forget_layout(self) -> None:
        self._picture = None
        self._overlay = self._overlay_before = None
        self.update()


def _size(frame: Frame) -> tuple[int, int]:
    return frame.width, frame.height


def _spoken(recognition: Recognition | None) -> str:
    if recognition is None or not recognition.numbers:
        return "No number read"
    return "Read: " + ", ".join(number.text for number in recognition.numbers)
