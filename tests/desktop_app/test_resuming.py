"""A training that was interrupted is offered once, quietly, at the next start."""

import sys

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.model_page import Shown
from desktop_app.training import child
from desktop_app.training.run_notes import note_begun, note_cancelled
from model.choices import TrainingPlan
from model.runs import unfinished
from tests.desktop_app.driving import WAIT_MS
from tests.desktop_app.training.test_child import FAKE

pytestmark = pytest.mark.usefixtures("english")

PLAN = TrainingPlan(network="dense", data="strokes", epochs=12)


@pytest.fixture
def runs(user_folders):
    return user_folders / "data" / "digitlens" / "runs"


@pytest.fixture
def training_command(monkeypatch):
    """Trainings that go on until they are told to end."""
    monkeypatch.setattr(child, "child_command", lambda: [sys.executable, str(FAKE), "patient"])


def offering_window(open_window, qtbot):
    window = open_window()
    qtbot.waitUntil(lambda: "interrupted after epoch 0 of 12" in window.banner.text)
    return window


def test_it_goes_on_with_one_click(open_window, qtbot, runs, training_command):
    note_begun(runs, PLAN)
    window = offering_window(open_window, qtbot)
    qtbot.mouseClick(window.banner.action_button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(SettingsDialog)
    page = dialog.model_page
    try:
        assert page.isVisible()
        assert page.shown is Shown.RUNNING
        assert dialog.training_running
        assert not window.banner.isVisible()
    finally:
        dialog.stop_training()
    # The window that is closed over it is no cancelling: the next one offers it again.
    assert [one.was_cancelled for one in unfinished(runs)] == [False]


def test_dismissed_it_is_not_offered_again(open_window, qtbot, runs):
    note_begun(runs, PLAN)
    window = offering_window(open_window, qtbot)
    assert window.banner.close_button.text() == "Dismiss"
    qtbot.mouseClick(window.banner.close_button, Qt.MouseButton.LeftButton)
    assert not window.banner.isVisible()
    # Another notice is closed as ever.
    window.banner.show_problem("Something else.")
    assert window.banner.close_button.text() == "Close"
    window.close()
    after = open_window()
    qtbot.waitUntil(lambda: not after._resuming._thread.is_alive(), timeout=WAIT_MS)
    QApplication.processEvents()  # what it found would be shown
    assert not after.banner.isVisible()
    assert len(unfinished(runs)) == 1


def test_what_the_user_cancelled_is_not_offered(open_window, qtbot, runs):
    note_begun(runs, PLAN)
    note_cancelled(runs, PLAN)
    window = open_window()
    qtbot.waitUntil(lambda: not window._resuming._thread.is_alive(), timeout=WAIT_MS)
    QApplication.processEvents()  # what it found would be shown
    assert not window.banner.isVisible()


def test_who_begins_a_training_is_not_asked_any_more(open_window, qtbot, runs, training_command):
    note_begun(runs, PLAN)
    window = offering_window(open_window, qtbot)
    window.dialogs.show_settings("model")
    dialog = window.findChild(SettingsDialog)
    qtbot.mouseClick(dialog.model_page.start, Qt.MouseButton.LeftButton)
    try:
        assert not window.banner.isVisible()
    finally:
        with qtbot.waitSignal(dialog.model_page.child.ended, timeout=WAIT_MS):
            qtbot.mouseClick(dialog.model_page.cancel, Qt.MouseButton.LeftButton)
    # That one was cancelled by the user, though the process wrote nothing down.
    assert sorted(one.was_cancelled for one in unfinished(runs)) == [False, True]
