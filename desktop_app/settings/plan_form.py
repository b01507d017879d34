"""The form in which a training is planned."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.data_rows import DataRows
from desktop_app.settings.fields import (
    Mnemonics,
    add_row,
    choose,
    describe,
    hint_label,
    page_form,
)
from desktop_app.settings.plan_rows import ShortDecimal, add_choice, add_number
from desktop_app.settings.plan_words import (
    ACTIVATIONS,
    CUSTOM,
    NETWORKS,
    OPTIMIZERS,
    PRESET_NAMES,
    SCHEDULES,
    preset_of,
    summary,
    with_preset,
)
from desktop_app.training.augmentation_preview import AugmentationPreview, no_digits
from model.choices import TrainingPlan

if TYPE_CHECKING:
    from vision.reading import Crops

# So many digits at most can be asked for; 0 stands for all.
MAX_LIMIT = 10_000_000
# As `TrainingPlan.validated` allows, in percent.
LEAST_HELD_BACK, MOST_HELD_BACK = 1, 50


class PlanForm(QWidget):
    """What a training can be asked for; the rare things are folded away.

    Attributes:
        preset: A whole plan at once; "Custom" once something is changed.
        rows: Where the digits come from.
        preview: What varying the digits makes of them.

    Signals:
        changed: The user changed something.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        own_digits: Callable[[], list[Crops | None]] = no_digits,
        keys: Mnemonics | None = None,
    ) -> None:
        """Builds the form with the default plan.

        Args:
            parent: Its parent.
            own_digits: For the preview, see there.
            keys: Gives the letters of the page that the form is on.
        """
        super().__init__(parent)
        self._shown = TrainingPlan()
        self._keys = keys or Mnemonics()
        self._mark = self._keys.mark
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        form = page_form()
        layout.addLayout(form)
        self._add_first(form)
        self.words = hint_label("")
        row = QHBoxLayout()
        row.addWidget(self._more_button())
        row.addWidget(self.words, 1)
        layout.addLayout(row)
        self._rare = QWidget()
        rare = page_form(self._rare)
        rare.setContentsMargins(0, 0, 0, 0)
        self._add_network(rare)
        self._add_steps(rare)
        self._add_variation(rare, own_digits)
        self._rare.hide()
        layout.addWidget(self._rare)
        self.show_plan(self._shown)
        self._connect_changes()

    def _add_first(self, form: QFormLayout) -> None:
        tr, mark = self.tr, self._mark
        self.preset = add_choice(
            form,
            mark(tr("Preset")),
            PRESET_NAMES,
            tr("Sets all choices at once; each can be changed afterwards."),
        )
        self.rows = DataRows(form, self._keys, self)
        self.data, self.folder, self.samples = self.rows.data, self.rows.folder, self.rows.samples
        self.network = add_choice(
            form,
            mark(tr("&Network")),
            NETWORKS,
            tr("Layers of the new model; larger ones read better, slower."),
        )

    def _more_button(self) -> QToolButton:
        tr = self.tr
        self.more = QToolButton()
        self.more.setText(self._mark(tr("&More options")))
        self.more.setCheckable(True)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setAutoRaise(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        describe(self.more, tr("More options"), tr("Shows what is rarely changed."))
        self.more.toggled.connect(self._show_more)
        return self.more

    def _add_network(self, form: QFormLayout) -> None:
        tr, mark = self.tr, self._mark
        self.activation = add_choice(
            form, mark(tr("Acti&vation")), ACTIVATIONS, tr("What each layer does with its sums.")
        )
        self.dropout = ShortDecimal(0.0, 0.9)
        self.dropout.setSingleStep(0.05)
        self.dropout.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        add_row(
            form,
            mark(tr("D&ropout")),
            self.dropout,
            tr("Share of signals left out at each step, so that none is relied on alone."),
        )
        self.optimizer = add_choice(
            form,
            mark(tr("&Optimiser")),
            OPTIMIZERS,
            tr("How the weights follow the loss downwards."),
        )
        self.learning_rate = ShortDecimal(1e-6, 1.0)
        add_row(
            form,
            mark(tr("&Learning rate")),
            self.learning_rate,
            tr("Size of the steps: too large and nothing is learnt, too small and it takes long."),
        )
        self.schedule = add_choice(
            form,
            mark(tr("Sc&hedule")),
            SCHEDULES,
            tr("How the learning rate changes during the training."),
        )

    def _add_steps(self, form: QFormLayout) -> None:
        tr, mark = self.tr, self._mark
        self.batch_size = add_number(
            form, mark(tr("&Batch size")), 1, 4096, tr("Digits that are learnt from at once.")
        )
        self.epochs = add_number(
            form,
            mark(tr("&Epochs")),
            1,
            1000,
            tr("How often all digits are gone through, at most."),
        )
        self.patience = add_number(
            form,
            mark(tr("&Patience")),
            1,
            1000,
            tr("Epochs without progress before the training ends early."),
        )
        self.held_back = add_number(
            form,
            mark(tr("Held back")),
            LEAST_HELD_BACK,
            MOST_HELD_BACK,
            tr("Share of the digits that is not learnt from: it tells which epoch is best."),
        )
        self.held_back.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        self.held_back.setSuffix(tr("% of the digits"))
        self.seed = add_number(
            form,
            mark(tr("See&d")),
            0,
            2**31 - 1,
            tr("The same seed repeats the same random choices."),
        )
        self.limit = add_number(
            form,
            mark(tr("At most")),
            0,
            MAX_LIMIT,
            tr("Uses only so many digits: for a quick try."),
        )
        self.limit.setSpecialValueText(tr("All digits"))
        self.limit.setSuffix(tr(" digits"))

    def _add_variation(
        self, form: QFormLayout, own_digits: Callable[[], list[Crops | None]]
    ) -> None:
        tr = self.tr
        self.augment = QCheckBox(
            self._mark(tr("Var&y the digits: shifted, turned and bent in each epoch"))
        )
        describe(
            self.augment,
            tr("Vary the digits"),
            tr("Makes the model read hands that it has not seen; takes a little longer."),
        )
        form.addRow(self.augment)
        self.preview = AugmentationPreview(own_digits)
        form.addRow(self.preview)

    def _connect_changes(self) -> None:
        self.rows.changed.connect(self._tell_change)
        self.preset.activated.connect(lambda _index: self._take_preset())
        for combo in (self.network, self.activation, self.optimizer, self.schedule):
            combo.activated.connect(lambda _index: self._tell_change())
        for spin in (self.batch_size, self.epochs, self.patience, self.seed, self.limit):
            spin.valueChanged.connect(lambda _value: self._tell_change())
        self.held_back.valueChanged.connect(lambda _value: self._tell_change())
        for decimal in (self.learning_rate, self.dropout):
            decimal.valueChanged.connect(lambda _value: self._tell_change())
        self.augment.clicked.connect(lambda _on: self._tell_change())
        self.augment.toggled.connect(self.preview.set_varied)

    def plan(self) -> TrainingPlan:
        """What the form asks for.

        Raises:
            ValueError: Something is missing; one sentence for the user.
        """
        return dataclasses.replace(self._choices(), data=self.rows.chosen()).validated()

    def _choices(self) -> TrainingPlan:
        """All but where the digits come from."""
        percent = self.held_back.value()
        # A share that the form did not change stays as exact as it was.
        is_same = percent == round(100 * self._shown.validation_share)
        return dataclasses.replace(
            self._shown,
            network=self.network.currentData(),
            activation=self.activation.currentData(),
            optimizer=self.optimizer.currentData(),
            learning_rate=self.learning_rate.value(),
            schedule=self.schedule.currentData(),
            batch_size=self.batch_size.value(),
            epochs=self.epochs.value(),
            patience=self.patience.value(),
            dropout=self.dropout.value(),
            augment=self.augment.isChecked(),
            seed=self.seed.value(),
            limit=self.limit.value() or None,
            use_samples=self.samples.isChecked(),
            validation_share=self._shown.validation_share if is_same else percent / 100,
        )

    def show_plan(self, plan: TrainingPlan) -> None:
        """Fills the form."""
        self.rows.show_chosen(plan.data, use_samples=plan.use_samples)
        self._show_choices(plan)
        self._show_words()

    def _show_choices(self, plan: TrainingPlan) -> None:
        """Shows all but where the digits come from."""
        self._shown = dataclasses.replace(plan, method="anew")
        was_blocked = self.blockSignals(True)
        choose(self.network, plan.network)
        choose(self.activation, plan.activation)
        choose(self.optimizer, plan.optimizer)
        choose(self.schedule, plan.schedule)
        self.learning_rate.setValue(plan.learning_rate)
        self.batch_size.setValue(plan.batch_size)
        self.epochs.setValue(plan.epochs)
        self.patience.setValue(plan.patience)
        self.dropout.setValue(plan.dropout)
        self.held_back.setValue(round(100 * plan.validation_share))
        self.seed.setValue(plan.seed)
        self.limit.setValue(min(plan.limit or 0, MAX_LIMIT))
        self.augment.setChecked(plan.augment)
        self.blockSignals(was_blocked)

    def _take_preset(self) -> None:
        name = self.preset.currentData()
        if name != CUSTOM:
            self._show_choices(with_preset(self._choices(), name))
        self._tell_change()

    def _tell_change(self) -> None:
        self._show_words()
        self.changed.emit()

    def _show_words(self) -> None:
        plan = self._choices()
        choose(self.preset, preset_of(plan))
        self.words.setText(summary(plan))

    def _show_more(self, on: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self._rare.setVisible(on)


def plan_from_text(text: str) -> TrainingPlan:
    """The plan that was remembered, or the default one if it is not to be understood."""
    try:
        values = json.loads(text)
        return TrainingPlan.from_json(values) if isinstance(values, dict) else TrainingPlan()
    except (ValueError, RecursionError):
        return TrainingPlan()
