"""The panels beside the picture: log, inspector, and how they are remembered."""

import csv
import json

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QDockWidget

from tests.desktop_app.driving import (
    WAIT_MS,
    answer,
    dialog_of,
    listed,
    menu_action,
    press,
    spot,
    write_picture,
)
from tests.desktop_app.live.viewing import click

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def logged(window):
    """The numbers that the user sees in the log."""
    model = window.panels.log_panel.table.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def is_seen(panel):
    """Whether it is shown, and not behind another panel."""
    return not panel.visibleRegion().isEmpty()


def dock(window, name):
    return window.findChild(QDockWidget, name)


@pytest.fixture
def log_window(desk_window, qtbot):
    """A window with the log before the other panels."""
    press(qtbot, desk_window, Key.Key_F8)
    qtbot.waitUntil(lambda: logged(desk_window) == ["12"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: is_seen(desk_window.panels.log_panel), timeout=WAIT_MS)
    return desk_window


@pytest.fixture
def page_window(open_window, qtbot, tmp_path):
    window = open_window(str(write_picture(tmp_path / "page.png", "365", "48")))
    qtbot.waitUntil(lambda: listed(window) == ["365", "48"], timeout=WAIT_MS)
    return window


def test_the_log_fills_with_what_is_read(log_window, qtbot):
    menu_action(log_window, "Camera", "Door & gate").trigger()
    qtbot.waitUntil(lambda: logged(log_window) == ["12", "34"], timeout=WAIT_MS)
    model = log_window.panels.log_panel.table.model()
    assert model.index(1, 3).data() == "Door & gate"


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_the_log_is_exported_by_key(log_window, qtbot, tmp_path, suffix):
    path = tmp_path / f"log.{suffix}"
    press(qtbot, log_window, Key.Key_E, CTRL)
    answer(dialog_of(log_window, qtbot, "export_log_dialog"), qtbot, path)
    qtbot.waitUntil(
        lambda: log_window.statusBar().currentMessage() == f"Saved {path.name}", timeout=WAIT_MS
    )
    text = path.read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines())) if suffix == "csv" else json.loads(text)
    assert ["12" in map(str, row.values()) for row in rows] == [True]


def test_the_log_is_cleared_by_key_and_had_back_by_key(log_window, qtbot):
    press(qtbot, log_window, Key.Key_Space)
    press(qtbot, log_window, Key.Key_Delete, CTRL | SHIFT)
    assert logged(log_window) == []
    assert not menu_action(log_window, "File", "Export Log").isEnabled()
    press(qtbot, log_window, Key.Key_Z, CTRL)
    assert logged(log_window) == ["12"]
    assert menu_action(log_window, "File", "Export Log").isEnabled()


def test_a_log_cleared_while_it_is_hidden_can_be_had_back(desk_window, qtbot):
    press(qtbot, desk_window, Key.Key_Space)
    qtbot.waitUntil(desk_window.commands.clear_log.isEnabled, timeout=WAIT_MS)
    press(qtbot, desk_window, Key.Key_Delete, CTRL | SHIFT)
    button = desk_window.panels.log_panel.undo_button
    qtbot.waitUntil(lambda: is_seen(button), timeout=WAIT_MS)
    press(qtbot, desk_window, Key.Key_Z, CTRL)
    assert logged(desk_window) == ["12"]


def test_a_clicked_digit_is_told_of_and_the_key_that_shows_more(page_window, qtbot):
    digits = page_window.session.recognition.digits
    click(page_window.view, spot(page_window.view, digits[1].box))
    assert "F7" in page_window.statusBar().currentMessage()
    press(qtbot, page_window, Key.Key_F7)
    inspector = page_window.panels.inspector
    qtbot.waitUntil(lambda: is_seen(inspector), timeout=WAIT_MS)
    assert inspector.title.text() == "Read as 6, 90% sure"
    page_window.statusBar().clearMessage()
    click(page_window.view, spot(page_window.view, digits[3].box))
    assert inspector.title.text() == "Read as 4, 90% sure"
    assert not page_window.statusBar().currentMessage()


def test_arrows_move_among_the_digits_and_tab_leaves_the_picture(page_window, qtbot):
    press(qtbot, page_window, Key.Key_F7)
    title = page_window.panels.inspector.title
    seen = []
    page_window.view.setFocus()
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Up, Key.Key_Left):
        press(qtbot, page_window, key)
        seen.append(title.text()[:9])
    assert seen == ["Read as 3", "Read as 6", "Read as 8", "Read as 6", "Read as 3"]
    assert page_window.view.hasFocus()
    press(qtbot, page_window, Key.Key_Tab)
    assert QApplication.focusWidget() is not None
    assert not page_window.view.hasFocus()
    press(qtbot, page_window, Key.Key_Backtab, SHIFT)
    assert page_window.view.hasFocus()


def test_the_key_of_a_panel_behind_another_brings_it_to_the_front(desk_window, qtbot):
    panels = desk_window.panels
    press(qtbot, desk_window, Key.Key_F7)
    press(qtbot, desk_window, Key.Key_F8)
    qtbot.waitUntil(lambda: not is_seen(panels.inspector), timeout=WAIT_MS)
    assert is_seen(panels.log_panel)
    press(qtbot, desk_window, Key.Key_F7)
    qtbot.waitUntil(lambda: not is_seen(panels.log_panel), timeout=WAIT_MS)
    assert is_seen(panels.inspector)
    assert menu_action(desk_window, "View", "Inspector").isChecked()
    assert not menu_action(desk_window, "View", "Log").isChecked()
    press(qtbot, desk_window, Key.Key_F7)
    assert dock(desk_window, "inspector_dock").isHidden()
    assert not menu_action(desk_window, "View", "Inspector").isChecked()


def test_panels_come_back_as_they_were(desk_window, open_window, qtbot):
    press(qtbot, desk_window, Key.Key_F7)
    press(qtbot, desk_window, Key.Key_F8)
    left = Qt.DockWidgetArea.LeftDockWidgetArea
    desk_window.addDockWidget(left, dock(desk_window, "log_dock"))
    desk_window.close()
    again = open_window()
    assert again.dockWidgetArea(dock(again, "log_dock")) == left
    qtbot.waitUntil(lambda: is_seen(again.panels.log_panel), timeout=WAIT_MS)
    assert not dock(again, "inspector_dock").isHidden()
    assert menu_action(again, "View", "Log").isChecked()


def test_a_copy_is_told(page_window, qtbot):
    press(qtbot, page_window, Key.Key_C, CTRL | SHIFT)
    assert QApplication.clipboard().text() == "365\n48"
    assert page_window.statusBar().currentMessage() == "Numbers copied: 2"
    table = page_window.readings.table
    row = table.visualRect(table.model().index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    press(qtbot, page_window, Key.Key_C, CTRL)
    assert page_window.statusBar().currentMessage() == "Copied 48"
