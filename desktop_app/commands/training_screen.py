"""A training on the terminal: bars while it goes on, a line for each epoch, the result."""

from __future__ import annotations

import math
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from model.choices import TrainingPlan

HEADINGS = f"{'epoch':>9}  {'loss':>8}  {'right':>8}  {'loss':>10}  {'right':>8}  {'time':>7}"
ABOVE = f"{'':>9}  {'training':^18}  {'held back':^20}"


class TrainingScreen:
    """Shows the events of a training. Use it as a context manager.

    Where the output is no terminal, the lines alone are printed.
    """

    def __init__(self, plan: TrainingPlan, console: Console | None = None) -> None:
        """Prepares the screen.

        Args:
            plan: What is trained.
            console: Where to show it, stdout by default.
        """
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._epochs = plan.epochs
        self._bars: dict[str, TaskID] = {}
        self._has_headings = False

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, event: dict[str, Any]) -> None:
        """Takes in one event, as `desktop_app.training.protocol.parse_event` gives them."""
        match event["event"]:
            case "started":
                self._start(event)
            case "download":
                self._bar("Download", event["done"], event["total"], _megabytes(event))
            case "message":
                self._print(event["text"])
            case "batch":
                self._step(event)
            case "epoch":
                self._end_epoch(event)
            case "finished":
                self._finish(event)

    def _start(self, event: dict[str, Any]) -> None:
        self._epochs = event["epochs"]
        self._remove("Download")
        about = [
            f"{event[name]:,} {words}"
            for name, words in (
                ("training", "digits to learn from"),
                ("validation", "held back"),
                ("parameters", "parameters"),
            )
            if isinstance(event.get(name), int)
        ]
        self._print(f"Training: {', '.join(about) or 'it begins'}.")

    def _step(self, event: dict[str, Any]) -> None:
        steps = max(1, event["steps"])
        done = event["epoch"] - 1 + event["step"] / steps
        self._bar("Training", done, self._epochs, f"epoch {event['epoch']}/{self._epochs}")
        figures = f"loss {_figure(event['loss'])}  right {_percent(event['accuracy'])}"
        self._bar("Epoch", event["step"], steps, figures)

    def _end_epoch(self, event: dict[str, Any]) -> None:
        if not self._has_headings:
            self._has_headings = True
            self._print(ABOVE)
            self._print(HEADINGS)
        seconds = event.get("seconds")
        took = f"{seconds:>5.0f} s" if isinstance(seconds, float) else ""
        self._print(
            f"{event['epoch']:>5}/{self._epochs:<3}  "
            f"{_figure(event['loss']):>8}  {_percent(event['accuracy']):>8}  "
            f"{_figure(event['validation_loss']):>10}  "
            f"{_percent(event['validation_accuracy']):>8}  {took}"
        )

    def _finish(self, event: dict[str, Any]) -> None:
        for name in tuple(self._bars):
            self._remove(name)
        state = "is now in use" if event["accepted"] else "was not taken into use"
        if isinstance(event.get("report"), str):
            self._print(f"Report: {event['report']}")
        self._print(f"Model {event['model_id']} {state}. {event['reason']}")

    def _bar(self, name: str, done: float, total: float, figures: str) -> None:
        is_new = name not in self._bars
        if is_new:
            self._bars[name] = self._progress.add_task(name, total=None, figures="")
        self._progress.update(
            self._bars[name],
            completed=done,
            total=total or None,
            figures=figures,
            refresh=is_new,
        )

    def _remove(self, name: str) -> None:
        if name in self._bars:
            self._progress.remove_task(self._bars.pop(name))

    def _print(self, text: str) -> None:
        self._console.print(escape(text))


def _megabytes(event: dict[str, Any]) -> str:
    return f"{event['done'] / 1e6:.1f} of {event['total'] / 1e6:.1f} MB"


def _figure(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4f}"


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{share:.2%}"
