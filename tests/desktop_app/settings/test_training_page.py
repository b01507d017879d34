import pytest
from PyQt6.QtCore import Qt

from desktop_app.settings.model_page import Shown
from tests.desktop_app.settings.page_driving import press, train_to_end, words

pytestmark = pytest.mark.usefixtures("english")

# --- a training ---


def test_a_training_takes_the_new_model(qtbot, open_page, models):
    page = open_page()
    models.keep("fake-1", "Third model")
    # What the child does in the store.
    page.child.event_received.connect(
        lambda event: event["event"] == "finished" and models.activate("fake-1")
    )
    with qtbot.waitSignal(page.model_changed, timeout=30_000) as changed:
        press(qtbot, page.start)
    assert changed.args == ["fake-1"]
    assert page.shown is Shown.REPORT
    assert "The new model is in use. It is no worse" in words(page)


def test_all_of_a_training_is_in_view(qtbot, open_page):
    page = open_page("pausing")
    page.window().resize(800, 600)
    press(qtbot, page.start)
    panel = page.panel
    qtbot.waitUntil(lambda: panel.predictions.isVisible() and panel.curve is not None)
    qtbot.waitUntil(lambda: panel.curve.visibleRegion().boundingRect() == panel.curve.rect())
    for part in (panel.bar, panel.status, panel.predictions, panel.pause, panel.cancel):
        assert part.visibleRegion().boundingRect() == part.rect()


def test_predictions_are_shown_with_the_wrong_ones_marked(qtbot, open_page):
    page = open_page("pausing")
    press(qtbot, page.start)
    qtbot.waitUntil(page.panel.predictions.isVisible)
    assert "8 of 10 held-back digits are read right" in words(page)
    marked = [crop.caption for crop in page.panel.predictions.strip.crops if crop.is_wrong]
    assert marked == ["1, not 0", "2, not 1"]


def test_a_training_is_paused_and_goes_on(qtbot, open_page):
    page = open_page("pausing")
    press(qtbot, page.start)
    panel = page.panel
    qtbot.waitUntil(panel.predictions.isVisible)
    panel.pause.setFocus()
    qtbot.keyClick(panel.pause, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.pause.text().replace("&", "") == "Resume")
    assert panel.status.text().startswith("Paused: Epoch 2 of 2")
    assert panel.pause.isEnabled()
    with qtbot.waitSignal(page.child.ended):
        press(qtbot, panel.pause)
    assert page.shown is Shown.REPORT


def test_a_paused_training_is_cancelled(qtbot, open_page):
    page = open_page("pausing")
    press(qtbot, page.start)
    press(qtbot, page.panel.pause)
    qtbot.waitUntil(lambda: page.child.is_paused)
    with qtbot.waitSignal(page.child.ended):
        press(qtbot, page.cancel)
    assert page.shown is Shown.CHOICES
    press(qtbot, page.start)
    qtbot.waitUntil(page.panel.pause.isEnabled)
    assert page.panel.pause.text().replace("&", "") == "Pause"


def test_the_log_unfolds(qtbot, open_page):
    page = open_page("patient")
    press(qtbot, page.start)
    qtbot.waitUntil(lambda: bool(page.panel.progress.validation.epochs))
    log = page.panel.log
    assert not log.text.isVisible()
    log.more.setFocus()
    qtbot.keyClick(log.more, Qt.Key.Key_Space)
    assert log.text.isVisible()
    assert "Epoch 1 of 1: 90.00% of the held-back digits right (loss" in log.text.toPlainText()
    assert "step" not in log.text.toPlainText()


def test_while_it_trains_nothing_else_can_be_started(qtbot, open_page, teach):
    teach(3)
    page = open_page("patient")
    page.start.setFocus()
    qtbot.keyClick(page.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(page.panel.progress.validation.epochs))
    assert not page.start.isVisible()
    assert page.cancel.hasFocus()
    process_id = page.child.process_id
    page.start_training()
    page.start_adapting()
    assert page.child.process_id == process_id


def test_a_cancelled_training_leaves_the_model(qtbot, open_page, models):
    page = open_page("patient")
    press(qtbot, page.start)
    qtbot.waitUntil(lambda: bool(page.panel.progress.validation.epochs))
    with qtbot.assertNotEmitted(page.model_changed), qtbot.waitSignal(page.child.ended):
        press(qtbot, page.cancel)
    assert "The training was cancelled; the model in use stays." in words(page)
    assert models.current_id == "bundled"
    assert page.start.isVisible()
    assert page.start.isEnabled()


def test_a_crash_is_told_with_its_last_words_and_can_be_tried_again(qtbot, open_page):
    page = open_page("crash")
    train_to_end(qtbot, page)
    assert "exit status 7" in words(page)
    assert page.panel.log.text.isVisible()
    assert "the last words" in page.panel.log.text.toPlainText()
    assert page.panel.again.hasFocus()
    with qtbot.waitSignal(page.child.ended, timeout=30_000):
        press(qtbot, page.panel.again)
    press(qtbot, page.panel.back)
    assert page.start.isVisible()


def test_silence_is_told(qtbot, open_page):
    page = open_page("silent")
    page.child.silence_ms = 1000
    press(qtbot, page.start)
    qtbot.waitUntil(lambda: "Nothing was heard" in words(page), timeout=20_000)
    assert page.child.running


# --- afterwards ---


def test_a_refused_model_is_told_with_the_reason(qtbot, open_page):
    page = open_page("refused")
    with qtbot.assertNotEmitted(page.model_changed):
        train_to_end(qtbot, page)
    told = words(page)
    assert "The model in use stays." in told
    assert "It reads 88.00 %" in told
    assert "There is no report" in told
    assert page.report.back.hasFocus()


def test_a_refused_model_is_used_anyway(qtbot, open_page, models):
    page = open_page("refused")
    models.keep("fake-1", "Refused model")
    train_to_end(qtbot, page)
    with qtbot.waitSignal(page.model_changed) as changed:
        press(qtbot, page.report.use_anyway)
    assert changed.args == ["fake-1"]
    assert models.current_id == "fake-1"
    assert "in use, as you wished" in words(page)
    press(qtbot, page.report.back)
    assert "Refused model" in words(page)


def test_a_refused_model_that_is_damaged_is_told(qtbot, open_page, models):
    page = open_page("refused")
    train_to_end(qtbot, page)
    models.broken = "The model is damaged: choose another."
    with qtbot.assertNotEmitted(page.model_changed):
        press(qtbot, page.report.use_anyway)
    assert "The model is damaged" in words(page)


def test_the_model_before_is_taken_back(qtbot, open_page, models):
    page = open_page()
    models.keep("fake-1", "Third model")
    page.child.event_received.connect(
        lambda event: event["event"] == "finished" and models.activate("fake-1")
    )
    train_to_end(qtbot, page)
    with qtbot.waitSignal(page.model_changed) as changed:
        press(qtbot, page.report.go_back)
    assert changed.args == ["bundled"]
    assert "The model before is in use again" in words(page)
    assert not page.report.go_back.isVisible()
