import json

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel

from desktop_app.settings.store import Settings


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(qtbot, button):
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def open_page(open_dialog):
    def show(mode="good"):
        return open_dialog(mode, page="Model").model_page

    return show


def train_to_end(qtbot, page):
    with qtbot.waitSignal(page.child.ended, timeout=30_000):
        press(qtbot, page.start)


def test_the_model_in_use_is_described(open_page):
    told = words(open_page())
    for fact in ("Bundled model", "2026-11-20", "Convolutional", "163,123", "MNIST", "99.67%"):
        assert fact in told


def test_another_model_is_taken_into_use(qtbot, open_page, models):
    page = open_page()
    assert not page.use.isEnabled()
    page.versions.setFocus()
    qtbot.keyClicks(page.versions, "Second")
    with qtbot.waitSignal(page.model_changed) as changed:
        press(qtbot, page.use)
    assert changed.args == ["second"]
    assert models.current_id == "second"
    qtbot.waitUntil(lambda: "Second model" in words(page))
    assert not page.use.isEnabled()


def test_a_page_of_text_in_the_place_of_a_folder_does_no_harm(qtbot, open_page, settings):
    page = open_page()
    page.form.data.setCurrentIndex(page.form.data.count() - 1)
    page.form.folder.setFocus()
    QApplication.clipboard().setText("ä" * 20_000)
    page.form.folder.paste()
    assert "ää" in settings.get("training.plan")


def test_a_model_that_cannot_be_used_is_told(qtbot, open_page, models):
    page = open_page()
    page.versions.setCurrentIndex(1)
    models.broken = "The model is damaged: choose another."
    press(qtbot, page.use)
    assert "The model is damaged" in words(page)


def test_a_store_that_cannot_be_read_still_shows_the_page(open_page, models):
    models.broken = "The models cannot be read."
    page = open_page()
    assert "The models cannot be read." in words(page)
    assert page.start.isEnabled()


def test_why_an_older_model_reads_is_told(open_page, models):
    models.problem = "The newest model is damaged; the one before it is used."
    assert models.problem in words(open_page())


def test_a_training_shows_its_curve_and_takes_the_new_model(qtbot, open_page, models):
    page = open_page()
    models.keep("fake-1", "Third model")
    # What the child does in the store.
    page.child.event_received.connect(
        lambda event: event["event"] == "finished" and models.activate("fake-1")
    )
    with qtbot.waitSignal(page.model_changed, timeout=30_000) as changed:
        press(qtbot, page.start)
    assert changed.args == ["fake-1"]
    assert "The new model is in use. It is no worse" in page.panel.status.text()
    qtbot.waitUntil(page.panel.curve.isVisible)
    assert page.start.isEnabled()
    assert not page.cancel.isEnabled()


def test_a_refused_model_is_told_with_the_reason(qtbot, open_page):
    page = open_page("refused")
    with qtbot.assertNotEmitted(page.model_changed):
        train_to_end(qtbot, page)
    assert "The model in use stays. It reads 88.00 %" in page.panel.status.text()


def test_while_it_trains_nothing_else_can_be_started(qtbot, open_page, models):
    page = open_page("patient")
    page.start.setFocus()
    qtbot.keyClick(page.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(page.panel.progress.validation.epochs))
    assert not page.start.isEnabled()
    assert not page.form.isEnabled()
    assert page.cancel.hasFocus()
    process_id = page.child.process_id
    page.start_training()
    assert page.child.process_id == process_id
    page.versions.setCurrentIndex(1)
    assert not page.use.isEnabled()


def test_a_cancelled_training_leaves_the_model(qtbot, open_page, models):
    page = open_page("patient")
    press(qtbot, page.start)
    qtbot.waitUntil(lambda: bool(page.panel.progress.validation.epochs))
    with qtbot.assertNotEmitted(page.model_changed), qtbot.waitSignal(page.child.ended):
        press(qtbot, page.cancel)
    assert "cancelled" in page.panel.status.text()
    assert models.current_id == "bundled"
    assert page.start.isEnabled()
    assert page.form.isEnabled()


def test_a_crash_is_told_with_its_last_words_and_can_be_tried_again(qtbot, open_page):
    page = open_page("crash")
    train_to_end(qtbot, page)
    assert "exit status 7" in page.panel.status.text()
    assert "the last words" in page.panel.details.toPlainText()
    assert page.panel.details.isVisible()
    assert page.start.text() == "&Try Again"
    assert page.start.isEnabled()


def test_silence_is_told(qtbot, open_page):
    page = open_page("silent")
    page.child.silence_ms = 1000
    press(qtbot, page.start)
    qtbot.waitUntil(lambda: "Nothing was heard" in words(page), timeout=20_000)
    assert page.child.running


def test_what_was_chosen_is_remembered(qtbot, open_page, open_dialog, settings):
    page = open_page()
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
    assert "Choose the folder" in page.panel.status.text()
    assert not page.child.running


def test_what_runs_is_brought_into_view(qtbot, open_page):
    page = open_page()
    page.start_training()
    qtbot.waitUntil(lambda: page.panel.curve is not None)
    curve = page.panel.curve
    qtbot.waitUntil(lambda: curve.visibleRegion().boundingRect() == curve.rect())
    assert not page.panel.status.visibleRegion().isEmpty()
