"""Settings page: which model reads, and how the next one is trained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.fields import add_row, choose, describe, narrow, page_form, subscribe_for
from desktop_app.settings.model_words import entry, facts
from desktop_app.settings.plan_form import PlanForm, plan_from_text
from desktop_app.settings.store import Settings
from desktop_app.training.child import Outcome, TrainingChild
from desktop_app.training.panel import TrainingPanel
from model.classifier import ModelError

if TYPE_CHECKING:
    from model.store import ModelStore

PLAN = "training.plan"


class ModelPage(QWidget):
    """The model in use, those before it, and the training of the next.

    Attributes:
        child: The training.
        form: What is asked of the next training.
        panel: How the training goes.
        versions: The models that are there; its data are their ids.
        use: Makes the chosen version the one that reads.
        start: Starts a training.
        cancel: Ends it.

    Signals:
        model_changed: Another model reads from now on; its id.
    """

    model_changed = pyqtSignal(str)

    def __init__(
        self,
        settings: Settings,
        models: ModelStore,
        parent: QWidget | None = None,
        *,
        training_command: Sequence[str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._models = models
        self._current_id = ""
        self.child = TrainingChild(training_command, self)
        layout = QVBoxLayout(self)
        layout.addWidget(self._current_group())
        layout.addWidget(self._training_group())
        layout.addStretch(1)
        self.child.event_received.connect(self._take_event)
        self.child.fell_silent.connect(self.panel.tell_silence)
        self.child.ended.connect(self._end)
        self.form.show_plan(plan_from_text(settings.get(PLAN)))
        self.form.changed.connect(self._remember_plan)
        subscribe_for(self, settings, self._on_setting)
        self.show_models()

    def _current_group(self) -> QGroupBox:
        tr = self.tr
        group = QGroupBox(tr("Model in use"))
        layout = QVBoxLayout(group)
        self._facts = page_form()
        layout.addLayout(self._facts)
        self.versions = QComboBox()
        narrow(self.versions)
        self.versions.currentIndexChanged.connect(lambda _index: self._show_use())
        self.use = QPushButton(tr("&Use"))
        self.use.setAutoDefault(False)
        describe(self.use, tr("Use this model"), tr("Reads with the chosen model from now on."))
        self.use.clicked.connect(self._use_chosen)
        row = QWidget()
        row_layout = QHBoxLayout(row)
        row_layout.setContentsMargins(0, 0, 0, 0)
        row_layout.addWidget(self.versions, 1)
        row_layout.addWidget(self.use)
        form = page_form()
        tooltip = tr("All models that were made here, and the one that came with DigitLens.")
        label = add_row(form, tr("Model&s"), row, tooltip)
        label.setBuddy(self.versions)
        describe(self.versions, tr("Models"), tooltip)
        layout.addLayout(form)
        self.problem = _wrapped()
        self.problem.hide()
        layout.addWidget(self.problem)
        return group

    def _training_group(self) -> QGroupBox:
        tr = self.tr
        group = QGroupBox(tr("Train a new model"))
        layout = QVBoxLayout(group)
        intro = _wrapped(
            tr(
                "The new model is used only if it reads the held-back digits no worse than the "
                "one in use. Training takes minutes; the window can be used meanwhile."
            )
        )
        layout.addWidget(intro)
        self.form = PlanForm()
        layout.addWidget(self.form)
        self.start = QPushButton(tr("S&tart Training"))
        self.start.setAutoDefault(False)
        describe(self.start, tr("Start training"), tr("Trains a new model in the background."))
        self.start.clicked.connect(self.start_training)
        self.cancel = QPushButton(tr("Cancel Trainin&g"))
        self.cancel.setAutoDefault(False)
        self.cancel.setEnabled(False)
        describe(
            self.cancel, tr("Cancel training"), tr("Ends the training; the model in use stays.")
        )
        self.cancel.clicked.connect(self._cancel)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        self.panel = TrainingPanel()
        layout.addWidget(self.panel)
        return group

    def show_models(self) -> None:
        """Shows the models as the store has them now."""
        while self._facts.rowCount():
            self._facts.removeRow(0)
        try:
            current = self._models.current()
            versions = self._models.versions()
        except ModelError as error:
            self._show_problem(str(error))
            self._show_use()
            return
        for title, text in facts(current.card):
            value = _wrapped(text)
            value.setAccessibleName(title)
            self._facts.addRow(f"{title}:", value)
        self.versions.clear()
        for version in versions:
            self.versions.addItem(entry(version), version.id)
        choose(self.versions, current.id)
        self._current_id = current.id
        self._show_problem(self._models.problem or "")
        self._show_use()

    def start_training(self) -> None:
        """Trains what the form asks for, unless a training runs."""
        if self.child.running:
            return
        try:
            plan = self.form.plan()
        except ValueError as error:
            self.panel.end(str(error))
            return
        self._settings.save()
        self.panel.begin()
        self._show_running(True)
        self.child.start(plan, self._models.root)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.panel.tell_cancelling()
        self.child.cancel()

    def _take_event(self, event: dict[str, Any]) -> None:
        if self.cancel.isEnabled():
            self.panel.take(event)
        elif event["event"] == "finished":
            self.panel.progress.result = event

    def _end(self, problem: str) -> None:
        before, result = self._current_id, self.panel.progress.result
        if self.child.outcome is Outcome.FINISHED and result is not None:
            # The reason comes from the training, which knows no Qt: it is English.
            sentence = (
                self.tr("The new model is in use. {reason}")
                if result["accepted"]
                else self.tr("The model in use stays. {reason}")
            )
            self.panel.end(sentence.format(reason=result["reason"]))
        elif self.child.outcome is Outcome.CANCELLED:
            self.panel.end(self.tr("The training was cancelled; the model in use stays."))
        else:
            self.panel.end(problem, self.child.last_words)
        self.start.setText(
            self.tr("&Try Again")
            if self.child.outcome is Outcome.FAILED
            else self.tr("S&tart Training")
        )
        self.show_models()
        self._show_running(False)
        # The store has the last word: a child can end between its last step and telling it.
        if self._current_id != before:
            self.model_changed.emit(self._current_id)

    def _show_running(self, running: bool) -> None:
        had_focus = self.start.hasFocus() or self.cancel.hasFocus()
        self.form.setEnabled(not running)
        self.start.setEnabled(not running)
        self.cancel.setEnabled(running)
        if had_focus:
            # A disabled button would hand the focus to whatever comes next.
            (self.cancel if running else self.start).setFocus()
        self._show_use()

    def _show_use(self) -> None:
        chosen = self.versions.currentData()
        self.use.setEnabled(
            chosen is not None and chosen != self._current_id and not self.child.running
        )

    def _use_chosen(self) -> None:
        chosen: str = self.versions.currentData()
        try:
            self._models.activate(chosen)
        except ModelError as error:
            self._show_problem(str(error))
            return
        self.show_models()
        self.model_changed.emit(chosen)

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _remember_plan(self) -> None:
        try:
            plan = self.form.plan()
        except ValueError:
            return
        text = json.dumps(plan.to_json(), ensure_ascii=False)
        self._settings.set(PLAN, text, save=False)

    def _on_setting(self, key: str, value: object) -> None:
        # Empty after the defaults were restored; anything else came from the form.
        if key == PLAN and not value:
            self.form.show_plan(plan_from_text(""))


def _wrapped(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
