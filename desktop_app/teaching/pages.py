"""The steps of the teaching dialog, one page each; what they do, the dialog decides."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.drawing.pad import DrawingPad, PadMark
from desktop_app.teaching.crop_grid import CropGrid
from desktop_app.teaching.guide import SheetGuide
from desktop_app.teaching.held_rows import HeldSheet
from desktop_app.teaching.sheet_view import SheetView
from desktop_app.teaching.words import advice, row_text
from model.teaching_sheet import MOST_ROWS

USUAL_ROWS = 10
PEN_LINES = 0.35
"""Width of the pen on the pad, in heights of a line of text."""

LIST_LINES = 19


def _sentence(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class WritePage(QWidget):
    """What to write.

    Attributes:
        rows: How many rows.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guide = SheetGuide()
        self.rows = QSpinBox()
        self.rows.setRange(1, MOST_ROWS)
        self.rows.setValue(USUAL_ROWS)
        self._count = QLabel()
        label = QLabel(self.tr("&Rows:"))
        label.setBuddy(self.rows)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.rows)
        row.addWidget(self._count, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            _sentence(
                self.tr(
                    "Write the digits 0 to 9 on a sheet of paper as you always do, one row below "
                    "the other. Leave a finger's width between digits and a line between rows."
                )
            )
        )
        layout.addWidget(self._guide, 1)
        layout.addLayout(row)
        self.rows.valueChanged.connect(self._show)
        self._show(USUAL_ROWS)

    def _show(self, rows: int) -> None:
        self._guide.set_rows(rows)
        self._count.setText(self.tr("{count} digits to learn from").format(count=10 * rows))


class ShowPage(QWidget):
    """The sheet before the camera, in a photograph, or on the pad.

    Attributes:
        view: The picture.
        pad: To write on instead of paper.
        list: The rows in words.
        photo, camera, write: Buttons that choose what is read.

    Signals:
        pad_changed: Something was written on the pad, or taken off it.
    """

    pad_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = SheetView()
        self.pad = DrawingPad()
        self.pad.pen_width = PEN_LINES * self.fontMetrics().height()
        self.pad.setMinimumSize(self.view.minimumSize())
        self.pad.changed.connect(self.pad_changed)
        self._picture = QStackedWidget()
        self._picture.addWidget(self.view)
        self._picture.addWidget(self.pad)
        self.photo = QPushButton(self.tr("Open a &Photo…"))
        self.camera = QPushButton(self.tr("&Live Picture"))
        self.write = QPushButton(self.tr("&Write Here"))
        self.undo = QPushButton(self.tr("&Undo Stroke"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Rows that were found"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedWidth(LIST_LINES * self.fontMetrics().height() * 2 // 3)
        self._advice = _sentence("")
        self._advice.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._advice.setAccessibleName(self.tr("What to do"))
        tools = QHBoxLayout()
        for button in (self.photo, self.camera, self.write, self.undo):
            button.setAutoDefault(False)
            tools.addWidget(button)
        tools.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self._picture, 1)
        middle.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(tools)
        layout.addLayout(middle, 1)
        layout.addWidget(self._advice)
        self.undo.clicked.connect(self.pad.undo)
        self.show_pad(is_shown=False)

    @property
    def advice(self) -> str:
        """The sentence that says what to do."""
        return self._advice.text()

    def show_pad(self, *, is_shown: bool) -> None:
        """Shows the pad in the place of the picture, or the picture."""
        self._picture.setCurrentWidget(self.pad if is_shown else self.view)
        self.undo.setVisible(is_shown)

    def show_sheet(self, sheet: HeldSheet, expected: int) -> None:
        """Tells of the rows."""
        self._show_lines([row_text(number, row) for number, row in enumerate(sheet.rows, 1)])
        self.tell(advice(sheet, expected))

    def mark_pad(self, sheet: HeldSheet) -> None:
        """Marks on the pad what each digit is; without rows it says what to write."""
        paper = self.pad.page()
        self.pad.show_marks([
            PadMark(paper.box_on_page(digit.box), str(digit.label))
            for row in sheet.rows
            if row.is_accepted
            for digit in row.digits
        ])  # fmt: skip
        if not sheet.rows:
            self._show_lines(())
            self.tell(self.tr("Write 0 1 2 3 4 5 6 7 8 9 in a row, apart, as you always do."))

    def tell(self, text: str) -> None:
        """Says what to do."""
        if text != self._advice.text():
            self._advice.setText(text)

    def _show_lines(self, lines: Sequence[str]) -> None:
        """Writes only what is new, so that a screen reader is not told all again and again."""
        while self.list.count() > len(lines):
            self.list.takeItem(self.list.count() - 1)
        for number, line in enumerate(lines):
            item = self.list.item(number)
            if item is None:
                self.list.addItem(line)
            elif item.text() != line:
                item.setText(line)


class ConfirmPage(QWidget):
    """The digits that were found, to look them over.

    Attributes:
        grid: The digits.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = CropGrid()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            _sentence(
                self.tr(
                    "Is each digit in its column? Click one to take it out, or to put it back; by "
                    "key, go there with the arrows and press Space, or the digit that it is. A "
                    "small figure in a corner is what the model reads now, where it is wrong."
                )
            )
        )
        layout.addWidget(self.grid, 1)


class DonePage(QWidget):
    """What was learnt, and what may come next.

    Attributes:
        adapt: Adapts the model now.
        more: Begins another sheet.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved = _sentence("")
        font = self._saved.font()
        font.setPointSizeF(1.4 * font.pointSizeF())
        self._saved.setFont(font)
        self.adapt = QPushButton(self.tr("&Adapt the Model Now"))
        self.more = QPushButton(self.tr("Teach Another &Sheet"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.adapt)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._saved)
        layout.addWidget(
            _sentence(
                self.tr(
                    "The model learns from them when it is adapted or trained; that takes a minute "
                    "or two. The model in use stays until the new one has proved no worse, and "
                    "can always be had back."
                )
            )
        )
        layout.addLayout(buttons)
        layout.addStretch(1)

    @property
    def text(self) -> str:
        """What was saved, in words."""
        return self._saved.text()

    def show_saved(self, count: int) -> None:
        """Tells how many digits were saved."""
        self._saved.setText(self.tr("Digits saved: {count}.").format(count=count))
