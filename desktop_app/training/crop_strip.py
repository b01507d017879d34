"""A strip of digits as the network sees them, each with words below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QFontMetrics, QHelpEvent, QImage, QPainter, QPaintEvent, QPalette, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vision.reading import CROP_SIZE

# Sides of a digit in heights of the font: three are some 50 pixels on a usual screen.
SIDE_LINES = 2.6
COLUMNS = 10

# Each has a contrast of at least 4.5 with the window's colour of its theme.
_LIGHT_WRONG, _DARK_WRONG = "#b3261e", "#ff9a90"


@dataclass(frozen=True, slots=True)
class ShownCrop:
    """A digit to be shown.

    Attributes:
        pixels: 784 bytes, row by row, white ink on black.
        caption: A word or two below it.
        explanation: What its tool tip says.
        is_wrong: Whether it is marked.
    """

    pixels: bytes
    caption: str = ""
    explanation: str = ""
    is_wrong: bool = False


class CropStrip(QWidget):
    """Digits in rows of ten, or of as many as there is room for.

    A wrong one has a thick frame, a cross and bold words, not another colour alone.

    Attributes:
        crops: What is shown.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crops: tuple[ShownCrop, ...] = ()
        self._images: tuple[QImage, ...] = ()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_crops(self, crops: Sequence[ShownCrop]) -> None:
        """Shows these digits instead of the ones before."""
        has_changed = len(crops) != len(self.crops)
        self.crops = tuple(crops)
        self._images = tuple(_image(crop.pixels) for crop in crops)
        if has_changed:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = COLUMNS * self._cell().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(4 * self._cell().width(), self._cell().height())

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        columns = self._columns(width)
        rows = -(-len(self.crops) // columns)
        return max(1, rows) * self._cell().height()

    def cell_at(self, position: QPoint) -> int | None:
        """Which of the digits is there; None where none is."""
        cell, columns = self._cell(), self._columns(self.width())
        column, row = position.x() // cell.width(), position.y() // cell.height()
        index = row * columns + column
        return index if column < columns and 0 <= index < len(self.crops) else None

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for index in range(len(self.crops)):
                self._paint_cell(painter, index)

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.cell_at(event.pos())
            text = self.crops[index].explanation if index is not None else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _paint_cell(self, painter: QPainter, index: int) -> None:
        cell, columns = self._cell(), self._columns(self.width())
        crop, side = self.crops[index], self._side()
        row, column = divmod(index, columns)
        left = column * cell.width() + (cell.width() - side) // 2
        tile = QRect(left, row * cell.height() + self._gap() // 2, side, side)
        painter.drawImage(tile, self._images[index])
        color = self.palette().color(QPalette.ColorRole.WindowText)
        if crop.is_wrong:
            is_dark = self.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5
            color = color.fromString(_DARK_WRONG if is_dark else _LIGHT_WRONG)
            self._mark_wrong(painter, tile, QPen(color, max(2.0, side / 16)))
        font = self.font()
        font.setBold(crop.is_wrong)
        painter.setFont(font)
        painter.setPen(color)
        words = QRect(column * cell.width(), tile.bottom() + 2, cell.width(), self._line())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, crop.caption)

    def _mark_wrong(self, painter: QPainter, tile: QRect, pen: QPen) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(tile)
        arm = tile.width() // 5
        corner = QRect(tile.right() - arm - 3, tile.top() + 4, arm, arm)
        painter.drawLine(corner.topLeft(), corner.bottomRight())
        painter.drawLine(corner.topRight(), corner.bottomLeft())

    def _side(self) -> int:
        return round(SIDE_LINES * self._line())

    def _line(self) -> int:
        return self.fontMetrics().height()

    def _gap(self) -> int:
        return max(4, self._line() // 3)

    def _cell(self) -> QSize:
        has_words = any(crop.caption for crop in self.crops)
        bold = self.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        words = max((metrics.horizontalAdvance(crop.caption) for crop in self.crops), default=0)
        width = max(self._side(), words) + self._gap()
        return QSize(width, self._side() + self._gap() + (self._line() + 2 if has_words else 0))

    def _columns(self, width: int) -> int:
        return max(1, min(COLUMNS, width // self._cell().width()))


def _image(pixels: bytes) -> QImage:
    image = QImage(pixels, CROP_SIZE, CROP_SIZE, CROP_SIZE, QImage.Format.Format_Grayscale8)
    # Copied, since an image does not keep the bytes it was made of.
    return image.copy()
