"""The dialogs let one choose what can be opened, and no more."""

import pytest
from PyQt6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop_app.files.dialogs import open_dialog, open_folder_dialog, save_clip_dialog


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def accepted(dialog, qtbot, text):
    dialog.open()
    dialog.findChild(QLineEdit).setText(text)
    with qtbot.waitSignal(dialog.filesSelected) as chosen:
        dialog.accept()
    return chosen.args[0]


def test_several_files_can_be_opened(window, qtbot, tmp_path):
    for name in ("a.png", "b c.mp4"):
        (tmp_path / name).touch()
    chosen = accepted(open_dialog(window, tmp_path), qtbot, '"a.png" "b c.mp4"')
    assert chosen == [str(tmp_path / "a.png"), str(tmp_path / "b c.mp4")]


def test_a_folder_can_be_opened(window, qtbot, tmp_path):
    (tmp_path / "scans").mkdir()
    dialog = open_folder_dialog(window, tmp_path)
    assert accepted(dialog, qtbot, str(tmp_path / "scans")) == [str(tmp_path / "scans")]


def test_a_clip_without_a_suffix_becomes_mp4(window, qtbot, tmp_path):
    dialog = save_clip_dialog(window, tmp_path, "desk-annotated.mp4")
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.selectedFiles() == [str(tmp_path / "desk-annotated.mp4")]
    assert accepted(dialog, qtbot, "clip") == [str(tmp_path / "clip.mp4")]
