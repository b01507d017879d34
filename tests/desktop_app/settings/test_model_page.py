import json
from datetime import UTC, datetime, timedelta

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel

from desktop_app.settings.model_page import Shown
from desktop_app.settings.store import Settings
from model.choices import TrainingPlan
from model.runs import cancel, run_for, unfinished
from tests.desktop_app.settings.page_driving import press, words

pytestmark = pytest.mark.usefixtures("english")


def asked_for(qtbot, page, button):
    """The plan that a click asks the child "echo" for."""
    with qtbot.waitSignal(page.child.ended, timeout=30_000):
        page.child.event_received.connect(
            lambda event: event["event"] == "message" and told.append(event["text"])
        )
        told = []
        press(qtbot, button)
    return json.loads(told[0])["request"]


# --- what there is ---


def test_the_model_in_use_is_described(open_page):
    told = words(open_page())
    for fact in ("Bundled model", "2026-11-20", "Convolutional", "163,123", "MNIST", "99.67%"):
        assert fact in told


def test_a_store_that_cannot_be_read_still_shows_the_page(open_page, models):
    models.broken = "The models cannot be read."
    page = open_page()
    assert "The models cannot be read." in words(page)
    assert page.start.isEnabled()


def test_why_an_older_model_reads_is_told(open_page, models):
    models.problem = "The newest model is damaged; the one before it is used."
    assert models.problem in words(open_page())


def test_the_other_dialogs_are_asked_for(qtbot, open_dialog):
    dialog = open_dialog(page="model")
    choices = dialog.model_page.choices
    for signal, button in (
        (dialog.history_requested, choices.models),
        (dialog.samples_requested, choices.adapt_card.show_samples),
        (dialog.teach_requested, choices.adapt_card.teach),
    ):
        with qtbot.waitSignal(signal):
            press(qtbot, button)


def test_a_page_of_text_in_the_place_of_a_folder_does_no_harm(qtbot, open_page, settings):
    page = open_page()
    page.form.data.setCurrentIndex(page.form.data.count() - 1)
    page.form.folder.setFocus()
    QApplication.clipboard().setText("ä" * 20_000)
    page.form.folder.paste()
    assert "ää" in settings.get("training.plan")


def test_what_was_chosen_is_remembered(qtbot, open_page, open_dialog, settings):
    page = open_page()
    page.form.more.setChecked(True)
    page.form.network.setFocus()
    qtbot.keyClicks(page.form.network, "Dense")
    qtbot.keyClick(page.form.epochs, Qt.Key.Key_Up)
    page.window().hide()
    plan = json.loads(Settings(settings.path).get("training.plan"))
    assert plan["network"] == "dense"
    assert plan["epochs"] == 13
    assert open_dialog().model_page.form.network.currentData() == "dense"


def test_a_folder_that_is_missing_is_asked_for(qtbot, open_page):
    page = open_page()
    page.form.data.setCurrentIndex(page.form.data.count() - 1)
    press(qtbot, page.start)
    assert "Choose the folder" in words(page)
    assert not page.child.running


def test_the_download_is_announced_until_mnist_is_there(open_page, monkeypatch, tmp_path):
    monkeypatch.delenv("DIGITLENS_DATA", raising=False)
    page = open_page()
    assert "12 MB" in words(page)
    page.window().hide()
    monkeypatch.setenv("DIGITLENS_DATA", str(tmp_path))
    page.window().show()
    assert "12 MB" not in words(page)


# --- adapting ---


def test_without_samples_there_is_nothing_to_adapt_to(open_page):
    page = open_page()
    adapt = page.choices.adapt_card.adapt
    assert not adapt.isEnabled()
    assert "no samples of your hand yet" in adapt.toolTip()
    assert "no samples of your hand yet" in words(page)
    assert page.choices.adapt_card.teach.isEnabled()
    page.start_adapting()
    assert not page.child.running


