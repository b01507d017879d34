"""Digits on the pad are put right by key, and kept as samples of the user's hand."""

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from desktop_app.drawing.dialog import DrawingWindow
from model.samples import Origin, SampleError, SampleStore
from model.store import ModelStore
from tests.desktop_app.drawing.test_drawing_window import WAIT_MS, numbers, press, wait_for
from tests.desktop_app.drawing.writing import write
from vision.reading import NOT_A_DIGIT


@pytest.fixture
def store(tmp_path):
    return SampleStore(tmp_path / "samples")


@pytest.fixture
def window(qtbot, tmp_path, store, english):
    models = ModelStore(tmp_path / "models")
    made = DrawingWindow(
        models.load_classifier, None, samples=lambda: store, model_id=lambda: "bundled"
    )
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.stop()


@pytest.fixture
def written(window, qtbot):
    write(window.pad, "47")
    wait_for(qtbot, window, ["47"])
    return window


def kept(store, qtbot, *labels):
    qtbot.waitUntil(
        lambda: sorted(one.label for one in store.all()) == sorted(labels), timeout=WAIT_MS
    )
    return store.all()


def test_by_keys_alone_a_digit_is_corrected_and_kept(written, qtbot, store):
    assert "arrow keys" in written._message.text()
    written.pad.setFocus()
    press(written, Qt.Key.Key_Right)
    press(written, Qt.Key.Key_Right)
    assert written.pad.accessibleDescription() == "Selected: 7"
    assert "Press 0 to 9" in written._message.text()
    press(written, Qt.Key.Key_1)
    assert numbers(written) == [["41"]]
    (sample,) = kept(store, qtbot, 1)
    assert (sample.origin, sample.answer, sample.model_id) == (Origin.DRAWING, 7, "bundled")
    qtbot.waitUntil(lambda: "Learnt: this is 1" in written._message.text(), timeout=WAIT_MS)
    # A slip of the finger is put right by the right key.
    press(written, Qt.Key.Key_7)
    assert numbers(written) == [["47"]]
    kept(store, qtbot, 7)


def test_the_right_button_selects_and_draws_nothing(written, qtbot, store):
    before = written.pad.drawing.snapshot()
    QTest.mouseClick(written.pad, Qt.MouseButton.RightButton, pos=QPoint(70, 90))
    assert written.pad.accessibleDescription() == "Selected: 4"
    assert written.pad.drawing.snapshot() == before
    press(written, Qt.Key.Key_9)
    assert numbers(written) == [["97"]]
    kept(store, qtbot, 9)
    QTest.mouseClick(written.pad, Qt.MouseButton.RightButton, pos=QPoint(850, 30))
    assert written.pad.accessibleDescription() == ""


def test_what_was_said_stays_while_more_is_written_and_goes_with_its_ink(written, qtbot, store):
    written.pad.setFocus()
    press(written, Qt.Key.Key_Right)
    press(written, Qt.Key.Key_9)
    kept(store, qtbot, 9)
    write(written.pad, "25", left=450)
    wait_for(qtbot, written, ["97", "25"])
    written.resize(1200, 800)
    write(written.pad, "3", left=450, top=200)
    wait_for(qtbot, written, ["97", "25"], ["3"])
    written.commands.clear.trigger()
    write(written.pad, "47")
    wait_for(qtbot, written, ["47"])
    kept(store, qtbot, 9)


def test_what_is_no_digit_is_kept_as_that(written, qtbot, store):
    written.pad.setFocus()
    press(written, Qt.Key.Key_Right)
    press(written, Qt.Key.Key_Minus)
    assert numbers(written) == [["7"]]
    (sample,) = kept(store, qtbot, NOT_A_DIGIT)
    assert sample.answer == 4


def test_esc_lets_go_first_and_closes_then(written):
    written.pad.setFocus()
    press(written, Qt.Key.Key_Right)
    press(written, Qt.Key.Key_Escape)
    assert written.isVisible()
    assert written.pad.accessibleDescription() == ""
    press(written, Qt.Key.Key_Escape)
    assert not written.isVisible()


def test_without_a_selection_a_digit_key_says_how_to_select(written, store):
    written.pad.setFocus()
    press(written, Qt.Key.Key_3)
    assert "Select a digit first" in written._message.text()
    assert store.all() == ()


def test_what_cannot_be_kept_is_taken_back_and_told(written, qtbot, store, monkeypatch):
    def full(_samples):
        raise SampleError("Your samples could not be saved: the disk is full.")

    monkeypatch.setattr(store, "add", full)
    written.pad.setFocus()
    press(written, Qt.Key.Key_Right)
    press(written, Qt.Key.Key_9)
    qtbot.waitUntil(written.banner.isVisible, timeout=WAIT_MS)
    assert "the disk is full" in written.banner.text
    assert numbers(written) == [["47"]]
