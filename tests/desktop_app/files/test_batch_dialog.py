"""Reading a folder as a user does it: choose, read, look on, cancel."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget

from desktop_app.files.batch_dialog import BatchDialog
from tests.desktop_app.driving import WAIT_MS
from tests.desktop_app.files.batch_fakes import HeldReader, fill


@pytest.fixture
def folder(tmp_path):
    return fill(tmp_path / "meters", a="1", b=None, c="3")


@pytest.fixture
def reader():
    made = HeldReader()
    yield made
    made.go_on.set()


@pytest.fixture
def dialog(qtbot, folder, reader):
    made = BatchDialog(lambda: reader, folder)
    qtbot.addWidget(made)
    made.show()
    yield made
    reader.go_on.set()
    made.stop()


def read(dialog, qtbot):
    with qtbot.waitSignal(dialog.finished_reading, timeout=WAIT_MS):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_a_folder_is_read_with_one_key(dialog, qtbot, folder):
    assert dialog.target.text() == str(folder / "meters.csv")
    read(dialog, qtbot)
    lines = (folder / "meters.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["file", "a.png", "b.png", "c.png"]
    assert "'meters.csv'" in dialog.status.text()
    assert dialog.errors_label.isVisible()
    assert dialog.errors_label.text().startswith("1 file")
    assert dialog.errors.toPlainText().startswith("b.png: 'b.png' is not a picture")
    assert not dialog.bar.isVisible()


def test_progress_is_shown_and_cancelling_keeps_what_was_read(dialog, qtbot, folder, reader):
    reader.hold_at = "3"
    qtbot.mouseClick(dialog.read_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.bar.value() == 2, timeout=WAIT_MS)
    assert dialog.bar.maximum() == 3
    assert dialog.status.text().startswith("2 of 3 pictures read")
    assert not dialog.folder.isEnabled()
    assert not dialog.read_button.isEnabled()
    assert dialog.close_button.text() == "Cancel"
    with qtbot.waitSignal(dialog.finished_reading, timeout=WAIT_MS):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        reader.go_on.set()
    assert dialog.isVisible(), "one is told what became of it"
    assert dialog.status.text().startswith("Cancelled; 2 picture")
    assert (folder / "meters.csv").exists()
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_closing_the_dialog_while_it_reads_cancels_first(dialog, qtbot, reader):
    reader.hold_at = "1"
    qtbot.mouseClick(dialog.read_button, Qt.MouseButton.LeftButton)
    assert reader.is_held.wait(20)
    dialog.close()
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.finished_reading, timeout=WAIT_MS):
        reader.go_on.set()
    assert dialog.close()


def test_a_file_that_is_there_is_replaced_only_if_the_user_says_so(dialog, qtbot, folder):
    target = folder / "meters.csv"
    target.write_text("precious")
    for button, replaced in (("Cancel", False), ("Replace", True)):
        dialog.read_button.click()
        box = dialog.findChild(QMessageBox, "replace_question")
        assert "'meters.csv'" in box.text()
        found = [b for b in box.buttons() if button in b.text().replace("&", "")]
        found[0].click()
        qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT_MS)
        assert (target.read_text("utf-8-sig") != "precious") is replaced
        qtbot.waitUntil(
            lambda: dialog.findChild(QMessageBox, "replace_question") is None, timeout=WAIT_MS
        )


def test_ones_own_table_is_written_anew_without_a_question(dialog, qtbot, folder):
    read(dialog, qtbot)
    fill(folder, d="4")
    dialog.read_button.setFocus()
    read(dialog, qtbot)
    assert "d.png" in (folder / "meters.csv").read_text("utf-8-sig")


def test_a_chosen_folder_suggests_a_table_until_one_is_chosen(dialog, qtbot, tmp_path):
    other = fill(tmp_path / "bills", a="1")
    qtbot.mouseClick(dialog.choose_folder, Qt.MouseButton.LeftButton)
    chooser = dialog.findChild(QFileDialog, "open_folder_dialog")
    chooser.findChild(QLineEdit).setText(str(other))
    chooser.accept()
    assert dialog.folder.text() == str(other)
    assert dialog.target.text() == str(other / "bills.csv")
    dialog.target.setText(str(tmp_path / "mine.csv"))
    dialog.folder.setText(str(tmp_path))
    assert dialog.target.text() == str(tmp_path / "mine.csv")


def test_a_table_is_chosen_with_a_dialog_that_has_asked_already(dialog, qtbot, tmp_path):
    (tmp_path / "mine.csv").write_text("old")
    qtbot.mouseClick(dialog.choose_target, Qt.MouseButton.LeftButton)
    chooser = dialog.findChild(QFileDialog, "save_table_dialog")
    chooser.fileSelected.emit(str(tmp_path / "mine.csv"))
    chooser.reject()
    dialog.read_button.setFocus()
    read(dialog, qtbot)
    assert (tmp_path / "mine.csv").read_text("utf-8-sig").startswith("file,")


def test_a_table_without_a_suffix_becomes_csv(dialog, qtbot, tmp_path):
    dialog.target.setText(str(tmp_path / "mine"))
    read(dialog, qtbot)
    assert (tmp_path / "mine.csv").exists()


def test_what_is_wrong_is_said_in_the_dialog(dialog, qtbot, tmp_path):
    dialog.folder.setText(str(tmp_path / "gone"))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert "'gone'" in dialog.status.text()
    (tmp_path / "empty").mkdir()
    dialog.folder.setText(str(tmp_path / "empty"))
    read(dialog, qtbot)
    assert "There are no pictures in 'empty'" in dialog.status.text()


def test_without_a_folder_there_is_nothing_to_read(dialog):
    dialog.folder.setText(" ")
    assert not dialog.read_button.isEnabled()


def test_all_of_it_can_be_reached_and_heard(dialog):
    for widget in dialog.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            name = widget.accessibleName() or getattr(widget, "text", str)()
            assert name or isinstance(widget.parent(), QFileDialog), widget


def test_the_end_of_the_program_keeps_what_was_read(dialog, qtbot, folder, reader):
    reader.hold_at = "1"
    qtbot.mouseClick(dialog.read_button, Qt.MouseButton.LeftButton)
    assert reader.is_held.wait(20)
    reader.go_on.set()
    dialog.stop()
    assert (folder / "meters.csv").exists()
