"""The user looks at the versions of the model, and uses, names, deletes and compares them."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton

from desktop_app.history import HistoryDialog
from desktop_app.theme import apply_theme
from model.store import ModelStore
from tests.desktop_app.driving import WAIT_MS, activate, dialog_of

Key = Qt.Key


def shown(dialog):
    """The names and states in the table."""
    return [
        (dialog.model.index(row, 0).data(), dialog.model.index(row, 1).data())
        for row in range(dialog.model.rowCount())
    ]


def details(dialog):
    """What stands below the table: for each title the texts beside it."""
    table = dialog.parts.details
    return {
        table.verticalHeaderItem(row).text(): [
            table.item(row, column).text() for column in range(table.columnCount())
        ]
        for row in range(table.rowCount())
    }


def columns(dialog):
    table = dialog.parts.details
    return [table.horizontalHeaderItem(column).text() for column in range(table.columnCount())]


def go_to(qtbot, dialog, name):
    """Moves to a row with the keyboard."""
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Key.Key_PageDown)
    qtbot.keyClick(dialog.table, Key.Key_PageUp)
    for _ in range([one for one, _ in shown(dialog)].index(name)):
        qtbot.keyClick(dialog.table, Key.Key_Down)
    assert [version.card.name for version in dialog.chosen()] == [name]


def test_all_models_are_there_with_what_became_of_them(open_history):
    dialog = open_history()
    assert shown(dialog) == [
        ("DigitLens", "Kept"),
        ("A quick one", "Refused"),
        ("For the office", "In use"),
        ("First try", "Kept"),
    ]
    index = dialog.model.index(1, 1)
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "worse" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "worse" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    cells = [dialog.model.index(3, column).data() for column in range(2, 5)]
    assert cells == ["2026-11-21 12:00", "99.41% of held-back digits", "MNIST"]


def test_the_model_in_use_is_chosen_at_first(open_history):
    dialog = open_history()
    assert [version.id for version in dialog.chosen()] == ["second"]
    assert columns(dialog) == ["For the office"]
    assert details(dialog)["Compared with"] == ["First try"]
    assert not dialog.parts.buttons[dialog.parts.use].isEnabled()


def test_another_model_is_used_by_a_key_and_left_again(qtbot, open_history, store):
    dialog = open_history()
    go_to(qtbot, dialog, "A quick one")
    assert "Refused. It reads 95.00 %" in details(dialog)["Result"][1]
    with qtbot.waitSignal(dialog.changed):
        qtbot.keyClick(dialog.table, Key.Key_Return)
    assert ModelStore(store.root).current().id == "third"
    assert shown(dialog)[1] == ("A quick one", "In use, refused")
    assert "A quick one is in use now." in dialog.parts.told.text()
    with qtbot.waitSignal(dialog.changed):
        qtbot.keyClick(dialog, Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert store.current().id == "second"
    assert "For the office is in use again." in dialog.parts.told.text()
    assert [version.id for version in dialog.chosen()] == ["second"]


def test_one_goes_back_as_far_as_there_are_models(qtbot, open_history, store):
    dialog = open_history()
    button = dialog.parts.buttons[dialog.parts.go_back]
    for _ in range(2):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert store.current().id == "bundled"
    assert not button.isEnabled()
    assert QApplication.focusWidget() is dialog.table


def test_a_damaged_model_is_not_taken_and_the_one_in_use_stays(qtbot, open_history, store):
    (store.root / "third" / "model.tflite").write_bytes(b"damaged")
    dialog = open_history()
    go_to(qtbot, dialog, "A quick one")
    with qtbot.assertNotEmitted(dialog.changed):
        dialog.parts.use.trigger()
    assert "A quick one is damaged" in dialog.parts.told.text()
    assert store.current().id == "second"


def test_why_an_older_model_reads_is_told(open_history, store):
    (store.root / "second" / "model.tflite").write_bytes(b"damaged")
    dialog = open_history()
    assert "For the office is damaged" in dialog.parts.told.text()
    assert ("First try", "In use") in shown(dialog)


def test_no_model_at_all_is_told(qtbot, tmp_path):
    dialog = HistoryDialog(ModelStore(tmp_path / "models", bundled_folder=tmp_path / "nothing"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "install it again" in dialog.parts.told.text()
    assert shown(dialog) == []
    assert [a.text() for a in dialog.parts.buttons if a.isEnabled()] == ["&Import…"]


def test_the_chosen_model_stands_beside_the_one_in_use(qtbot, open_history):
    dialog = open_history()
    go_to(qtbot, dialog, "A quick one")
    assert columns(dialog) == ["For the office", "A quick one", "Difference"]
    assert details(dialog)["Held-back digits read"] == ["99.52%", "95.00%", "−4.52 points"]


def test_two_models_are_compared_the_older_first(qtbot, open_history):
    dialog = open_history()
    go_to(qtbot, dialog, "A quick one")
    qtbot.keyClick(dialog.table, Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog.table, Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog.table, Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert columns(dialog) == ["First try", "A quick one", "Difference"]
    assert details(dialog)["Held-back digits read"][2] == "−4.41 points"
    assert not dialog.parts.use.isEnabled()
    assert not dialog.parts.rename.isEnabled()


def test_the_report_of_each_can_be_opened(qtbot, open_history, store):
    opened = []
    dialog = open_history(open_page=lambda path: not opened.append(path))
    go_to(qtbot, dialog, "First try")
    reports = [button for button in dialog.parts.reports if button.isVisible()]
    assert [button.text() for button in reports] == [
        "Report of For the office", "Report of First try",
    ]  # fmt: skip
    for button in reports:
        button.setFocus()
        qtbot.keyClick(button, Key.Key_Space)
    assert [path.read_text() for path in opened] == ["For the office", "First try"]
    go_to(qtbot, dialog, "DigitLens")
    assert [button.isVisible() for button in dialog.parts.reports] == [True, False]


def test_a_report_that_is_gone_is_told(qtbot, open_history, store):
    dialog = open_history()
    shutil.rmtree(store.root / "second" / "report")
    qtbot.mouseClick(dialog.parts.reports[0], Qt.MouseButton.LeftButton)
    assert "not there any more" in dialog.parts.told.text()


def type_name(qtbot, dialog, text, end=Key.Key_Return):
    qtbot.keyClick(dialog.table, Key.Key_F2)
    editor = dialog.table.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, end)
    qtbot.waitUntil(lambda: dialog.table.viewport().findChild(QLineEdit) is None, timeout=WAIT_MS)


def test_a_model_gets_another_name_with_f2(qtbot, open_history, store):
    dialog = open_history()
    with qtbot.waitSignal(dialog.list_changed):
        type_name(qtbot, dialog, "Zu Hause")
    assert ("Zu Hause", "In use") in shown(dialog)
    assert ModelStore(store.root).current().card.name == "Zu Hause"
    assert columns(dialog) == ["Zu Hause"]
    with qtbot.assertNotEmitted(dialog.list_changed):
        type_name(qtbot, dialog, "Other", end=Key.Key_Escape)
        type_name(qtbot, dialog, "   ")
    assert ("Zu Hause", "In use") in shown(dialog)
    assert dialog.isVisible()


def test_the_bundled_model_keeps_its_name(qtbot, open_history):
    dialog = open_history()
    go_to(qtbot, dialog, "DigitLens")
    qtbot.keyClick(dialog.table, Key.Key_F2)
    assert dialog.table.viewport().findChild(QLineEdit) is None
    assert not dialog.parts.rename.isEnabled()


def test_a_name_that_cannot_be_saved_is_told(qtbot, open_history, monkeypatch):
    dialog = open_history()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    type_name(qtbot, dialog, "Zu Hause")
    qtbot.waitUntil(lambda: "No space left on device" in dialog.parts.told.text())
    assert ("For the office", "In use") in shown(dialog)


def answer_question(qtbot, dialog, word):
    box = dialog_of(dialog, qtbot, "delete_question")
    button = next(one for one in box.findChildren(QPushButton) if word in one.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None, timeout=WAIT_MS)
    activate(dialog, qtbot)


def test_a_model_is_deleted_after_asking(qtbot, open_history, store):
    dialog = open_history()
    go_to(qtbot, dialog, "A quick one")
    qtbot.keyClick(dialog.table, Key.Key_Delete)
    answer_question(qtbot, dialog, "Cancel")
    assert (store.root / "third").exists()
    qtbot.keyClick(dialog.table, Key.Key_Delete)
    with qtbot.waitSignal(dialog.list_changed):
        answer_question(qtbot, dialog, "Delete")
    assert [name for name, _ in shown(dialog)] == ["DigitLens", "For the office", "First try"]
    assert not (store.root / "third").exists()
    assert "deleted" in dialog.parts.told.text()


def test_several_models_are_deleted_at_once(qtbot, open_history, store):
    dialog = open_history()
    store.activate("bundled")
    dialog.refresh()
    go_to(qtbot, dialog, "A quick one")
    qtbot.keyClick(dialog.table, Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(dialog.table, Key.Key_Delete)
    answer_question(qtbot, dialog, "Delete")
    assert shown(dialog) == [("DigitLens", "In use")]


def test_the_model_in_use_and_the_bundled_one_cannot_be_deleted(qtbot, open_history):
    dialog = open_history()
    for name in ("For the office", "DigitLens"):
        go_to(qtbot, dialog, name)
        qtbot.keyClick(dialog.table, Key.Key_Delete)
        assert dialog.findChild(QMessageBox) is None
        assert not dialog.parts.buttons[dialog.parts.delete].isEnabled()


def test_what_a_training_added_meanwhile_is_there_when_one_comes_back(
    qtbot, open_history, store, add
):
    dialog = open_history()
    go_to(qtbot, dialog, "First try")
    dialog.hide()
    add(store, "fourth", "Trained meanwhile", 24)
    dialog.show()
    assert ("Trained meanwhile", "Kept") in shown(dialog)
    assert [version.id for version in dialog.chosen()] == ["first"]


def test_everything_has_a_name_for_screen_readers(open_history):
    dialog = open_history()
    for button in dialog.findChildren(QPushButton):
        if button.isVisible():
            assert button.accessibleName()
            assert "&" not in button.accessibleName()
    for widget in (dialog.table, dialog.parts.details, dialog.parts.told, dialog.parts.bar):
        assert widget.accessibleName()


def test_tab_goes_through_the_whole_dialog(qtbot, open_history):
    dialog = open_history()
    seen = []
    while QApplication.focusWidget() not in seen:
        seen.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    usable = [
        button
        for button in dialog.findChildren(QPushButton)
        if button.isVisible() and button.isEnabled()
    ]
    assert {dialog.table, dialog.parts.details, *usable} == set(seen)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_small_screen(qtbot, qapp, open_history, theme):
    dialog = open_history()
    apply_theme(qapp, theme)
    dialog.resize(780, 560)
    go_to(qtbot, dialog, "First try")
    assert (dialog.width(), dialog.height()) == (780, 560)
    buttons = [button for button in dialog.findChildren(QPushButton) if button.text()]

    def fits(button):
        corner = button.mapTo(dialog, QPoint(button.width(), button.height()))
        is_inside = corner.x() <= 780 and corner.y() <= 560
        return is_inside and button.width() >= button.minimumSizeHint().width()

    qtbot.waitUntil(lambda: all(fits(button) for button in buttons if button.isVisible()))
    apply_theme(qapp, "light")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signs_have_the_colour_of_the_text(qapp, open_history, theme):
    apply_theme(qapp, theme)
    dialog = open_history()
    apply_theme(qapp, theme)
    picture = dialog.model.index(2, 1).data(Qt.ItemDataRole.DecorationRole).pixmap(32, 32)
    image = picture.toImage()
    drawn = [
        image.pixelColor(x, y).lightness()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    ]
    text = qapp.palette().color(QPalette.ColorRole.Text).lightness()
    assert drawn
    assert all(abs(one - text) < 40 for one in drawn)
    apply_theme(qapp, "light")


def test_escape_closes(qtbot, open_history):
    dialog = open_history()
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog.table, Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_page_is_there_to_be_opened(tmp_path: Path):
    from desktop_app.history.dialog import open_page

    assert not open_page(tmp_path / "nothing.html")
