import dataclasses

import pytest
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QFileDialog

from desktop_app.settings.plan_form import (
    ACTIVATIONS,
    DATA,
    NETWORKS,
    OPTIMIZERS,
    SCHEDULES,
    PlanForm,
    plan_from_text,
)
from model.choices import (
    ACTIVATION_NAMES,
    NETWORK_NAMES,
    OPTIMIZER_NAMES,
    SCHEDULE_NAMES,
    TrainingPlan,
)


@pytest.fixture
def form(qtbot):
    form = PlanForm()
    qtbot.addWidget(form)
    form.show()
    return form


@pytest.mark.parametrize(
    ("offered", "known"),
    [
        (NETWORKS, NETWORK_NAMES),
        (ACTIVATIONS, ACTIVATION_NAMES),
        (OPTIMIZERS, OPTIMIZER_NAMES),
        (SCHEDULES, SCHEDULE_NAMES),
    ],
)
def test_what_can_be_trained_can_be_chosen(offered, known):
    assert sorted(value for value, _ in offered) == sorted(known)


def test_at_first_it_asks_for_the_default_plan(form):
    assert form.plan() == TrainingPlan()


@pytest.mark.parametrize(
    "plan",
    [
        TrainingPlan(
            network="dense",
            activation="tanh",
            optimizer="sgd",
            learning_rate=1e-5,
            schedule="constant",
            batch_size=1,
            epochs=1000,
            patience=9,
            dropout=0.0,
            augment=False,
            seed=2**31 - 1,
            data="strokes",
            limit=200,
            label_smoothing=0.1,
        ),
        TrainingPlan(learning_rate=1.0, batch_size=4096, dropout=0.9, limit=1),
    ],
)
def test_a_plan_that_is_shown_is_asked_for_again(form, plan):
    form.show_plan(plan)
    assert form.plan() == plan


def test_all_that_the_controls_allow_is_a_valid_plan(form):
    spins = (form.learning_rate, form.batch_size, form.epochs, form.patience, form.dropout)
    for spin in (*spins, form.seed, form.limit):
        for value in (spin.minimum(), spin.maximum()):
            spin.setValue(value)
            form.plan()


def test_a_folder_is_asked_for_only_where_it_is_wanted(qtbot, form, tmp_path):
    assert not form.folder.isVisible()
    form.data.setFocus()
    qtbot.keyClicks(form.data, "A folder")
    assert form.folder.isVisible()
    with pytest.raises(ValueError, match="Choose the folder"):
        form.plan()
    qtbot.keyClicks(form.folder, str(tmp_path))
    assert form.plan().data == str(tmp_path)


def test_a_folder_is_chosen_in_a_dialog(qtbot, form, tmp_path):
    form.data.setCurrentIndex(len(DATA) - 1)
    with qtbot.waitSignal(form.changed):
        form.browse.click()
        form.findChild(QFileDialog).fileSelected.emit(str(tmp_path))
    assert form.plan().data == str(tmp_path)
    form.findChild(QFileDialog).close()


def test_a_folder_named_like_a_data_set_is_a_folder(form):
    form.data.setCurrentIndex(len(DATA) - 1)
    form.folder.setText("mnist")
    assert form.plan().data not in ("mnist", "strokes")


def test_a_folder_called_like_the_home_of_nobody_is_a_folder(form):
    form.data.setCurrentIndex(len(DATA) - 1)
    form.folder.setText("~nobody-here")
    assert form.plan().data.endswith("/~nobody-here")
    form.folder.setText("~/digits")
    assert "~" not in form.plan().data


def test_rare_options_unfold(qtbot, form):
    assert not form.seed.isVisible()
    qtbot.keyClick(form.more, Qt.Key.Key_Space)
    assert form.seed.isVisible()


def test_changes_are_told_and_showing_a_plan_is_none(qtbot, form):
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(form.epochs, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(form.changed):
        form.show_plan(TrainingPlan(epochs=50, network="dense"))


@pytest.mark.parametrize(
    ("value", "text"), [(0.002, "0.002"), (1.0, "1"), (0.000001, "0.000001"), (0.5, "0.5")]
)
def test_rates_have_no_trailing_zeros(form, value, text):
    form.learning_rate.setValue(value)
    assert form.learning_rate.text() == text


def test_rates_are_written_as_the_language_does(form):
    form.learning_rate.setLocale(QLocale(QLocale.Language.German))
    form.learning_rate.setValue(0.25)
    assert form.learning_rate.text() == "0,25"
    assert form.plan().learning_rate == 0.25


def test_no_limit_is_said_in_words(form):
    assert form.limit.text() == "All digits"
    assert form.plan().limit is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"epochs": "many"}', '{"epochs": -1}', '{"speed": 1}', "[" * 60_000],
    ids=range(8),
)
def test_a_remembered_plan_that_makes_no_sense_is_the_default(text):
    assert plan_from_text(text) == TrainingPlan()


def test_label_smoothing_has_no_control_and_is_kept(form):
    plan = dataclasses.replace(TrainingPlan(), label_smoothing=0.2)
    form.show_plan(plan)
    form.epochs.setValue(3)
    assert form.plan().label_smoothing == 0.2
