"""Selecting digits and drawing a region in the live view, as a hand does."""

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.live.region import LEAST_PX
from desktop_app.live.video_view import VideoView
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from tests.desktop_app.live.viewing import click, drag, pixels, turn_wheel
from vision.frame import Box, Frame
from vision.reading import Rejection

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.view, made.other = VideoView(now=lambda: 0.0), QLineEdit()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(made.view, 1)
    layout.addWidget(made.other)
    qtbot.addWidget(made)
    made.show()
    made.view.setFixedSize(640, 480)
    qtbot.waitExposed(made)
    made.activateWindow()
    made.view.setFocus()
    return made


@pytest.fixture
def view(window):
    return window.view


@pytest.fixture
def selected(view):
    """What was told of the selection."""
    told = []
    view.digit_selected.connect(told.append)
    return told


@pytest.fixture
def regions(view):
    """What was told of the region."""
    told = []
    view.region_chosen.connect(told.append)
    return told


def show(view, *texts, is_live=False, index=0):
    frame = Frame(picture_of_numbers(*texts), index)
    reading = FakeReader(None, is_live=is_live).read(frame)
    view.show_frame(frame)
    view.show_recognition(reading)
    return reading


def middle(view, item):
    rect = view.placement().rect(item.box)
    return rect.left + rect.width / 2, rect.top + rect.height / 2


def spelled(items):
    """Digits, "?" for what was not read, "-" for nothing."""
    names = {type(None): "-", Rejection: "?"}
    return "".join(names.get(type(item)) or str(item.digit) for item in items)


