"""The picture in the window: enlarged, moved, read in part, and what is drawn over it."""

import itertools

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from desktop_app.live.recognition import make_readers
from model.store import ModelStore
from tests.desktop_app.driving import (
    WAIT_MS,
    activate,
    dialog_of,
    listed,
    menu_action,
    press,
    spot,
    write_page,
    write_picture,
)
from tests.desktop_app.live.viewing import click, drag, pixels, turn_wheel
from vision.frame import Box

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page_window(open_window, qtbot, tmp_path):
    """A window with a picture that stands still: 365, then something unsure."""
    window = open_window(
        str(write_picture(tmp_path / "page.png", "365", "?")), store=ModelStore(tmp_path / "models")
    )
    qtbot.waitUntil(lambda: listed(window) == ["365"], timeout=WAIT_MS)
    return window


@pytest.fixture
def written_window(open_window, qtbot, tmp_path):
    """A window with a handwritten page, read by the model that ships."""
    window = open_window(
        str(write_page(tmp_path / "page.png", "4071", "538")),
        readers=make_readers,
        store=ModelStore(tmp_path / "models"),
    )
    qtbot.waitUntil(lambda: listed(window) == ["4071", "538"], timeout=WAIT_MS)
    return window


def test_the_wheel_enlarges_what_is_under_the_pointer_and_a_drag_moves_it(page_window):
    view = page_window.view
    at = (view.width() // 4, view.height() // 4)
    under = view.placement().point(*at)
    turn_wheel(view, 4, at)
    assert view.zoom > 1.5
    assert view.placement().point(*at) == pytest.approx(under, abs=0.5)
    drag(view, at, (at[0] - 60, at[1] - 40))
    assert view.placement().point(at[0] - 60, at[1] - 40) == pytest.approx(under, abs=0.5)
    turn_wheel(view, -20, at)
    assert view.zoom == 1.0


def test_keys_enlarge_move_and_fit(page_window, qtbot):
    view, commands = page_window.view, page_window.commands
    assert not commands.zoom_out.isEnabled()
    before = pixels(view)
    for _ in range(3):
        press(qtbot, page_window, Key.Key_Plus, CTRL)
    assert view.zoom > 1.2
    assert commands.zoom_out.isEnabled()
    left = view.placement().target.left
    press(qtbot, page_window, Key.Key_Right, CTRL)
    assert view.placement().target.left < left
    press(qtbot, page_window, Key.Key_Minus, CTRL)
    press(qtbot, page_window, Key.Key_0, CTRL)
    assert view.zoom == 1.0
    assert (pixels(view) == before).all()


def test_mirrored_the_picture_is_turned_and_a_click_still_hits_its_digit(desk_window, qtbot):
    press(qtbot, desk_window, Key.Key_Space)
    view = desk_window.view
    one, two = (digit.box for digit in desk_window.session.recognition.digits)
    assert spot(view, one)[0] < spot(view, two)[0]
    press(qtbot, desk_window, Key.Key_M, CTRL)
    assert spot(view, one)[0] > spot(view, two)[0]
    click(view, spot(view, one))
    assert view.selected.digit == 1


def test_only_what_is_in_a_region_drawn_with_the_mouse_is_read(written_window, qtbot):
    window, view = written_window, written_window.view
    second = window.session.recognition.numbers[1].box
    rect = view.placement().rect(second)
    press(qtbot, window, Key.Key_R, CTRL)
    assert menu_action(window, "View", "Read Only").isChecked()
    drag(view, (rect.left - 15, rect.top - 15), (rect.right + 15, rect.bottom + 15))
    qtbot.waitUntil(lambda: listed(window) == ["538"], timeout=WAIT_MS)
    assert not menu_action(window, "View", "Read Only").isChecked()
    assert "Ctrl+Shift+R" in window.statusBar().currentMessage()
    assert window.session.recognition.numbers[0].box.intersection_over_union(second) > 0.8
    press(qtbot, window, Key.Key_R, CTRL | SHIFT)
    qtbot.waitUntil(lambda: listed(window) == ["4071", "538"], timeout=WAIT_MS)
    assert not window.commands.clear_region.isEnabled()


def test_a_region_is_drawn_by_key_and_given_up_by_key(page_window, qtbot):
    window = page_window
    press(qtbot, window, Key.Key_R, CTRL)
    press(qtbot, window, Key.Key_Right)
    press(qtbot, window, Key.Key_Escape)
    assert window.session.region is None
    press(qtbot, window, Key.Key_R, CTRL)
    press(qtbot, window, Key.Key_Right)
    press(qtbot, window, Key.Key_Return)
    assert window.session.region is not None
    qtbot.waitUntil(lambda: listed(window) == [], timeout=WAIT_MS)


def test_what_is_beside_the_region_is_darker(page_window, qtbot):
    view = page_window.view
    at = spot(view, Box(300, 300, 2, 2))
    before = pixels(view)[at[1], at[0]].astype(int)
    press(qtbot, page_window, Key.Key_R, CTRL)
    drag(view, spot(view, Box(20, 20, 2, 2)), spot(view, Box(280, 140, 2, 2)))
    assert (pixels(view)[at[1], at[0]] < before - 20).all()


def test_the_overlay_changes_at_once_with_its_settings(page_window, qtbot):
    view = page_window.view
    press(qtbot, page_window, Key.Key_Comma, CTRL)
    dialog = dialog_of(page_window, qtbot, None)
    activate(dialog, qtbot)
    dialog.show_page("Appearance")
    page = dialog.appearance_page
    looks = [pixels(view)]
    for control, key in (
        (page.overlay_style, Key.Key_Down),
        (page.overlay_size, Key.Key_Down),
        (page.confidence, Key.Key_Space),
        (page.unsure, Key.Key_Space),
    ):
        control.setFocus()
        qtbot.keyClick(control, key)
        looks.append(pixels(view))
    for before, after in itertools.pairwise(looks):
        assert (before != after).any()
    # Nothing is said any more about what is unsure, and its place shows the paper.
    box = page_window.session.recognition.rejections[0].box
    at = spot(view, box)
    assert np.ptp(looks[-1][at[1] - 40 : at[1] + 40, at[0] - 30 : at[0] + 30]) == 0
