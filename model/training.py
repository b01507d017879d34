"""Trains a network on labelled crops: follows a plan, can be stopped and gone on with."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import time
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from model.atomic_files import sha256_of
from model.augmentation import augmented
from model.export import keras_probabilities
from model.networks import build_network
from model.predictions import Predictions
from model.training_state import Epoch, TrainingState
from vision.reading import CLASS_COUNT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.choices import TrainingPlan
    from model.datasets import LabelledCrops

    _Logs = dict[str, float] | None

VALIDATION_BATCH_SIZE = 512
WEIGHT_DECAY = 0.02
"""Of AdamW, of all weights alike: Keras forgets exceptions when it saves an optimiser."""

BATCH_EVENT_INTERVAL_S = 0.1
MOST_HISTORY_TOLD = 100


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
    start_from: Path | None = None,
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
        on_event: Told of the start, of each epoch, and of batches at most ten times
            a second, as dictionaries: "event" is "started" (with the "history" that
            it goes on from), "message", "batch", "epoch" or "predictions".
        should_stop: Asked before each batch; while it waits, time stands still.
        start_from: A ``.keras`` file of the plan's network whose weights are
            trained further; None starts from random ones.

    Returns:
        The path of ``best.keras``.

    Raises:
        TrainingCancelled: `should_stop` said so.
        TrainingError: The loss is not finite.
    """
    keras.utils.set_random_seed(plan.seed)
    state = TrainingState(run_dir, fingerprint(plan, training, validation, start_from))
    batches = CropBatches(training, plan.batch_size, seed=plan.seed, augment=plan.augment)
    model = state.load()
    is_outdated = model is None and state.is_there()
    if model is None:
        state.clear()
        model = compiled_network(plan, len(batches))
        if start_from is not None:
            model.set_weights(keras.saving.load_model(start_from, safe_mode=True).get_weights())
    on_event({
        "event": "started", "epochs": plan.epochs, "training": len(training),
        "validation": len(validation), "parameters": model.count_params(), "run": str(run_dir),
        "method": plan.method, "steps": len(batches), "done": len(state.history),
        "history": [dataclasses.asdict(one) for one in state.history[-MOST_HISTORY_TOLD:]],
    })  # fmt: skip
    if is_outdated:
        text = "What trains has changed since the interruption: the training starts afresh."
        on_event({"event": "message", "text": text})
    if state.history:
        text = f"Going on after epoch {len(state.history)} of an interrupted training."
        on_event({"event": "message", "text": text})
    if not state.is_finished(plan):
        model.fit(
            batches,
            validation_data=CropBatches(validation, VALIDATION_BATCH_SIZE),
            epochs=plan.epochs,
            initial_epoch=len(state.history),
            verbose=0,
            shuffle=False,
            callbacks=[
                _Follower(plan, state, batches, Predictions(validation), on_event, should_stop)
            ],
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
    return keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY)


class CropBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches for Keras: crops scaled to 0..1 and labels as one of eleven.

    Attributes:
        epoch: Decides, with the seed, order and augmentation.
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
        # Two workers, for with one alone Keras 3.15 lets TensorFlow fetch ahead, and the end
        # of the training then sometimes waits for as long as an epoch takes.
        super().__init__(workers=2, max_queue_size=8)
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
            self._order_epoch = self.epoch  # last, for the other worker looks at it
        rows = self._order[index * self._batch_size : (index + 1) * self._batch_size]
        crops = self._data.crops[rows]
        if self._augment:
            crops = augmented(crops, np.random.default_rng((self._seed or 0, self.epoch, index)))
        one_hot = np.eye(CLASS_COUNT, dtype=np.float32)[self._data.labels[rows]]
        return crops[..., np.newaxis] * np.float32(1 / 255), one_hot


def fingerprint(
    plan: TrainingPlan,
    training: LabelledCrops,
    validation: LabelledCrops,
    start_from: Path | None = None,
) -> str:
    """What must be equal for a training to be gone on with: plan, crops, first weights, code."""
    digest = hashlib.sha256(json.dumps(plan.to_json(), sort_keys=True).encode())
    digest.update(f"{keras.version()} {WEIGHT_DECAY}".encode())
    if start_from is not None:
        digest.update(sha256_of(start_from).encode())
    for part in (training, validation):
        digest.update(part.crops.tobytes())
        digest.update(part.labels.tobytes())
    return digest.hexdigest()


class _Follower(keras.callbacks.Callback):  # type: ignore[misc]
    """Tells of progress, saves after each epoch, and stops when it is time."""

    def __init__(
        self,
        plan: TrainingPlan,
        state: TrainingState,
        batches: CropBatches,
        predictions: Predictions,
        on_event: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._plan = plan
        self._state = state
        self._batches = batches
        self._steps = len(batches)
        self._predictions = predictions
        self._on_event = on_event
        self._should_stop = should_stop
        self._epoch = 0
        self._epoch_started_s = 0.0
        self._told_s = 0.0

    def on_epoch_begin(self, epoch: int, logs: _Logs = None) -> None:  # noqa: ARG002
        self._batches.epoch = epoch
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
        self._on_event(
            self._predictions.event(
                self._epoch, lambda crops: keras_probabilities(self.model, crops)
            )
        )
        if self._state.is_finished(self._plan):
            self.model.stop_training = True

    def _stop_if_asked(self) -> None:
        asked_s = time.monotonic()
        if self._should_stop():
            raise TrainingCancelled
        self._epoch_started_s += time.monotonic() - asked_s


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
