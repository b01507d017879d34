"""Models made elsewhere are brought in, and one's own are handed on."""

import shutil
import threading
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt

from desktop_app.history.importing import Result, import_model
from tests.desktop_app.driving import WAIT_MS, answer, dialog_of

Key = Qt.Key


def names(dialog):
    return [version.card.name for version in dialog.model.versions]


@pytest.fixture
def exported(store, tmp_path):
    return store.export("first", tmp_path / "exported")


def ask(qtbot, dialog, button_key, name, path):
    """Presses a button by its key, and answers the file dialog that comes."""
    qtbot.keyClick(dialog, button_key, Qt.KeyboardModifier.AltModifier)
    answer(dialog_of(dialog, qtbot, name), qtbot, path)


def test_a_model_is_exported_into_a_new_folder(qtbot, open_history, store, tmp_path):
    dialog = open_history()
    (tmp_path / "usb stick").mkdir()
    for name in ("second", "second-2"):
        with qtbot.waitSignal(dialog.finished_work, timeout=WAIT_MS):
            ask(qtbot, dialog, Key.Key_E, "export_dialog", tmp_path / "usb stick")
        folder = tmp_path / "usb stick" / name
        assert str(folder) in dialog.parts.told.text()
        assert sorted(path.name for path in folder.iterdir()) == [
            "card.json", "model.keras", "model.tflite",
        ]  # fmt: skip
    assert not dialog.is_busy


def test_an_export_that_cannot_be_written_is_told(qtbot, open_history, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    dialog = open_history()
    monkeypatch.setattr(shutil, "copyfile", full)
    with qtbot.waitSignal(dialog.finished_work, timeout=WAIT_MS):
        ask(qtbot, dialog, Key.Key_E, "export_dialog", tmp_path)
    assert "No space left on device" in dialog.parts.told.text()
    assert not (tmp_path / "second").exists()


@pytest.mark.parametrize("name", ["card.json", "model.zip"])
def test_an_exported_model_is_imported_and_chosen(qtbot, open_history, store, exported, name):
    store.export("first", exported / "model.zip")
    dialog = open_history()
    with qtbot.waitSignals([dialog.finished_work, dialog.list_changed], timeout=WAIT_MS):
        ask(qtbot, dialog, Key.Key_I, "import_dialog", exported / name)
    assert names(dialog).count("First try") == 2
    assert [version.id for version in dialog.chosen()] == ["first-2"]
    assert "First try was added" in dialog.parts.told.text()
    assert store.current().id == "second"


def test_what_is_no_model_is_told_and_nothing_is_added(qtbot, open_history, tmp_path):
    dialog = open_history()
    before = names(dialog)
    (tmp_path / "odd.keras").write_text("nonsense")
    with qtbot.waitSignal(dialog.finished_work, timeout=WAIT_MS):
        ask(qtbot, dialog, Key.Key_I, "import_dialog", tmp_path / "odd.keras")
    assert "odd.keras is damaged" in dialog.parts.told.text()
    assert names(dialog) == before


class PatientImporter:
    """Waits until it is cancelled, or told to go on."""

    def __init__(self):
        self.go_on = threading.Event()
        self.begun = threading.Event()

    def __call__(self, store, path, cancelled):
        self.begun.set()
        while not self.go_on.wait(0.01):
            if cancelled.is_set():
                return Result()
        return import_model(store, path, cancelled)


@pytest.fixture
def patient():
    importer = PatientImporter()
    yield importer
    importer.go_on.set()


def test_the_window_goes_on_while_a_model_is_checked(qtbot, open_history, store, patient, exported):
    dialog = open_history(importer=patient)
    dialog.import_from(exported)
    qtbot.waitUntil(patient.begun.is_set, timeout=WAIT_MS)
    assert "exported is being checked" in dialog.parts.told.text()
    assert dialog.parts.bar.isVisible()
    assert not dialog.parts.import_model.isEnabled()
    # Meanwhile another one can be used.
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Key.Key_PageUp)
    with qtbot.waitSignal(dialog.changed):
        qtbot.keyClick(dialog.table, Key.Key_Return)
    with qtbot.waitSignal(dialog.finished_work, timeout=WAIT_MS):
        patient.go_on.set()
    assert names(dialog).count("First try") == 2
    assert not dialog.parts.bar.isVisible()
    assert dialog.parts.import_model.isEnabled()


@pytest.mark.parametrize("how", ["button", "escape"])
def test_an_import_is_cancelled(qtbot, open_history, store, patient, exported, how):
    dialog = open_history(importer=patient)
    before = names(dialog)
    dialog.import_from(exported)
    qtbot.waitUntil(dialog.parts.cancel.hasFocus, timeout=WAIT_MS)
    with qtbot.waitSignal(dialog.finished_work, timeout=WAIT_MS):
        if how == "button":
            qtbot.keyClick(dialog.parts.cancel, Key.Key_Space)
        else:
            qtbot.keyClick(dialog.parts.cancel, Key.Key_Escape)
    assert "cancelled" in dialog.parts.told.text()
    assert names(dialog) == before
    assert dialog.isVisible()
    assert dialog.table.hasFocus()
    qtbot.keyClick(dialog.table, Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_end_of_the_program_ends_an_import(qtbot, open_history, patient, exported):
    dialog = open_history(importer=patient)
    dialog.import_from(exported)
    qtbot.waitUntil(patient.begun.is_set, timeout=WAIT_MS)
    before = names(dialog)
    dialog.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "models"]
    assert names(dialog) == before


@pytest.mark.slow
def test_a_keras_file_is_checked_by_a_process_of_its_own(qtbot, open_history, store, exported):
    """Starts TensorFlow, in that process."""
    path = exported / "from my desk.keras"
    (exported / "model.keras").rename(path)
    dialog = open_history()
    with qtbot.waitSignal(dialog.finished_work, timeout=240_000):
        ask(qtbot, dialog, Key.Key_I, "import_dialog", path)
    assert "Imported from from my desk.keras was added" in dialog.parts.told.text()
    with qtbot.waitSignal(dialog.changed):
        dialog.parts.use.trigger()
    assert store.current().id == "from-my-desk"


def test_a_path_that_is_gone_is_told(store, tmp_path):
    result = import_model(store, Path(tmp_path / "gone.keras"), threading.Event())
    assert "no file or folder" in result.problem
