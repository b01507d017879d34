"""Folders paged through, files opened again, clips recorded, folders read into tables."""

import csv

import cv2
import pytest
from PyQt6.QtCore import Qt

from model.store import ModelStore
from tests.desktop_app.driving import (
    WAIT_MS,
    activate,
    answer,
    dialog_of,
    listed,
    menu_action,
    press,
    shown_text,
    write_page,
    write_picture,
)

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def folder(tmp_path):
    """Pictures that show 1, 2 and 10, and something that is none."""
    made = tmp_path / "meters"
    made.mkdir()
    for number in ("1", "2", "10"):
        write_picture(made / f"meter {number}.png", number)
    (made / "notes.txt").write_text("no picture")
    return made


@pytest.fixture
def folder_window(desk_window, qtbot, folder):
    """A window whose folder was opened by key."""
    press(qtbot, desk_window, Key.Key_F, CTRL | SHIFT)
    answer(dialog_of(desk_window, qtbot, "open_folder_dialog"), qtbot, folder)
    qtbot.waitUntil(lambda: listed(desk_window) == ["1"], timeout=WAIT_MS)
    return desk_window


def test_a_folder_is_paged_through_in_the_order_of_its_numbers(folder_window, qtbot):
    position = folder_window.statusBar().position
    for key, modifier, number, text in (
        (Key.Key_PageDown, None, "2", "2 of 3"),
        (Key.Key_PageDown, None, "10", "3 of 3"),
        (Key.Key_PageUp, None, "2", "2 of 3"),
        (Key.Key_Home, CTRL, "1", "1 of 3"),
        (Key.Key_End, CTRL, "10", "3 of 3"),
    ):
        press(qtbot, folder_window, key, modifier or Qt.KeyboardModifier.NoModifier)
        qtbot.waitUntil(lambda number=number: listed(folder_window) == [number], timeout=WAIT_MS)
        assert position.text() == text
    assert not menu_action(folder_window, "View", "Next File").isEnabled()


def test_one_opened_picture_leads_to_the_others_beside_it(desk_window, qtbot, folder):
    press(qtbot, desk_window, Key.Key_O, CTRL)
    answer(dialog_of(desk_window, qtbot, "open_dialog"), qtbot, folder / "meter 2.png")
    qtbot.waitUntil(desk_window.commands.next_file.isEnabled, timeout=WAIT_MS)
    press(qtbot, desk_window, Key.Key_PageDown)
    qtbot.waitUntil(lambda: listed(desk_window) == ["10"], timeout=WAIT_MS)


def test_what_was_opened_is_opened_again_by_the_menu(folder_window, qtbot, open_window):
    menu_action(folder_window, "Camera", "Desk camera").trigger()
    qtbot.waitUntil(lambda: listed(folder_window) == ["12"], timeout=WAIT_MS)
    menu_action(folder_window, "File", "Open Recent", "meter 1.png").trigger()
    qtbot.waitUntil(lambda: listed(folder_window) == ["1"], timeout=WAIT_MS)
    folder_window.close()
    again = open_window()
    menu_action(again, "File", "Open Recent", "meters").trigger()
    qtbot.waitUntil(lambda: again.statusBar().position.text() == "1 of 3", timeout=WAIT_MS)
    menu_action(again, "File", "Open Recent", "Clear").trigger()
    assert not menu_action(again, "File", "Open Recent").isEnabled()


def test_a_clip_is_recorded_by_key_and_can_be_opened(desk_window, qtbot, tmp_path):
    path = tmp_path / "clip.avi"
    press(qtbot, desk_window, Key.Key_S, CTRL | SHIFT)
    answer(dialog_of(desk_window, qtbot, "save_clip_dialog"), qtbot, path)
    clip = desk_window.files.clip
    qtbot.waitUntil(lambda: clip.is_recording, timeout=WAIT_MS)
    assert menu_action(desk_window, "File", "Stop Recording").isEnabled()
    qtbot.waitUntil(lambda: clip.seconds > 0.5, timeout=WAIT_MS)
    press(qtbot, desk_window, Key.Key_S, CTRL | SHIFT)
    qtbot.waitUntil(
        lambda: desk_window.statusBar().currentMessage() == "Saved clip.avi", timeout=WAIT_MS
    )
    assert menu_action(desk_window, "File", "Save Clip").isEnabled()
    video = cv2.VideoCapture(str(path))
    frames = [frame for worked, frame in iter(video.read, (False, None)) if worked]
    video.release()
    assert len(frames) >= 10
    # The box around the 1 is in it.
    box = desk_window.session.recognition.digits[0].box
    around = frames[-1][box.top - 30 : box.bottom + 8, box.left - 8 : box.right + 8]
    assert around.std() > 20
    desk_window.chooser.open_text(str(path))
    qtbot.waitUntil(lambda: shown_text(desk_window) == "clip.avi", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: desk_window.session.frame is not None, timeout=WAIT_MS)


def test_a_window_that_is_closed_finishes_its_clip(desk_window, qtbot, tmp_path):
    path = tmp_path / "clip.avi"
    press(qtbot, desk_window, Key.Key_S, CTRL | SHIFT)
    answer(dialog_of(desk_window, qtbot, "save_clip_dialog"), qtbot, path)
    qtbot.waitUntil(lambda: desk_window.files.clip.seconds > 0.3, timeout=WAIT_MS)
    press(qtbot, desk_window, Key.Key_Q, CTRL)
    video = cv2.VideoCapture(str(path))
    assert video.read()[0]
    video.release()


def test_a_folder_becomes_a_table(open_window, qtbot, tmp_path):
    folder = tmp_path / "bills"
    folder.mkdir()
    texts = {"a.png": "4071", "b.png": "538"}
    for name, text in texts.items():
        write_page(folder / name, text)
    window = open_window(
        str(write_picture(tmp_path / "page.png", "5")), store=ModelStore(tmp_path / "models")
    )
    activate(window, qtbot)
    press(qtbot, window, Key.Key_B, CTRL)
    dialog = dialog_of(window, qtbot, "batch_dialog")
    dialog.folder.setFocus()
    dialog.folder.selectAll()
    qtbot.keyClicks(dialog.folder, str(folder))
    with qtbot.waitSignal(dialog.finished_reading, timeout=WAIT_MS):
        qtbot.keyClick(dialog.folder, Key.Key_Return)
    rows = list(csv.DictReader((folder / "bills.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 2
    for row in rows:
        assert texts[row["file"]] in row.values()
