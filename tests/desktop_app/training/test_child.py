import json
import os
import sys
from pathlib import Path

import pytest
from PyQt6.QtCore import QProcess

from desktop_app.training.child import (
    MAX_LAST_LINES,
    Outcome,
    TrainingChild,
    TrainingRunningError,
)
from model.choices import TrainingPlan

FAKE = Path(__file__).with_name("fake_child.py")


@pytest.fixture
def make_child(qapp):
    made = []

    def make(mode):
        child = TrainingChild([sys.executable, str(FAKE), mode])
        child.events = []
        child.event_received.connect(child.events.append)
        made.append(child)
        return child

    yield make
    for child in made:
        child.stop_now()


def run_to_end(qtbot, child):
    with qtbot.waitSignal(child.ended, timeout=60_000) as ended:
        child.start(TrainingPlan(data="strokes"))
    return ended.args[0]


def gone(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    return False


def names(child):
    return [event["event"] for event in child.events]


def test_a_training_is_heard_to_its_end(qtbot, make_child):
    child = make_child("good")
    assert run_to_end(qtbot, child) == ""
    assert child.outcome is Outcome.FINISHED
    assert not child.running
    assert names(child)[0] == "started"
    assert names(child).count("epoch") == 3
    assert names(child)[-1] == "finished"


def test_the_request_holds_plan_and_store(qtbot, make_child, tmp_path):
    child = make_child("echo")
    with qtbot.waitSignal(child.ended):
        child.start(TrainingPlan(network="dense"), tmp_path / "models", tmp_path / "samples")
    request = json.loads(child.events[0]["text"])["request"]
    assert request == {
        "plan": TrainingPlan(network="dense").to_json(),
        "store": str(tmp_path / "models"),
        "runs": None,
        "samples": str(tmp_path / "samples"),
    }


def test_a_training_waits_and_goes_on(qtbot, make_child):
    child = make_child("pausing")
    child.start(TrainingPlan())
    qtbot.waitUntil(lambda: "predictions" in names(child))
    child.pause()
    qtbot.waitUntil(lambda: child.is_paused)
    with qtbot.waitSignal(child.ended):
        child.resume()
    assert names(child)[-3:] == ["paused", "resumed", "finished"]
    assert child.outcome is Outcome.FINISHED
    assert not child.is_paused


def test_a_training_that_waits_can_be_cancelled(qtbot, make_child):
    child = make_child("pausing")
    child.start(TrainingPlan())
    child.pause()
    qtbot.waitUntil(lambda: child.is_paused)
    with qtbot.waitSignal(child.ended):
        child.cancel()
    assert child.outcome is Outcome.CANCELLED
    assert not child.is_paused


def test_a_training_that_waits_may_be_silent(qtbot, make_child):
    child = make_child("pausing")
    child.start(TrainingPlan())
    qtbot.waitUntil(lambda: "predictions" in names(child))
    child.silence_ms = 20
    child.pause()
    qtbot.waitUntil(lambda: child.is_paused)
    with qtbot.assertNotEmitted(child.fell_silent, wait=200):
        pass


def test_a_second_training_is_refused(qtbot, make_child):
    child = make_child("patient")
    child.start(TrainingPlan())
    with pytest.raises(TrainingRunningError, match="running already"):
        child.start(TrainingPlan())
    assert child.running


def test_cancel_is_obeyed(qtbot, make_child):
    child = make_child("patient")
    child.start(TrainingPlan())
    qtbot.waitUntil(lambda: "epoch" in names(child))
    process_id = child.process_id
    with qtbot.waitSignal(child.ended) as ended:
        child.cancel()
        child.cancel()
    assert ended.args == [""]
    assert child.outcome is Outcome.CANCELLED
    assert gone(process_id)


def test_a_child_that_does_not_obey_is_killed(qtbot, make_child):
    child = make_child("deaf")
    child.cancel_grace_ms = 10
    child.start(TrainingPlan())
    qtbot.waitUntil(lambda: "message" in names(child))
    with qtbot.waitSignal(child.ended) as ended:
        child.cancel()
    assert ended.args == [""]
    assert child.outcome is Outcome.CANCELLED


def test_another_training_follows_a_cancelled_one(qtbot, make_child):
    child = make_child("patient")
    for _ in range(2):
        child.start(TrainingPlan())
        with qtbot.waitSignal(child.ended):
            child.cancel()
        assert child.outcome is Outcome.CANCELLED


def test_nonsense_between_events_is_passed_over(qtbot, make_child):
    child = make_child("garbage")
    assert run_to_end(qtbot, child) == ""
    assert child.outcome is Outcome.FINISHED
    assert names(child).count("epoch") == 3
    assert child.garbage > 4


def test_a_huge_line_is_passed_over(qtbot, make_child):
    child = make_child("huge")
    assert run_to_end(qtbot, child) == ""
    assert names(child)[-1] == "finished"


def test_half_a_last_line_is_no_event(qtbot, make_child):
    child = make_child("partial")
    assert "unexpectedly" in run_to_end(qtbot, child)
    assert child.outcome is Outcome.FAILED


@pytest.mark.parametrize("mode", ["flood", "endless"])
def test_a_child_that_only_talks_nonsense_is_stopped(qtbot, make_child, mode):
    child = make_child(mode)
    assert "nonsense" in run_to_end(qtbot, child)
    assert child.outcome is Outcome.FAILED


def test_a_crash_tells_its_last_words(qtbot, make_child):
    child = make_child("crash")
    sentence = run_to_end(qtbot, child)
    assert "exit status 7" in sentence
    assert "current model is unchanged" in sentence
    assert child.last_words == "Traceback: the last words"


def test_last_words_are_bounded(qtbot, make_child):
    child = make_child("chatter")
    run_to_end(qtbot, child)
    lines = child.last_words.splitlines()
    assert len(lines) == MAX_LAST_LINES
    assert lines[-1] == "line 19999"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_a_killed_child_is_told(qtbot, make_child):
    child = make_child("killed")
    assert "memory" in run_to_end(qtbot, child)
    assert child.outcome is Outcome.FAILED


def test_the_childs_own_sentence_comes_first(qtbot, make_child):
    child = make_child("failed")
    assert run_to_end(qtbot, child) == "The disk is full: make room and try again."


def test_a_program_that_is_not_there_is_told(qtbot, qapp, tmp_path):
    child = TrainingChild([str(tmp_path / "nothing")])
    with qtbot.waitSignal(child.ended) as ended:
        child.start(TrainingPlan())
    assert "could not be started" in ended.args[0]
    assert child.outcome is Outcome.FAILED
    assert not child.running


def test_a_child_that_never_started_is_not_waited_for(qtbot):
    child = TrainingChild([""])  # fails before `start` returns, as on Windows all failures do
    child.silence_ms = 20
    with qtbot.assertNotEmitted(child.fell_silent, wait=200):
        child.start(TrainingPlan())
        assert not child.running
    assert child.outcome is Outcome.FAILED


def test_silence_is_noticed_and_not_punished(qtbot, make_child):
    child = make_child("silent")
    child.silence_ms = 20
    with qtbot.waitSignal(child.fell_silent):
        child.start(TrainingPlan())
    assert child.running


def test_a_child_that_lingers_after_its_work_has_finished(qtbot, make_child, monkeypatch):
    monkeypatch.setattr("desktop_app.training.child.EXIT_GRACE_MS", 10)
    child = make_child("linger")
    assert run_to_end(qtbot, child) == ""
    assert child.outcome is Outcome.FINISHED


@pytest.mark.parametrize("mode", ["patient", "deaf"])
def test_closing_the_window_leaves_no_child(qtbot, make_child, monkeypatch, mode):
    monkeypatch.setattr("desktop_app.training.child.STOP_GRACE_MS", 500)
    child = make_child(mode)
    child.start(TrainingPlan())
    qtbot.waitUntil(lambda: bool(child.events))
    process_id = child.process_id
    child.stop_now()
    assert not child.running
    assert gone(process_id)


def test_stopping_nothing_is_no_error(make_child):
    make_child("good").stop_now()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_the_child_of_a_killed_window_ends(qtbot, tmp_path):
    window = QProcess()
    window.setProgram(sys.executable)
    program = f"""
import sys
from PyQt6.QtCore import QCoreApplication
from desktop_app.training.child import TrainingChild
from model.choices import TrainingPlan
app = QCoreApplication([])
child = TrainingChild([sys.executable, {str(FAKE)!r}, "patient"])
child.event_received.connect(lambda _event: print(child.process_id, flush=True))
child.start(TrainingPlan())
app.exec()
"""
    window.setArguments(["-c", program])
    window.setWorkingDirectory(str(Path(__file__).parents[3]))
    with qtbot.waitSignal(window.readyReadStandardOutput, timeout=30_000):
        window.start()
    process_id = int(window.readAllStandardOutput().data().split()[0])
    window.kill()
    assert window.waitForFinished(10_000)
    qtbot.waitUntil(lambda: gone(process_id), timeout=20_000)


def test_the_child_has_the_environment_of_the_window(qtbot, make_child, monkeypatch):
    monkeypatch.setenv("DIGITLENS_DATA", "/data")
    child = make_child("environment")
    run_to_end(qtbot, child)
    assert child.events[0]["text"] == "/data"
