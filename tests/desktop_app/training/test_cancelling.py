"""A real training that is cancelled in a download, an epoch or while it saves leaves no trace."""

import os
import threading
import time

import pytest

from desktop_app.training.child import CANCEL_GRACE_MS, Outcome, TrainingChild
from model.choices import TrainingPlan
from model.store import BUNDLED_ID, ModelStore
from tests.desktop_app.training.test_child import gone
from tests.model.test_mnist_download import served
from tests.model.training_child import QUICK, changed_child

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WAIT_MS = 240_000
LIMIT_S = 8.0

# Replaces a step by one that says that it was reached and then hangs.
HANGS = """
import importlib, pathlib, time
def hang(*arguments, **named):
    pathlib.Path({reached!r}).touch()
    time.sleep(600)
owner = importlib.import_module({module!r})
for part in {path!r}.split(".")[:-1]:
    owner = getattr(owner, part)
setattr(owner, {path!r}.split(".")[-1], hang)
"""
DOWNLOADS = """
import functools, model.datasets
model.datasets.downloaded_mnist = functools.partial(
    model.datasets.downloaded_mnist, mirrors=({address!r},))
"""


@pytest.fixture
def stalled():
    """The address of a server that sends a little and then nothing; it tells when it was asked."""
    asked, release = threading.Event(), threading.Event()

    def stall(handler, _name):
        handler.send_response(200)
        handler.send_header("Content-Length", "9912422")
        handler.end_headers()
        handler.wfile.write(b"\x1f\x8b" + bytes(1000))
        handler.wfile.flush()
        asked.set()
        release.wait(600)

    with served(stall) as address:
        yield address, asked
        release.set()


@pytest.mark.parametrize(
    "moment", ["download", "epoch", "hung batch", "conversion", "save", "putting into use"]
)
def test_a_cancelled_training_is_gone_within_eight_seconds_and_the_model_is_as_it_was(
    qtbot, tmp_path, monkeypatch, stalled, moment
):
    address, asked = stalled
    reached = tmp_path / "reached"
    places = {
        "hung batch": ("model.training", "_Follower.on_train_batch_end"),
        "conversion": ("model.promotion", "export_litert"),
        "save": ("model.version_files", "sync"),
        "putting into use": ("model.store", "ChoiceRecord.save"),
    }
    plan = QUICK | {"epochs": 1000, "patience": 1000} if moment == "epoch" else QUICK
    if moment == "download":
        monkeypatch.delenv("DIGITLENS_DATA", raising=False)
        plan = plan | {"data": "mnist"}
        changes = DOWNLOADS.format(address=address)
    elif moment == "epoch":
        changes = ""
    else:
        module, path = places[moment]
        changes = HANGS.format(reached=str(reached), module=module, path=path)
    if moment == "putting into use":
        changes += "import model.promotion\nfrom model.gate import GateDecision\n"
        changes += "model.promotion.decide_all = lambda _: GateDecision(True, 'Good.', ())\n"
    store = ModelStore(tmp_path / "models")
    child = TrainingChild(changed_child(changes))
    events = []
    child.event_received.connect(events.append)
    try:
        child.start(TrainingPlan.from_json(plan), store.root, tmp_path / "samples")
        process_id = child.process_id

        def is_there():
            if moment == "download":
                return asked.is_set()
            if moment == "epoch":
                return any(event["event"] == "epoch" for event in events)
            return reached.exists()

        qtbot.waitUntil(lambda: is_there() or not child.running, timeout=WAIT_MS)
        assert child.running, (child.last_words, events[-3:])
        began_s = time.monotonic()
        with qtbot.waitSignal(child.ended, timeout=WAIT_MS) as ended:
            child.cancel()
        took_s = time.monotonic() - began_s
    finally:
        child.stop_now()
    assert ended.args == [""]
    assert child.outcome is Outcome.CANCELLED
    assert gone(process_id)
    assert CANCEL_GRACE_MS < 1000 * LIMIT_S
    assert took_s < 10 * LIMIT_S
    after = ModelStore(store.root)
    assert after.current().id == BUNDLED_ID
    assert after.problem is None
    for version in after.versions():
        after.load_classifier(version)
    assert not os.path.lexists(store.root / "current.json")
