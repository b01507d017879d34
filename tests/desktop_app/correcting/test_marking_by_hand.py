"""Digits that were missed, marked with the mouse and with the keyboard."""

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import Qt

from desktop_app.correcting.words import no_box, no_ink
from model.samples import Origin
from tests.desktop_app.driving import WAIT_MS, listed, menu_action, press
from tests.desktop_app.live.fake_reading import picture_of_numbers
from tests.desktop_app.live.viewing import drag
from vision.frame import Box

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SEVEN = Box(280, 200, 60, 84)
SEVEN_INK = np.array([[284, 204], [336, 204], [300, 280]], np.int32)


def picture_with_a_seven(*texts):
    """A picture of numbers, with the ink of a 7 that the reading does not see."""
    picture = picture_of_numbers(*texts)
    cv2.polylines(picture, [SEVEN_INK], False, (30, 30, 30), 7)
    return picture


@pytest.fixture
def open_picture(open_window, qtbot, tmp_path):
    """Opens a picture and waits for the numbers in it."""

    def opened(picture, *numbers):
        path = tmp_path / "page.png"
        path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
        window = open_window(str(path))
        qtbot.waitUntil(lambda: listed(window) == [*numbers], timeout=WAIT_MS)
        window.view.setFocus()
        return window

    return opened


@pytest.fixture
def missed_window(open_picture):
    return open_picture(picture_with_a_seven("365"), "365")


def corners(view, box):
    rect = view.placement().rect(box)
    return (rect.left, rect.top), (rect.left + rect.width, rect.top + rect.height)


def message(window):
    return window.statusBar().currentMessage()


def test_a_missed_digit_is_marked_with_the_mouse(missed_window, kept, qtbot):
    view = missed_window.view
    press(qtbot, missed_window, Key.Key_M)
    assert menu_action(missed_window, "Edit", "Mark a Missed Digit").isChecked()
    drag(view, *corners(view, Box(270, 190, 80, 104)))
    press(qtbot, missed_window, Key.Key_7)
    assert listed(missed_window) == ["365", "7"]
    assert not view.is_marking
    assert view.selected.box.intersection_over_union(SEVEN) > 0.7
    assert kept(missed_window, 1) == [(7, None)]
    (sample,) = missed_window.samples().all()
    assert sample.origin is Origin.MISSED
    assert sample.crop.max() == 255
    press(qtbot, missed_window, Key.Key_Z, CTRL)
    assert listed(missed_window) == ["365"]
    assert kept(missed_window, 0) == []


def test_a_missed_digit_is_marked_by_keyboard_alone(missed_window, kept, qtbot):
    press(qtbot, missed_window, Key.Key_M)
    press(qtbot, missed_window, Key.Key_Right)
    first = missed_window.view.marked_box
    assert first is not None
    press(qtbot, missed_window, Key.Key_Left)
    assert missed_window.view.marked_box.left < first.left
    # The digit is larger than the box, which begins in the middle.
    for _ in range(8):
        press(qtbot, missed_window, Key.Key_Down, SHIFT)
        press(qtbot, missed_window, Key.Key_Right, SHIFT)
    press(qtbot, missed_window, Key.Key_7)
    assert listed(missed_window) == ["365", "7"]
    assert kept(missed_window, 1) == [(7, None)]


def test_a_marked_digit_can_be_corrected_like_any_other(missed_window, kept, qtbot):
    press(qtbot, missed_window, Key.Key_M)
    drag(missed_window.view, *corners(missed_window.view, SEVEN))
    press(qtbot, missed_window, Key.Key_1)
    kept(missed_window, 1)
    press(qtbot, missed_window, Key.Key_7)
    assert listed(missed_window) == ["365", "7"]
    qtbot.waitUntil(lambda: kept(missed_window, 1) == [(7, None)], timeout=WAIT_MS)
    press(qtbot, missed_window, Key.Key_Delete)
    assert listed(missed_window) == ["365"]


def test_where_there_is_no_ink_the_user_is_told_and_goes_on(missed_window, qtbot):
    view = missed_window.view
    press(qtbot, missed_window, Key.Key_M)
    press(qtbot, missed_window, Key.Key_7)
    assert message(missed_window) == no_box()
    drag(view, *corners(view, Box(480, 300, 60, 80)))
    press(qtbot, missed_window, Key.Key_7)
    assert message(missed_window) == no_ink()
    assert view.is_marking
    press(qtbot, missed_window, Key.Key_Escape)
    assert not view.is_marking
    assert listed(missed_window) == ["365"]
    assert not missed_window.samples().folder.exists()


def test_a_box_around_a_digit_that_was_read_corrects_that(open_picture, kept, qtbot):
    picture = picture_of_numbers("365")
    # The ink of the 5, where the reading has it.
    cv2.line(picture, (203, 64), (226, 106), (30, 30, 30), 5)
    window = open_picture(picture, "365")
    press(qtbot, window, Key.Key_M)
    drag(window.view, *corners(window.view, Box(190, 54, 50, 62)))
    press(qtbot, window, Key.Key_1)
    assert listed(window) == ["361"]
    assert kept(window, 1) == [(1, 5)]


def test_marking_ends_with_the_picture(missed_window, qtbot, tmp_path):
    press(qtbot, missed_window, Key.Key_M)
    missed_window.session.close()
    assert not missed_window.view.is_marking
    assert not menu_action(missed_window, "Edit", "Mark a Missed Digit").isChecked()


def test_a_live_picture_stands_still_while_a_digit_is_marked(desk_window, kept, qtbot, cameras):
    cameras.picture = lambda camera, number: picture_with_a_seven("12")
    index = desk_window.session.recognition.frame.index
    qtbot.waitUntil(
        lambda: (
            desk_window.session.recognition is not None
            and desk_window.session.recognition.frame.index > index + 3
        ),
        timeout=WAIT_MS,
    )
    desk_window.view.setFocus()
    press(qtbot, desk_window, Key.Key_M)
    assert desk_window.session.is_frozen
    press(qtbot, desk_window, Key.Key_Escape)
    assert not desk_window.session.is_frozen
    press(qtbot, desk_window, Key.Key_M)
    drag(desk_window.view, *corners(desk_window.view, SEVEN))
    press(qtbot, desk_window, Key.Key_7)
    assert listed(desk_window) == ["12", "7"]
    assert desk_window.session.is_frozen
    assert kept(desk_window, 1) == [(7, None)]
    press(qtbot, desk_window, Key.Key_Space)
    qtbot.waitUntil(lambda: listed(desk_window) == ["12"], timeout=WAIT_MS)
