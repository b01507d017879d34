"""A training process as the tests meet it, and a weak model that it easily surpasses."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from model.card import ModelCard
from model.child import child_command
from model.store import ModelStore

PATIENCE_S = 120.0
QUICK = {"network": "dense", "data": "strokes", "epochs": 2, "limit": 300, "augment": False}
ENDLESS = QUICK | {"epochs": 1000, "patience": 1000}

Event = dict[str, Any]

# Hold-outs of a few seconds are drawn in a fraction of one; constants and functions of the
# program are replaced, then it runs as ever.
_PATCHED = """
import functools, sys; sys.path.insert(0, {place!r})
import model.comparison, model.rehearsal, model.orders
model.comparison.STROKE_DIGITS, model.comparison.STROKE_NEGATIVES = 200, 40
model.rehearsal.rehearsal_crops = functools.partial(model.rehearsal.rehearsal_crops, 300)
{changes}
from model.train import main
main()
"""


def changed_child(changes: str = "") -> list[str]:
    """The command of a training process that judges by few strokes, and runs `changes` first."""
    command = child_command()
    place = str(Path(__file__).parents[2])
    return [*command[:-1], _PATCHED.format(place=place, changes=changes)]


class Child:
    """A training process, as its parent sees it."""

    def __init__(
        self,
        folder: Path,
        command: Sequence[str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.store = ModelStore(folder / "models")
        self.runs = folder / "runs"
        self.events: list[Event] = []
        self.process = subprocess.Popen(
            command or child_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=folder, env=os.environ | dict(environment or {}),
        )  # fmt: skip

    def send(self, line: object) -> None:
        assert self.process.stdin is not None
        text = line if isinstance(line, str) else json.dumps(line)
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, **plan: object) -> None:
        self.send({"plan": plan, "store": str(self.store.root), "runs": None})

    def command(self, name: str) -> None:
        self.send({"command": name})

    def names(self) -> list[str]:
        return [event["event"] for event in self.events]

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


def put_into_use(store: ModelStore, folder: Path) -> None:
    """Makes the weak model the one in use."""
    card = ModelCard(id="weak", name="Weak", created_at="2026-11-21T12:00:00+00:00")
    store.activate(store.add(folder / "model.keras", folder / "model.tflite", card).id)
