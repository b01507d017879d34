"""Errands are run one after another and told in the window's thread."""

import sys
import threading

import pytest

from desktop_app.files.errands import Errands
from tests.desktop_app.driving import WAIT_MS


@pytest.fixture
def errands(qapp):
    made = Errands("test")
    yield made
    made.stop(5)


def test_results_come_in_order_and_in_the_thread_of_the_window(errands, qtbot):
    told, worked_in, told_in = [], set(), set()

    def work(number):
        worked_in.add(threading.current_thread())
        return number

    def done(number):
        told_in.add(threading.current_thread())
        told.append(number)

    for number in range(20):
        errands.run(lambda number=number: work(number), done)
    qtbot.waitUntil(lambda: len(told) == 20, timeout=WAIT_MS)
    assert told == list(range(20))
    assert told_in == {threading.main_thread()}
    assert threading.main_thread() not in worked_in


def test_the_thread_ends_when_there_is_nothing_to_do(errands, qtbot):
    errands.run(lambda: None, lambda _: None)
    qtbot.waitUntil(lambda: not errands.is_busy, timeout=WAIT_MS)
    told = []
    errands.run(lambda: 7, told.append)
    qtbot.waitUntil(lambda: told == [7], timeout=WAIT_MS)


def test_a_bug_is_reported_and_the_next_errand_is_done(errands, qtbot, monkeypatch):
    reported, told = [], []
    monkeypatch.setattr(sys, "excepthook", lambda *error: reported.append(error))
    errands.run(lambda: 1 // 0, told.append)
    errands.run(lambda: 7, told.append)
    qtbot.waitUntil(lambda: told == [7], timeout=WAIT_MS)
    assert reported[0][0] is ZeroDivisionError


def test_after_stopping_nothing_is_told(qapp, qtbot):
    errands = Errands("test")
    go_on, told = threading.Event(), []
    errands.run(lambda: go_on.wait(20), told.append)
    errands.stop()
    go_on.set()
    qtbot.waitUntil(lambda: not errands.is_busy, timeout=WAIT_MS)
    qapp.processEvents()
    assert told == []
