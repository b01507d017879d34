"""The window, its panels and all of its dialogs by keyboard alone, each control with a name."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QGroupBox,
    QLabel,
    QMenuBar,
    QTabBar,
    QWidget,
)

from desktop_app.correcting.own_samples import own_samples
from desktop_app.settings.dialog import SettingsDialog
from model.corpus import generated_digits
from model.samples import Origin, Sample
from model.store import ModelStore
from tests.desktop_app.driving import WAIT_MS, activate, listed

Key = Qt.Key
OPENED_BY = {
    "settings": lambda window: window.commands.settings.trigger(),
    "history": lambda window: window.commands.versions.trigger(),
    "folder as table": lambda window: window.dialogs.show_batch(),
    "drawing": lambda window: window.dialogs.show_drawing(),
    "about": lambda window: window.dialogs.show_about(),
    "keys": lambda window: window.dialogs.show_shortcuts(),
    "stream": lambda window: window.dialogs.ask_for_stream(),
    "samples": lambda window: window.commands.samples.trigger(),
    "teaching": lambda window: window.commands.teach.trigger(),
}


def controls_of(top):
    """What a user can do something with, as far as it is to be seen now."""
    return [
        widget
        for widget in top.findChildren(QWidget)
        if widget.window() is top
        and widget.isVisibleTo(top)
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.objectName().startswith("qt_")
    ]


def name_of(widget):
    """What Qt tells a screen reader of it: its name, its own text, or that of its label."""
    labels = (one for one in widget.window().findChildren(QLabel) if one.buddy() is widget)
    text = ""
    if isinstance(widget, QAbstractButton | QLabel):
        text = widget.text()
    elif isinstance(widget, QGroupBox):
        text = widget.title()
    elif isinstance(widget, QTabBar):
        text = widget.tabText(widget.currentIndex())
    return widget.accessibleName() or text or next((label.text() for label in labels), "")


def group_of(widget):
    """Of buttons of which one excludes the others, Tab reaches one and the arrows the rest."""
    if isinstance(widget, QAbstractButton):
        if widget.group() is not None and widget.group().exclusive():
            return widget.group()
        if widget.autoExclusive():
            return widget.parentWidget()
    return widget


def within(widget, controls):
    """The control that has the focus, where a part of it has."""
    while widget is not None and widget not in controls:
        widget = widget.parentWidget()
    return widget


def reached_by_tab(qtbot, top, key=Key.Key_Tab):
    controls = controls_of(top)
    reached, presses = [], 0
    while presses < 4 * len(controls) + 10:
        focused = QApplication.focusWidget()
        if focused is None:
            top.focusNextChild()
            focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the focus"
        assert focused.window() is top, "Tab leads out of the window"
        control = within(focused, controls)
        if control is not None and group_of(control) not in reached:
            reached.append(group_of(control))
        modifier = Qt.KeyboardModifier.NoModifier
        if key == Key.Key_Backtab:
            modifier = Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(focused, key, modifier)
        presses += 1
    return reached


def described(widgets):
    return [(type(one).__name__, one.objectName(), name_of(one)) for one in widgets]


def check(qtbot, top):
    """All controls have names, and Tab goes to each of them, and back."""
    controls = controls_of(top)
    assert controls
    assert not described(one for one in controls if not name_of(one))
    for key in (Key.Key_Tab, Key.Key_Backtab):
        reached = reached_by_tab(qtbot, top, key)
        missed = [one for one in controls if group_of(one) not in reached]
        assert not described(missed)


@pytest.fixture
def window(open_window, qtbot, tmp_path):
    drawn = generated_digits(12, seed=3)
    own_samples().add(
        [
            Sample(crop, int(label), Origin.SHEET)
            for crop, label in zip(drawn.crops, drawn.labels, strict=True)
        ]
    )
    made = open_window(store=ModelStore(tmp_path / "models"))
    qtbot.waitUntil(lambda: listed(made) == ["12"], timeout=WAIT_MS)
    return made


def test_every_control_of_the_window_has_a_name_and_is_reached_by_tab(window, qtbot):
    activate(window, qtbot)
    check(qtbot, window)


def test_every_panel_of_the_window_is_reached_by_tab_when_it_is_shown(window, qtbot):
    for action in window.findChildren(QMenuBar)[0].actions():
        for entry in action.menu().actions() if action.menu() else []:
            if entry.isCheckable() and entry.text().replace("&", "") in ("Inspector", "Log"):
                entry.setChecked(True)
    activate(window, qtbot)
    check(qtbot, window)


@pytest.mark.parametrize("name", OPENED_BY)
def test_every_control_of_a_dialog_has_a_name_and_is_reached_by_tab(window, qtbot, name):
    before = set(window.findChildren(QDialog))
    OPENED_BY[name](window)
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in set(window.findChildren(QDialog)) - before),
        timeout=WAIT_MS,
    )
    (dialog,) = (one for one in set(window.findChildren(QDialog)) - before if one.isVisible())
    activate(dialog, qtbot)
    assert dialog.windowTitle()
    check(qtbot, dialog)
    qtbot.keyClick(QApplication.focusWidget() or dialog, Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=WAIT_MS)


def test_every_control_of_every_page_of_the_settings_has_a_name_and_is_reached_by_tab(
    window, qtbot
):
    window.dialogs.show_settings()
    dialog = window.findChild(SettingsDialog)
    activate(dialog, qtbot)
    for row in range(dialog.pages.count()):
        dialog.pages.setFocus()
        dialog.pages.setCurrentRow(row)
        check(qtbot, dialog)
    assert dialog.pages.count() >= 5


def test_the_menus_are_opened_and_used_by_keyboard(window, qtbot):
    """Alt and the underlined letter of each menu open it, and each entry has a letter or a key."""
    letters = []
    for action in window.menuBar().actions():
        assert "&" in action.text(), action.text()
        letters.append(action.text()[action.text().index("&") + 1].casefold())
        for entry in action.menu().actions():
            if not entry.isSeparator() and entry.menu() is None and entry.isVisible():
                assert "&" in entry.text() or not entry.shortcut().isEmpty(), entry.text()
    assert len(letters) == len(set(letters))
