"""The numbers that were read, listed beside the picture."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QFont, QFontMetrics, QPalette
from PyQt6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.keys import keep_space
from desktop_app.live.lists import make_list
from desktop_app.live.marks import percent
from desktop_app.live.number_cell import ROW_ROLE, NumberDelegate, row_height
from desktop_app.live.rows import Key, Row, changes, rows_of
from vision.reading import Recognition

COLUMN_COUNT = 2
ROOM_FOR = "0123456789"
"""The longest number that is not cut in a panel of the least width."""
LATER = Qt.ConnectionType.QueuedConnection
NUMBER_SIZE = 1.5
"""Size of a number's font compared with the window's."""


class ReadingsModel(QAbstractTableModel):
    """The numbers as rows; changes in place, so that nothing flickers.

    Signals:
        typed: The row of a number and what the user typed over it.
    """

    typed = pyqtSignal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags if index.column() else flags | Qt.ItemFlag.ItemIsEditable

    def setData(  # noqa: N802
        self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Only tells of it: whether it is taken, the next reading shows."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        self.typed.emit(index.row(), str(value))
        return True

    def show(self, recognition: Recognition | None) -> None:
        """Makes the rows those of `recognition`."""
        for change in changes(self.rows, rows_of(recognition, self.rows)):
            at = change.index
            if change.row is None:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self.rows[at]
                self.endRemoveRows()
            elif change.kind == "insert":
                self.beginInsertRows(QModelIndex(), at, at)
                self.rows.insert(at, change.row)
                self.endInsertRows()
            else:
                self.rows[at] = change.row
                self.dataChanged.emit(self.index(at, 0), self.index(at, COLUMN_COUNT - 1))

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else COLUMN_COUNT

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.tr("Confidence") if section else self.tr("Number")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        return self._number(row, role) if index.column() == 0 else self._confidence(row, role)

    def _number(self, row: Row, role: int) -> Any:
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.FontRole:
            return number_font()
        if role == Qt.ItemDataRole.AccessibleTextRole and row.own:
            return self.tr("{number}, corrected by you").format(number=row.text)
        # A long one may be cut in the list: the tip has all of it.
        texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        others = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.EditRole)
        return row.text if role in (*texts, *others) else None

    def _confidence(self, row: Row, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("yours") if row.is_own else percent(row.confidence)
        if role == Qt.ItemDataRole.AccessibleTextRole and not row.is_own:
            return self.tr("{percent} sure").format(percent=percent(row.confidence))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class ReadingsPanel(QWidget):
    """Lists the numbers in reading order, copies them, and lets them be typed over.

    While a number is typed over, the list stands still.

    Signals:
        count_changed: There are numbers where none were, or none any more.
        copied: Numbers were copied; a list of their texts.
        number_typed: The `NumberRead` that the user typed over, and what they typed.
    """

    count_changed = pyqtSignal()
    copied = pyqtSignal(list)
    number_typed = pyqtSignal(object, str)
    _typed = pyqtSignal(object, str)
    _closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ReadingsModel(self)
        self._selected: set[Key] = set()
        self._current: Key | None = None
        self._is_updating = False
        self._recognition: Recognition | None = None
        self._next: tuple[Recognition | None] | None = None
        self.model.typed.connect(self._tell_typed)
        # After the editor is closed, so that the list shows at once what becomes of it.
        self._typed.connect(self.number_typed, LATER)  # type: ignore[call-arg]
        self._closed.connect(self._catch_up, LATER)  # type: ignore[call-arg]
        self.table = self._make_table()
        self._empty = QLabel(self.tr("No number has been read yet."))
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setMargin(12)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        self.copy_button = self._make_button(
            self.tr("Cop&y"), self.tr("Copies the selected number, or all")
        )
        self.copy_button.clicked.connect(self.copy)
        self.copy_all_button = self._make_button(
            self.tr("Copy A&ll"), self.tr("Copies all numbers, one a line")
        )
        self.copy_all_button.clicked.connect(self.copy_all)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.copy_all_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(self._pages, 1)
        layout.addLayout(buttons)
        self._set_sizes()
        self.show_recognition(None)

    @property
    def has_numbers(self) -> bool:
        """Whether there is anything to copy."""
        return bool(self.model.rows)

    def show_recognition(self, recognition: Recognition | None) -> None:
        """Lists the numbers of `recognition`; while one is typed over, when that is done."""
        if self.table.state() == QTableView.State.EditingState:
            self._next = (recognition,)
            return
        self._recognition, self._next = recognition, None
        had_numbers = self.has_numbers
        self._is_updating = True
        self.model.show(recognition)
        self._select_again()
        self._is_updating = False
        self._pages.setCurrentIndex(1 if self.has_numbers else 0)
        self.copy_button.setEnabled(self.has_numbers)
        self.copy_all_button.setEnabled(self.has_numbers)
        if self.has_numbers != had_numbers:
            self.count_changed.emit()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._set_sizes()

    def copy(self) -> None:
        """Copies the selected numbers to the clipboard, all where none is selected."""
        selection = self.table.selectionModel()
        chosen = sorted({index.row() for index in selection.selectedRows()}) if selection else []
        self._copy([self.model.rows[row].text for row in chosen] or self._texts())

    def copy_all(self) -> None:
        """Copies all numbers to the clipboard, one a line."""
        self._copy(self._texts())

    def _tell_typed(self, row: int, text: str) -> None:
        if self._recognition is not None:
            self._typed.emit(self._recognition.numbers[row], text)

    def _catch_up(self) -> None:
        """The editor is closed: shows what was read meanwhile."""
        if self._next is not None:
            (recognition,), self._next = self._next, None
            self.show_recognition(recognition)

    def _remember_selection(self) -> None:
        """What the user selects; what an update does to the selection is not their wish."""
        selection = self.table.selectionModel()
        if self._is_updating or selection is None:
            return
        rows = self.model.rows
        self._selected = {rows[index.row()].key for index in selection.selectedRows()}
        current = selection.currentIndex()
        self._current = rows[current.row()].key if current.isValid() else None

    def _select_again(self) -> None:
        """Selects numbers that changed places, or that come again after a moment."""
        selection = self.table.selectionModel()
        if selection is None or not self._selected:
            return
        flags = QItemSelectionModel.SelectionFlag
        for at, row in enumerate(self.model.rows):
            index = self.model.index(at, 0)
            if row.key in self._selected and not selection.isSelected(index):
                selection.select(index, flags.Select | flags.Rows)
            if row.key == self._current and selection.currentIndex().row() != at:
                selection.setCurrentIndex(index, flags.NoUpdate)

    def _texts(self) -> list[str]:
        return [row.text for row in self.model.rows]

    def _copy(self, texts: list[str]) -> None:
        clipboard = QApplication.clipboard()
        if texts and clipboard is not None:
            clipboard.setText("\n".join(texts))
            self.copied.emit(texts)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Numbers read"))
        table.setObjectName("readings")
        make_list(table)
        triggers = QTableView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        # Its parent is the table; a delegate without one is not kept.
        delegate = NumberDelegate(table)
        table.setItemDelegateForColumn(0, delegate)
        # Not the editor itself is passed on: it is gone by then.
        delegate.closeEditor.connect(lambda _editor, _hint: self._closed.emit())
        rows, columns = table.verticalHeader(), table.horizontalHeader()
        if rows is not None and columns is not None:
            rows.hide()
            # A fixed height: measuring every row at every change costs more than it gives.
            rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
            columns.setHighlightSections(False)
        selection = table.selectionModel()
        if selection is not None:
            selection.selectionChanged.connect(self._remember_selection)
            selection.currentChanged.connect(self._remember_selection)
        return table

    def _set_sizes(self) -> None:
        metrics = QFontMetrics(number_font())
        rows, columns = self.table.verticalHeader(), self.table.horizontalHeader()
        if rows is not None and columns is not None:
            rows.setDefaultSectionSize(row_height(metrics))
            # Beside the two columns the frame and a scroll bar have their place.
            confidence = columns.sectionSizeHint(1)
            spare = 2 * metrics.height()
            self.setMinimumWidth(metrics.horizontalAdvance(ROOM_FOR) + confidence + spare)

    @staticmethod
    def _make_button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        keep_space(button)
        return button


def number_font() -> QFont:
    """The font of the numbers."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * NUMBER_SIZE)
    return font
