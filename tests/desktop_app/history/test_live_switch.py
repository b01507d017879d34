"""The live view reads with the model that was chosen in the history, from the next frame on."""

import dataclasses
import threading

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel

from desktop_app.live.recognition import Readers
from desktop_app.settings.dialog import SettingsDialog
from model.store import ModelStore
from tests.desktop_app.driving import WAIT_MS, activate, dialog_of, listed
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers

Key = Qt.Key


class NamingReader(FakeReader):
    """Reads the temperature of its model at the beginning and at the end, as one number.

    Attributes:
        begun: Set while a frame is being read.
        may_end: While it is cleared, the reading of a frame does not end.
    """

    begun, may_end = threading.Event(), threading.Event()

    def read(self, frame):
        at_first = round(10 * self.classifier.temperature)
        self.begun.set()
        self.may_end.wait(20)
        at_last = round(10 * self.classifier.temperature)
        image = picture_of_numbers(f"{at_first}{at_last}")
        recognition = super().read(dataclasses.replace(frame, image=image))
        return dataclasses.replace(recognition, frame=frame)


@pytest.fixture(autouse=True)
def nothing_is_held():
    NamingReader.may_end.set()
    yield
    NamingReader.may_end.set()


class SteppedFrames:
    """A camera that gives a frame whenever `step` is called."""

    def __init__(self, cameras):
        self._allowed = threading.Semaphore(0)
        self._cameras = cameras
        cameras.picture = self._picture
        self.is_ended = False

    def _picture(self, camera, number):
        while not self._allowed.acquire(timeout=0.05):
            if self.is_ended:
                break
        return self._cameras.noisy_picture(camera, number)

    def step(self):
        self._allowed.release()


@pytest.fixture
def frames(cameras):
    made = SteppedFrames(cameras)
    yield made
    made.is_ended = True


@pytest.fixture
def window(open_window, store, frames):
    return open_window(
        store=store,
        readers=lambda classifier: Readers(
            live=NamingReader(classifier, is_live=True),
            single=NamingReader(classifier, is_live=False),
            forget=lambda: None,
        ),
    )


@pytest.fixture
def store(tmp_path, add):
    """Models that are told apart by their temperature; the one of 2.5 is in use."""
    made = ModelStore(tmp_path / "models")
    for day, temperature in enumerate((1.5, 2.5), start=21):
        name = f"{round(10 * temperature)}"
        named = f"Model of {temperature}"
        made.activate(add(made, f"model-{name}", named, day, temperature=temperature).id)
    return made


def test_the_switch_is_seen_at_once_and_no_frame_is_lost(qtbot, window, frames, store):
    session = window.session
    shown, read = [], []
    session.frame_changed.connect(lambda: session.frame and shown.append(session.frame.index))
    session.recognition_changed.connect(
        lambda: session.recognition and read.append(session.recognition.frame.index)
    )

    def one_more():
        count = len(read)
        frames.step()
        qtbot.waitUntil(lambda: len(read) > count, timeout=WAIT_MS)

    for _ in range(3):
        one_more()
    assert listed(window) == ["2525"]

    window.dialogs.show_history()
    dialog = dialog_of(window, qtbot, "history_dialog")
    activate(dialog, qtbot)
    qtbot.keyClick(dialog.table, Key.Key_Down)
    qtbot.keyClick(dialog.table, Key.Key_Return)
    one_more()  # the very next frame
    qtbot.waitUntil(lambda: listed(window) == ["1515"], timeout=WAIT_MS)
    for _ in range(3):
        one_more()

    with qtbot.waitSignal(dialog.changed):
        qtbot.keyClick(dialog.table, Key.Key_B, Qt.KeyboardModifier.AltModifier)
    one_more()
    qtbot.waitUntil(lambda: listed(window) == ["2525"], timeout=WAIT_MS)

    assert shown == list(range(shown[0], shown[0] + len(shown)))
    assert read == shown
    assert session.numbers().dropped == 0


def test_a_frame_that_is_being_read_is_read_to_its_end_by_the_same_model(
    qtbot, window, frames, store
):
    window.dialogs.show_history()
    dialog = dialog_of(window, qtbot, "history_dialog")
    NamingReader.begun.clear()
    NamingReader.may_end.clear()
    frames.step()
    qtbot.waitUntil(NamingReader.begun.is_set, timeout=WAIT_MS)
    dialog.go_back()
    NamingReader.may_end.set()
    qtbot.waitUntil(lambda: listed(window) == ["2525"], timeout=WAIT_MS)
    frames.step()
    qtbot.waitUntil(lambda: listed(window) == ["1515"], timeout=WAIT_MS)


def test_a_frozen_picture_is_read_again(qtbot, window, frames, store):
    frames.step()
    qtbot.waitUntil(lambda: listed(window) == ["2525"], timeout=WAIT_MS)
    window.session.pause()
    window.dialogs.show_history()
    dialog = dialog_of(window, qtbot, "history_dialog")
    dialog.go_back()
    qtbot.waitUntil(lambda: listed(window) == ["1515"], timeout=WAIT_MS)


def test_the_settings_show_what_was_done_in_the_history(qtbot, window, frames, store):
    window.dialogs.show_settings("Model")
    settings = next(one for one in window.findChildren(SettingsDialog))
    window.dialogs.show_history()
    dialog = dialog_of(window, qtbot, "history_dialog")

    def is_shown(name):
        return any(name in label.text() for label in settings.findChildren(QLabel))

    assert is_shown("Model of 2.5")
    dialog.go_back()
    assert is_shown("Model of 1.5")
    store.rename("model-15", "Renamed")
    dialog.list_changed.emit()
    assert is_shown("Renamed")
