import logging
import sys
import threading

import pytest
from PyQt6.QtCore import QTimer

from desktop_app.problems import Banner, install_exception_hook, log, start_log, stop_log


@pytest.fixture
def banner(qtbot):
    shown = Banner()
    qtbot.addWidget(shown)
    return shown


@pytest.fixture
def log_file(tmp_path):
    yield tmp_path / "logs" / "digitlens.log"
    stop_log()


def test_a_banner_is_hidden_until_there_is_a_problem(banner):
    assert not banner.isVisible()
    banner.show_problem("The camera was lost.", "Retry", lambda: None)
    assert banner.isVisible()
    assert banner.label.text() == "The camera was lost."
    assert banner.action_button.text() == "Retry"


def test_a_name_that_looks_like_markup_is_shown_as_it_is(banner):
    banner.show_problem("'a<br><br><br>b.png' is damaged.")
    one_line = banner.label.fontMetrics().height()
    assert banner.label.heightForWidth(2000) < 2 * one_line


def test_a_repeated_problem_is_counted_and_not_stacked(banner, qtbot):
    for _ in range(500):
        banner.show_problem("The file is damaged.")
    assert banner.label.text() == "The file is damaged. (500 times)"
    banner.close_button.click()
    assert not banner.isVisible()


def test_a_flood_of_different_problems_is_bounded(banner):
    for number in range(500):
        banner.show_problem(f"Problem {number}.")
    closed = 0
    while banner.isVisible():
        banner.close_button.click()
        closed += 1
    assert closed <= 5


def test_the_button_does_what_it_says_and_closes_the_problem(banner):
    done = []
    banner.show_problem("The camera was lost.", "Retry", lambda: done.append(1))
    banner.action_button.click()
    assert done == [1]
    assert not banner.isVisible()


def test_a_newer_problem_about_the_same_thing_takes_the_place_of_the_older(banner):
    banner.show_problem("No such stream.", key="source")
    banner.show_problem("The log is full.")
    banner.show_problem("The stream timed out.", key="source")
    assert banner.label.text() == "The stream timed out."
    banner.clear("source")
    assert banner.label.text() == "The log is full."
    banner.clear("source")
    assert banner.isVisible()


def test_the_banner_is_reached_by_keyboard_and_has_names(banner, qtbot):
    banner.show_problem("The camera was lost.", "Retry", lambda: None)
    assert banner.accessibleDescription() == "The camera was lost."
    assert banner.close_button.accessibleName()
    for button in (banner.action_button, banner.close_button):
        assert button.focusPolicy() & button.focusPolicy().TabFocus


def test_an_exception_in_a_slot_is_logged_and_told_and_the_program_goes_on(
    banner, qtbot, log_file, monkeypatch, qapp
):
    # Exceptions are the point here, so the plug-in that fails tests on them stands aside.
    start_log(log_file.parent)
    uninstall = install_exception_hook(banner.show_problem)
    try:
        QTimer.singleShot(0, lambda: 1 / 0)
        qtbot.waitUntil(banner.isVisible)
        assert "ZeroDivisionError" in banner.label.text()
    finally:
        uninstall()
    assert "ZeroDivisionError" in log_file.read_text()
    assert "Traceback" in log_file.read_text()


def test_an_exception_in_a_thread_is_told_too(banner, qtbot, log_file):
    start_log(log_file.parent)
    uninstall = install_exception_hook(banner.show_problem)
    try:
        thread = threading.Thread(target=lambda: {}["missing"])
        thread.start()
        thread.join()
        qtbot.waitUntil(banner.isVisible)
        assert "KeyError" in banner.label.text()
    finally:
        uninstall()
    assert "KeyError" in log_file.read_text()


def test_the_hooks_are_put_back():
    before = sys.excepthook, threading.excepthook
    install_exception_hook(lambda _text: None)()
    assert (sys.excepthook, threading.excepthook) == before


def test_the_log_rotates_and_names_no_home_folder(log_file, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("desktop_app.problems.LOG_BYTES", 20_000)
    start_log(log_file.parent)
    for _ in range(1000):
        log.info("opened %s", tmp_path / "pictures" / "a picture with a rather long name.png")
    files = sorted(log_file.parent.iterdir())
    assert 2 <= len(files) <= 4
    assert sum(file.stat().st_size for file in files) < 90_000
    text = log_file.read_text()
    assert str(tmp_path) not in text
    assert "~/pictures" in text


def test_a_log_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    try:
        assert not start_log(tmp_path / "file" / "logs")
        log.info("still works")
    finally:
        stop_log()
    assert not [h for h in logging.getLogger().handlers if "digitlens" in (h.get_name() or "")]


def test_warnings_of_the_engine_are_in_the_log(log_file):
    start_log(log_file.parent)
    logging.getLogger("vision.cameras").warning("The cameras could not be listed.")
    assert "could not be listed" in log_file.read_text()
