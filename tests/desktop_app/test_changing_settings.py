"""Settings changed in their dialog: at once, after a restart, and back to the defaults."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialogButtonBox

from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTINGS
from model.store import ModelStore
from tests.desktop_app.driving import WAIT_MS, activate, listed, menu_action, press
from tests.desktop_app.live.fake_reading import FakeReaders

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def palette(qapp):
    """Puts the application's colours back."""
    before = qapp.palette()
    yield
    qapp.setPalette(before)


@pytest.fixture
def readers():
    return FakeReaders()


@pytest.fixture
def open_settings(open_window, qtbot, tmp_path, readers, palette):
    """Opens a window and, by key, its settings."""

    def opened():
        window = open_window(store=ModelStore(tmp_path / "models"), readers=readers)
        qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
        press(qtbot, window, Key.Key_Comma, CTRL)
        dialog = window.findChild(SettingsDialog)
        activate(dialog, qtbot)
        return window, dialog

    return opened


def choose(qtbot, control, key):
    control.setFocus()
    qtbot.keyClick(control, key)


def change_some(qtbot, dialog):
    """Changes one setting on each of three pages, by key."""
    dialog.show_page("Camera")
    choose(qtbot, dialog.camera_page.mirror, Key.Key_Space)
    dialog.show_page("Reading")
    dialog.reading_page.spin.setValue(85)
    dialog.show_page("Appearance")
    choose(qtbot, dialog.appearance_page.theme, Key.Key_End)


def test_a_setting_takes_effect_while_the_dialog_is_open(open_settings, qtbot, qapp, readers):
    window, dialog = open_settings()
    change_some(qtbot, dialog)
    assert window.view.placement().is_mirrored
    assert qapp.palette().window().color().lightness() < 60
    qtbot.waitUntil(lambda: readers.made[0].confidence_threshold == 0.85, timeout=WAIT_MS)
    assert dialog.isVisible()


def test_settings_survive_a_restart(open_settings, open_window, qtbot):
    window, dialog = open_settings()
    change_some(qtbot, dialog)
    dialog.reject()
    window.close()
    again, dialog = open_settings()
    assert again.view.placement().is_mirrored
    assert menu_action(again, "Camera", "Mirror").isChecked()
    assert dialog.reading_page.spin.value() == 85
    assert dialog.appearance_page.theme.currentText() == "Dark"


def test_defaults_are_restored_with_one_button(open_settings, qtbot, qapp, tmp_path, readers):
    window, dialog = open_settings()
    change_some(qtbot, dialog)
    box = dialog.findChild(QDialogButtonBox)
    restore = box.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    restore.setFocus()
    qtbot.keyClick(restore, Key.Key_Space)
    assert not window.view.placement().is_mirrored
    assert dialog.reading_page.spin.value() == 70
    qtbot.waitUntil(lambda: readers.made[0].confidence_threshold == 0.7, timeout=WAIT_MS)
    dialog.reject()
    written = Settings(tmp_path / "settings.json")
    for setting in SETTINGS:
        if setting.title:
            assert written.get(setting.key) == setting.default


def test_the_window_tells_the_dialog_what_was_changed_by_key(open_settings, qtbot):
    window, dialog = open_settings()
    dialog.show_page("Camera")
    activate(window, qtbot)
    window.view.setFocus()
    press(qtbot, window, Key.Key_M, CTRL)
    assert dialog.camera_page.mirror.isChecked()
    press(qtbot, window, Key.Key_H, CTRL)
    assert dialog.reading_page.hold_steady.isChecked()
