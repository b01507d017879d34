import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMainWindow

from desktop_app.help.shortcuts import (
    Section,
    Shortcut,
    ShortcutsDialog,
    picture_section,
    region_section,
    sections_of,
)


@pytest.fixture
def window(qtbot):
    """A window with a menu, a menu in it, and an action in no menu."""
    made = QMainWindow()
    qtbot.addWidget(made)

    def action(text, *keys, tip=""):
        new = QAction(text, made)
        new.setShortcuts([QKeySequence(key) for key in keys])
        new.setStatusTip(tip)
        made.addAction(new)
        return new

    file = made.menuBar().addMenu("&File")
    file.addAction(action("&Open…", "Ctrl+O", tip="Opens a picture"))
    file.addSeparator()
    file.addAction(action("Without a key"))
    inner = file.addMenu("Re&cent")
    inner.addAction(action("Black && White.png", "Alt+1"))
    view = made.menuBar().addMenu("&View")
    view.addAction(action("Zoom &In", "Ctrl++", "Ctrl+="))
    action("Leave Full Screen", "Esc")
    return made


def titles_shown(dialog):
    root = dialog.list.invisibleRootItem()
    return [
        (head.text(0), row.text(0), row.text(1))
        for head in map(root.child, range(root.childCount()))
        for row in map(head.child, range(head.childCount()))
        if not (head.isHidden() or row.isHidden())
    ]


def test_every_key_of_the_window_is_listed_where_it_is_found(window):
    assert sections_of(window) == [
        Section(
            "File",
            (
                Shortcut("Ctrl+O", "Open", "Opens a picture"),
                Shortcut("Alt+1", "Black & White.png"),
            ),
        ),
        Section("View", (Shortcut("Ctrl++, Ctrl+=", "Zoom In"),)),
        Section("Anywhere", (Shortcut("Esc", "Leave Full Screen"),)),
    ]


def test_the_keys_of_the_real_window_are_all_there(open_window):
    window = open_window()
    listed = {
        keys for section in sections_of(window) for s in section.shortcuts for keys in [s.keys]
    }
    for action in window.actions():
        if not action.shortcut().isEmpty():
            written = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            assert any(written in keys.split(", ") for keys in listed), action.text()


def test_a_key_is_told_once(window):
    told = [s.what for section in sections_of(window) for s in section.shortcuts]
    assert len(told) == len(set(told))


def test_the_picture_tells_what_no_action_does():
    told = {s.keys for s in (*picture_section().shortcuts, *region_section().shortcuts)}
    assert {"Arrow keys", "Shift+arrow keys", "Ctrl+arrow keys", "Wheel", "Esc", "Return"} <= told


def test_the_dialog_shows_all_sections(qtbot, window):
    dialog = ShortcutsDialog([*sections_of(window), picture_section()])
    qtbot.addWidget(dialog)
    dialog.show()
    assert ("File", "Open", "Ctrl+O") in titles_shown(dialog)
    assert ("In the picture", "Zoom in and out at the pointer", "Wheel") in titles_shown(dialog)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("open", [("File", "Open", "Ctrl+O")]),
        ("PICTURE", [("File", "Open", "Ctrl+O")]),
        ("ctrl+o", [("File", "Open", "Ctrl+O")]),
        ("view zoom", [("View", "Zoom In", "Ctrl++, Ctrl+=")]),
        ("nothing of the kind", []),
    ],
)
def test_typing_searches(qtbot, window, typed, found):
    dialog = ShortcutsDialog(sections_of(window))
    qtbot.addWidget(dialog)
    dialog.show()
    everything = titles_shown(dialog)
    qtbot.keyClicks(dialog.search, typed)
    assert titles_shown(dialog) == found
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.search.clear()
    assert titles_shown(dialog) == everything


def test_escape_closes_it(qtbot, window):
    dialog = ShortcutsDialog(sections_of(window))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
