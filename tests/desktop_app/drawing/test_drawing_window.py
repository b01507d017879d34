"""Somebody writes in the drawing window, and the model that ships reads it."""

from pathlib import Path

import cv2
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QToolButton

from desktop_app.drawing.dialog import DrawingWindow
from model.classifier import ModelError
from model.store import ModelStore
from tests.desktop_app.drawing.writing import LEFT, Hand, stroke, write
from vision.frame import Frame
from vision.recognizer import Recognizer

WAIT_MS = 20_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def models(tmp_path):
    return ModelStore(tmp_path / "models")


@pytest.fixture
def open_pad(qtbot, models):
    """Opens a drawing window; all of them are closed at the end."""
    windows = []

    def opened(load_classifier=models.load_classifier, **options):
        window = DrawingWindow(load_classifier, None, **options)
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(900, 600)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    yield opened
    for window in windows:
        window.stop()


@pytest.fixture
def window(open_pad):
    return open_pad()


def numbers(window):
    """What is shown large, line for line, without confidences."""
    lines = window.result_view.text.splitlines()
    return [[word for word in line.split() if word.isdigit() or word == "?"] for line in lines]


def wait_for(qtbot, window, *lines):
    qtbot.waitUntil(lambda: numbers(window) == [list(line) for line in lines], timeout=WAIT_MS)


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def button(window, name):
    return next(b for b in window.findChildren(QToolButton) if b.text() == name)


@pytest.mark.parametrize("text", ["3", "47", "60952", "81"])
def test_what_is_written_is_read(window, qtbot, text):
    write(window.pad, text)
    wait_for(qtbot, window, [text])
    assert "%" in window.result_view.text


def test_several_lines_are_read_in_order(window, qtbot):
    write(window.pad, "314", top=220, height=80)
    write(window.pad, "47", top=40, height=80)
    write(window.pad, "25", top=40, left=500, height=80)
    wait_for(qtbot, window, ["47", "25"], ["314"])


@pytest.mark.parametrize("pen", [1, 2, 3, 4])
@pytest.mark.parametrize("height", [80, 250])
def test_all_pens_are_read_in_usual_and_large_writing(window, qtbot, pen, height):
    press(window, getattr(Qt.Key, f"Key_{pen}"), CONTROL)
    write(window.pad, "352", height=height, top=60)
    wait_for(qtbot, window, ["352"])


def test_a_digit_at_the_border_of_the_pad_is_read(window, qtbot):
    write(window.pad, "5", left=1, top=1, height=window.pad.height() - 3)
    wait_for(qtbot, window, ["5"])


def test_fingers_write_too(window, qtbot):
    hand = Hand(window.pad)
    hand.press((100, 50), (300, 50))
    for y in range(60, 200, 10):
        hand.move((100, y), (300, y))
    hand.release((100, 200), (300, 200))
    wait_for(qtbot, window, ["1", "1"])


def test_it_is_read_while_the_pen_is_still_down(window, qtbot):
    QTest.mousePress(window.pad, LEFT, pos=QPoint(200, 60))
    for y in range(60, 200, 5):
        QTest.mouseMove(window.pad, QPoint(200, y))
    wait_for(qtbot, window, ["1"])
    QTest.mouseRelease(window.pad, LEFT, pos=QPoint(200, 200))


def test_digits_are_marked_where_they_were_written(window, qtbot):
    before = window.pad.grab().toImage()
    write(window.pad, "3", left=200, top=100)
    unmarked = window.pad.grab().toImage()
    wait_for(qtbot, window, ["3"])
    marked = window.pad.grab().toImage()
    changed = [
        (x, y)
        for x in range(marked.width())
        for y in range(marked.height())
        if marked.pixel(x, y) != unmarked.pixel(x, y)
    ]
    assert before != unmarked
    assert min(x for x, _ in changed) == pytest.approx(190, abs=12)
    assert max(y for _, y in changed) == pytest.approx(210, abs=12)


def test_a_digit_less_sure_than_wanted_is_a_question_mark_until_that_is_changed(open_pad, qtbot):
    window = open_pad(confidence=0.99999)
    write(window.pad, "3")
    wait_for(qtbot, window, ["?"])
    assert not window.commands.copy.isEnabled()
    window.set_confidence(0.5)
    wait_for(qtbot, window, ["3"])


