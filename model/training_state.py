"""What a training keeps on the disk, so that it can be gone on with after a kill."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import keras

from model.atomic_files import replacing, sha256_of, write_atomically
from model.runs import BEST_NAME, HISTORY_NAME, STATE_FOLDER, STATE_NAME, forget_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from model.choices import TrainingPlan

__all__ = ["BEST_NAME", "HISTORY_NAME", "Epoch", "TrainingState", "save", "write_history"]

HISTORY_COLUMNS = (
    "epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Epoch:
    """The figures of one pass over the data; losses and accuracies of all eleven classes."""

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


class TrainingState:
    """What is on the disk of a training.

    Attributes:
        history: Of all whole epochs.
        best_path: The network of the epoch with the lowest validation loss.
    """

    def __init__(self, run_dir: Path, key: str) -> None:
        self.history: list[Epoch] = []
        self.best_path = run_dir / BEST_NAME
        self._run_dir = run_dir
        self._folder = run_dir / STATE_FOLDER
        self._key = key

    def load(self) -> keras.Model | None:
        """The network to go on with, or None if there is none that fits and is whole."""
        try:
            record = json.loads((self._folder / STATE_NAME).read_text("utf-8"))
            if record["key"] != self._key or not self.best_path.is_file():
                return None
            path = self._folder / record["file"]
            if sha256_of(path) != record["sha256"]:
                return None
            history = [Epoch(**values) for values in record["history"]]
            model = keras.saving.load_model(path, safe_mode=True)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        self.history = history
        return model

    def is_there(self) -> bool:
        """Whether an interrupted training left something, which may not fit or not be whole."""
        return (self._folder / STATE_NAME).is_file()

    def clear(self) -> None:
        """Removes what an earlier training left."""
        self.history = []
        self.best_path.unlink(missing_ok=True)
        forget_state(self._run_dir)

    def add(self, epoch: Epoch, model: keras.Model) -> None:
        """Saves after an epoch, the record last, so that it never names what is not there."""
        if epoch.validation_loss < min(
            (earlier.validation_loss for earlier in self.history), default=math.inf
        ):
            save(model, self.best_path, with_optimizer=False)
        self.history.append(epoch)
        path = self._folder / f"epoch-{epoch.epoch}.keras"
        save(model, path, with_optimizer=True)
        record = {
            "key": self._key, "file": path.name, "sha256": sha256_of(path),
            "history": [dataclasses.asdict(one) for one in self.history],
        }  # fmt: skip
        _write_text(self._folder / STATE_NAME, json.dumps(record))
        for old in self._folder.glob("*.keras"):
            if old != path:
                old.unlink(missing_ok=True)
        write_history(self._run_dir, self.history)

    def epochs_since_best(self) -> int:
        losses = [epoch.validation_loss for epoch in self.history]
        return len(losses) - 1 - losses.index(min(losses)) if losses else 0

    def is_finished(self, plan: TrainingPlan) -> bool:
        return len(self.history) >= plan.epochs or self.epochs_since_best() >= plan.patience


def write_history(run_dir: Path, history: Sequence[Epoch]) -> None:
    """Leaves the figures of all epochs as JSON and as a table."""
    rows = [dataclasses.asdict(epoch) for epoch in history]
    _write_text(run_dir / HISTORY_NAME, json.dumps(rows, indent=1))
    table = io.StringIO()
    writer = csv.DictWriter(table, HISTORY_COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    _write_text(run_dir / "history.csv", table.getvalue())


def save(model: keras.Model, path: Path, *, with_optimizer: bool) -> None:
    """Saves a network as ``.keras``, whole or not at all."""
    with replacing(path) as temporary:
        model.save(temporary, include_optimizer=with_optimizer)


def _write_text(path: Path, text: str) -> None:
    write_atomically(path, text.encode())
