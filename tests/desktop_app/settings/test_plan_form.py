import dataclasses

import pytest
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QFileDialog

from desktop_app.settings.plan_form import PlanForm, plan_from_text
from desktop_app.settings.plan_words import (
    ACTIVATIONS,
    DATA,
    NETWORKS,
    OPTIMIZERS,
    PRESET_NAMES,
    SCHEDULES,
)
from model.choices import (
    ACTIVATION_NAMES,
    NETWORK_NAMES,
    OPTIMIZER_NAMES,
    PRESETS,
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
            use_samples=False,
            validation_share=0.25,
        ),
        TrainingPlan(learning_rate=1.0, batch_size=4096, dropout=0.9, limit=1),
        TrainingPlan(validation_share=0.125),
        *PRESETS.values(),
    ],
)
def test_a_plan_that_is_shown_is_asked_for_again(form, plan):
    form.show_plan(plan)
    assert form.plan() == plan


def test_all_that_the_controls_allow_is_a_valid_plan(form):
    spins = (form.learning_rate, form.batch_size, form.epochs, form.patience, form.dropout)
    for spin in (*spins, form.seed, form.limit, form.held_back):
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
        form.rows.browse.click()
        form.rows.browse.window().findChild(QFileDialog).fileSelected.emit(str(tmp_path))
    assert form.plan().data == str(tmp_path)
    form.rows.browse.window().findChild(QFileDialog).close()


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


def choose(qtbot, combo, text):
    """Goes to the entry that begins so, by the arrow keys."""
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    while not combo.currentText().startswith(text):
        before = combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() == before + 1


def test_every_preset_is_offered(form):
    assert sorted(name for name, _ in PRESET_NAMES if name) == sorted(PRESETS)
    assert form.preset.currentText() == "Standard"


def test_a_preset_sets_the_choices_at_once(qtbot, form):
    with qtbot.waitSignal(form.changed):
        choose(qtbot, form.preset, "Lesson: L")
    assert form.plan() == PRESETS["lenet lesson"]
    assert form.network.currentText().startswith("LeNet")
    assert "15 epoch" in form.words.text()


def test_a_preset_leaves_where_the_digits_come_from(qtbot, form):
    form.show_plan(TrainingPlan(data="strokes", use_samples=False, seed=7))
    choose(qtbot, form.preset, "Quick")
    wanted = dataclasses.replace(PRESETS["quick"], data="strokes", use_samples=False, seed=7)
    assert form.plan() == wanted
    choose(qtbot, form.data, "A folder")
    form.folder.setText("/digits")
    choose(qtbot, form.preset, "Thorough")
    assert form.plan().data == "/digits"
    assert form.preset.currentText() == "Thorough"


def test_what_is_changed_is_no_preset_any_more(qtbot, form):
    form.more.click()
    qtbot.keyClick(form.epochs, Qt.Key.Key_Up)
    assert form.preset.currentText() == "Custom"
    qtbot.keyClick(form.epochs, Qt.Key.Key_Down)
    assert form.preset.currentText() == "Standard"


def test_where_digits_come_from_belongs_to_no_preset(qtbot, form):
    choose(qtbot, form.data, "Digits drawn")
    assert form.preset.currentText() == "Standard"


def test_a_download_is_announced_only_where_there_will_be_one(qtbot, form):
    hint = form.rows.download_hint
    assert not hint.isVisible()
    form.rows.show_mnist(is_there=False)
    assert hint.isVisible()
    assert "12 MB" in hint.text()
    choose(qtbot, form.data, "Digits drawn")
    assert not hint.isVisible()


def test_own_samples_are_counted_and_can_be_left_out(qtbot, form):
    assert not form.samples.isEnabled()
    assert "none yet" in form.samples.toolTip()
    form.rows.show_sample_count(57)
    assert "(57)" in form.samples.text()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(form.samples, Qt.Key.Key_Space)
    assert not form.plan().use_samples
