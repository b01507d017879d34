"""A number in the readings list: its digits large, and below them what the network saw of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from PyQt6.QtCore import QModelIndex, QRect, QRectF, QRegularExpression, Qt
from PyQt6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QPainter,
    QPalette,
    QRegularExpressionValidator,
)
from PyQt6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.live.rows import Row
from vision.reading import CROP_SIZE, Crops

ROW_ROLE = Qt.ItemDataRole.UserRole
"""Where the model has the `Row`."""
MOST_DIGITS = 100
"""That can be typed over a number."""
UNDERLINE = 0.08
"""Height of the line below what is the user's word, in heights of the number."""
CROP_HEIGHT = 0.95
"""Of the crops, in heights of the number above them."""
CROP_STEP = 22
"""From crop to crop, in their pixels: their ink is 20 wide, the rest of the 28 is mostly empty."""
PADDING = 0.2
"""Around both, in the same."""


class NumberDelegate(QStyledItemDelegate):
    """Paints a number above the crops of its digits.

    The crops are inked in the colour of the text, so that they can be seen on
    light and on dark ground, and become narrower where there are many.
    """

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if painter is None or not isinstance(row, Row):
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        style = cell.widget.style() if cell.widget is not None else QApplication.style()
        if style is not None:
            # The ground, the selection and the mark of the focus are the style's.
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        metrics = cell.fontMetrics
        side = PADDING * metrics.height()
        inside = QRectF(cell.rect).adjusted(side, side, -side, -side)
        color = _text_color(cell)
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(color)
        line = QRectF(inside.left(), inside.top(), inside.width(), metrics.height())
        text = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        _underline(painter, line, metrics, text, row)
        inside.setTop(line.bottom())
        _paint_crops(painter, inside, row.crops, color)
        painter.restore()

    def createEditor(  # noqa: N802
        self,
        parent: QWidget | None,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex,
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(index.data(Qt.ItemDataRole.FontRole))
        editor.setFrame(False)
        editor.setValidator(
            QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{MOST_DIGITS}}}"), editor)
        )
        editor.setAccessibleName(self.tr("The right digits"))
        editor.setToolTip(self.tr("Type the right digits; Enter keeps them, Esc leaves them"))
        return editor

    def updateEditorGeometry(  # noqa: N802
        self,
        editor: QWidget | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,  # noqa: ARG002
    ) -> None:
        """Lays the editor over the number; the crops below stay in sight."""
        if editor is not None:
            metrics = QFontMetrics(editor.font())
            place = QRect(option.rect)
            place.setHeight(round(metrics.height() * (1 + 2 * PADDING)))
            editor.setGeometry(place)


def row_height(metrics: QFontMetrics) -> int:
    """Height of a row whose numbers have a font of these metrics."""
    return round(metrics.height() * (1 + CROP_HEIGHT + 2 * PADDING))


def ink_picture(crops: Sequence[Crops], color: QColor) -> QImage:
    """Crops side by side as ink of a colour, the ground transparent.

    Args:
        crops: Each (28, 28) uint8, white ink on black; at least one.
        color: Of the ink.
    """
    height, width = CROP_SIZE, CROP_STEP * (len(crops) - 1) + CROP_SIZE
    strength = np.zeros((height, width), np.uint8)
    for at, crop in enumerate(crops):
        place = strength[:, CROP_STEP * at : CROP_STEP * at + CROP_SIZE]
        np.maximum(place, crop, out=place)
    # PyQt takes any buffer, though it says bytes.
    buffer = cast("bytes", strength.data)
    picture = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(color)
    picture.setAlphaChannel(QImage(buffer, width, height, width, QImage.Format.Format_Grayscale8))
    return picture


def _underline(painter: QPainter, line: QRectF, metrics: QFontMetrics, text: str, row: Row) -> None:
    """The sign of digits that are the user's word."""
    height = max(1.0, UNDERLINE * metrics.height())
    for at in row.own:
        # Where a long number is cut, what is not seen has no line.
        if text[: at + 1] == row.text[: at + 1]:
            left, right = (metrics.horizontalAdvance(text[:end]) for end in (at, at + 1))
            place = QRectF(line.left() + left + 1, line.bottom() - height, right - left - 2, height)
            painter.fillRect(place, painter.pen().color())


def _paint_crops(painter: QPainter, space: QRectF, crops: Sequence[Crops], color: QColor) -> None:
    if not crops:
        return
    picture = ink_picture(crops, color)
    scale = min(space.height() / picture.height(), space.width() / picture.width())
    target = QRectF(space.left(), space.top(), scale * picture.width(), scale * picture.height())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, picture)


def _text_color(cell: QStyleOptionViewItem) -> QColor:
    is_selected = bool(cell.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
    is_active = bool(cell.state & QStyle.StateFlag.State_Active)
    group = QPalette.ColorGroup.Active if is_active else QPalette.ColorGroup.Inactive
    return cell.palette.color(group, role)
