"""The part of the Model page that adapts the model in use to the user's hand."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QGroupBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop_app.settings.fields import Mnemonics, describe, hint_label
from desktop_app.told import told
from desktop_app.training.own_hand import OwnHand
from desktop_app.training.predictions import class_word
from desktop_app.training.progress import in_words
from vision.reading import CLASS_COUNT


class AdaptCard(QGroupBox):
    """Says what the user has taught, and adapts the model to it.

    Attributes:
        adapt: Starts it; disabled with the reason while there is nothing to learn from.
        show_samples: Opens the page with all samples.
        teach: Leads to the sheet that teaches the model a hand.
        words: How many samples there are and how many of them are new.

    Signals:
        adapt_requested: The model is to be adapted.
        samples_requested: The samples are to be shown.
        teach_requested: The user wants to teach the model their hand.
    """

    adapt_requested = pyqtSignal()
    samples_requested = pyqtSignal()
    teach_requested = pyqtSignal()

    def __init__(self, keys: Mnemonics) -> None:
        super().__init__()
        self.setTitle(self.tr("Adapt to my hand"))
        self.words = hint_label("")
        self.words.setAccessibleName(self.tr("Samples of my hand"))
        self._numbers = [QLabel() for _ in range(CLASS_COUNT)]
        self.time = hint_label("")
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addLayout(self._table())
        layout.addWidget(self.time)
        layout.addLayout(self._buttons(keys))
        self.show_time(0.0)
        self.show_hand(OwnHand())

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        bold = self.font()
        bold.setBold(True)
        for label, number in enumerate(self._numbers):
            head = QLabel(class_word(label))
            head.setFont(bold)
            for row, widget in enumerate((head, number)):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
                grid.addWidget(widget, row, label)
            grid.setColumnStretch(label, 1)
        return grid

    def _buttons(self, keys: Mnemonics) -> QHBoxLayout:
        tr = self.tr
        self.adapt = _button(keys.mark(tr("&Adapt to My Hand")))
        self.adapt.clicked.connect(self.adapt_requested)
        self.show_samples = _button(keys.mark(tr("M&y Samples…")))
        describe(
            self.show_samples, tr("My samples"), tr("Shows all samples: to correct or delete them.")
        )
        self.show_samples.clicked.connect(self.samples_requested)
        self.teach = _button(keys.mark(tr("&Teach Me Your Hand…")))
        describe(
            self.teach,
            tr("Teach me your hand"),
            tr("A sheet to write and hold up: a hundred samples in two minutes."),
        )
        self.teach.clicked.connect(self.teach_requested)
        row = QHBoxLayout()
        for button in (self.adapt, self.show_samples, self.teach):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_hand(self, hand: OwnHand) -> None:
        """Shows how many samples there are."""
        for number, count in zip(self._numbers, hand.counts, strict=True):
            number.setText(self.locale().toString(count))
        self.words.setText(self._sentence(hand))
        reason = "" if hand.total else self._sentence(hand)
        self.adapt.setEnabled(not reason)
        describe(
            self.adapt,
            self.tr("Adapt to my hand"),
            reason or self.tr("The model in use learns your samples, in the background."),
        )

    def show_time(self, last_s: float) -> None:
        """Tells how long it will take.

        Args:
            last_s: How many seconds the last one took; 0 if there was none.
        """
        took = (
            self.tr("The last time it took {time}.").format(time=in_words(last_s))
            if last_s > 0
            else self.tr("It takes a minute or two.")
        )
        rest = self.tr(
            "The new model is used only if it reads other digits no worse, and can be undone."
        )
        self.time.setText(f"{took} {rest}")

    def _sentence(self, hand: OwnHand) -> str:
        if hand.problem and not hand.total:
            return told(hand.problem)
        if not hand.total:
            return self.tr(
                "There are no samples of your hand yet: select a digit in the picture and press "
                "the key of what it is, or write a sheet with “Teach Me Your Hand”."
            )
        count = self.tr("You have taught %n digit(s).", "", hand.total)
        new = (
            self.tr("%n of them are new since the last adapting.", "", hand.new)
            if hand.was_adapted
            else self.tr("No model has learnt them by adapting yet.")
        )
        return " ".join(part for part in (count, new, told(hand.problem)) if part)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
