"""The form in which a training is planned."""

from __future__ import annotations

import dataclasses
import json

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.fields import add_row, choose, describe, narrow, page_form
from model.choices import TrainingPlan
from vision.files import path_from_text

MNIST, STROKES, FOLDER = "mnist", "strokes", "folder"
# No path is longer on Linux, and what is remembered has its bounds.
MAX_PATH_LENGTH = 4096
# So many digits at most can be asked for; 0 stands for all.
MAX_LIMIT = 10_000_000

NETWORKS = (
    ("cnn", QT_TRANSLATE_NOOP("PlanForm", "Convolutional, as bundled")),
    ("lenet", QT_TRANSLATE_NOOP("PlanForm", "LeNet, small and quick")),
    ("dense", QT_TRANSLATE_NOOP("PlanForm", "Dense, the simplest")),
)
ACTIVATIONS = (
    ("relu", "ReLU"),
    ("elu", "ELU"),
    ("gelu", "GELU"),
    ("silu", "SiLU (Swish)"),
    ("tanh", "Tanh"),
)
OPTIMIZERS = (
    ("adam", "Adam"),
    ("adamw", "AdamW"),
    ("sgd", QT_TRANSLATE_NOOP("PlanForm", "SGD with momentum")),
    ("rmsprop", "RMSprop"),
)
SCHEDULES = (
    ("cosine", QT_TRANSLATE_NOOP("PlanForm", "Warm-up, then falling to zero")),
    ("constant", QT_TRANSLATE_NOOP("PlanForm", "Constant")),
)
DATA = (
    (MNIST, QT_TRANSLATE_NOOP("PlanForm", "MNIST (downloaded once)")),
    (STROKES, QT_TRANSLATE_NOOP("PlanForm", "Digits drawn by DigitLens")),
    (FOLDER, QT_TRANSLATE_NOOP("PlanForm", "A folder…")),
)


