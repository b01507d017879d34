"""The drawing pad, opened from the window and read by the model that ships."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from model.store import ModelStore
from tests.desktop_app.drawing.writing import write
from tests.desktop_app.driving import WAIT_MS, dialog_of, listed, menu_action, press

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window, tmp_path):
    return open_window(store=ModelStore(tmp_path / "models"))


def write_and_read(pad_window, qtbot, text):
    pad_window.resize(900, 600)
    write(pad_window.pad, text)
    qtbot.waitUntil(lambda: pad_window.result_view.text.startswith(text), timeout=WAIT_MS)


def test_what_is_written_on_the_pad_is_read_and_copied(window, qtbot):
    press(qtbot, window, Key.Key_D, CTRL)
    pad_window = dialog_of(window, qtbot, "drawing_window")
    write_and_read(pad_window, qtbot, "47")
    press(qtbot, pad_window, Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "47"


def test_without_a_camera_the_page_leads_to_the_pad(open_window, qtbot, cameras, tmp_path):
    cameras.connected = ()
    window = open_window(store=ModelStore(tmp_path / "models"))
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    window.no_camera.draw_button.setFocus()
    press(qtbot, window, Key.Key_Space)
    pad_window = dialog_of(window, qtbot, "drawing_window")
    write_and_read(pad_window, qtbot, "3")


def test_the_camera_goes_on_beside_the_pad_and_the_drawing_stays(window, qtbot):
    menu_action(window, "File", "Drawing Pad").trigger()
    pad_window = dialog_of(window, qtbot, "drawing_window")
    write_and_read(pad_window, qtbot, "8")
    shown = window.session.frame.index
    qtbot.waitUntil(lambda: window.session.frame.index > shown, timeout=WAIT_MS)
    press(qtbot, pad_window, Key.Key_Escape)
    assert not pad_window.isVisible()
    assert listed(window) == ["12"]
    menu_action(window, "File", "Drawing Pad").trigger()
    assert pad_window.isVisible()
    assert not pad_window.pad.drawing.is_empty
