"""One version of the model, or two side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop_app.history.words import Row
from desktop_app.live.lists import make_list


class ComparisonView(QTableWidget):
    """A table with a column for each version and a row for each fact."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_list(self)
        self.setWordWrap(True)
        self.setAccessibleName(self.tr("Details"))
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        header, titles = self.horizontalHeader(), self.verticalHeader()
        if header is not None and titles is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            titles.setSectionsClickable(False)
            titles.setHighlightSections(False)
            titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Shows facts about the versions of these names."""
        has_differences = any(row.difference for row in rows)
        titles = [*names, self.tr("Difference")] if has_differences else list(names)
        self.clear()
        self.setColumnCount(len(titles))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(titles)
        self.setVerticalHeaderLabels([row.title for row in rows])
        for number, row in enumerate(rows):
            cells = [*row.texts, row.difference] if has_differences else row.texts
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(number, column, item)
        header = self.horizontalHeader()
        if header is not None and has_differences:
            last = len(titles) - 1
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionResizeMode(last, QHeaderView.ResizeMode.ResizeToContents)
        elif header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.resizeRowsToContents()
