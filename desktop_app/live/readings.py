"""The numbers that were read, listed beside the picture."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QPalette
from PyQt6.QtWidgets import (
    QAbstractItemView,
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
from desktop_app.live.marks import percent
from desktop_app.live.rows import Row, changes, rows_of
from vision.reading import Recognition

COLUMNS = ("Number", "Confidence")
LEAST_WIDTH = 29
"""In characters; leaves room for a number of ten digits."""
NUMBER_SIZE = 1.5
"""Size of a number's font compared with the window's."""


class ReadingsModel(QAbstractTableModel):
    """The numbers as rows; changes in place, so that nothing flickers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, recognition: Recognition | None) -> None:
        """Makes the rows those of `recognition`."""
        for change in changes(self.rows, rows_of(recognition)):
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
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(COLUMNS) - 1))

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        is_number = index.column() == 0
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text if is_number else percent(row.confidence)
        if role == Qt.ItemDataRole.ToolTipRole and is_number:
            return row.text  # a long one may be cut in the list
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.text if is_number else f"{percent(row.confidence)} sure"
        if role == Qt.ItemDataRole.TextAlignmentRole and not is_number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and is_number:
            font = QFont(QApplication.font())
            font.setPointSizeF(font.pointSizeF() * NUMBER_SIZE)
            return font
        return None


class ReadingsPanel(QWidget):
    """Lists the numbers in reading order and copies them.

    Signals:
        count_changed: There are numbers where none were, or none any more.
    """

    count_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LEAST_WIDTH)
        self.model = ReadingsModel(self)
        self.table = self._make_table()
        self._empty = QLabel("No number has been read yet.")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setMargin(12)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        self.copy_button = self._make_button("Cop&y", "Copies the selected number, or all")
        self.copy_button.clicked.connect(self.copy)
        self.copy_all_button = self._make_button("Copy A&ll", "Copies all numbers, one a line")
        self.copy_all_button.clicked.connect(self.copy_all)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.copy_all_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(self._pages, 1)
        layout.addLayout(buttons)
        self.show_recognition(None)

    @property
    def has_numbers(self) -> bool:
        """Whether there is anything to copy."""
        return bool(self.model.rows)

    def show_recognition(self, recognition: Recognition | None) -> None:
        """Lists the numbers of `recognition`."""
        had_numbers = self.has_numbers
        self.model.show(recognition)
        self._pages.setCurrentIndex(1 if self.has_numbers else 0)
        self.copy_button.setEnabled(self.has_numbers)
        self.copy_all_button.setEnabled(self.has_numbers)
        if self.has_numbers != had_numbers:
            self.count_changed.emit()

    def copy(self) -> None:
        """Copies the selected numbers to the clipboard, all where none is selected."""
        selection = self.table.selectionModel()
        chosen = sorted({index.row() for index in selection.selectedRows()}) if selection else []
        self._copy([self.model.rows[row].text for row in chosen] or self._texts())

    def copy_all(self) -> None:
        """Copies all numbers to the clipboard, one a line."""
        self._copy(self._texts())

    def _texts(self) -> list[str]:
        return [row.text for row in self.model.rows]

    @staticmethod
    def _copy(texts: list[str]) -> None:
        clipboard = QApplication.clipboard()
        if texts and clipboard is not None:
            clipboard.setText("\n".join(texts))

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName("Numbers read")
        table.setObjectName("readings")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        rows, columns = table.verticalHeader(), table.horizontalHeader()
        if rows is not None and columns is not None:
            rows.hide()
            # A fixed height: measuring every row at every change costs more than it gives.
            rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            rows.setDefaultSectionSize(round(table.fontMetrics().height() * NUMBER_SIZE * 1.5))
            columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
            columns.setHighlightSections(False)
        return table

    @staticmethod
    def _make_button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        keep_space(button)
        return button
