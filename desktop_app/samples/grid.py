"""Samples as a grid of small pictures, with the keys that correct them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from PyQt6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QRectF,
    QSize,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QFont, QFontMetrics, QImage, QKeyEvent, QKeySequence, QPainter, QPalette
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.samples.words import described, held_out, sign
from vision.reading import CROP_SIZE, NOT_A_DIGIT

if TYPE_CHECKING:
    from model.samples import Sample

Role = Qt.ItemDataRole
SAMPLE_ROLE = Role.UserRole

PICTURE_LINES = 4.0
"""Side of a crop in heights of a line of text."""

PADDING_SHARE = 0.3
"""Room around a crop, in heights of a line of text."""


class SamplesModel(QAbstractListModel):
    """Samples as Qt's views see them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.samples: Sequence[Sample] = ()

    def show(self, samples: Sequence[Sample]) -> None:
        """Takes other samples."""
        self.beginResetModel()
        self.samples = samples
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.samples)

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        sample = self.samples[index.row()]
        if role == Role.DisplayRole:
            return sign(sample.label)
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return described(sample)
        return sample if role == SAMPLE_ROLE else None


class SamplesGrid(QListView):
    """The grid; it changes nothing itself.

    Signals:
        label_pressed: The key of a label was pressed, 10 for "not a digit".
        delete_pressed: The key that deletes was pressed.
        selected: Other samples are selected.
    """

    label_pressed = pyqtSignal(int)
    delete_pressed = pyqtSignal()
    selected = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = SamplesModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_CropDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(False)

    def show_samples(self, samples: Sequence[Sample]) -> None:
        """Shows samples; what was selected and is still there stays selected."""
        chosen = {sample.id for sample in self.selected_samples()}
        row = self.currentIndex().row()
        current = self._model.samples[row].id if row >= 0 else None
        self._model.show(samples)
        self._choose(chosen, current)

    def show_rest(self, samples: Sequence[Sample]) -> None:
        """Shows samples after the selected ones were dealt with: the next one is selected."""
        before, chosen = self._model.samples, {one.id for one in self.selected_samples()}
        first = next((at for at, one in enumerate(before) if one.id in chosen), 0)
        following = (*before[first:], *reversed(before[:first]))
        current = next((one.id for one in following if one.id not in chosen), None)
        self._model.show(samples)
        self._choose({current}, current)

    def select(self, samples: Sequence[Sample]) -> None:
        """Selects those of these samples that are shown."""
        shown = {sample.id for sample in self._model.samples}
        wanted = [sample.id for sample in samples if sample.id in shown]
        if wanted:
            self._choose(set(wanted), wanted[0])

    def selected_samples(self) -> list[Sample]:
        """In the order of the grid."""
        model = self.selectionModel()
        rows = sorted(index.row() for index in model.selectedIndexes()) if model else []
        return [self._model.samples[row] for row in rows]

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        label = None if event is None else label_of(event)
        if event is None:
            return
        if label is not None:
            self.label_pressed.emit(label)
        elif event.matches(QKeySequence.StandardKey.Delete) or (
            event.key() == Qt.Key.Key_Backspace and not event.modifiers()
        ):
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def selectionChanged(  # noqa: N802
        self, selected: QItemSelection, deselected: QItemSelection
    ) -> None:
        super().selectionChanged(selected, deselected)
        self.selected.emit()

    def _choose(self, selected: set[int | None], current: int | None) -> None:
        model = self.selectionModel()
        if model is None:
            return
        flags = model.SelectionFlag
        places = {sample.id: row for row, sample in enumerate(self._model.samples)}
        selection = QItemSelection()
        for first, last in _runs(sorted(places[id_] for id_ in selected if id_ in places)):
            selection.select(self._model.index(first), self._model.index(last))
        model.select(selection, flags.ClearAndSelect)
        if current in places:
            index = self._model.index(places[current])
            model.setCurrentIndex(index, flags.NoUpdate)
            self.scrollTo(index)
        self.selected.emit()


def label_of(event: QKeyEvent) -> int | None:
    """The label whose key was pressed: a digit, or the minus for "not a digit"."""
    free = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() & ~free:
        return None
    text = event.text()
    if text == "-":
        return NOT_A_DIGIT
    return int(text) if len(text) == 1 and text in "0123456789" else None


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Rows as ranges: a selection of thousands is a few of them."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


class _CropDelegate(QStyledItemDelegate):
    """Paints a crop with sharp pixels, its label below, and the sign of those held out."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802, ARG002
        line = option.fontMetrics.lineSpacing()
        padding = PADDING_SHARE * line
        side = _side(option, self._pixel_ratio())
        return QSize(round(side + 2 * padding), round(side + line + 2.5 * padding))

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        sample = index.data(SAMPLE_ROLE)
        if painter is None or sample is None:
            return
        self.initStyleOption(option, index)
        option.text = ""
        widget = self.parent()
        style = widget.style() if isinstance(widget, QWidget) else None
        if style is not None and isinstance(widget, QWidget):
            style.drawPrimitive(
                QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget
            )
        ratio = self._pixel_ratio()
        line = option.fontMetrics.lineSpacing()
        side = _side(option, ratio)
        frame = QRectF(option.rect)
        top = frame.top() + PADDING_SHARE * line
        # On whole pixels of the screen, each of the crop's becomes a square of equal size.
        left = round((frame.center().x() - side / 2) * ratio) / ratio
        place = QRectF(left, round(top * ratio) / ratio, side, side)
        pixels = cast("bytes", sample.crop.data)  # PyQt takes any buffer, though it says bytes
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(
            place,
            QImage(pixels, CROP_SIZE, CROP_SIZE, CROP_SIZE, QImage.Format.Format_Grayscale8),
        )
        # In the dark, nothing else would tell the crop from the ground.
        painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        text = QRectF(left, place.bottom() + PADDING_SHARE * line / 2, side, line)
        painter.setFont(_bold(option.font))
        align = Qt.AlignmentFlag
        painter.drawText(text, align.AlignLeft | align.AlignVCenter, sign(sample.label))
        if sample.is_held_out:
            painter.setFont(option.font)
            painter.drawText(text, align.AlignRight | align.AlignVCenter, held_out())
        painter.restore()

    def _pixel_ratio(self) -> float:
        widget = self.parent()
        return widget.devicePixelRatioF() if isinstance(widget, QWidget) else 1.0


def _side(option: QStyleOptionViewItem, ratio: float) -> float:
    """Side of a crop: its pixels take a whole number of the screen's."""
    wanted = PICTURE_LINES * QFontMetrics(option.font).lineSpacing() * ratio
    return max(1, round(wanted / CROP_SIZE)) * CROP_SIZE / ratio


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
