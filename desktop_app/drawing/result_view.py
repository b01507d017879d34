"""What was read on the pad, in large figures."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.drawing.result import Part
from desktop_app.live.marks import percent

SIZES = (3.0, 2.0, 1.3)
"""Of the numbers over the window's font: in one line, in two, in three or more."""
HEIGHT = 4.6
"""Of the view, in heights of a line of text; more than that is scrolled."""


class ResultView(QScrollArea):
    """Numbers in reading order, each with its confidence; or one quiet sentence instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Sequence[Part]] = ()
        self._sentence = ""
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label.setAccessibleName(self.tr("What was read"))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("What was read"))
        # Not the darker ground of a list: this is text of the window.
        for widget in (self.viewport(), content):
            if widget is not None:
                widget.setAutoFillBackground(False)
        self.setFixedHeight(round(HEIGHT * self.fontMetrics().height()))

    @property
    def text(self) -> str:
        """What is shown, as plain text: a line for each line on the pad."""
        if not self._lines:
            return self._sentence
        return "\n".join("  ".join(self._spoken(part) for part in line) for line in self._lines)

    def show_lines(self, lines: Sequence[Sequence[Part]], sentence: str = "") -> None:
        """Shows what was read.

        Args:
            lines: As they stand on the pad.
            sentence: Shown where there are none.
        """
        if (lines, sentence) == (self._lines, self._sentence):
            return
        self._lines, self._sentence = lines, sentence
        self._write()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._write()

    def _write(self) -> None:
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        if self._lines:
            size = self.font().pointSizeF() * SIZES[min(len(self._lines), len(SIZES)) - 1]
            html = "<br>".join(
                " &nbsp; ".join(self._markup(part, size, quiet) for part in line)
                for line in self._lines
            )
        else:
            html = f'<span style="color:{quiet}">{self._sentence}</span>'
        self.label.setText(html)
        self.label.setAccessibleDescription(self.text)
        self.setAccessibleDescription(self.text)

    def _markup(self, part: Part, size: float, quiet: str) -> str:
        return (
            f'<span style="font-size:{size:.1f}pt; font-weight:600">{part.text}</span>'
            f'<span style="color:{quiet}">&nbsp;{self._note(part)}</span>'
        )

    def _spoken(self, part: Part) -> str:
        return f"{part.text} {self._note(part)}"

    def _note(self, part: Part) -> str:
        return self.tr("unsure") if part.confidence is None else percent(part.confidence)
