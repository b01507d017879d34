"""Help in the window: all keys, and the hints of the first start."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QMenu

from tests.desktop_app.driving import WAIT_MS, dialog_of, listed, press
from tests.desktop_app.test_app import run_program

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def rows_of(dialog):
    """What the list of keys shows: what is done, and the keys."""
    top = dialog.list.invisibleRootItem()
    sections = [top.child(number) for number in range(top.childCount())]
    return {
        (section.child(row).text(0), section.child(row).text(1))
        for section in sections
        for row in range(section.childCount())
        if not section.child(row).isHidden()
    }


def test_the_list_of_keys_has_every_action_of_the_window(desk_window, qtbot):
    press(qtbot, desk_window, Key.Key_Question, CTRL)
    rows = rows_of(dialog_of(desk_window, qtbot, "shortcuts_dialog"))
    actions = [action for menu in desk_window.findChildren(QMenu) for action in menu.actions()]
    actions += desk_window.actions()
    with_keys = [action for action in actions if not action.shortcut().isEmpty()]
    assert len(with_keys) > 40
    form = QKeySequence.SequenceFormat.NativeText
    for action in with_keys:
        plain = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
        keys = ", ".join(keys.toString(form) for keys in action.shortcuts())
        assert (plain, keys) in rows


def test_a_key_is_found_by_what_it_does(desk_window, qtbot):
    press(qtbot, desk_window, Key.Key_F1)
    dialog = dialog_of(desk_window, qtbot, "shortcuts_dialog")
    qtbot.keyClicks(dialog.search, "mirror")
    assert ("Mirror", "Ctrl+M") in rows_of(dialog)
    assert len(rows_of(dialog)) <= 2


def test_the_hints_are_asked_for_again_and_read_by_key(desk_window, qtbot):
    assert desk_window.tour.bubble is None
    press(qtbot, desk_window, Key.Key_F1, SHIFT)
    texts = []
    for _ in range(3):
        bubble = desk_window.tour.bubble
        qtbot.waitUntil(bubble.isVisible, timeout=WAIT_MS)
        texts.append(bubble.label.text())
        press(qtbot, desk_window, Key.Key_Space)
    assert desk_window.tour.bubble is None
    assert len(set(texts)) == 3
    assert not desk_window.session.is_paused
    assert listed(desk_window) == ["12"]


def test_after_the_hints_of_the_first_start_the_keys_go_to_the_picture():
    look = """
        QTimer.singleShot(0, lambda: window.tour.bubble.skip_button.click())
        QTimer.singleShot(300, lambda: (print(window.focusWidget().objectName()), window.close()))
    """
    assert run_program(look).stdout.startswith("video_view\n")


def test_the_hints_are_shown_at_the_first_start_only(user_folders):
    look = "print('hint' if window.tour.bubble else 'none'); window.close()"
    assert run_program(look).stdout.startswith("hint\n")
    assert run_program(look).stdout.startswith("none\n")
