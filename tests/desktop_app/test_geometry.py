"""Wherever it was closed, a window comes back on a screen that is there."""

import base64

import pytest
from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QMainWindow

from desktop_app.geometry import restore_geometry, saved_geometry


@pytest.fixture
def make_window(qtbot):
    def make():
        window = QMainWindow()
        qtbot.addWidget(window)
        return window

    return make


def seen_of(window):
    return window.frameGeometry() & window.screen().availableGeometry()


def test_a_window_from_a_monitor_that_is_gone_comes_back_on_the_screen(make_window):
    before, after = make_window(), make_window()
    before.setGeometry(5000, 4000, 400, 300)
    restore_geometry(after, saved_geometry(before))
    assert seen_of(after) == after.frameGeometry()
    assert after.size() == before.size()


def test_a_window_stays_where_it_was_on_a_screen_that_is_there(make_window):
    before, after = make_window(), make_window()
    before.setGeometry(120, 90, 500, 400)
    restore_geometry(after, saved_geometry(before))
    assert after.geometry() == QRect(120, 90, 500, 400)


@pytest.mark.parametrize("place", range(50, 66))
@pytest.mark.parametrize("value", [1, 128, 255])
def test_a_changed_byte_loses_no_window(make_window, place, value):
    before, after = make_window(), make_window()
    before.setGeometry(120, 90, 500, 400)
    geometry, state = saved_geometry(before).split()
    content = bytearray(base64.b64decode(geometry))
    content[place] = value
    restore_geometry(after, f"{base64.b64encode(content).decode()} {state}")
    assert min(seen_of(after).width(), seen_of(after).height()) >= 100