def test_samples_are_counted_by_class(open_page, teach):
    teach(3, 3, 8, 10)
    page = open_page()
    assert "You have taught 4 digit" in words(page)
    assert "(4)" in page.form.samples.text()
    row = [label.text() for label in page.choices.adapt_card.findChildren(QLabel)]
    assert row.count("0") == 9  # the head of the column, and eight classes without one
    assert "2" in row


def test_samples_that_come_while_the_page_is_open_are_counted(qtbot, open_page, teach):
    page = open_page()
    teach(7)
    qtbot.waitUntil(lambda: "You have taught 1 digit" in words(page))
    assert page.choices.adapt_card.adapt.isEnabled()


def test_what_came_after_the_last_adapting_is_new(open_page, models, teach):
    teach(1, 2, 3)
    models.keep("adapted", "Adapted")
    card = models.kept[-1].card
    card.plan = {"method": "adapt"}
    card.created_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    page = open_page()
    assert "0 of them are new since the last adapting." in words(page)
    page.window().hide()
    card.created_at = "2020-01-01T00:00:00+00:00"
    page.window().show()
    assert "3 of them are new since the last adapting." in words(page)


def test_samples_that_cannot_be_read_are_told(open_page, samples):
    samples.path.mkdir(parents=True)
    page = open_page()
    assert "Your samples could not be read" in words(page)
    assert not page.choices.adapt_card.adapt.isEnabled()


def test_adapting_asks_for_the_samples_of_the_window(qtbot, open_page, teach, samples):
    teach(3, 8)
    page = open_page("echo")
    request = asked_for(qtbot, page, page.choices.adapt_card.adapt)
    assert request["plan"]["method"] == "adapt"
    assert request["samples"] == str(samples.folder)


def test_adapting_is_started_from_outside(qtbot, open_dialog, teach):
    teach(3)
    dialog = open_dialog("patient")
    dialog.start_adapting()
    assert dialog.model_page.isVisible()
    assert dialog.model_page.shown is Shown.RUNNING
    qtbot.waitUntil(lambda: bool(dialog.model_page.panel.progress.validation.epochs))


def test_how_long_adapting_took_is_told_the_next_time(qtbot, open_page, teach, settings):
    teach(3)
    page = open_page()
    assert "It takes a minute or two." in words(page)
    with qtbot.waitSignal(page.child.ended, timeout=30_000):
        press(qtbot, page.choices.adapt_card.adapt)
    assert settings.get("training.adapting_s") > 0
    press(qtbot, page.report.back)
    assert "The last time it took less than a minute." in words(page)


# --- after a crash or a restart ---


@pytest.fixture
def runs(models):
    return models.root.parent / "runs"


def test_an_interrupted_training_is_gone_on_with(qtbot, open_page, runs):
    plan = TrainingPlan(network="lenet", data="strokes", epochs=5)
    run_for(runs, plan)
    page = open_page("echo")
    assert "A training was interrupted after epoch 0 of 5" in words(page)
    request = asked_for(qtbot, page, page.choices.interrupted.go_on)
    assert request["plan"] == plan.to_json()


def test_an_interrupted_adapting_is_told_as_one(open_page, runs):
    run_for(runs, TrainingPlan(method="adapt"))
    assert "An adapting to your hand was interrupted" in words(open_page())


def test_an_interrupted_training_is_discarded(qtbot, open_page, runs):
    run_for(runs, TrainingPlan())
    page = open_page()
    press(qtbot, page.choices.interrupted.discard)
    assert not unfinished(runs)
    assert not page.choices.interrupted.isVisible()


def test_a_training_that_cannot_be_discarded_is_told(qtbot, open_page, runs, monkeypatch):
    run_for(runs, TrainingPlan())
    page = open_page()

    def fail(_training):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("model.runs.discard", fail)
    press(qtbot, page.choices.interrupted.discard)
    assert "could not be discarded: Permission denied" in words(page)
    assert page.choices.interrupted.isVisible()


def test_a_cancelled_training_can_be_gone_on_with(open_page, runs):
    plan = TrainingPlan()
    cancel(run_for(runs, plan), plan)
    assert "A training was cancelled after epoch 0 of 12" in words(open_page())
