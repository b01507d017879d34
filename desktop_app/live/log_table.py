"""The log of readings as rows of a table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QFont, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QHeaderView, QTableView, QWidget

from desktop_app.live.lists import make_list
from desktop_app.live.log import LogEntry
from desktop_app.live.log_export import spreadsheet_time
from desktop_app.live.marks import percent


class Column(IntEnum):
    """What a row tells, from left to right."""

    TIME = 0
    NUMBER = 1
    CONFIDENCE = 2
    SOURCE = 3


class LogModel(QAbstractTableModel):
    """The entries as rows, oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[LogEntry] = []

    def show(self, entries: Sequence[LogEntry]) -> None:
        """Makes the rows these entries, by the fewest changes."""
        if self.rows and entries and entries[0].serial < self.rows[0].serial:
            self.beginResetModel()  # older ones came back
            self.rows = list(entries)
            self.endResetModel()
            return
        gone = bisect_left(self.rows, entries[0].serial, key=_serial) if entries else len(self.rows)
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self.rows[:gone]
            self.endRemoveRows()
        self._take_over(entries)
        last = self.rows[-1].serial if self.rows else 0
        new = entries[bisect_right(entries, last, key=_serial) :]
        if new:
            count = len(self.rows)
            self.beginInsertRows(QModelIndex(), count, count + len(new) - 1)
            self.rows += new
            self.endInsertRows()

    def _take_over(self, entries: Sequence[LogEntry]) -> None:
        """Rows that the user changed, or that left between others."""
        kept = entries[: len(self.rows)]
        if [_serial(row) for row in self.rows] != [_serial(entry) for entry in kept]:
            self.beginResetModel()
            self.rows = list(entries)
            self.endResetModel()
            return
        for at, (row, entry) in enumerate(zip(self.rows, kept, strict=True)):
            if row is not entry:
                self.rows[at] = entry
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(Column) - 1))

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                titles = (self.tr("Time"), self.tr("Number"), self.tr("Confidence"))
                return (*titles, self.tr("Source"))[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == Column.TIME:
                return f"{entry.time:%H:%M:%S}"
            texts = {Column.NUMBER: entry.text, Column.SOURCE: entry.source}
            return texts.get(Column(column), percent(entry.confidence))
        if role == Qt.ItemDataRole.ToolTipRole and column != Column.CONFIDENCE:
            # What may be cut in the table, and the day.
            number = entry.text
            if entry.is_own:
                number = self.tr("{number}, corrected by you").format(number=number)
            whole = {Column.TIME: spreadsheet_time(entry.time), Column.NUMBER: number}
            return whole.get(Column(column), entry.source)
        if role == Qt.ItemDataRole.FontRole and column == Column.NUMBER and entry.is_own:
            font = QFont(QApplication.font())
            font.setUnderline(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None


class LogTable(QTableView):
    """Shows the entries; the newest is kept in sight unless one has scrolled up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = LogModel(self)
        self.setModel(self.entries)
        self.setAccessibleName(self.tr("Log of readings"))
        self.setObjectName("log")
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(False)
        make_list(self)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        if rows is not None and columns is not None:
            rows.hide()
            rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            rows.setDefaultSectionSize(round(1.5 * self.fontMetrics().height()))
            # Not by their contents, which would be measured again at every entry.
            for column, widest in ((Column.TIME, "00:00:00"), (Column.NUMBER, "012345")):
                self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(f"{widest}0"))
            self.setColumnWidth(Column.CONFIDENCE, columns.sectionSizeHint(Column.CONFIDENCE))
            # It gives way where the panel is narrow; the whole name is in the tooltip.
            columns.setSectionResizeMode(Column.SOURCE, QHeaderView.ResizeMode.Stretch)
            columns.setHighlightSections(False)

    def show_entries(self, entries: Sequence[LogEntry]) -> None:
        """Makes the rows these entries."""
        bar = self.verticalScrollBar()
        is_at_end = bar is None or bar.value() >= bar.maximum()
        self.entries.show(entries)
        if is_at_end:
            self.scrollToBottom()

    def selected_entries(self) -> list[LogEntry]:
        """The entries selected, oldest first."""
        selection = self.selectionModel()
        chosen = sorted(index.row() for index in selection.selectedRows()) if selection else []
        return [self.entries.rows[row] for row in chosen]

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            # A table by itself copies the one cell that is current; the panel copies rows.
            event.ignore()
            return
        super().keyPressEvent(event)


def _serial(entry: LogEntry) -> int:
    return entry.serial


def _alignment(column: int) -> Qt.AlignmentFlag:
    is_figure = column == Column.CONFIDENCE
    side = Qt.AlignmentFlag.AlignRight if is_figure else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
