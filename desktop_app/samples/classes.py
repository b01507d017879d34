"""The list of classes beside the grid, with how many samples each has."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from vision.reading import CLASS_COUNT, NOT_A_DIGIT

LABEL_ROLE = Qt.ItemDataRole.UserRole


class ClassList(QListWidget):
    """All, then 0 to 9, then what is no digit.

    Signals:
        class_chosen: A class is to be shown; its label, None for all.
    """

    class_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Digit"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for label in (None, *range(CLASS_COUNT)):
            item = QListWidgetItem()
            item.setData(LABEL_ROLE, label)
            self.addItem(item)
        self.show_counts((0,) * CLASS_COUNT)
        self.setCurrentRow(0)
        self.currentItemChanged.connect(lambda item, _before: self._tell(item))

    @property
    def chosen(self) -> int | None:
        """The label of the class that is shown; None for all."""
        item = self.currentItem()
        label = None if item is None else item.data(LABEL_ROLE)
        return label if isinstance(label, int) else None

    def show_counts(self, counts: tuple[int, ...]) -> None:
        """Shows how many samples of each of the 11 classes there are."""
        for row, count in enumerate((sum(counts), *counts)):
            item = self.item(row)
            if item is not None:
                label = item.data(LABEL_ROLE)
                item.setText(
                    self.tr("{name} ({count})").format(name=self._name(label), count=count)
                )
        width = max(self.sizeHintForColumn(0), 9 * self.fontMetrics().averageCharWidth())
        bar = self.verticalScrollBar()
        self.setFixedWidth(
            width + 4 * self.frameWidth() + (bar.sizeHint().width() if bar is not None else 0)
        )

    def _name(self, label: int | None) -> str:
        if label is None:
            return self.tr("All")
        return self.tr("No digit") if label == NOT_A_DIGIT else str(label)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.class_chosen.emit(self.chosen)