def test_undo_redo_and_clear_by_key(window, qtbot):
    write(window.pad, "1", top=60, left=60)
    wait_for(qtbot, window, ["1"])
    write(window.pad, "0", top=60, left=120)
    wait_for(qtbot, window, ["10"])
    press(window, Qt.Key.Key_Z, CONTROL)
    wait_for(qtbot, window, ["1"])
    press(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    wait_for(qtbot, window, ["10"])
    press(window, Qt.Key.Key_Backspace, CONTROL)
    assert window.pad.drawing.is_empty
    assert numbers(window) == [[]]
    press(window, Qt.Key.Key_Z, CONTROL)
    wait_for(qtbot, window, ["10"])
    press(window, Qt.Key.Key_Delete)
    assert window.pad.drawing.is_empty


def test_undo_redo_and_clear_by_button(window, qtbot):
    for name in ("Undo", "Redo", "Clear", "Copy", "Save Picture…"):
        assert not button(window, name).isEnabled()
    stroke(window.pad, (100, 50), (100, 200))
    wait_for(qtbot, window, ["1"])
    QTest.mouseClick(button(window, "Undo"), LEFT)
    assert window.pad.drawing.is_empty
    assert not button(window, "Undo").isEnabled()
    QTest.mouseClick(button(window, "Redo"), LEFT)
    assert not button(window, "Redo").isEnabled()
    wait_for(qtbot, window, ["1"])
    QTest.mouseClick(button(window, "Clear"), LEFT)
    assert numbers(window) == [[]]


def test_nothing_is_shown_of_a_drawing_that_was_cleared_while_it_was_read(window, qtbot):
    write(window.pad, "3")
    window.pad.clear()
    write(window.pad, "1", left=300)
    seen = []
    qtbot.waitUntil(
        lambda: seen.append(numbers(window)) or numbers(window) == [["1"]], timeout=WAIT_MS
    )
    assert ["3"] not in [line for lines in seen for line in lines]


def test_copying_takes_the_numbers_one_a_line(window, qtbot):
    write(window.pad, "314", top=220, height=80)
    write(window.pad, "47", top=40, height=80)
    wait_for(qtbot, window, ["47"], ["314"])
    press(window, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "47\n314"
    QApplication.clipboard().clear()
    QTest.mouseClick(button(window, "Copy"), LEFT)
    assert QApplication.clipboard().text() == "47\n314"


def test_what_is_too_small_or_no_digit_is_told(window, qtbot):
    QTest.mouseClick(window.pad, LEFT, pos=QPoint(200, 100))
    qtbot.waitUntil(lambda: "larger" in window.result_view.text, timeout=WAIT_MS)


def test_every_pen_has_a_button_that_tells_which_is_chosen(window):
    pens = [window.commands.button(action) for action in window.commands.widths]
    names = [pen.accessibleName() for pen in pens]
    assert names == ["Thin pen", "Medium pen", "Thick pen", "Very thick pen"]
    widths = []
    for number, action in enumerate(window.commands.widths, start=1):
        press(window, getattr(Qt.Key, f"Key_{number}"), CONTROL)
        assert [one.isChecked() for one in window.commands.widths].count(True) == 1
        assert action.isChecked()
        widths.append(window.pad.pen_width)
    assert widths == sorted(set(widths))


def test_the_drawing_is_still_there_when_the_window_is_opened_again(window, qtbot):
    write(window.pad, "3")
    wait_for(qtbot, window, ["3"])
    press(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    window.show()
    wait_for(qtbot, window, ["3"])
    write(window.pad, "1", left=160)
    wait_for(qtbot, window, ["31"])


def test_a_smaller_window_keeps_what_was_written(window, qtbot):
    write(window.pad, "47", left=500, top=200)
    wait_for(qtbot, window, ["47"])
    window.resize(window.minimumSizeHint())
    write(window.pad, "1", left=20, top=8, height=40)
    wait_for(qtbot, window, ["1"], ["47"])


def test_without_a_model_a_sentence_says_so_and_one_can_try_again(open_pad, models, qtbot):
    answers = [ModelError("The model is damaged; choose another in the settings.")]

    def load():
        if answers:
            raise answers.pop()
        return models.load_classifier()

    window = open_pad(load)
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert window.banner.text == "The model is damaged; choose another in the settings."
    write(window.pad, "3")
    QTest.mouseClick(window.banner.action_button, LEFT)
    wait_for(qtbot, window, ["3"])
    assert not window.banner.isVisible()


def save_as(window, qtbot, path):
    press(window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None, timeout=WAIT_MS)
    dialog = window.findChild(QFileDialog)
    assert not window.isModal()
    dialog.selectFile(str(path))
    dialog.accept()


def test_a_saved_picture_reads_as_the_drawing_did(window, qtbot, models, tmp_path):
    write(window.pad, "47")
    save_as(window, qtbot, tmp_path / "mine.png")
    qtbot.waitUntil((tmp_path / "mine.png").exists, timeout=WAIT_MS)
    picture = cv2.imread(str(tmp_path / "mine.png"))
    read = Recognizer(models.load_classifier()).read(Frame(picture))
    assert [number.text for number in read.numbers] == ["47"]
    assert (picture == window.image()).all()


def test_a_picture_that_cannot_be_saved_is_told(window, qtbot, monkeypatch, tmp_path):
    write(window.pad, "47")
    image = window.image()
    window._saver.save(image, Path(tmp_path / "nowhere" / "mine.png"))
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert "mine.png could not be saved" in window.banner.text
