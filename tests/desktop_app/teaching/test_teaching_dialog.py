"""Somebody holds a sheet before the camera, and the model that ships helps to label it."""

import threading
import time

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from desktop_app.teaching.dialog import CONFIRM, DONE, SHOW, WRITE, TeachingDialog
from model.classifier import ModelError
from model.samples import Origin, SampleError, SampleStore
from model.store import ModelStore
from model.teaching_pages import IN_ORDER, own_hand, written_sheet
from tests.desktop_app.drawing.writing import write
from tests.fakes import BLOCK_LIMIT_S
from vision.frame import Frame

WAIT_MS = 20_000
Key = Qt.Key


def sheet(*rows, seed=1):
    return written_sheet(rows, own_hand(), np.random.default_rng(seed)).image


class Camera:
    """Gives frames as the window would: another one each time it is asked.

    Attributes:
        image: What it sees; None for no camera.
    """

    def __init__(self, image=None):
        self.image = image
        self.count = 0

    def __call__(self):
        if self.image is None:
            return None
        self.count += 1
        return Frame(self.image, self.count, time.monotonic())


@pytest.fixture
def camera():
    return Camera(sheet(IN_ORDER, IN_ORDER))


@pytest.fixture
def store(tmp_path):
    return SampleStore(tmp_path / "samples")


@pytest.fixture
def open_dialog(qtbot, tmp_path, store, camera):
    """Opens a dialog; all of them are closed at the end."""
    dialogs = []
    models = ModelStore(tmp_path / "models")

    def opened(load_classifier=models.load_classifier, **options):
        dialog = TeachingDialog(store, camera, load_classifier, None, **options)
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.resize(800, 600)
        dialog.show()
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        return dialog

    yield opened
    for dialog in dialogs:
        dialog.close()


@pytest.fixture
def dialog(open_dialog):
    return open_dialog(model_id=lambda: "model-7")


def press(dialog, key):
    QTest.keyClick(QApplication.focusWidget() or dialog, key)


def lines(dialog):
    rows = dialog.show_page.list
    return [rows.item(number).text() for number in range(rows.count())]


def go_to_confirm(dialog, qtbot, count=20):
    """From the first step, with what the camera sees."""
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.count_text.startswith(f"{count} of"), timeout=WAIT_MS)
    dialog.next_button.click()
    assert dialog.step == CONFIRM


def cell(dialog, label, place):
    grid = dialog.confirm_page.grid
    return grid.visualRect(grid.model().index(place, label)).center()


def test_a_sheet_held_up_becomes_samples(dialog, qtbot, store):
    go_to_confirm(dialog, qtbot)
    with qtbot.waitSignal(dialog.saved, timeout=WAIT_MS) as saved:
        dialog.next_button.click()
    assert saved.args == [20]
    assert dialog.step == DONE
    assert "20" in dialog.done_page.text
    assert store.counts() == (2,) * 10 + (0,)
    sample = store.all()[0]
    assert (sample.origin, sample.model_id) == (Origin.SHEET, "model-7")
    assert sample.answer is not None
    assert sample.confidence is not None


def test_all_of_it_can_be_done_by_keys(dialog, qtbot, store):
    assert dialog.step == WRITE
    press(dialog, Key.Key_Down)  # in the field for rows
    assert dialog.write_page.rows.value() == 9
    press(dialog, Key.Key_Return)
    assert dialog.step == SHOW
    qtbot.waitUntil(lambda: dialog.count_text == "20 of 90", timeout=WAIT_MS)
    press(dialog, Key.Key_Return)
    assert dialog.step == CONFIRM
    press(dialog, Key.Key_Space)  # the first 0 is taken out
    press(dialog, Key.Key_Right)
    press(dialog, Key.Key_7)  # the first 1 is a 7
    assert dialog.count_text.startswith("19 of 90")
    dialog.next_button.setFocus()
    with qtbot.waitSignal(dialog.saved, timeout=WAIT_MS):
        press(dialog, Key.Key_Space)
    assert store.counts() == (1, 1, 2, 2, 2, 2, 2, 3, 2, 2, 0)


