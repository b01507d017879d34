"""Trainings that were interrupted: told, gone on with, given up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop_app.settings.card_figures import date_in_words
from desktop_app.settings.fields import Mnemonics, describe, hint_label

if TYPE_CHECKING:
    from model.runs import Unfinished

translate = QCoreApplication.translate


def interrupted_training(runs: Path) -> Unfinished | None:
    """The latest training that can be gone on with; None where there is none.

    Args:
        runs: Folder of what trainings leave, beside that of the models.
    """
    from model.runs import unfinished

    try:
        return next(iter(unfinished(runs)), None)
    except OSError:  # a folder that cannot be looked into offers nothing
        return None


def sentence(training: Unfinished) -> str:
    """What was interrupted, how far it was and when."""
    moment = date_in_words(training.changed_at)
    if training.plan.method == "adapt":
        text = (
            translate("Interrupted", "An adapting to your hand was cancelled ({moment}).")
            if training.was_cancelled
            else translate("Interrupted", "An adapting to your hand was interrupted ({moment}).")
        )
        return text.format(moment=moment)
    text = (
        translate(
            "Interrupted", "A training was cancelled after epoch {epoch} of {epochs} ({moment})."
        )
        if training.was_cancelled
        else translate(
            "Interrupted", "A training was interrupted after epoch {epoch} of {epochs} ({moment})."
        )
    )
    return text.format(epoch=training.epoch, epochs=training.epochs, moment=moment)


class InterruptedLine(QFrame):
    """Offers to go on with a training that was interrupted, or to give it up.

    Attributes:
        training: What is offered; None hides the line.
        go_on: Goes on where it stopped.
        discard: Gives it up.

    Signals:
        go_on_requested: The training is to go on.
        discard_requested: Its files are to be removed.
    """

    go_on_requested = pyqtSignal()
    discard_requested = pyqtSignal()

    def __init__(self, keys: Mnemonics) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.training: Unfinished | None = None
        self.words: QLabel = hint_label("")
        self.words.setAccessibleName(self.tr("Interrupted training"))
        self.go_on = QPushButton(keys.mark(self.tr("&Go On")))
        describe(
            self.go_on,
            self.tr("Go on with the training"),
            self.tr("Goes on with the interrupted training where it stopped."),
        )
        self.go_on.clicked.connect(self.go_on_requested)
        self.discard = QPushButton(keys.mark(self.tr("Discard")))
        describe(
            self.discard,
            self.tr("Discard the training"),
            self.tr("Gives the interrupted training up; the model in use stays."),
        )
        self.discard.clicked.connect(self.discard_requested)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        for button in (self.go_on, self.discard):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.hide()

    def show_training(self, training: Unfinished | None) -> None:
        """Offers a training; nothing without one."""
        self.training = training
        if training is not None:
            self.words.setText(sentence(training))
        self.setVisible(training is not None)
