"""A training that is killed at any moment leaves the old or the new model, and can go on."""

from __future__ import annotations

import hashlib
import signal
import sys
from pathlib import Path

import pytest

from model.card import KERAS_NAME
from model.runs import unfinished
from model.store import ModelStore
from tests.model.training_child import QUICK, Child, changed_child, put_into_use

# Replaces a function or method by one that kills the process when it is called for the
# so-manieth time, before or after it has done its work.
KILLER = """
import importlib, os, signal
def kill_at(module, path, call, after):
    owner = importlib.import_module(module)
    *parts, name = path.split(".")
    for part in parts:
        owner = getattr(owner, part)
    wrapped, calls = getattr(owner, name), []
    def killing(*arguments, **named):
        calls.append(None)
        if len(calls) == call and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = wrapped(*arguments, **named)
        if len(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, killing)
kill_at({module!r}, {path!r}, {call}, {after})
"""

BEFORE, AFTER = False, True
OLD, NEW = "old", "new"

# Where it is killed, which model is in use then, and how many epochs need not be done again.
MOMENTS = [
    ("the digits are drawn", "model.training_data", "generated_negatives", 1, BEFORE, OLD, 0),
    ("in the first epoch", "model.training", "_Follower.on_train_batch_end", 2, BEFORE, OLD, 0),
    ("checkpoint without record", "model.training_state", "save", 2, AFTER, OLD, 0),
    ("record without history", "model.training_state", "_write_text", 1, AFTER, OLD, 1),
    ("in the last epoch", "model.training", "_Follower.on_train_batch_end", 1, AFTER, OLD, 1),
    ("before it is converted", "model.export", "write_atomically", 1, BEFORE, OLD, 2),
    ("the report is half written", "model.training_report", "save_figure", 2, AFTER, OLD, 2),
    ("half copied into the models", "model.version_files", "sync", 1, AFTER, OLD, 2),
    ("added, not in use", "model.store", "ModelStore.add", 1, AFTER, OLD, 2),
    ("in use, not told", "model.store", "ModelStore.activate", 1, AFTER, NEW, 2),
]  # fmt: skip


def check_whole(store: ModelStore) -> None:
    """Every model that is to be seen has the bytes its card says, and reads."""
    for version in store.versions():
        store.load_classifier(version)
        content = version.keras_path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == version.card.sha256[KERAS_NAME]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_kill_at_any_moment_leaves_a_whole_model_and_a_training_to_go_on_with(
    tmp_path: Path, weak_model: Path
) -> None:
    put_into_use(ModelStore(tmp_path / "models"), weak_model)
    for words, module, path, call, after, in_use, epochs in MOMENTS:
        changes = KILLER.format(module=module, path=path, call=call, after=after)
        child = Child(tmp_path, changed_child(changes))
        try:
            child.ask(**QUICK)
            status = child.ended()
            assert status == -signal.SIGKILL, (words, child.events[-1:], child.last_words())
        finally:
            child.close()
        store = ModelStore(tmp_path / "models")
        current = store.current()
        assert store.problem is None, words
        assert (NEW if current.id != "weak" else OLD) == in_use, words
        check_whole(store)
        (offered,) = unfinished(tmp_path / "runs")
        assert (offered.epoch, offered.epochs) == (epochs, 2), words
        assert not offered.was_cancelled
        assert {name: offered.plan.to_json()[name] for name in QUICK} == QUICK
    child = Child(tmp_path, changed_child())
    try:
        child.ask(**QUICK)
        assert child.wait_for_event("finished")["accepted"]
        assert child.ended() == 0
        assert "epoch" not in child.names()
    finally:
        child.close()
    store = ModelStore(tmp_path / "models")
    check_whole(store)
    assert {version.id for version in store.versions()} == {"bundled", "weak", store.current().id}
    assert unfinished(tmp_path / "runs") == ()
    assert store.rollback().id == "weak"
