"""First page of the Model settings: the model in use, and the two ways to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QGroupBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.settings.adapt_card import AdaptCard
from desktop_app.settings.fields import Mnemonics, describe, hint_label
from desktop_app.settings.model_words import facts_in_a_sentence
from desktop_app.settings.plan_form import PlanForm
from desktop_app.told import told
from desktop_app.training.augmentation_preview import no_digits
from desktop_app.training.interrupted import InterruptedLine
from desktop_app.training.own_hand import OwnHand

if TYPE_CHECKING:
    from model.store import ModelCard
    from vision.reading import Crops


class ChoicePage(QWidget):
    """Which model reads, and what the next one is made of.

    Attributes:
        message: How the last training ended if there is nothing to study of it, or
            why none can begin; hidden while it is empty.
        interrupted: Offers to go on with a training.
        problem: What is wrong with the models; hidden while it is empty.
        models: Opens the list of all models.
        adapt_card: The short way: adapting.
        form: The long way: what is asked of a training.
        start: Starts it.

    Signals:
        models_requested: All models are to be shown.
        start_requested: A training is to begin as the form says.
    """

    models_requested = pyqtSignal()
    start_requested = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._keys = Mnemonics()
        self._digits: list[Crops | None] = no_digits()
        self.message = hint_label("")
        self.message.setAccessibleName(self.tr("Training"))
        bold = self.message.font()
        bold.setBold(True)
        self.message.setFont(bold)
        self.message.hide()
        self.interrupted = InterruptedLine(self._keys)
        layout = QVBoxLayout(self)
        layout.addWidget(self.message)
        layout.addWidget(self.interrupted)
        layout.addWidget(self._current_group())
        self.adapt_card = AdaptCard(self._keys)
        layout.addWidget(self.adapt_card)
        layout.addWidget(self._training_group())
        layout.addStretch(1)

    def _current_group(self) -> QGroupBox:
        tr = self.tr
        group = QGroupBox(tr("Model in use"))
        self._facts = hint_label("")
        self._facts.setAccessibleName(tr("Model in use"))
        self.problem = hint_label("")
        self.problem.hide()
        self.models = QPushButton(self._keys.mark(tr("&Models…")))
        self.models.setAutoDefault(False)
        describe(
            self.models,
            tr("Models"),
            tr("All models that were made here, and the one that came with DigitLens."),
        )
        self.models.clicked.connect(self.models_requested)
        row = QHBoxLayout()
        row.addWidget(self._facts, 1)
        row.addWidget(self.models)
        layout = QVBoxLayout(group)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        return group

    def _training_group(self) -> QGroupBox:
        tr = self.tr
        group = QGroupBox(tr("Train a new model"))
        layout = QVBoxLayout(group)
        self.form = PlanForm(own_digits=lambda: self._digits, keys=self._keys)
        layout.addWidget(self.form)
        self.start = QPushButton(self._keys.mark(tr("S&tart Training")))
        self.start.setAutoDefault(False)
        describe(self.start, tr("Start training"), tr("Trains a new model in the background."))
        self.start.clicked.connect(self.start_requested)
        row = QHBoxLayout()
        row.addWidget(self.start)
        row.addStretch(1)
        layout.addLayout(row)
        return group

    def show_card(self, card: ModelCard) -> None:
        """Tells which model is in use."""
        self._facts.setText(facts_in_a_sentence(card))

    def show_problem(self, text: str) -> None:
        """Tells what is wrong with the models; an empty text: nothing."""
        self.problem.setText(told(text))
        self.problem.setVisible(bool(text))

    def show_message(self, text: str) -> None:
        """Tells how a training ended, or why it cannot begin."""
        self.message.setText(told(text))
        self.message.setVisible(bool(text))

    def show_hand(self, hand: OwnHand) -> None:
        """Tells what there is of the user's hand."""
        self._digits = list(hand.digits)
        self.adapt_card.show_hand(hand)
        self.form.rows.show_sample_count(hand.total)
