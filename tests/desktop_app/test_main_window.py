"""The window, used as a user uses it."""

import html

import cv2
import numpy as np
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from desktop_app.about import AboutDialog
from desktop_app.geometry import restore_geometry
from desktop_app.live.capture import CaptureState
from desktop_app.settings.model_words import facts
from desktop_app.settings.store import Settings
from model.store import ModelStore
from tests.desktop_app.driving import (
    WAIT_MS,
    dialog_of,
    listed,
    menu_action,
    press,
    shown_text,
    write_picture,
)


def test_the_first_camera_is_shown_and_read(desk_window, qtbot):
    assert shown_text(desk_window) == "Desk camera"
    assert desk_window.windowTitle().startswith("Desk camera")
    assert menu_action(desk_window, "Camera", "Desk camera").isChecked()
    qtbot.waitUntil(lambda: "fps" in desk_window.statusBar().rate_label.text(), timeout=WAIT_MS)
    assert desk_window.statusBar().latency_label.text() == "4.2 ms"
    assert desk_window.statusBar().size_label.text() == "640 × 480"
    assert desk_window.view.overlay_opacity > 0
    assert desk_window.view.accessibleDescription() == "Read: 12"


def test_a_camera_chosen_in_the_menu_is_shown_and_remembered(desk_window, qtbot, cameras, tmp_path):
    menu_action(desk_window, "Camera", "Door & gate").trigger()
    qtbot.waitUntil(lambda: listed(desk_window) == ["34"], timeout=WAIT_MS)
    assert not menu_action(desk_window, "Camera", "Desk camera").isChecked()
    first = cameras.made[0]
    qtbot.waitUntil(lambda: not first.is_open, timeout=WAIT_MS)
    assert not first.misuse
    assert Settings(tmp_path / "settings.json").get("camera.source") == "usb:2"


def test_the_camera_shown_stays_marked_when_cameras_are_looked_for_again(desk_window, qtbot):
    with qtbot.waitSignal(desk_window.chooser.cameras.listed, timeout=WAIT_MS):
        press(qtbot, desk_window, Qt.Key.Key_F5)
    assert menu_action(desk_window, "Camera", "Desk camera").isChecked()


def test_the_camera_of_the_settings_is_shown_at_the_start(open_window, qtbot, tmp_path):
    Settings(tmp_path / "settings.json").set("camera.source", "usb:2")
    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == ["34"], timeout=WAIT_MS)


def test_no_other_camera_is_opened_in_place_of_one_that_is_gone(
    open_window, qtbot, cameras, tmp_path
):
    Settings(tmp_path / "settings.json").set("camera.source", "usb:9")
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    assert "not connected" in window.no_camera.label.text()
    assert not cameras.made


def test_space_freezes_the_picture_and_goes_on_with_the_same_camera(desk_window, qtbot, cameras):
    press(qtbot, desk_window, Qt.Key.Key_Space)
    assert desk_window.session.is_paused
    reads = cameras.made[0].reads
    qtbot.waitUntil(lambda: cameras.made[0].reads > reads + 5, timeout=WAIT_MS)
    assert desk_window.session.frame is desk_window.session.recognition.frame
    assert desk_window.view.overlay_opacity == 1.0
    assert listed(desk_window) == ["12"]
    assert menu_action(desk_window, "Camera", "Go On").isEnabled()
    press(qtbot, desk_window, Qt.Key.Key_Space)
    frozen = desk_window.session.frame
    qtbot.waitUntil(lambda: desk_window.session.frame is not frozen, timeout=WAIT_MS)
    assert cameras.made[0].opens == 1
    assert not cameras.made[0].misuse