def test_the_sheet_in_view_is_told_row_by_row(dialog, qtbot, camera):
    camera.image = sheet(IN_ORDER, "012345689", IN_ORDER)
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.count_text == "20 of 100", timeout=WAIT_MS)
    first, second, third = lines(dialog)
    assert first == "✓ Row 1: all ten digits"
    assert second.startswith("✗ Row 2: 9 digits found, 10 expected")
    assert "7" in second
    assert third.startswith("✓ Row 3")


def test_held_still_it_says_what_is_there(dialog, qtbot):
    dialog.write_page.rows.setValue(2)
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.show_page.advice == "All rows are read.", timeout=WAIT_MS)


def test_a_hand_before_the_camera_does_not_undo_what_was_read(dialog, qtbot, camera):
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.count_text == "20 of 100", timeout=WAIT_MS)
    camera.image = np.full_like(camera.image, 90)
    asked = camera.count
    qtbot.waitUntil(lambda: camera.count > asked + 5, timeout=WAIT_MS)
    assert dialog.count_text == "20 of 100"


def test_without_a_camera_it_says_what_to_do(dialog, camera):
    camera.image = None
    dialog.next_button.click()
    assert not dialog.next_button.isEnabled()
    assert dialog.count_text == "0 of 100"
    assert "photo" in dialog.show_page.view.accessibleDescription()


def test_frames_are_not_queued_while_one_is_read(open_dialog, qtbot, camera):
    begun, let = threading.Semaphore(0), threading.Semaphore(0)
    seen = []

    def slow(crops):
        seen.append(camera.count)
        begun.release()
        assert let.acquire(timeout=BLOCK_LIMIT_S)
        return np.full((len(crops), 11), 1 / 11, np.float32)

    dialog = open_dialog(lambda: slow)
    dialog.next_button.click()
    qtbot.waitUntil(lambda: begun.acquire(blocking=False), timeout=WAIT_MS)
    asked = camera.count
    qtbot.waitUntil(lambda: camera.count > asked + 8, timeout=WAIT_MS)
    assert len(seen) == 1  # the window went on, one frame is being read
    for _ in range(200):
        let.release()


def test_a_photograph_is_read_instead(dialog, qtbot, camera, tmp_path):
    camera.image = None
    path = tmp_path / "sheet.png"
    path.write_bytes(cv2.imencode(".png", sheet(IN_ORDER, IN_ORDER, IN_ORDER))[1].tobytes())
    dialog.next_button.click()
    dialog.show_page.photo.click()
    chooser = dialog.findChild(QFileDialog)
    name = chooser.findChild(QLineEdit)
    name.setText(str(path))
    qtbot.keyClick(name, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.count_text == "30 of 100", timeout=WAIT_MS)


def test_a_file_that_is_no_photograph_is_told(dialog, qtbot, tmp_path):
    dialog.next_button.click()
    path = tmp_path / "sheet.png"
    path.write_text("no picture")
    dialog.open_photo(path)
    qtbot.waitUntil(lambda: "sheet.png" in dialog.banner.text, timeout=WAIT_MS)
    assert not dialog.next_button.isEnabled()


def test_a_row_can_be_written_on_the_pad(dialog, qtbot):
    dialog.next_button.click()
    dialog.show_page.write.click()
    write(dialog.show_page.pad, IN_ORDER, left=15, top=40, height=26)
    qtbot.waitUntil(lambda: dialog.count_text == "10 of 100", timeout=WAIT_MS)
    dialog.next_button.click()
    assert dialog.step == CONFIRM


def test_a_click_takes_a_digit_out_and_puts_it_back(dialog, qtbot):
    go_to_confirm(dialog, qtbot)
    grid = dialog.confirm_page.grid
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell(dialog, 3, 1))
    assert dialog.count_text.startswith("19 of")
    index = grid.model().index(1, 3)
    assert "taken out" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell(dialog, 3, 1))
    assert dialog.count_text.startswith("20 of")
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, grid.height() - 9))
    assert dialog.count_text.startswith("20 of")


