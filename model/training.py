"""Trains a network on labelled crops: follows a plan, can be stopped and gone on with."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from model.atomic_files import replacing, sha256_of, write_atomically
from model.augmentation import augmented
from model.networks import build_network
from vision.reading import CLASS_COUNT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.choices import TrainingPlan
    from model.datasets import LabelledCrops

    _Logs = dict[str, float] | None

BEST_NAME = "best.keras"
VALIDATION_BATCH_SIZE = 512
WEIGHT_DECAY = 0.02
BATCH_EVENT_INTERVAL_S = 0.1

HISTORY_COLUMNS = (
    "epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds",
)  # fmt: skip


class TrainingError(Exception):
    """A training cannot go on; one sentence for the user."""


class TrainingCancelled(Exception):  # noqa: N818  a wish of the user is no error
    """The user asked the training to stop."""


def fit(
    plan: TrainingPlan,
    training: LabelledCrops,
    validation: LabelledCrops,
    run_dir: Path,
    *,
    on_event: Callable[[dict[str, Any]], None],
    should_stop: Callable[[], bool],
) -> Path:
    """Trains a network and leaves the best one of all epochs.

    Best is the lowest validation loss. After each epoch everything needed to
    go on is in `run_dir`: the same plan with the same crops there continues
    behind the last whole epoch, anything else starts afresh.

    Args:
        plan: What to train and how.
        training: Crops that train; shuffled, and augmented if planned, anew each epoch.
        validation: Crops that tell which epoch is best.
        run_dir: Receives ``best.keras``, ``history.csv``, ``history.json`` and ``state``.
        on_event: Told of each epoch, and of batches at most ten times a second,
            as dictionaries with "event": "batch" or "epoch".
        should_stop: Asked before each batch.

    Returns:
        The path of ``best.keras``.

    Raises:
        TrainingCancelled: `should_stop` said so.
        TrainingError: The loss is not finite.
    """
    keras.utils.set_random_seed(plan.seed)
    state = _State(run_dir, fingerprint(plan, training, validation))
    batches = CropBatches(training, plan.batch_size, seed=plan.seed, augment=plan.augment)
    model = state.load()
    if model is None:
        state.clear()
        model = compiled_network(plan, len(batches))
    batches.epoch = len(state.history)
    if not state.is_finished(plan):
        model.fit(
            batches,
            validation_data=CropBatches(validation, VALIDATION_BATCH_SIZE),
            epochs=plan.epochs,
            initial_epoch=len(state.history),
            verbose=0,
            shuffle=False,
            callbacks=[_Follower(plan, state, len(batches), on_event, should_stop)],
        )
    return state.best_path


def compiled_network(plan: TrainingPlan, steps_per_epoch: int) -> keras.Model:
    """An untrained network with the optimiser, schedule and loss of a plan."""
    network = build_network(plan.network, activation=plan.activation, dropout=plan.dropout)
    network.compile(
        optimizer=_optimizer(plan, steps_per_epoch),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=plan.label_smoothing),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    return network


def _optimizer(plan: TrainingPlan, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    rate: float | keras.optimizers.schedules.LearningRateSchedule = plan.learning_rate
    if plan.schedule == "cosine":
        warm_up = steps_per_epoch if plan.epochs > 1 else 0
        rate = keras.optimizers.schedules.CosineDecay(
            initial_learning_rate=plan.learning_rate / 10 if warm_up else plan.learning_rate,
            decay_steps=max(1, plan.epochs * steps_per_epoch - warm_up),
            warmup_target=plan.learning_rate if warm_up else None,
            warmup_steps=warm_up,
        )
    if plan.optimizer == "sgd":
        return keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)
    if plan.optimizer == "rmsprop":
        return keras.optimizers.RMSprop(rate)
    if plan.optimizer == "adam":
        return keras.optimizers.Adam(rate)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


class CropBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches for Keras: crops scaled to 0..1 and labels as one of eleven.

    Attributes:
        epoch: Decides, with the seed, order and augmentation; counted by Keras' calls.
    """

    def __init__(
        self,
        data: LabelledCrops,
        batch_size: int,
        *,
        seed: int | None = None,
        augment: bool = False,
    ) -> None:
        """Makes batches of `data`.

        Args:
            data: All of it is in memory as uint8.
            batch_size: Crops a batch. What is left over waits for the next epoch
                if there is a seed, for a batch of a few crops upsets batch norm.
            seed: Of order and augmentation; None keeps the order.
            augment: Whether crops are changed anew each epoch; needs a seed.
        """
        super().__init__()
        self.epoch = 0
        self._data = data
        self._batch_size = batch_size
        self._seed = seed
        self._augment = augment
        self._order_epoch = -1
        self._order = np.arange(len(data))

    def __len__(self) -> int:
        if self._seed is None:
            return math.ceil(len(self._data) / self._batch_size)
        return max(1, len(self._data) // self._batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        if self._seed is not None and self._order_epoch != self.epoch:
            rng = np.random.default_rng((self._seed, self.epoch))
            self._order = rng.permutation(len(self._data))
            self._order_epoch = self.epoch
        rows = self._order[index * self._batch_size : (index + 1) * self._batch_size]
        crops = self._data.crops[rows]
        if self._augment:
            crops = augmented(crops, np.random.default_rng((self._seed or 0, self.epoch, index)))
        one_hot = np.eye(CLASS_COUNT, dtype=np.float32)[self._data.labels[rows]]
        return crops[..., np.newaxis] * np.float32(1 / 255), one_hot

    def on_epoch_end(self) -> None:
        self.epoch += 1


def fingerprint(plan: TrainingPlan, training: LabelledCrops, validation: LabelledCrops) -> str:
    """What must be equal for a training to be gone on with: the plan, the crops, this code."""
    digest = hashlib.sha256(json.dumps(plan.to_json(), sort_keys=True).encode())
    digest.update(f"{keras.version()} {WEIGHT_DECAY}".encode())
    for part in (training, validation):
        digest.update(part.crops.tobytes())
        digest.update(part.labels.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Epoch:
    """The figures of one pass over the data; losses and accuracies of all eleven classes."""

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


class _State:
    """What is on the disk of a training.

    Attributes:
        history: Of all whole epochs.
        best_path: The network of the epoch with the lowest validation loss.
    """

    def __init__(self, run_dir: Path, key: str) -> None:
        self.history: list[Epoch] = []
        self.best_path = run_dir / BEST_NAME
        self._run_dir = run_dir
        self._folder = run_dir / "state"
        self._key = key

    def load(self) -> keras.Model | None:
        """The network to go on with, or None if there is none that fits and is whole."""
        try:
            record = json.loads((self._folder / "state.json").read_text("utf-8"))
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

    def clear(self) -> None:
        """Removes what an earlier training left."""
        self.history = []
        for path in (self.best_path, self._folder / "state.json", *self._folder.glob("*.keras")):
            path.unlink(missing_ok=True)

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
        _write_text(self._folder / "state.json", json.dumps(record))
        for old in self._folder.glob("*.keras"):
            if old != path:
                old.unlink(missing_ok=True)
        self._write_history()

    def epochs_since_best(self) -> int:
        losses = [epoch.validation_loss for epoch in self.history]
        return len(losses) - 1 - losses.index(min(losses)) if losses else 0

    def is_finished(self, plan: TrainingPlan) -> bool:
        return len(self.history) >= plan.epochs or self.epochs_since_best() >= plan.patience

    def _write_history(self) -> None:
        rows = [dataclasses.asdict(epoch) for epoch in self.history]
        _write_text(self._run_dir / "history.json", json.dumps(rows, indent=1))
        table = io.StringIO()
        writer = csv.DictWriter(table, HISTORY_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        _write_text(self._run_dir / "history.csv", table.getvalue())


class _Follower(keras.callbacks.Callback):  # type: ignore[misc]
    """Tells of progress, saves after each epoch, and stops when it is time."""

    def __init__(
        self,
        plan: TrainingPlan,
        state: _State,
        steps: int,
        on_event: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._plan = plan
        self._state = state
        self._steps = steps
        self._on_event = on_event
        self._should_stop = should_stop
        self._epoch = 0
        self._epoch_started_s = 0.0
        self._told_s = 0.0

    def on_epoch_begin(self, epoch: int, logs: _Logs = None) -> None:  # noqa: ARG002
        self._epoch = epoch + 1
        self._epoch_started_s = time.monotonic()

    def on_train_batch_begin(self, batch: int, logs: _Logs = None) -> None:  # noqa: ARG002
        self._stop_if_asked()

    def on_test_batch_begin(self, batch: int, logs: _Logs = None) -> None:  # noqa: ARG002
        self._stop_if_asked()

    def on_train_batch_end(self, batch: int, logs: _Logs = None) -> None:
        loss, accuracy = _figures(logs, "loss", "accuracy")
        now_s = time.monotonic()
        last = batch + 1 == self._steps
        if last or now_s - self._told_s >= BATCH_EVENT_INTERVAL_S:
            self._told_s = now_s
            self._on_event({
                "event": "batch", "epoch": self._epoch, "step": batch + 1, "steps": self._steps,
                "loss": loss, "accuracy": accuracy,
            })  # fmt: skip

    def on_epoch_end(self, epoch: int, logs: _Logs = None) -> None:  # noqa: ARG002
        loss, accuracy, validation_loss, validation_accuracy = _figures(
            logs, "loss", "accuracy", "val_loss", "val_accuracy"
        )
        seconds = time.monotonic() - self._epoch_started_s
        figures = Epoch(
            self._epoch, loss, accuracy, validation_loss, validation_accuracy, round(seconds, 2)
        )
        self._state.add(figures, self.model)
        self._on_event({"event": "epoch", **dataclasses.asdict(figures)})
        if self._state.is_finished(self._plan):
            self.model.stop_training = True

    def _stop_if_asked(self) -> None:
        if self._should_stop():
            raise TrainingCancelled


def _figures(logs: _Logs, *names: str) -> tuple[float, ...]:
    """The named figures of Keras' logs.

    Raises:
        TrainingError: One is not finite.
    """
    values = tuple(float((logs or {})[name]) for name in names)
    if not all(map(math.isfinite, values)):
        raise TrainingError(
            "The training diverged (its loss is not finite); try a lower learning rate."
        )
    return values


def save(model: keras.Model, path: Path, *, with_optimizer: bool) -> None:
    """Saves a network as ``.keras``, whole or not at all."""
    with replacing(path) as temporary:
        model.save(temporary, include_optimizer=with_optimizer)


def _write_text(path: Path, text: str) -> None:
    write_atomically(path, text.encode())
