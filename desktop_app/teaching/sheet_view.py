"""The picture of the sheet with its rows, and the label that each digit will get."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop_app.live.box_lines import line_pens
from desktop_app.live.label_art import PLATE_COLOR, TEXT_COLOR
from desktop_app.live.picture_view import MESSAGE_COLOR, SURROUND_COLOR
from desktop_app.live.pixels import SharedPicture
from desktop_app.teaching.words import REFUSED_SIGN, TAKEN_SIGN
from model.teaching_sheet import SheetRow
from vision.frame import Box, Frame

LINE_PX = 2.0
THIN_LINE_PX = 1.0
SMALL_PX = 26.0
"""Height of digits in the view below which lines are thin, so as not to hide them."""

LEAST_TEXT_PX, MOST_TEXT_PX = 9.0, 20.0


class SheetView(QWidget):
    """A frame as large as the view, with rows outlined.

    Digits of rows that are taken have solid lines and their label, those of others
    dashed lines; before each row stands its number with a tick or a cross.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._picture: SharedPicture | None = None
        self._rows: Sequence[SheetRow] = ()
        self._message = ""
        self.setMinimumSize(240, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Picture of your sheet"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(560, 380)

    def show_frame(self, frame: Frame | None) -> None:
        """Shows another picture, or none; the rows stay."""
        if frame is not self._frame:
            self._frame = frame
            self._picture = None if frame is None else SharedPicture(frame.image)
            self.update()

    def show_rows(self, rows: Sequence[SheetRow]) -> None:
        """Outlines rows, in pixels of the frame."""
        self._rows = rows
        self.update()

    def set_message(self, message: str) -> None:
        """Shows a text in the middle as long as there is no picture."""
        self._message = message
        self.setAccessibleDescription(message)
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND_COLOR)
        if self._frame is None or self._picture is None:
            painter.setPen(MESSAGE_COLOR)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(16, 16, -16, -16), flags, self._message)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(), self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, row in enumerate(self._rows, start=1):
                self._paint_row(painter, number, row)
        painter.end()

    def _paint_row(self, painter: QPainter, number: int, row: SheetRow) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = LINE_PX if self._digit_px() > SMALL_PX else THIN_LINE_PX
        for pen in line_pens(line, is_unsure=not row.is_accepted):
            painter.setPen(pen)
            for digit in row.digits:
                painter.drawRect(self._rect(digit.box).adjusted(-line, -line, line, line))
        if row.is_accepted:
            for digit in row.digits:
                at = self._rect(digit.box)
                self._plate(painter, str(digit.label), QPointF(at.center().x(), at.top() - line))
        first = min((digit.box for digit in row.digits), key=lambda box: box.left, default=row.box)
        at, sign = self._rect(first), TAKEN_SIGN if row.is_accepted else REFUSED_SIGN
        high = QFontMetricsF(self._font()).height()
        self._plate(
            painter, f"{number} {sign}", QPointF(at.left() - 1.4 * high, at.center().y() + high / 2)
        )

    def _plate(self, painter: QPainter, text: str, foot: QPointF) -> None:
        """A word on a dark plate, by the middle of its lower edge; it stays within the view."""
        font = self._font()
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + 4, metrics.ascent() + 2
        left = min(max(foot.x() - width / 2, 0.0), self.width() - width)
        plate = QRectF(left, max(foot.y() - height, 0.0), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PLATE_COLOR))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(TEXT_COLOR)
        painter.setFont(font)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _font(self) -> QFont:
        """As large as the rows leave room for, and legible."""
        font = QFont(self.font())
        size = min(max(LEAST_TEXT_PX, 0.45 * self._digit_px()), MOST_TEXT_PX)
        font.setPixelSize(round(size))
        font.setBold(True)
        return font

    def _digit_px(self) -> float:
        """Height of most digits in the view."""
        heights = sorted(self._rect(d.box).height() for row in self._rows for d in row.digits)
        return heights[len(heights) // 2] if heights else 0.0

    def _place(self) -> QRectF:
        """Where the picture lies in the view."""
        if self._frame is None:
            return QRectF()
        scale = min(self.width() / self._frame.width, self.height() / self._frame.height)
        width, height = self._frame.width * scale, self._frame.height * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _rect(self, box: Box) -> QRectF:
        place = self._place()
        if self._frame is None:
            return QRectF()
        scale = place.width() / self._frame.width
        return QRectF(
            place.left() + box.left * scale,
            place.top() + box.top * scale,
            box.width * scale,
            box.height * scale,
        )