def test_with_all_taken_out_there_is_nothing_to_learn(dialog, qtbot, camera):
    camera.image = sheet(IN_ORDER)
    go_to_confirm(dialog, qtbot, 10)
    for _ in range(10):
        press(dialog, Key.Key_Delete)
        press(dialog, Key.Key_Right)
    assert not dialog.next_button.isEnabled()


def test_a_full_disk_loses_nothing(dialog, qtbot, store, monkeypatch):
    def full(_samples):
        raise SampleError("Your samples could not be saved: the disk is full.")

    go_to_confirm(dialog, qtbot)
    with monkeypatch.context() as broken:
        broken.setattr(store, "add", full)
        dialog.next_button.click()
        qtbot.waitUntil(lambda: "disk is full" in dialog.banner.text, timeout=WAIT_MS)
    assert dialog.step == CONFIRM
    with qtbot.waitSignal(dialog.saved, timeout=WAIT_MS):
        dialog.banner.action_button.click()
    assert sum(store.counts()) == 20


def test_adapting_is_offered_when_they_are_saved(dialog, qtbot):
    go_to_confirm(dialog, qtbot)
    with qtbot.waitSignal(dialog.saved, timeout=WAIT_MS):
        dialog.next_button.click()
    with qtbot.waitSignal(dialog.adapt_requested):
        dialog.done_page.adapt.click()
    assert not dialog.isVisible()


def test_another_sheet_begins_with_nothing(dialog, qtbot, store, camera):
    go_to_confirm(dialog, qtbot)
    with qtbot.waitSignal(dialog.saved, timeout=WAIT_MS):
        dialog.next_button.click()
    dialog.done_page.more.click()
    assert dialog.step == WRITE
    camera.image = sheet(IN_ORDER, seed=3)
    go_to_confirm(dialog, qtbot, 10)
    with qtbot.waitSignal(dialog.saved, timeout=WAIT_MS):
        dialog.next_button.click()
    assert store.counts() == (3,) * 10 + (0,)


def test_going_back_keeps_reading(dialog, qtbot, camera):
    go_to_confirm(dialog, qtbot)
    dialog.back_button.click()
    camera.image = sheet(IN_ORDER, IN_ORDER, IN_ORDER)
    qtbot.waitUntil(lambda: dialog.count_text == "30 of 100", timeout=WAIT_MS)


def test_without_a_model_it_says_why_and_tries_again(open_dialog, qtbot, tmp_path):
    problems = [ModelError("The model is damaged.")]
    models = ModelStore(tmp_path / "models")

    def load():
        if problems:
            raise problems.pop()
        return models.load_classifier()

    dialog = open_dialog(load)
    qtbot.waitUntil(lambda: "damaged" in dialog.banner.text, timeout=WAIT_MS)
    dialog.next_button.click()
    dialog.banner.action_button.click()
    qtbot.waitUntil(lambda: dialog.count_text == "20 of 100", timeout=WAIT_MS)
    assert dialog.banner.text == ""


def test_closed_it_asks_for_no_frames_and_goes_on_when_shown(dialog, qtbot, camera):
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.count_text == "20 of 100", timeout=WAIT_MS)
    dialog.close()
    assert not [one for one in threading.enumerate() if one.name == "teaching"]
    asked = camera.count
    dialog.show()
    qtbot.waitUntil(lambda: camera.count > asked, timeout=WAIT_MS)


def test_every_control_has_a_name(dialog):
    for button in dialog.findChildren(QPushButton):
        assert button.text() or button.accessibleName() or not button.isVisibleTo(dialog)
    page = dialog.show_page
    for widget in (page.view, page.list, dialog.confirm_page.grid):
        assert widget.accessibleName()
