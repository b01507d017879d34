"""The crops of a sheet in ten columns, to take out what is wrong before it is learnt."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.teaching.harvest import Harvest, Picked
from vision.reading import NOT_A_DIGIT

Role = Qt.ItemDataRole
PICKED_ROLE = Role.UserRole
CELL_LINES = 2.7
"""Side of a cell, in heights of a line of text."""


class HarvestModel(QAbstractTableModel):
    """A harvest as Qt's views see it: a column for each label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.harvest = Harvest()

    def show(self, harvest: Harvest) -> None:
        """Takes another harvest, or the same one changed."""
        self.beginResetModel()
        self.harvest = harvest
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else self.harvest.depth

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else 10

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role == Role.DisplayRole:
            return str(section if orientation is Qt.Orientation.Horizontal else section + 1)
        return None

    def picked(self, index: QModelIndex) -> Picked | None:
        """The digit at a place."""
        return self.harvest.at(index.column(), index.row()) if index.isValid() else None

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        one = self.picked(index)
        if one is None:
            return None
        if role == PICKED_ROLE:
            return one
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            return self._words(one)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if self.picked(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _words(self, one: Picked) -> str:
        if not one.is_wanted:
            return self.tr("{label}, taken out").format(label=one.label)
        if not one.is_misread:
            return self.tr("{label}, as the model reads it").format(label=one.label)
        if one.digit.answer == NOT_A_DIGIT:
            return self.tr("{label}, no digit to the model").format(label=one.label)
        return self.tr("{label}, a {answer} to the model").format(
            label=one.label, answer=one.digit.answer
        )


class _CropPainter(QStyledItemDelegate):
    """Paints a crop as dark ink on paper; what is taken out is pale and struck through."""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        one: Picked | None = index.data(PICKED_ROLE)
        if painter is None or one is None:
            return
        painter.save()
        cell = option.rect.adjusted(2, 2, -2, -2)
        side = min(cell.width(), cell.height())
        cell.setSize(QSize(side, side))
        cell.moveCenter(option.rect.center())
        crop = one.digit.crop
        picture = QImage(
            crop.tobytes(), crop.shape[1], crop.shape[0], crop.shape[1],
            QImage.Format.Format_Grayscale8,
        )  # fmt: skip
        picture.invertPixels()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(1.0 if one.is_wanted else 0.3)
        painter.drawImage(cell, picture)
        painter.setOpacity(1.0)
        palette = option.palette
        if not one.is_wanted:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 2))
            painter.drawLine(cell.topLeft(), cell.bottomRight())
            painter.drawLine(cell.topRight(), cell.bottomLeft())
        elif one.is_misread:
            self._paint_answer(painter, option, one)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    @staticmethod
    def _paint_answer(painter: QPainter, option: QStyleOptionViewItem, one: Picked) -> None:
        """What the model reads, on a small plate in the corner."""
        text = "–" if one.digit.answer == NOT_A_DIGIT else str(one.digit.answer)
        font = option.font
        font.setPointSizeF(0.8 * font.pointSizeF())
        painter.setFont(font)
        plate = painter.fontMetrics().boundingRect(text).adjusted(-3, -1, 3, 1)
        plate.moveTopRight(option.rect.topRight())
        painter.fillRect(plate, option.palette.color(QPalette.ColorRole.Highlight))
        painter.setPen(option.palette.color(QPalette.ColorRole.HighlightedText))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


class CropGrid(QTableView):
    """The harvest as a table of pictures; a click or Space takes one out, a digit relabels it.

    Signals:
        harvest_changed: Something was taken out, put back or relabelled.
    """

    harvest_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crops = HarvestModel(self)
        self.setModel(self.crops)
        self.setItemDelegate(_CropPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(self.tr("Digits to learn, a column for each"))
        side = round(CELL_LINES * self.fontMetrics().height())
        for header, mode in (
            (self.horizontalHeader(), QHeaderView.ResizeMode.Stretch),
            (self.verticalHeader(), QHeaderView.ResizeMode.Fixed),
        ):
            if header is not None:
                header.setMinimumSectionSize(side // 2)
                header.setDefaultSectionSize(side)
                header.setSectionResizeMode(mode)
                header.setSectionsClickable(False)

    def show_harvest(self, harvest: Harvest) -> None:
        """Shows another harvest, its first digit selected."""
        self.crops.show(harvest)
        self._select(*next(((c, 0) for c in range(10) if harvest.columns[c]), (0, 0)))
        self.harvest_changed.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        if event is None:
            return
        index = self.currentIndex()
        one = self.crops.picked(index)
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if one is None or not is_plain:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._toggle(
                index, one, is_wanted=not one.is_wanted and event.key() == Qt.Key.Key_Space
            )
        elif Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
            place = self.crops.harvest.relabel(one, event.key() - Qt.Key.Key_0)
            one.is_wanted = True
            self.crops.show(self.crops.harvest)
            self._select(*place)
            self.harvest_changed.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        one = self.crops.picked(index)
        if one is not None and index == self.currentIndex():
            self._toggle(index, one, is_wanted=not one.is_wanted)

    def _toggle(self, index: QModelIndex, one: Picked, *, is_wanted: bool) -> None:
        one.is_wanted = is_wanted
        self.crops.dataChanged.emit(index, index)
        self.harvest_changed.emit()

    def _select(self, column: int, row: int) -> None:
        self.setCurrentIndex(self.crops.index(row, column))
