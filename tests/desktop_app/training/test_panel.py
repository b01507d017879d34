import math

import pytest
from PyQt6.QtWidgets import QApplication

from desktop_app.theme import palette
from desktop_app.training.panel import TrainingPanel
from tests.fakes import FakeClock

STARTED = {"event": "started", "epochs": 3}

pytestmark = pytest.mark.usefixtures("english")


def epoch(number, loss=0.5, accuracy=0.8):
    return {
        "event": "epoch",
        "epoch": number,
        "loss": loss,
        "accuracy": accuracy,
        "validation_loss": loss,
        "validation_accuracy": accuracy,
    }


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def panel(qtbot, clock):
    panel = TrainingPanel(clock=clock)
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show()
    panel.begin()
    return panel


def drawn(panel, curve):
    return list(panel.curve.line("accuracy", curve).get_xdata())


def test_nothing_is_shown_before_the_first_training(qtbot):
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    assert panel.curve is None
    assert panel.predictions.strip.crops == ()


def test_the_curve_moves_with_the_training(qtbot, panel):
    panel.take(STARTED)
    panel.take(epoch(1))
    qtbot.waitUntil(lambda: drawn(panel, "validation") == [1.0])
    before = panel.curve.grab().toImage()
    panel.take(epoch(2, accuracy=0.9))
    qtbot.waitUntil(lambda: drawn(panel, "validation") == [1.0, 2.0])
    assert panel.curve.grab().toImage() != before
    assert "90.0%" in panel.curve.accessibleDescription()


def test_the_bar_and_the_words_tell_how_far_it_is(panel, clock):
    panel.take(STARTED)
    panel.take(epoch(1))
    clock.advance(180)
    panel.take(epoch(2))
    assert panel.bar.value() / panel.bar.maximum() == pytest.approx(2 / 3, abs=0.01)
    assert "Epoch 2 of 3" in panel.status.text()
    assert "about 3 minutes left" in panel.status.text()


def test_losses_that_are_no_numbers_are_left_out(qtbot, panel):
    panel.take(epoch(1, loss=math.nan))
    panel.take(epoch(2, loss=math.inf))
    panel.take(epoch(3))
    qtbot.waitUntil(lambda: len(drawn(panel, "validation")) == 3)


def test_the_next_training_begins_with_an_empty_curve(qtbot, panel):
    panel.take(epoch(1))
    qtbot.waitUntil(lambda: drawn(panel, "validation") == [1.0])
    panel.end("Done.")
    panel.begin()
    assert panel.curve.isHidden()
    panel.take(epoch(1))
    qtbot.waitUntil(lambda: drawn(panel, "validation") == [1.0])


def test_the_curve_follows_the_theme(qtbot, panel):
    app = QApplication.instance()
    before = app.palette()
    try:
        panel.take(epoch(1))
        app.setPalette(palette(is_dark=False))
        light = panel.curve.grab().toImage().pixelColor(3, 3).lightness()
        app.setPalette(palette(is_dark=True))
        QApplication.processEvents()
        dark = panel.curve.grab().toImage().pixelColor(3, 3).lightness()
    finally:
        app.setPalette(before)
    assert light > 200
    assert dark < 60


@pytest.mark.parametrize("size", [(240, 60), (1, 1), (2000, 1000)])
def test_the_curve_is_drawn_at_any_size(qtbot, panel, size):
    panel.take(epoch(1))
    panel.curve.setFixedSize(*size)
    assert panel.curve.grab().size().width() == size[0]


def test_silence_is_told_until_something_is_heard(panel):
    panel.tell_silence(120)
    assert "120 seconds" in panel.notice.text()
    panel.take(STARTED)
    assert panel.notice.isHidden()


def test_last_words_are_shown_only_where_there_are_some(panel):
    panel.end("It crashed.", "Killed")
    assert not panel.log.text.isHidden()
    assert "Killed" in panel.log.text.toPlainText()
    panel.begin()
    assert panel.log.text.isHidden()
    assert panel.log.text.toPlainText() == ""