def press(qtbot, view, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        qtbot.keyClick(view, key, modifier)


# --- selection ---


def test_a_click_selects_a_digit_and_a_click_beside_nothing(view, selected):
    reading = show(view, "12", "?")
    click(view, middle(view, reading.digits[1]))
    assert view.selected is reading.digits[1]
    click(view, middle(view, reading.rejections[0]))
    click(view, (600, 400))
    assert spelled(selected) == "2?-"


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_click_hits_the_digit_that_is_seen_there(view, selected, is_mirrored):
    reading = show(view, "123")
    view.set_mirrored(is_mirrored)
    turn_wheel(view, 3, middle(view, reading.digits[1]))
    for digit in reading.digits:
        click(view, middle(view, digit))
    assert spelled(selected) == "123"


def test_dragging_a_zoomed_picture_selects_nothing(view, selected):
    reading = show(view, "12")
    turn_wheel(view, 3, (0, 0))
    drag(view, middle(view, reading.digits[0]), (300, 300))
    assert selected == []


def test_arrow_keys_move_among_the_digits(view, selected, qtbot):
    show(view, "12", "34")
    press(qtbot, view, Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up)
    assert spelled(selected) == "12431"


def test_at_the_end_of_a_line_the_next_follows(view, selected, qtbot):
    show(view, "12", "?", "34")
    press(qtbot, view, *[Key.Key_Right] * 5)
    assert spelled(selected) == "12?34"


def test_in_a_mirror_arrow_keys_move_as_it_is_seen(view, selected, qtbot):
    reading = show(view, "123")
    view.set_mirrored(True)
    view.select(reading.digits[0])
    press(qtbot, view, Key.Key_Left, Key.Key_Left, Key.Key_Right)
    assert spelled(selected) == "1232"


def test_escape_clears_the_selection_before_it_does_anything_else(window, view, qtbot):
    done = []
    QShortcut(QKeySequence("Esc"), window, lambda: done.append("Esc"))
    reading = show(view, "12")
    view.select(reading.digits[0])
    press(qtbot, view, Key.Key_Escape)
    assert view.selected is None
    assert done == []
    press(qtbot, view, Key.Key_Escape)
    assert done == ["Esc"]


def test_tab_leaves_the_picture(window, view, qtbot):
    show(view, "12")
    qtbot.waitUntil(view.hasFocus)
    press(qtbot, view, Key.Key_Tab)
    assert window.other.hasFocus()


def test_the_picture_shows_when_tab_has_come_to_it(window, view, qtbot):
    show(view, "12")
    qtbot.waitUntil(view.hasFocus)
    before = pixels(view)
    window.other.setFocus()
    qtbot.keyClick(window.other, Key.Key_Tab)
    assert view.hasFocus()
    assert (pixels(view)[:4] != before[:4]).any()


def test_a_selected_digit_is_framed_on_all_sides(view):
    reading = show(view, "12")
    before = pixels(view)
    view.select(reading.digits[1])
    changed = (pixels(view) != before).any(axis=2)
    box = reading.digits[1].box
    assert changed[box.top + 25, box.left - 15 : box.left].any()
    assert changed[box.top + 25, box.right : box.right + 15].any()
    assert changed[box.bottom : box.bottom + 15, box.left + 15].any()
    assert not changed[box.top : box.bottom, box.left : box.right].any()
    assert not changed[:, 300:].any()


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_the_frame_is_seen_on_any_ground(view, ground):
    frame = Frame(np.full((480, 640, 3), ground, np.uint8))
    blot = Rejection(Box(200, 200, 60, 60), "not a digit")
    view.show_frame(frame)
    reading = FakeReader(None, is_live=False).read(Frame(picture_of_numbers("")))
    view.show_recognition(type(reading)(frame, (), (blot,), ()))
    view.select(blot)
    side = pixels(view).astype(int)[230, 185:200].mean(axis=1)
    assert side.max() - side.min() > 150


def test_the_selection_goes_on_with_the_next_frame(view, selected):
    first = show(view, "12", is_live=True)
    view.select(first.digits[1])
    second = show(view, "17", is_live=True, index=1)
    assert selected == [first.digits[1], second.digits[1]]
    view.show_recognition(None)
    assert selected[-1] is None


def test_a_reading_that_does_not_belong_to_the_picture_cannot_be_clicked(view, selected):
    reading = show(view, "12")
    view.show_frame(Frame(picture_of_numbers("34"), 1))
    click(view, middle(view, reading.digits[0]))
    assert selected == []


def test_what_is_hidden_is_passed_over_by_the_keys_unless_shift_is_held(view, qtbot, selected):
    reading = show(view, "12")
    blot = Rejection(Box(300, 60, 60, 50), "not a digit")
    view.show_recognition(type(reading)(reading.frame, reading.digits, (blot,), reading.numbers))
    press(qtbot, view, *[Key.Key_Right] * 3)
    assert spelled(selected) == "12"
    press(qtbot, view, Key.Key_Right, modifier=SHIFT)
    assert view.selected is blot


def test_a_screen_reader_is_told_what_is_selected(view):
    reading = show(view, "12", "?")
    view.select(reading.digits[1])
    assert view.accessibleDescription() == "Read: 12. Selected: 2, 90%"
    view.select(reading.rejections[0])
    assert "not read" in view.accessibleDescription()
    view.select(None)
    assert view.accessibleDescription() == "Read: 12"


def test_the_mouse_pointer_tells_that_a_digit_can_be_clicked(view, qtbot):
    reading = show(view, "12")
    x, y = middle(view, reading.digits[0])
    drag(view, (600, 400), (x, y), Qt.MouseButton.MiddleButton)
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor


# --- region ---


def test_a_region_is_drawn_with_the_mouse(view, regions):
    show(view, "12")
    view.set_region_mode(True)
    assert view.cursor().shape() == Qt.CursorShape.CrossCursor
    drag(view, (300, 200), (100, 50))
    assert regions == [Box(100, 50, 200, 150)]
    assert view.region == Box(100, 50, 200, 150)
    assert not view.is_region_mode
    assert view.cursor().shape() != Qt.CursorShape.CrossCursor


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_region_is_drawn_around_what_is_seen(view, regions, is_mirrored):
    reading = show(view, "123")
    view.set_mirrored(is_mirrored)
    turn_wheel(view, 4, middle(view, reading.digits[1]))
    rect = view.placement().rect(reading.digits[1].box)
    view.set_region_mode(True)
    drag(view, (rect.left, rect.top), (rect.right, rect.bottom))
    box = reading.digits[1].box
    assert np.abs(np.subtract(regions[0].as_list(), box.as_list())).max() <= 1


def test_a_region_drawn_beyond_the_picture_ends_at_its_edge(view, regions):
    view.show_frame(Frame(np.zeros((240, 640, 3), np.uint8)))  # letterboxed from 120 to 360
    view.set_region_mode(True)
    drag(view, (10, 10), (630, 300))
    assert regions == [Box(10, 0, 620, 180)]


def test_a_click_draws_no_region(view, regions):
    show(view, "12")
    view.set_region_mode(True)
    click(view, (100, 100))
    assert regions == []
    assert view.is_region_mode


def test_what_is_outside_of_the_region_is_dimmed(view):
    view.show_frame(Frame(np.full((480, 640, 3), 200, np.uint8)))
    view.set_region(Box(100, 100, 200, 200))
    shown = pixels(view).astype(int)
    assert (shown[105:295, 105:295] == 200).all()
    assert shown[50].max() < 120
    border = shown[101:299, 99].mean(axis=1)
    assert border.max() > 230
    assert border.min() < 80
    view.set_region(None)
    assert (pixels(view) == 200).all()


def test_a_region_is_shown_where_it_is_in_a_zoomed_mirror(view):
    view.show_frame(Frame(np.full((480, 640, 3), 200, np.uint8)))
    view.set_region(Box(400, 100, 100, 100))
    view.set_mirrored(True)
    turn_wheel(view, 2, (190, 150))
    rect = view.placement().rect(Box(400, 100, 100, 100))
    assert abs(rect.left + rect.width / 2 - 190) < 1
    shown = pixels(view).astype(int)
    assert shown[150, 190].min() == 200
    assert shown[150, round(rect.right) + 10].max() < 120


def test_escape_leaves_the_mode_and_keeps_the_region(view, regions, qtbot):
    show(view, "12")
    told = []
    view.region_mode_changed.connect(told.append)
    view.set_region(Box(10, 10, 300, 300))
    view.set_region_mode(True)
    press(qtbot, view, Key.Key_Escape)
    assert told == [True, False]
    assert regions == []
    assert view.region == Box(10, 10, 300, 300)


def test_a_region_is_cleared(view, regions):
    show(view, "12")
    view.set_region(Box(10, 10, 300, 300))
    view.clear_region()
    assert regions == [None]
    assert view.region is None
    view.clear_region()
    assert regions == [None]


def test_a_region_is_drawn_with_the_keys_alone(view, regions, qtbot):
    show(view, "12")
    view.set_region_mode(True)
    press(qtbot, view, Key.Key_Right)
    press(qtbot, view, Key.Key_Return)
    assert regions == [Box(160, 120, 320, 240)]
    view.set_region_mode(True)
    press(qtbot, view, *[Key.Key_Left] * 3, Key.Key_Up)
    press(qtbot, view, Key.Key_Left, modifier=SHIFT)
    press(qtbot, view, Key.Key_Return)
    moved = regions[1]
    assert moved.left < 160
    assert moved.top < 120
    assert LEAST_PX < moved.width < 320
    assert moved.height == 240


def test_drawing_is_explained_on_the_picture(view):
    view.show_frame(Frame(np.full((480, 640, 3), 200, np.uint8)))
    view.set_region_mode(True)
    shown = pixels(view)
    assert (shown[400:] < 80).any()
    assert (shown[:400] == 200).all()


def test_without_a_picture_there_is_no_region_to_draw(view):
    view.set_region_mode(True)
    assert not view.is_region_mode


def test_the_mode_ends_with_the_picture(view):
    show(view, "12")
    view.set_region_mode(True)
    view.show_frame(None)
    assert not view.is_region_mode


def test_a_region_can_be_drawn_while_digits_are_under_the_mouse(view, regions, selected):
    reading = show(view, "12")
    view.set_region_mode(True)
    x, y = middle(view, reading.digits[0])
    drag(view, (x, y), (x + 200, y + 100))
    assert len(regions) == 1
    assert selected == []
