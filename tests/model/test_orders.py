"""Orders of the parent process: cancel, pause, resume."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from model import orders as module
from model.orders import Orders


class Line:
    """The two ends of a child's standard input, with what the child told meanwhile."""

    def __init__(self) -> None:
        self.input, self._output = os.pipe()
        self.told: list[dict[str, Any]] = []
        self.heard = threading.Condition()

    def say(self, text: str) -> None:
        os.write(self._output, text.encode() + b"\n")

    def command(self, name: str) -> None:
        self.say(f'{{"command": "{name}"}}')

    def on_event(self, event: dict[str, Any]) -> None:
        with self.heard:
            self.told.append(event)
            self.heard.notify_all()

    def wait_for(self, name: str, count: int = 1) -> None:
        with self.heard:
            assert self.heard.wait_for(lambda: self.names().count(name) >= count, 60), self.told

    def names(self) -> list[str]:
        return [event["event"] for event in self.told]

    def close(self) -> None:
        os.close(self._output)


class _EndError(BaseException):
    """In place of the end of the process."""


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    def end(status: int) -> None:
        raise _EndError(status)

    monkeypatch.setattr(module, "CANCEL_GRACE_S", 3600.0)
    monkeypatch.setattr(module.os, "_exit", end)
    line = Line()
    yield line
    os.close(line.input)


@pytest.fixture
def orders(line: Line) -> Iterator[Orders]:
    """Orders that are watched by a thread."""
    orders = Orders(line.input)
    ended: list[_EndError] = []

    def watch() -> None:
        try:
            orders.watch()
        except _EndError as end:
            ended.append(end)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield orders
    line.close()
    watcher.join(60)
    assert ended, "the process ends with its input"


def waiting(orders: Orders, line: Line) -> tuple[threading.Thread, list[bool]]:
    """A thread that asks until it is to stop, or may go on after a pause."""
    answers: list[bool] = []

    def ask() -> None:
        while True:
            stop = orders.should_stop(line.on_event)
            if stop or "resumed" in line.names():
                answers.append(stop)
                return

    thread = threading.Thread(target=ask)
    thread.start()
    return thread, answers


def test_a_pause_waits_until_it_is_over(orders: Orders, line: Line) -> None:
    thread, answers = waiting(orders, line)
    line.command("pause")
    line.wait_for("paused")
    assert not answers
    line.command("resume")
    thread.join(60)
    assert answers == [False]
    assert line.names() == ["paused", "resumed"]


def test_a_cancel_ends_a_pause(orders: Orders, line: Line) -> None:
    thread, answers = waiting(orders, line)
    line.command("pause")
    line.wait_for("paused")
    line.command("cancel")
    thread.join(60)
    assert answers == [True]
    assert "resumed" not in line.names()


def test_a_long_pause_says_so_again_and_again(
    orders: Orders, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSED_EVENT_INTERVAL_S", 0.01)
    thread, _ = waiting(orders, line)
    line.command("pause")
    line.wait_for("paused", 4)
    line.command("cancel")
    thread.join(60)


def test_nonsense_is_passed_over(orders: Orders, line: Line) -> None:
    thread, answers = waiting(orders, line)
    for text in ("", "3", "[]", "null", '{"command": ["cancel"]}', '{"command": "dance"}'):
        line.say(text)
    line.command("cancel")
    thread.join(60)
    assert answers == [True]