def test_mirror_changes_the_picture_and_not_the_reading(desk_window, qtbot, tmp_path):
    press(qtbot, desk_window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert desk_window.view.placement().is_mirrored
    assert listed(desk_window) == ["12"]
    assert Settings(tmp_path / "settings.json").get("camera.mirror") is True
    press(qtbot, desk_window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not desk_window.view.placement().is_mirrored


def test_f11_fills_the_screen_and_escape_gives_it_back(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_F11)
    qtbot.waitUntil(desk_window.isFullScreen)
    assert not desk_window.menuBar().isVisible()
    press(qtbot, desk_window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk_window.isFullScreen())
    assert desk_window.menuBar().isVisible()


def test_f9_hides_the_readings(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_F9)
    assert not desk_window.readings.isVisible()
    press(qtbot, desk_window, Qt.Key.Key_F9)
    assert desk_window.readings.isVisible()


def test_numbers_are_copied(open_window, qtbot, tmp_path):
    window = open_window(str(write_picture(tmp_path / "page.png", "11", "22", "33")))
    qtbot.waitUntil(lambda: listed(window) == ["11", "22", "33"], timeout=WAIT_MS)
    press(qtbot, window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "11\n22\n33"
    window.readings.table.selectRow(1)
    window.readings.table.setFocus()
    press(qtbot, window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "22"
    qtbot.mouseClick(window.readings.copy_all_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "11\n22\n33"


def test_each_number_has_its_confidence(open_window, qtbot, tmp_path):
    window = open_window(str(write_picture(tmp_path / "page.png", "7", "7777")))
    qtbot.waitUntil(lambda: len(listed(window)) == 2, timeout=WAIT_MS)
    model = window.readings.table.model()
    assert [model.index(row, 1).data() for row in range(2)] == ["90%", "66%"]


def test_there_is_nothing_to_copy_or_save_before_anything_is_read(open_window, qtbot, cameras):
    cameras.connected = ()
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    for action in (
        window.commands.copy,
        window.commands.copy_all,
        window.commands.save,
        window.commands.pause,
    ):
        assert not action.isEnabled()


def test_the_list_does_not_flicker_while_the_same_number_is_seen(desk_window, qtbot):
    changes = []
    model = desk_window.readings.table.model()
    for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
        signal.connect(lambda *_: changes.append(1))
    before = desk_window.session.frame.index
    qtbot.waitUntil(lambda: desk_window.session.frame.index > before + 30, timeout=WAIT_MS)
    assert not changes


def all_actions(window):
    found = [action for menu in window.findChildren(QMenu) for action in menu.actions()]
    return [action for action in found if not action.isSeparator() and not action.menu()]


def test_every_action_has_a_text_a_tip_and_a_key(desk_window):
    actions = all_actions(desk_window)
    assert len(actions) >= 40
    recent = desk_window.files.recent_menu.actions()
    for action in actions:
        if action.text() == "No camera found":
            continue
        assert action.text()
        assert action.statusTip(), action.text()
        # Of what was opened last, each start has others; they have no keys.
        assert action in recent or not action.shortcut().isEmpty(), action.text()


def test_no_two_actions_share_a_key(desk_window):
    keys = [
        keys.toString()
        for action in desk_window.findChildren(QAction)
        for keys in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))


def test_every_control_has_an_accessible_name_and_can_be_reached_by_keyboard(desk_window):
    for widget in desk_window.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        name = widget.accessibleName() or getattr(widget, "text", str)()
        assert name or widget.parent().accessibleName() or widget.parent().objectName(), widget


def test_space_presses_the_button_that_has_the_focus(open_window, qtbot, tmp_path):
    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    window.readings.copy_all_button.setFocus()
    qtbot.waitUntil(window.readings.copy_all_button.hasFocus)
    QApplication.clipboard().clear()
    press(qtbot, window, Qt.Key.Key_Space)
    assert QApplication.clipboard().text() == "12"
    assert not window.session.is_paused


def test_about_tells_versions_licence_and_privacy(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(desk_window, qtbot, "about_dialog")
    text = dialog.text.text()
    for words in ("Nothing leaves this machine", "General Public License", "PyQt6", "OpenCV"):
        assert words in text
    dialog.reject()


def test_about_tells_of_the_model_in_the_words_of_the_settings(qtbot, tmp_path):
    card = ModelStore(tmp_path / "models").bundled.card
    dialog = AboutDialog(card)
    qtbot.addWidget(dialog)
    for _, words in facts(card):
        assert html.escape(words) in dialog.text.text()


def test_ctrl_q_closes_the_window(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not desk_window.isVisible())


def test_a_video_ends_on_its_last_frame_and_can_be_played_again(open_window, qtbot, tmp_path):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for number in range(10):
        writer.write(np.full((48, 64, 3), 20 * number, np.uint8))
    writer.release()
    window = open_window(str(path))

    def has_ended():
        status = window.session.status
        return status is not None and status.state is CaptureState.ENDED

    qtbot.waitUntil(has_ended, timeout=WAIT_MS)
    assert window.session.frame.index == 9
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: window.session.frame is not None and window.session.frame.index < 9, timeout=WAIT_MS
    )
    qtbot.waitUntil(has_ended, timeout=WAIT_MS)
    path.unlink()
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert "clip.avi" in window.banner.label.text()


def test_the_first_window_is_no_larger_than_the_screen(qtbot, monkeypatch):
    class SmallScreen:
        def availableSize(self):  # noqa: N802
            return QSize(800, 560)

    window = QMainWindow()
    qtbot.addWidget(window)
    monkeypatch.setattr(window, "screen", SmallScreen)
    restore_geometry(window, "")
    assert (window.width(), window.height()) == (760, 532)
