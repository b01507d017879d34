"""A window that is killed while it trains leaves a whole model, no process, and an offer."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from model.runs import unfinished
from model.store import BUNDLED_ID, ModelStore
from tests.desktop_app.driving import write_page
from tests.model.test_killed_training import check_whole
from tests.model.training_child import QUICK

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="waits for a process as Linux can"),
]

PATIENCE_S = 240
GONE_WITHIN_S = 10
DRIVER = Path(__file__).with_name("training_window.py")

# Has the training process kill the window at a certain call of a function, before or after that
# has done its work, and then do nothing more: whatever ends it is not its own doing.
KILLS_ITS_WINDOW = """
import importlib, os, signal, time
def kill_at(module, path, call, after):
    owner = importlib.import_module(module)
    *parts, name = path.split(".")
    for part in parts:
        owner = getattr(owner, part)
    wrapped, calls = getattr(owner, name), []
    def killing(*arguments, **named):
        calls.append(None)
        result = wrapped(*arguments, **named) if len(calls) != call or after else None
        if len(calls) == call:
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(600)
        return result
    setattr(owner, name, killing)
kill_at({module!r}, {path!r}, {call}, {after})
"""
# What it would say of two hasty epochs is not the point here.
ACCEPTS = """
import model.promotion
from model.gate import GateDecision
model.promotion.decide_all = lambda _: GateDecision(True, "Good.", ())
"""

BEFORE, AFTER = False, True
OLD, NEW = "old", "new"

# Where the window is killed, how many epochs need not be done again, which model is in use then.
# "on" names an event of the training as the window hears it: nothing waits for the kill.
MOMENTS = [
    ("before the child speaks", {"on": "start"}, 0, OLD),
    ("in the first epoch", {"on": "batch"}, 0, OLD),
    ("checkpoint without record", ("model.training_state", "save", 2, AFTER), 0, OLD),
    ("record without history", ("model.training_state", "_write_text", 1, AFTER), 1, OLD),
    ("before it is converted", ("model.export", "write_atomically", 1, BEFORE), 2, OLD),
    ("at the gate", ("model.promotion", "decide_all", 1, BEFORE), 2, OLD),
    ("the report is half written", ("model.training_report", "save_figure", 2, AFTER), 2, OLD),
    ("half copied into the models", ("model.version_files", "sync", 1, AFTER), 2, OLD),
    ("in use, not told", ("model.store", "ModelStore.activate", 1, AFTER), 2, NEW),
    ("just told", {"on": "finished"}, None, NEW),
]


@pytest.fixture
def picture(tmp_path):
    return write_page(tmp_path / "page.png", "2026")


def start(picture, *, plan=None, changes="", killed_on=None):
    """What the window shows at its start, and how it ended."""
    task = {"picture": str(picture), "plan": plan, "changes": changes, "killed_on": killed_on}
    done = subprocess.run(
        [sys.executable, str(DRIVER), json.dumps(task)],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout), done


def gone_in_time(process_id):
    """Whether a process that is nobody's child any more ends within the time it has."""
    try:
        descriptor = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], GONE_WITHIN_S)[0])
    finally:
        os.close(descriptor)


def test_a_window_killed_at_any_moment_leaves_a_whole_model_and_an_offer_to_go_on(
    tmp_path, user_folders, picture
):
    data = user_folders / "data" / "digitlens"
    store, offer, in_use = ModelStore(data / "models"), "", OLD
    for words, where, epochs, next_in_use in MOMENTS:
        changes, killed_on = ACCEPTS, None
        if isinstance(where, dict):
            killed_on = where["on"]
        else:
            module, path, call, after = where
            changes += KILLS_ITS_WINDOW.format(module=module, path=path, call=call, after=after)
        shown, done = start(picture, plan=QUICK, changes=changes, killed_on=killed_on)
        assert done.returncode == -signal.SIGKILL, (words, done.stderr)
        # What the start after the kill before shows.
        check_start(shown, offer, in_use, before=words)
        assert gone_in_time(shown["child"]), words
        check_whole(store)
        current = store.current()
        assert store.problem is None, words
        assert (OLD if current.id == BUNDLED_ID else NEW) == next_in_use, words
        offered = unfinished(data / "runs")
        if epochs is None:
            offer = ""
            assert offered == (), words
        else:
            offer = f"A training was interrupted after epoch {epochs} of 2 ("
            assert [one.epoch for one in offered] == [epochs], words
        in_use = next_in_use
    shown, done = start(picture)
    assert done.returncode == 0, done.stderr
    check_start(shown, "", NEW, before="the end")
    assert {version.id for version in store.versions()} == {BUNDLED_ID, store.current().id}
    assert store.rollback().id == BUNDLED_ID


def check_start(shown, offer, in_use, *, before):
    if offer:
        assert shown["banner"].startswith(offer), before
        assert shown["banner"].endswith("Do you want to go on with it?")
        assert shown["buttons"] == ["Go On", "Dismiss"]
    else:
        assert shown["banner"] == "", before
    if in_use == OLD:
        assert shown["read"] == ["2026"], before
