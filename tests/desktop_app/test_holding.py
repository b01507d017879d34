"""Halting the picture: frozen by hand, stopped, held by itself."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from desktop_app.settings.store import Settings
from model.store import ModelStore
from tests.desktop_app.driving import WAIT_MS, activate, dialog_of, listed, menu_action, press
from tests.desktop_app.live.viewing import pixels

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_frozen_picture_says_so_and_stands_still_until_it_goes_on(desk_window, qtbot):
    view = desk_window.view
    press(qtbot, desk_window, Key.Key_Space)
    frozen = pixels(view)
    shown = desk_window.session.frame.index
    qtbot.waitUntil(lambda: desk_window.statusBar().rate_label.text() == "frozen", timeout=WAIT_MS)
    assert (pixels(view) == frozen).all()
    assert menu_action(desk_window, "Camera", "Go On").isEnabled()
    press(qtbot, desk_window, Key.Key_Space)
    qtbot.waitUntil(lambda: desk_window.session.frame.index > shown, timeout=WAIT_MS)
    assert (pixels(view) != frozen).any()
    assert menu_action(desk_window, "Camera", "Freeze").isEnabled()


def test_stop_releases_the_camera_at_once_and_keeps_what_was_read(desk_window, qtbot, cameras):
    source = cameras.made[0]
    assert source.is_open
    menu_action(desk_window, "Camera", "Stop").trigger()
    qtbot.waitUntil(lambda: not source.is_open, timeout=WAIT_MS)
    assert not source.misuse
    qtbot.waitUntil(
        lambda: not menu_action(desk_window, "Camera", "Stop").isEnabled(), timeout=WAIT_MS
    )
    assert listed(desk_window) == ["12"]
    assert desk_window.view.overlay_opacity == 1.0
    press(qtbot, desk_window, Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "12"
    stopped = desk_window.session.frame
    press(qtbot, desk_window, Key.Key_Space)
    qtbot.waitUntil(lambda: desk_window.session.frame not in (None, stopped), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: listed(desk_window) == ["12"], timeout=WAIT_MS)
    assert menu_action(desk_window, "Camera", "Stop").isEnabled()


def test_a_steady_number_is_frozen_and_copied(desk_window, qtbot, tmp_path):
    QApplication.clipboard().clear()
    press(qtbot, desk_window, Key.Key_H, CTRL)
    qtbot.waitUntil(lambda: desk_window.session.is_paused, timeout=WAIT_MS)
    assert QApplication.clipboard().text() == "12"
    assert desk_window.statusBar().currentMessage() == "Copied 12"
    assert desk_window.session.recognition.numbers[0].text == "12"
    assert menu_action(desk_window, "Camera", "Hold").isChecked()
    assert Settings(tmp_path / "settings.json").get("reading.hold_steady") is True
    # It goes on until another number stands still: this one was taken already.
    press(qtbot, desk_window, Key.Key_Space)
    taken = desk_window.session.frame.captured_at_s
    qtbot.waitUntil(lambda: desk_window.session.frame.captured_at_s > taken + 1.0, timeout=WAIT_MS)
    assert not desk_window.session.is_paused


def test_only_a_number_of_the_expected_length_is_held(open_window, qtbot, tmp_path):
    desk_window = open_window(store=ModelStore(tmp_path / "models"))
    qtbot.waitUntil(lambda: listed(desk_window) == ["12"], timeout=WAIT_MS)
    press(qtbot, desk_window, Key.Key_Comma, CTRL)
    dialog = dialog_of(desk_window, qtbot, None)
    activate(dialog, qtbot)
    dialog.show_page("Reading")
    page = dialog.reading_page
    QApplication.clipboard().clear()
    page.expected_digits.setValue(3)
    page.hold_steady.click()
    began = desk_window.session.frame.captured_at_s
    qtbot.waitUntil(lambda: desk_window.session.frame.captured_at_s > began + 1.2, timeout=WAIT_MS)
    assert not desk_window.session.is_paused
    assert not QApplication.clipboard().text()
    page.expected_digits.setFocus()
    qtbot.keyClick(page.expected_digits, Key.Key_Down)
    assert page.expected_digits.value() == 2
    qtbot.waitUntil(lambda: desk_window.session.is_paused, timeout=WAIT_MS)
    assert QApplication.clipboard().text() == "12"


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_F11], ids=["frozen", "full screen"])
def test_the_picture_keeps_the_focus(desk_window, qtbot, key):
    desk_window.view.setFocus()
    press(qtbot, desk_window, key)
    press(qtbot, desk_window, key)
    assert desk_window.view.hasFocus()
