"""The training child is heard, cancelled in order, and never left behind."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_app.commands import CommandError
from desktop_app.commands.training_process import train
from model.choices import TrainingPlan

PLAN = TrainingPlan(epochs=2, data="strokes")

STARTED = {"event": "started", "epochs": 2, "training": 10, "validation": 5, "parameters": 7}
FINISHED = {"event": "finished", "model_id": "m1", "accepted": True, "reason": "Better.",
            "metrics": {}}  # fmt: skip


def child(code):
    """A command that runs `code` with the request it was sent as `request`."""
    head = (
        "import json, os, sys, time\n"
        "request = json.loads(sys.stdin.readline())\n"
        "def say(**event): print(json.dumps(event), flush=True)\n"
    )
    return [sys.executable, "-c", head + code]


def run(code, show=lambda event: None, plan=PLAN):
    return train(plan, show, child(code))


def test_events_arrive_in_order_and_the_plan_was_sent():
    events = []
    code = (
        f"say(**{STARTED!r})\nsay(event='message', text=json.dumps(request))\nsay(**{FINISHED!r})\n"
    )
    assert run(code, events.append) == 0
    assert [event["event"] for event in events] == ["started", "message", "finished"]
    request = json.loads(events[1]["text"])
    assert request == {"plan": PLAN.to_json(), "store": None, "runs": None, "samples": None}


def test_what_is_no_event_is_passed_over():
    events = []
    code = (
        "print('Epoch 1/2 ======')\n"
        "print('{\"event\": 3}')\n"
        "print('x' * 3_000_000)\n"
        "sys.stdout.buffer.write(bytes(range(256)) + b'\\n')\n"
        f"say(**{FINISHED!r})\n"
    )
    assert run(code, events.append) == 0
    assert [event["event"] for event in events] == ["finished"]


def test_a_failure_is_told_in_the_childs_own_sentence():
    with pytest.raises(CommandError, match="The disk is full"):
        run("say(event='failed', error='The disk is full.'); sys.exit(1)")


def test_a_child_that_dies_leaves_its_last_words():
    with pytest.raises(CommandError, match=r"exit status 7.*\n.*out of memory"):
        run("print('out of memory', file=sys.stderr); sys.exit(7)")


def test_a_child_that_stays_after_its_result_is_ended(monkeypatch):
    monkeypatch.setattr("desktop_app.commands.training_process.EXIT_GRACE_S", 0.1)
    assert run(f"say(**{FINISHED!r}); os.close(1); time.sleep(600)") == 0


def interrupting(count):
    """Shows events; at the first ones it is as if Ctrl+C had been pressed."""
    left = [count]

    def show(event):
        if left[0]:
            left[0] -= 1
            raise KeyboardInterrupt

    return show


def test_an_interrupt_cancels_and_waits(capsys):
    code = (
        f"say(**{STARTED!r})\n"
        "command = json.loads(sys.stdin.readline())\n"
        "sys.exit(3 if command == {'command': 'cancel'} else 9)\n"
    )
    assert run(code, interrupting(1)) == 130
    assert "Cancelling" in capsys.readouterr().err


def test_a_second_interrupt_ends_the_child_at_once():
    before = threading.active_count()
    code = (
        f"say(**{STARTED!r})\n"
        "sys.stdin.readline()\n"
        "say(event='message', text='I do not listen')\n"
        "time.sleep(600)\n"
    )
    with pytest.raises(KeyboardInterrupt):
        run(code, interrupting(2))
    assert threading.active_count() <= before + 1, "at most the timer of the first cancel"


def test_a_deaf_child_is_ended_after_a_while(monkeypatch):
    monkeypatch.setattr("desktop_app.commands.training_process.CANCEL_GRACE_S", 0.2)
    assert run(f"say(**{STARTED!r}); time.sleep(600)", interrupting(1)) == 130


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_in_the_terminal_reaches_this_program_alone(tmp_path):
    script = tmp_path / "run.py"
    code = (
        f"say(**{STARTED!r})\n"
        "line = sys.stdin.readline()\n"
        "say(event='message', text=line)\n"
        "sys.exit(3)\n"
    )
    script.write_text(
        "import sys\n"
        "from desktop_app.commands.training_process import train\n"
        "from model.choices import TrainingPlan\n"
        "show = lambda event: print(event['event'], event.get('text', ''), flush=True)\n"
        f"sys.exit(train(TrainingPlan(), show, {child(code)!r}))\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout.readline().startswith("started")
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert 'message {"command": "cancel"}' in output
    assert "Traceback" not in errors
    assert process.returncode == 130
