"""Tables of a training's report: the old model beside the new one."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication, QLocale, Qt
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop_app.training.predictions import class_word
from desktop_app.training.report_data import Measured
from vision.reading import CLASS_COUNT

translate = QCoreApplication.translate

Row = tuple[str, ...]


class FigureTable(QTableWidget):
    """Rows of figures under a head; nothing in it can be changed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)

    def show_rows(self, head: Sequence[str], rows: Sequence[Row]) -> None:
        """Shows these rows; the first cell of each is its name."""
        self.setRowCount(len(rows))
        self.setColumnCount(len(head) - 1)
        self.setHorizontalHeaderLabels(list(head[1:]))
        self.setVerticalHeaderLabels([row[0] for row in rows])
        for at, row in enumerate(rows):
            for column, text in enumerate(row[1:]):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(at, column, item)
        header = self.horizontalHeader()
        if header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)


def overview(measured: Measured) -> tuple[Row, list[Row]]:
    """Head and rows: each figure of both models, and by how much they differ."""
    head: Row = (
        "",
        translate("TrainingReport", "Before"),
        translate("TrainingReport", "New"),
        translate("TrainingReport", "Change"),
    )
    titles = {
        "digit_accuracy": translate("TrainingReport", "Digits read right"),
        "rejection_rate": translate("TrainingReport", "Others rejected"),
        "loss": translate("TrainingReport", "Loss"),
        "calibration_error": translate("TrainingReport", "Calibration error"),
    }
    rows: list[Row] = []
    for name, title in titles.items():
        old, new = measured.old.figures[name], measured.new.figures[name]
        if old is None and new is None:
            continue
        told = _plain if name == "loss" else percent
        change = "" if old is None or new is None else _signed(new - old, name == "loss")
        rows.append((title, told(old), told(new), change))
    write = QLocale().toString
    rows.append(
        (
            translate("TrainingReport", "Read right by this one only"),
            write(measured.lost),
            write(measured.gained),
            "",
        )
    )
    return head, rows


def by_class(measured: Measured) -> tuple[Row, list[Row]]:
    """Head and rows: precision, recall and F1 of each class, "before → new" where they differ."""
    head: Row = (
        "",
        translate("TrainingReport", "Count"),
        translate("TrainingReport", "Precision"),
        translate("TrainingReport", "Recall"),
        translate("TrainingReport", "F1"),
    )
    rows: list[Row] = []
    for label in range(CLASS_COUNT):
        old, new = measured.old.classes.get(label), measured.new.classes.get(label)
        if old is None or new is None:
            continue
        rows.append(
            (
                class_word(label),
                QLocale().toString(new.count),
                _both(old.precision, new.precision),
                _both(old.recall, new.recall),
                _both(old.f1, new.f1),
            )
        )
    return head, rows


def percent(value: float | None) -> str:
    """A share of 0 to 1 in percent; a dash for none."""
    return "–" if value is None else f"{QLocale().toString(100.0 * value, 'f', 2)}%"


def _plain(value: float | None) -> str:
    return "–" if value is None else QLocale().toString(value, "f", 4)


def _signed(change: float, is_plain: bool) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    size = abs(change)
    text = QLocale().toString(size if is_plain else 100.0 * size, "f", 4 if is_plain else 2)
    return f"{sign}{text}"


def _both(old: float, new: float) -> str:
    before, after = percent(old), percent(new)
    return after if before == after else f"{before} → {after}"
