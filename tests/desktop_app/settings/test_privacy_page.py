import logging

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QMessageBox

from desktop_app.problems import log_folder, start_log, stop_log
from desktop_app.settings.privacy_page import PrivacyPage, open_folder
from model.samples import Origin, Sample, SampleStore

log = logging.getLogger("digitlens")


@pytest.fixture
def opened():
    return []


@pytest.fixture
def page(qtbot, settings, tmp_path, opened):
    page = PrivacyPage(settings, tmp_path / "data", open_folder=lambda f: opened.append(f) or True)
    qtbot.addWidget(page)
    return page


@pytest.fixture
def running_log():
    start_log()
    log.info("opened something")
    yield log_folder() / "digitlens.log"
    stop_log()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_privacy_line_is_there(page):
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert any("Nothing leaves this machine" in text for text in texts)


def test_the_folders_are_named_and_opened(qtbot, page, opened, tmp_path):
    page.show()
    texts = "\n".join(label.text() for label in page.findChildren(QLabel))
    for folder in (log_folder(), tmp_path / "data"):
        assert str(folder) in texts
    click(qtbot, page.open_logs)
    click(qtbot, page.open_data)
    assert opened == [log_folder(), tmp_path / "data"]


def test_a_folder_that_is_not_there_is_told(qtbot, settings, tmp_path):
    page = PrivacyPage(settings, tmp_path / "data", open_folder=open_folder)
    qtbot.addWidget(page)
    page.show()
    click(qtbot, page.open_data)
    assert str(tmp_path / "data") in page.told.text()
    assert "does not exist" in page.told.text()


def test_log_files_are_deleted_and_the_log_goes_on(qtbot, page, running_log):
    running_log.with_name("digitlens.log.1").write_text("older")
    running_log.with_name("of the user.txt").write_text("mine")
    page.show()
    click(qtbot, page.delete_logs)
    assert [file.name for file in running_log.parent.iterdir()] == ["of the user.txt"]
    assert page.told.text().startswith("2 ")
    assert not page.delete_logs.isEnabled()
    log.info("the next thing")
    assert "the next thing" in running_log.read_text()
    assert "opened something" not in running_log.read_text()


def test_without_log_files_there_is_nothing_to_delete(page):
    page.show()
    assert not page.delete_logs.isEnabled()


def test_a_log_that_cannot_be_deleted_is_told(qtbot, page, running_log, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("desktop_app.log_files.Path.unlink", refuse)
    page.show()
    click(qtbot, page.delete_logs)
    assert "Permission denied" in page.told.text()
    assert page.delete_logs.isEnabled()


@pytest.fixture
def samples(tmp_path):
    store = SampleStore(tmp_path / "data" / "samples")
    crops = np.random.default_rng(1).integers(0, 256, (4, 28, 28), np.uint8)
    store.add([Sample(crop, label, Origin.SHEET) for label, crop in enumerate(crops)])
    return store


def asked(qtbot, page, word):
    """Asks to delete all samples, and answers with the button of that word."""
    click(qtbot, page.delete_samples)
    box = page.findChild(QMessageBox)
    click(qtbot, next(button for button in box.buttons() if word in button.text()))
    return box.text()


def test_samples_are_counted_and_delete_all_deletes(qtbot, page, samples):
    page.show()
    assert page.samples.text().startswith("4 sample")
    assert "all 4 sample" in asked(qtbot, page, "Cancel")
    assert len(samples.all()) == 4
    with qtbot.waitSignal(page.samples_deleted):
        asked(qtbot, page, "Delete")
    assert not samples.folder.exists()
    assert page.samples.text().startswith("0 sample")
    assert page.told.text().startswith("4 sample")
    assert not page.delete_samples.isEnabled()


def test_a_damaged_file_of_samples_is_deleted_too(qtbot, page, samples):
    samples.path.write_bytes(b"rubbish" * 1000)
    page.show()
    assert list(samples.folder.glob("*damaged*"))
    asked(qtbot, page, "Delete")
    assert not samples.folder.exists()


def test_samples_that_cannot_be_deleted_are_told(qtbot, page, samples, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    page.show()
    monkeypatch.setattr("model.samples.Path.unlink", refuse)
    asked(qtbot, page, "Delete")
    assert "could not be deleted: Permission denied" in page.told.text()
    assert page.delete_samples.isEnabled()


def test_without_samples_there_is_nothing_to_delete_and_nothing_is_made(page, tmp_path):
    page.show()
    assert page.samples.text().startswith("0 sample")
    assert not page.delete_samples.isEnabled()
    assert not (tmp_path / "data").exists()