class PlanForm(QWidget):
    """What a training can be asked for; the rare things are folded away.

    Signals:
        changed: The user changed something.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = self.tr
        self._shown = TrainingPlan()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        form = page_form()
        layout.addLayout(form)
        self._add_data(form)
        self.network = _add_choice(
            form,
            tr("&Network"),
            NETWORKS,
            tr("Layers of the new model; larger ones read better, slower."),
        )
        self.activation = _add_choice(
            form, tr("Acti&vation"), ACTIVATIONS, tr("What each layer does with its sums.")
        )
        self.optimizer = _add_choice(
            form, tr("&Optimiser"), OPTIMIZERS, tr("How the weights follow the loss downwards.")
        )
        self.learning_rate = _ShortDecimal(1e-6, 1.0)
        add_row(
            form,
            tr("&Learning rate"),
            self.learning_rate,
            tr("Size of the steps: too large and nothing is learnt, too small and it takes long."),
        )
        self.batch_size = _add_number(
            form, tr("&Batch size"), 1, 4096, tr("Digits that are learnt from at once.")
        )
        self.epochs = _add_number(
            form, tr("&Epochs"), 1, 1000, tr("How often all digits are gone through, at most.")
        )
        self.more = QToolButton()
        self.more.setText(tr("&More options"))
        self.more.setCheckable(True)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setAutoRaise(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        describe(self.more, tr("More options"), tr("Shows what is rarely changed."))
        self.more.toggled.connect(self._show_more)
        layout.addWidget(self.more)
        self._rare = QWidget()
        self._add_rare(page_form(self._rare))
        self._rare.hide()
        layout.addWidget(self._rare)
        self.show_plan(self._shown)
        self._connect_changes()

    def _add_data(self, form: QFormLayout) -> None:
        tr = self.tr
        self.data = _add_choice(
            form,
            tr("Learn &from"),
            DATA,
            tr("The digits to learn from. Only MNIST needs the network, and only the first time."),
        )
        self.folder = QLineEdit()
        self.folder.setMaxLength(MAX_PATH_LENGTH)
        self.folder.setPlaceholderText(tr("IDX, IDX.gz or npz, as MNIST comes"))
        describe(
            self.folder,
            tr("Folder to learn from"),
            tr("Folder that holds the data set as IDX or npz."),
        )
        self.browse = QPushButton(tr("Choose…"))
        describe(self.browse, tr("Choose the folder"), tr("Opens a dialog to choose the folder."))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._choose_folder)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.folder, 1)
        layout.addWidget(self.browse)
        form.addRow("", row)
        self._form = form
        self._folder_row = row
        self.data.currentIndexChanged.connect(self._show_folder)
        self._show_folder()

    def _add_rare(self, form: QFormLayout) -> None:
        tr = self.tr
        form.setContentsMargins(0, 0, 0, 0)
        self.schedule = _add_choice(
            form,
            tr("Sc&hedule"),
            SCHEDULES,
            tr("How the learning rate changes during the training."),
        )
        self.dropout = _ShortDecimal(0.0, 0.9)
        self.dropout.setSingleStep(0.05)
        self.dropout.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        add_row(
            form,
            tr("D&ropout"),
            self.dropout,
            tr("Share of signals left out at each step, so that none is relied on alone."),
        )
        self.patience = _add_number(
            form,
            tr("&Patience"),
            1,
            1000,
            tr("Epochs without progress before the training ends early."),
        )
        self.seed = _add_number(
            form, tr("See&d"), 0, 2**31 - 1, tr("The same seed repeats the same random choices.")
        )
        self.limit = _add_number(
            form, tr("At most"), 0, MAX_LIMIT, tr("Uses only so many digits: for a quick try.")
        )
        self.limit.setSpecialValueText(tr("All digits"))
        self.limit.setSuffix(tr(" digits"))
        self.augment = QCheckBox(tr("Var&y the digits: shifted, turned and bent in each epoch"))
        describe(
            self.augment,
            tr("Vary the digits"),
            tr("Makes the model read hands that it has not seen; takes a little longer."),
        )
        form.addRow("", self.augment)

    def _connect_changes(self) -> None:
        for combo in (self.data, self.network, self.activation, self.optimizer, self.schedule):
            combo.activated.connect(lambda _index: self.changed.emit())
        for spin in (self.batch_size, self.epochs, self.patience, self.seed, self.limit):
            spin.valueChanged.connect(lambda _value: self.changed.emit())
        for decimal in (self.learning_rate, self.dropout):
            decimal.valueChanged.connect(lambda _value: self.changed.emit())
        self.folder.textEdited.connect(lambda _text: self.changed.emit())
        self.augment.clicked.connect(lambda _on: self.changed.emit())

    def plan(self) -> TrainingPlan:
        """What the form asks for.

        Raises:
            ValueError: Something is missing; one sentence for the user.
        """
        data = self.data.currentData()
        if data == FOLDER:
            data = self.folder.text().strip()
            if not data:
                raise ValueError(self.tr("Choose the folder with the digits first."))
            data = str(path_from_text(data).absolute())
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
            data=data,
            limit=self.limit.value() or None,
        ).validated()

    def show_plan(self, plan: TrainingPlan) -> None:
        """Fills the form."""
        self._shown = plan
        was_blocked = self.blockSignals(True)
        is_folder = plan.data not in (MNIST, STROKES)
        self.data.setCurrentIndex(self.data.findData(FOLDER if is_folder else plan.data))
        self.folder.setText(plan.data if is_folder else "")
        choose(self.network, plan.network)
        choose(self.activation, plan.activation)
        choose(self.optimizer, plan.optimizer)
        choose(self.schedule, plan.schedule)
        self.learning_rate.setValue(plan.learning_rate)
        self.batch_size.setValue(plan.batch_size)
        self.epochs.setValue(plan.epochs)
        self.patience.setValue(plan.patience)
        self.dropout.setValue(plan.dropout)
        self.seed.setValue(plan.seed)
        self.limit.setValue(min(plan.limit or 0, MAX_LIMIT))
        self.augment.setChecked(plan.augment)
        self.blockSignals(was_blocked)

    def _show_folder(self) -> None:
        self._form.setRowVisible(self._folder_row, self.data.currentData() == FOLDER)

    def _show_more(self, on: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self._rare.setVisible(on)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder to Learn From"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_folder)
        dialog.open()

    def _take_folder(self, folder: str) -> None:
        self.folder.setText(folder)
        self.changed.emit()


def plan_from_text(text: str) -> TrainingPlan:
    """The plan that was remembered, or the default one if it is not to be understood."""
    try:
        values = json.loads(text)
        return TrainingPlan.from_json(values) if isinstance(values, dict) else TrainingPlan()
    except (ValueError, RecursionError):
        return TrainingPlan()


class _ShortDecimal(QDoubleSpinBox):
    """A decimal number without trailing zeros, stepped by a tenth of its size."""

    def __init__(self, minimum: float, maximum: float) -> None:
        super().__init__()
        self.setDecimals(6)
        self.setRange(minimum, maximum)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:  # noqa: N802
        locale = self.locale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        text = locale.toString(value, "f", self.decimals())
        point = locale.decimalPoint()
        return text.rstrip(locale.zeroDigit()).removesuffix(point) if point in text else text


def _add_choice(
    form: QFormLayout, title: str, entries: tuple[tuple[str, str], ...], tooltip: str
) -> QComboBox:
    combo = QComboBox()
    narrow(combo)
    for value, text in entries:
        combo.addItem(QCoreApplication.translate("PlanForm", text), value)
    add_row(form, title, combo, tooltip)
    return combo


def _add_number(form: QFormLayout, title: str, least: int, most: int, tooltip: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    add_row(form, title, spin, tooltip)
    return spin
