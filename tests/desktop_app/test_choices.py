"""Models and settings, as the window obeys them."""

import pytest
from PyQt6.QtCore import Qt

from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.store import Settings
from model.classifier import ModelError
from model.store import ModelStore
from tests.desktop_app.driving import (
    WAIT_MS,
    listed,
    press,
    shown_text,
    write_picture,
)
from tests.desktop_app.live.fake_reading import FakeReaders
from vision.cameras import Camera


def test_a_model_that_fell_back_is_told(open_window, qtbot, models):
    models.problem = "The current model is damaged, so the one before is used."
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert window.banner.label.text() == models.problem
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)


def test_without_any_model_the_video_is_still_shown(open_window, qtbot, models):
    models.error = ModelError("No model could be loaded; install DigitLens again.")
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert "No model" in window.banner.label.text()
    qtbot.waitUntil(lambda: window.session.frame is not None, timeout=WAIT_MS)


def test_a_new_model_reads_the_picture_that_is_there(open_window, qtbot, models, tmp_path):
    window = open_window(str(write_picture(tmp_path / "page.png", "5")))
    qtbot.waitUntil(lambda: listed(window) == ["5"], timeout=WAIT_MS)
    before = window.session.recognition
    window.session.reload_classifier()
    qtbot.waitUntil(lambda: window.session.recognition is not before, timeout=WAIT_MS)
    assert models.loads == 2
    assert listed(window) == ["5"]


@pytest.fixture
def settings_dialog(open_window, qtbot, tmp_path):
    """The settings, opened by key in a window with real models and a picture in it."""
    window = open_window(
        str(write_picture(tmp_path / "page.png", "5")), store=ModelStore(tmp_path / "models")
    )
    qtbot.waitUntil(lambda: listed(window) == ["5"], timeout=WAIT_MS)
    press(qtbot, window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is not None, timeout=WAIT_MS)
    return window, window.findChild(SettingsDialog)


def test_a_model_chosen_in_the_settings_reads_at_once(settings_dialog, qtbot):
    window, dialog = settings_dialog
    assert dialog.isVisible()
    before = window.session.recognition
    dialog.model_changed.emit("another")
    qtbot.waitUntil(lambda: window.session.recognition is not before, timeout=WAIT_MS)
    assert listed(window) == ["5"]


def test_the_settings_are_the_same_when_they_are_opened_again(settings_dialog, qtbot):
    window, dialog = settings_dialog
    dialog.hide()
    window.commands.settings.trigger()
    assert window.findChildren(SettingsDialog) == [dialog]
    assert dialog.isVisible()


def test_a_camera_plugged_in_later_can_be_chosen(settings_dialog, qtbot, cameras):
    window, dialog = settings_dialog
    combo = dialog.camera_page.camera
    qtbot.waitUntil(lambda: combo.findText("Desk camera") > 0, timeout=WAIT_MS)
    cameras.connected = (*cameras.connected, Camera("New camera", "usb:3", 2))
    dialog.hide()
    window.commands.settings.trigger()
    qtbot.waitUntil(lambda: combo.findText("New camera") > 0, timeout=WAIT_MS)


def test_the_window_stays_where_the_user_lets_a_training_go_on(settings_dialog, monkeypatch):
    window, dialog = settings_dialog
    monkeypatch.setattr(dialog, "close_with_window", lambda: False)
    window.close()
    assert window.isVisible()
    monkeypatch.setattr(dialog, "close_with_window", lambda: True)
    window.close()
    assert not window.isVisible()


def test_settings_take_effect_at_once(open_window, qtbot, tmp_path, qapp):
    readers = FakeReaders()
    window = open_window(readers=readers)
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    settings = window._settings
    settings.set("reading.confidence", 0.95)
    qtbot.waitUntil(lambda: readers.made[0].confidence_threshold == 0.95, timeout=WAIT_MS)
    settings.set("camera.mirror", True)
    assert window.view.placement().is_mirrored
    assert window.commands.mirror.isChecked()
    settings.set("camera.source", "usb:2")
    qtbot.waitUntil(lambda: listed(window) == ["34"], timeout=WAIT_MS)
    before = qapp.palette()
    settings.set("appearance.theme", "dark")
    assert qapp.palette().window().color().lightness() < 60
    qapp.setPalette(before)


def test_without_a_camera_restored_defaults_leave_the_picture(
    open_window, qtbot, cameras, tmp_path
):
    Settings(tmp_path / "settings.json").set("camera.source", "usb:9")
    cameras.connected = ()
    window = open_window(str(write_picture(tmp_path / "page.png", "5")))
    qtbot.waitUntil(lambda: listed(window) == ["5"], timeout=WAIT_MS)
    window._settings.reset()
    assert shown_text(window) == "page.png"
    assert not window.no_camera.isVisible()


def test_place_and_panels_are_remembered(open_window, qtbot, tmp_path):
    window = open_window()
    window.resize(760, 540)
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, window, Qt.Key.Key_F9)
    assert not window.readings.isVisible()
    window.close()
    again = open_window()
    assert (again.width(), again.height()) == (760, 540)
    assert not again.readings.isVisible()


def test_a_window_closed_in_full_screen_comes_back_with_its_menus(desk_window, open_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_F11)
    qtbot.waitUntil(desk_window.isFullScreen)
    desk_window.close()
    again = open_window()
    assert not again.isFullScreen()
    assert again.menuBar().isVisible()


@pytest.mark.parametrize("text", ["garbage", "AAAA AAAA", "AAAA", "ä ö", "=" * 5000])
def test_a_damaged_geometry_does_no_harm(open_window, tmp_path, text):
    Settings(tmp_path / "settings.json").set("window.geometry", text)
    window = open_window()
    assert window.isVisible()
    assert window.width() >= 400


def test_damaged_settings_are_told(open_window, qtbot, tmp_path):
    (tmp_path / "settings.json").write_text("{")
    window = open_window()
    assert window.banner.isVisible()
    assert "settings" in window.banner.label.text().lower()
