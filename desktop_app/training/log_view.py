"""The log of a training, folded away until it is wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontDatabase
from PyQt6.QtWidgets import QPlainTextEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_app.settings.fields import Mnemonics, describe
from desktop_app.training.progress import Progress

MAX_LINES = 2000
SHOWN_LINES = 6
# Steps come too often to be read; the curve shows them.
UNTOLD = ("batch", "download", "predictions", "finished", "failed")


class LogView(QWidget):
    """What a training told, a line for each epoch and each step of the work.

    Attributes:
        more: Unfolds it.
        text: The lines.
    """

    def __init__(self, keys: Mnemonics, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.more = QToolButton()
        self.more.setText(keys.mark(self.tr("&Log")))
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setAutoRaise(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        describe(self.more, self.tr("Log"), self.tr("Shows everything that the training told."))
        self.more.toggled.connect(self._unfold)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Log of the training"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMaximumBlockCount(MAX_LINES)
        self.text.setFixedHeight(SHOWN_LINES * self.text.fontMetrics().lineSpacing())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.more)
        layout.addWidget(self.text)
        self._unfold(False)

    def clear(self) -> None:
        """Begins another log, folded away."""
        self.text.clear()
        self.more.setChecked(False)

    def take(self, event: dict[str, Any], progress: Progress) -> None:
        """Notes an event of the child in the words of the progress."""
        if event["event"] not in UNTOLD:
            words = progress.text
            if event["event"] == "epoch":
                words = self.tr("{words} (loss {loss}, held back {held_back})").format(
                    words=progress.done,
                    loss=self.locale().toString(event["loss"], "f", 4),
                    held_back=self.locale().toString(event["validation_loss"], "f", 4),
                )
            self._append(words)

    def tell_last_words(self, words: str) -> None:
        """Notes and shows what a child that failed wrote last."""
        self.text.appendPlainText(words)
        self.more.setChecked(True)

    def _append(self, words: str) -> None:
        self.text.appendPlainText(f"{datetime.now():%H:%M:%S}  {words}")

    def _unfold(self, on: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self.text.setVisible(on)
