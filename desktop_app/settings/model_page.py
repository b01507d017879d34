"""Settings page: which model reads, and how the next one is trained."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.settings.choice_page import ChoicePage
from desktop_app.settings.fields import scrolled, subscribe_for
from desktop_app.settings.plan_form import plan_from_text
from desktop_app.settings.store import Settings
from desktop_app.training.child import Outcome, TrainingChild
from desktop_app.training.interrupted import interrupted_training
from desktop_app.training.own_hand import HandCounter
from desktop_app.training.panel import TrainingPanel
from desktop_app.training.report_data import load_report
from desktop_app.training.report_page import ReportPage
from desktop_app.training.run_notes import note_begun, note_cancelled, note_failed
from model.choices import TrainingPlan
from model.classifier import ModelError
from model.version import REPORT_FOLDER

if TYPE_CHECKING:
    from model.runs import Unfinished
    from model.samples import SampleStore
    from model.store import ModelStore

PLAN = "training.plan"
ADAPTING_S = "training.adapting_s"
# Samples come from the window while the page is open; a glance costs a fraction of this.
LOOK_AGAIN_MS = 1000


class Shown(IntEnum):
    """The pages of the Model page."""

    CHOICES = 0
    RUNNING = 1
    REPORT = 2


class ModelPage(QWidget):
    """The model in use and the way to the next: choose, watch it train, study the result.

    Attributes:
        child: The training.
        choices: First page: the model in use, adapting, and the form of a training.
        panel: Second page: how the training goes.
        report: Third page: what came of it.

    Signals:
        model_changed: Another model reads from now on; its id.
        history_requested: All models are to be shown.
        samples_requested: The user's own samples are to be shown.
        teach_requested: The user wants to teach the model their hand.
        settled: A training was begun, or an interrupted one given up.
    """

    model_changed = pyqtSignal(str)
    history_requested = pyqtSignal()
    samples_requested = pyqtSignal()
    teach_requested = pyqtSignal()
    settled = pyqtSignal()

    def __init__(
        self,
        settings: Settings,
        models: ModelStore,
        samples: SampleStore,
        parent: QWidget | None = None,
        *,
        training_command: Sequence[str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._models = models
        self._samples = samples
        self._counter = HandCounter(samples, models)
        self._current_id = ""
        self._plan = TrainingPlan()
        self._was_cancelled = False
        self.child = TrainingChild(training_command, self)
        self.choices = ChoicePage()
        self.panel = TrainingPanel()
        self.report = ReportPage()
        self.form, self.start = self.choices.form, self.choices.start
        self.cancel = self.panel.cancel
        self._stack = QStackedWidget()
        self._areas = [scrolled(page) for page in (self.choices, self.panel, self.report)]
        for area in self._areas:
            self._stack.addWidget(area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self._look_again = QTimer(self)
        self._look_again.setInterval(LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self._show_samples)
        self.form.show_plan(plan_from_text(settings.get(PLAN)))
        subscribe_for(self, settings, self._on_setting)
        self.show_models()

    def _connect(self) -> None:
        self.child.event_received.connect(self._take_event)
        self.child.fell_silent.connect(self.panel.tell_silence)
        self.child.ended.connect(self._end)
        self.form.changed.connect(self._remember_plan)
        choices, panel, report = self.choices, self.panel, self.report
        choices.start_requested.connect(self.start_training)
        choices.models_requested.connect(self.history_requested)
        choices.adapt_card.adapt_requested.connect(self.start_adapting)
        choices.adapt_card.samples_requested.connect(self.samples_requested)
        choices.adapt_card.teach_requested.connect(self.teach_requested)
        choices.interrupted.go_on_requested.connect(self._go_on)
        choices.interrupted.discard_requested.connect(self._discard)
        panel.pause_requested.connect(self.child.pause)
        panel.resume_requested.connect(self.child.resume)
        panel.cancel_requested.connect(self._cancel)
        panel.again_requested.connect(lambda: self._begin(self._plan))
        panel.back_requested.connect(self._show_choices)
        report.back_requested.connect(self._show_choices)
        report.use_anyway_requested.connect(self._use_anyway)
        report.go_back_requested.connect(self._go_back)

    # --- what is shown ---

    @property
    def runs(self) -> Path:
        """Folder of what trainings leave."""
        return self._models.root.parent / "runs"

    def show_models(self) -> None:
        """Shows the model in use as the store has it now."""
        self._counter.look_at_models()
        try:
            current = self._models.current()
        except ModelError as error:
            self.choices.show_problem(str(error))
            return
        self._current_id = current.id
        self.choices.show_card(current.card)
        self.choices.show_problem(self._models.problem or "")

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self._show_what_is_there()
        self._look_again.start()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        super().hideEvent(event)
        self._look_again.stop()

    def _show_what_is_there(self) -> None:
        self._counter.look_at_models()
        self._show_samples()
        self.form.rows.show_mnist(_has_mnist())
        self.choices.adapt_card.show_time(self._settings.get(ADAPTING_S))
        training = None if self.child.running else interrupted_training(self.runs)
        self.choices.interrupted.show_training(training)

    def _show_samples(self) -> None:
        self.choices.show_hand(self._counter.count())

    def _show_choices(self) -> None:
        self._show_what_is_there()
        self.turn_to(Shown.CHOICES)
        choices = self.choices
        # The next thing that can be done, from the top.
        for button in (choices.interrupted.go_on, choices.adapt_card.adapt, self.start):
            if button.isVisible() and button.isEnabled():
                button.setFocus()
                break
        self._areas[0].ensureVisible(0, 0)

    def turn_to(self, page: Shown) -> None:
        """Shows one of the pages."""
        self._stack.setCurrentIndex(page)

    @property
    def shown(self) -> Shown:
        """Which page is shown."""
        return Shown(self._stack.currentIndex())

    # --- a training ---

    def start_training(self) -> None:
        """Trains what the form asks for, unless a training runs."""
        try:
            plan = self.form.plan()
        except ValueError as error:
            self.choices.show_message(str(error))
            return
        self._begin(plan)

    def start_adapting(self) -> None:
        """Adapts the model in use to the user's samples, unless a training runs."""
        hand = self._counter.count()
        self.choices.show_hand(hand)
        if hand.total:
            self._begin(TrainingPlan(method="adapt"))

    def go_on_with(self, training: Unfinished) -> None:
        """Goes on with an interrupted training where it stopped, unless a training runs."""
        self._begin(training.plan)

    def _go_on(self) -> None:
        training = self.choices.interrupted.training
        if training is not None:
            self.go_on_with(training)

    def _discard(self) -> None:
        from model.runs import discard

        training = self.choices.interrupted.training
        if training is None or self.child.running:
            return
        try:
            discard(training)
        except OSError as error:
            text = self.tr("The training could not be discarded: {reason}.")
            self.choices.show_message(text.format(reason=error.strerror or error))
            return
        self.settled.emit()
        self._show_choices()

    def _begin(self, plan: TrainingPlan) -> None:
        if self.child.running:
            return
        self._plan, self._was_cancelled = plan, False
        self._settings.save()
        note_begun(self.runs, plan)
        self.choices.show_message("")
        self.panel.begin()
        self.turn_to(Shown.RUNNING)
        self.cancel.setFocus()
        self.child.start(plan, self._models.root, self._samples.folder)
        self.settled.emit()

    def _cancel(self) -> None:
        self._was_cancelled = True
        self.panel.tell_cancelling()
        self.child.cancel()

    def _take_event(self, event: dict[str, Any]) -> None:
        if self.cancel.isEnabled():
            self.panel.take(event)
        elif event["event"] == "finished":
            self.panel.progress.result = event

    def _end(self, problem: str) -> None:
        before, result = self._current_id, self.panel.progress.result
        self.show_models()
        if self.child.outcome is Outcome.FINISHED and result is not None:
            self._show_result(result)
        elif self.child.outcome is Outcome.CANCELLED:
            if self._was_cancelled:  # else the window closes, and the next one can go on
                note_cancelled(self.runs, self._plan)
            sentence = self.tr("The training was cancelled; the model in use stays.")
            self.panel.end(sentence)
            self.choices.show_message(sentence)
            self._show_choices()
        else:
            note_failed(self.runs, self._plan)
            self.panel.end(problem, self.child.last_words, can_try_again=True)
        # The store has the last word: a child can end between its last step and telling it.
        if self._current_id != before:
            self.model_changed.emit(self._current_id)

    def _show_result(self, result: dict[str, Any]) -> None:
        if self._plan.method == "adapt":
            self._settings.set(ADAPTING_S, self.panel.seconds)
        self.panel.end("")
        model_id = result["model_id"]
        self.report.show_result(
            accepted=result["accepted"],
            reason=result["reason"],
            report=load_report(self._models.root / Path(model_id).name / REPORT_FOLDER),
            name=model_id,
        )
        self.turn_to(Shown.REPORT)
        self.report.back.setFocus()

    # --- which model reads ---

    def _use_anyway(self) -> None:
        result = self.panel.progress.result
        if result is None:
            return
        try:
            self._models.activate(result["model_id"])
        except ModelError as error:
            self.report.show_verdict(str(error), is_good=False)
            return
        self.report.tell_used(self.tr("The new model is in use, as you wished."))
        self._tell_change()

    def _go_back(self) -> None:
        try:
            self._models.rollback()
        except ModelError as error:
            self.report.show_verdict(str(error), is_good=False)
            return
        self.report.tell_used(self.tr("The model before is in use again; the new one is kept."))
        self._tell_change()

    def _tell_change(self) -> None:
        before = self._current_id
        self.show_models()
        if self._current_id != before:
            self.model_changed.emit(self._current_id)

    # --- what is remembered ---

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


def _has_mnist() -> bool:
    """Whether a training finds MNIST without the network."""
    import platformdirs

    from model.datasets import DATA_VARIABLE
    from model.mnist_download import SHA256_OF_FILES

    if os.environ.get(DATA_VARIABLE):
        return True
    folder = platformdirs.user_cache_path("digitlens") / "mnist"
    return all((folder / name).is_file() for name in SHA256_OF_FILES)
