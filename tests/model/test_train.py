from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from model.card import ModelCard
from model.child import child_command
from model.classifier import LiteRtClassifier
from model.store import BUNDLED_ID, ModelStore

PATIENCE_S = 120.0
QUICK = {"network": "dense", "data": "strokes", "epochs": 2, "limit": 300, "augment": False}
ENDLESS = QUICK | {"epochs": 1000, "patience": 1000}

Event = dict[str, Any]


class Child:
    """A training process, as its parent sees it."""

    def __init__(self, folder: Path) -> None:
        self.store = ModelStore(folder / "models")
        self.events: list[Event] = []
        self.process = subprocess.Popen(
            child_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=folder,
        )  # fmt: skip

    def send(self, line: object) -> None:
        assert self.process.stdin is not None
        text = line if isinstance(line, str) else json.dumps(line)
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, **plan: object) -> None:
        self.send({"plan": plan, "store": str(self.store.root), "runs": None})

    def wait_for(self, is_it: Callable[[Event], bool]) -> Event:
        """Reads events until one is the right one."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            self.events.append(json.loads(line))
            if is_it(self.events[-1]):
                return self.events[-1]
        pytest.fail(f"It ended without that: {self.events[-3:]} {self.last_words()}")

    def wait_for_event(self, name: str) -> Event:
        return self.wait_for(lambda event: event["event"] == name)

    def ended(self) -> int:
        """The exit status; what was still told is in `events`."""
        assert self.process.stdout is not None
        self.events += [json.loads(line) for line in self.process.stdout]
        return self.process.wait(PATIENCE_S)

    def last_words(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    child = Child(tmp_path)
    yield child
    child.close()


@pytest.fixture(scope="module")
def weak_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an untrained network; made in a process of its own, which is lighter."""
    folder = tmp_path_factory.mktemp("weak")
    script = (
        "import sys; from pathlib import Path; from model.export import export_litert; "
        "from model.networks import build_network; folder = Path(sys.argv[1]); "
        "import keras; keras.utils.set_random_seed(0); "
        "build_network('dense').save(folder / 'model.keras'); "
        "export_litert(folder / 'model.keras', folder / 'model.tflite')"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(folder)], check=True, capture_output=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return folder


def put_into_use(store: ModelStore, folder: Path) -> None:
    card = ModelCard(id="weak", name="Weak", created_at="2026-11-21T12:00:00+00:00")
    store.activate(store.add(folder / "model.keras", folder / "model.tflite", card).id)


@pytest.mark.slow
def test_a_better_model_is_trained_and_put_into_use(child: Child, weak_model: Path) -> None:
    put_into_use(child.store, weak_model)
    child.ask(**QUICK)
    finished = child.wait_for_event("finished")
    assert child.ended() == 0
    names = [event["event"] for event in child.events]
    assert [name for name in names if name not in ("message", "batch")] == [
        "started", "epoch", "predictions", "epoch", "predictions", "finished",
    ]  # fmt: skip
    assert finished["accepted"]
    assert "held-back digits" in finished["reason"]
    metrics = finished["metrics"]
    assert metrics["validation_accuracy"] > metrics["current_validation_accuracy"]
    version = child.store.current()
    assert version.id == finished["model_id"]
    assert version.card.metrics == metrics
    assert version.card.plan["limit"] == 300
    assert version.card.data[0]["name"] == "own strokes"
    assert isinstance(child.store.load_classifier(), LiteRtClassifier)
    assert child.store.rollback().id == "weak"


@pytest.mark.slow
def test_a_worse_model_is_kept_but_not_put_into_use(child: Child) -> None:
    child.ask(**QUICK | {"epochs": 1})
    finished = child.wait_for_event("finished")
    assert child.ended() == 0
    assert not finished["accepted"]
    assert child.store.current().id == BUNDLED_ID
    assert finished["model_id"] in [version.id for version in child.store.versions()]


@pytest.mark.slow
def test_cancel_ends_it_and_the_next_one_goes_on(child: Child, tmp_path: Path) -> None:
    child.ask(**ENDLESS)
    child.wait_for(lambda event: event["event"] == "epoch" and event["epoch"] == 2)
    second = Child(tmp_path)
    try:
        second.ask(**QUICK)
        assert "Another training is running" in second.wait_for_event("failed")["error"]
        assert second.ended() == 1
    finally:
        second.close()
    child.send({"command": "cancel"})
    assert child.ended() == 3
    assert child.store.current().id == BUNDLED_ID
    third = Child(tmp_path)
    try:
        third.ask(**ENDLESS)
        assert third.wait_for_event("epoch")["epoch"] > 2
        assert "Going on" in str(third.events)
        third.process.kill()
    finally:
        third.close()


@pytest.mark.slow
def test_it_ends_when_its_input_ends(child: Child) -> None:
    child.ask(**ENDLESS)
    child.wait_for_event("epoch")
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.ended() not in (0, 3)
    assert not child.store.root.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "request_line",
    [
        "no JSON", "[]", "{}", '{"plan": {"epochs": 0}}', '{"plan": {"colour": 1}}',
        '{"plan": {}, "store": 3}',
    ],
)  # fmt: skip
def test_a_request_that_makes_no_sense_is_answered(child: Child, request_line: str) -> None:
    child.send(request_line)
    assert "cannot be asked for" in child.wait_for_event("failed")["error"]
    assert child.ended() == 1


@pytest.mark.slow
def test_data_that_are_not_there_are_named(child: Child, tmp_path: Path) -> None:
    child.ask(data=str(tmp_path / "nowhere"))
    assert "nowhere" in child.wait_for_event("failed")["error"]
    assert child.ended() == 1
    assert child.last_words() == ""


def test_it_ends_when_nobody_asks(child: Child) -> None:
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.ended() != 0
    assert child.events == []


def test_a_folder_of_the_same_name_is_not_taken_for_the_package(tmp_path: Path) -> None:
    package = tmp_path / "model"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('the wrong one')")
    done = subprocess.run(
        child_command(), stdin=subprocess.DEVNULL, capture_output=True, cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        check=False, timeout=PATIENCE_S,
    )  # fmt: skip
    assert b"the wrong one" not in done.stderr
