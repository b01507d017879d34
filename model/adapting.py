"""Teaches a network one more hand from a few of its digits, without forgetting the others.

The network that is there is trained a little further on the user's digits, each
time changed as a hand and a camera might, mixed with crops to rehearse. Those
shall be read as before: their targets are what the old network says of them
(learning without forgetting: Li and Hoiem, 2016; on crops kept for it, dark
experience replay: Buzzega et al., 2020). Batch norm keeps its statistics, for a
few digits of one hand are not all that will be read.

With 0.3 of the labels in the targets of what is rehearsed, four hands, slanted and
turned, were learned no better, and 17 of MNIST's 6,055 validation digits were lost
instead of 5: a quarter of those labels is "not a digit". Going back a quarter of the
way to the old weights (Wortsman et al., 2022) was no better than a lower rate.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from model.augmentation import augmented
from model.datasets import LabelledCrops
from model.evaluation import cross_entropy
from model.export import check_network, keras_probabilities, load_keras
from model.predictions import Predictions
from model.training import BATCH_EVENT_INTERVAL_S, TrainingCancelled, TrainingError
from model.training_state import BEST_NAME, Epoch, save, write_history
from vision.reading import CLASS_COUNT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.reading import Crops

    OnEvent = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a hand is learned.

    Attributes:
        steps: Batches for `USUAL_COUNT` digits of the user; fewer digits take fewer.
        batch_size: Crops in a batch.
        own: Crops of the user among them, where all ten digits were corrected; of fewer
            classes there are fewer, lest all the world be read as the one corrected.
        learning_rate: Peak, of Adam.
        doubt: Share of what the old network says in the targets of the user's crops, a
            few of which have a wrong label.
    """

    steps: int = 250
    batch_size: int = 128
    own: int = 64
    learning_rate: float = 3e-4
    doubt: float = 0.05


SETTINGS = Settings()
"""Chosen on writers who are read badly, but not as badly as the ten that measure, and whom
the splits keep for no test (`model.adaptation_benchmark`). Of five of them 25 digits of 2,400
were read wrong, 15 when adapted to; MNIST's validation lost 0.03 points. At twice the learning
rate it was 14 and 0.04 points, without doubt 15 and 0.07; with 32 of the user's crops in a
batch, 16 and 0.01, but the right answers were given less probability."""

USUAL_COUNT = 50
"""Digits that a user corrects before the first adapting: five of each."""

DIGITS = 10
LEAST_OWN = 8
"""Of the user's crops in a batch, however few classes they are of."""

LEAST_STEPS, MOST_STEPS = 0.5, 2.0
STEPS_A_DOUBLING = 0.2
"""How many times the usual steps few and many digits take, and how much more twice as many."""

STEPS_AN_EPOCH = 50
"""What is told of as an epoch, for the crops are drawn at random and never all."""

WARM_UP_SHARE = 0.1
HELD_BACK = 500
"""Crops to rehearse, at most, that tell instead how much is forgotten."""


def adapt(  # noqa: PLR0913  what a training needs, and what it must not forget
    start_from: Path,
    samples: LabelledCrops,
    rehearsal: LabelledCrops,
    run_dir: Path,
    *,
    seed: int,
    on_event: OnEvent,
    should_stop: Callable[[], bool],
    validation: LabelledCrops | None = None,
    settings: Settings = SETTINGS,
) -> Path:
    """Trains a network further on the digits of its user.

    Equal arguments give equal networks. Interrupted, it begins afresh, for it
    takes less than a minute.

    Args:
        start_from: A ``.keras`` file; it stays as it is.
        samples: The user's crops, "not a digit" among them or not; of any number of
            classes. Copies count once.
        rehearsal: Crops of other hands and of what is no digit, of all classes.
        run_dir: Receives ``best.keras``, ``history.csv`` and ``history.json``.
        seed: Of every random choice.
        on_event: Told as by `model.training.fit`; an epoch is `STEPS_AN_EPOCH` batches.
        should_stop: Asked before each batch.
        validation: Crops that are read after each epoch; by default what is held back
            of the rehearsal, and the user's crops. They choose nothing.
        settings: The default ones are chosen; others are for measuring.

    Returns:
        The path of ``best.keras``.

    Raises:
        TrainingCancelled: `should_stop` said so.
        TrainingError: There is nothing to learn or to rehearse, or the loss is not
            finite.
        ModelError: `start_from` is missing, damaged or no classifier of crops.
    """
    if not len(samples):
        raise TrainingError("There are no corrected digits to learn from; correct some first.")
    if not len(rehearsal):
        raise TrainingError("There are no digits to rehearse; what is known would be forgotten.")
    keras.utils.set_random_seed(seed)
    network = load_keras(start_from)
    check_network(network)
    own = _without_copies(samples)
    held_back, rehearsed = _parted(rehearsal)
    steps = step_count(len(own), settings)
    follower = _Follower(
        network, validation or LabelledCrops.joined([own, held_back]), steps, on_event
    )
    on_event({
        "event": "started", "epochs": follower.epoch_count, "training": len(own),
        "validation": len(follower.validation), "parameters": network.count_params(),
        "run": str(run_dir),
    })  # fmt: skip
    batches = _Batches(network, own, rehearsed.crops, seed, settings)
    _prepare(network, steps, settings.learning_rate)
    for step in range(steps):
        if should_stop():
            raise TrainingCancelled
        logs = network.train_on_batch(*batches[step], return_dict=True)
        follower.stepped(step, float(logs["loss"]), float(logs["accuracy"]))
    best = run_dir / BEST_NAME
    save(network, best, with_optimizer=False)
    write_history(run_dir, follower.history)
    return best


def step_count(samples: int, settings: Settings = SETTINGS) -> int:
    """Batches for so many digits of the user: it grows with each doubling of them."""
    times = 1 + STEPS_A_DOUBLING * math.log2(samples / USUAL_COUNT)
    return max(1, round(settings.steps * min(max(times, LEAST_STEPS), MOST_STEPS)))


def _without_copies(samples: LabelledCrops) -> LabelledCrops:
    first: dict[tuple[bytes, int], int] = {}
    for row, (crop, label) in enumerate(zip(samples.crops, samples.labels.tolist(), strict=True)):
        first.setdefault((crop.tobytes(), label), row)
    return LabelledCrops(samples.crops, samples.labels).subset(np.array(list(first.values())))


def _parted(rehearsal: LabelledCrops) -> tuple[LabelledCrops, LabelledCrops]:
    """What is held back, and what is rehearsed."""
    count = min(HELD_BACK, len(rehearsal) // 5)
    known = LabelledCrops(rehearsal.crops, rehearsal.labels)
    return known.subset(slice(count)), known.subset(slice(count, None))


def _prepare(network: Any, steps: int, learning_rate: float) -> None:
    """Makes a network ready to be trained for so many steps."""
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False  # Keras then normalises by the statistics that it has
    warm_up = round(WARM_UP_SHARE * steps)
    rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=learning_rate / 10 if warm_up else learning_rate,
        decay_steps=steps - warm_up,
        warmup_target=learning_rate if warm_up else None,
        warmup_steps=warm_up,
    )
    network.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.CategoricalCrossentropy(),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )


class _Batches:
    """Batches of the user's crops and of what is rehearsed, with their targets."""

    def __init__(
        self,
        network: Any,
        own: LabelledCrops,
        rehearsed: Crops,
        seed: int,
        settings: Settings,
    ) -> None:
        """Asks the network, as it still is, what it says of all crops.

        What is rehearsed is changed once, before it is asked for, so that the
        targets are of the very crops that are seen.
        """
        self._seed = seed
        self._own = own.crops
        said = keras_probabilities(network, own.crops)
        one_hot = np.eye(CLASS_COUNT, dtype=np.float32)[own.labels]
        self._own_targets = one_hot + np.float32(settings.doubt) * (said - one_hot)
        # Between as many of each class and as many as there are.
        counts = np.bincount(own.labels, minlength=CLASS_COUNT)
        weights = 1 / np.sqrt(counts[own.labels])
        self._chances = weights / weights.sum()
        share = min(1.0, np.count_nonzero(counts) / DIGITS)
        self._own_count = max(LEAST_OWN, round(settings.own * share))
        self._rehearsed_count = settings.batch_size - self._own_count
        # A seed of three numbers, that of a step has two.
        self._rehearsed = augmented(rehearsed, np.random.default_rng((seed, 0, 0)))
        self._rehearsed_targets = keras_probabilities(network, self._rehearsed)

    def __getitem__(self, step: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Crops (N, 28, 28, 1), 0 to 1, and targets (N, 11) of a step."""
        rng = np.random.default_rng((self._seed, step))
        own = rng.choice(len(self._own), self._own_count, p=self._chances)
        rows = rng.integers(len(self._rehearsed), size=self._rehearsed_count)
        crops = np.concatenate([augmented(self._own[own], rng), self._rehearsed[rows]])
        targets = np.concatenate([self._own_targets[own], self._rehearsed_targets[rows]])
        return crops[..., np.newaxis] * np.float32(1 / 255), targets


class _Follower:
    """Tells of progress, and that a loss is not finite.

    Attributes:
        history: Of all whole epochs.
        validation: What is read after each.
        epoch_count: How many there will be.
    """

    def __init__(
        self, network: Any, validation: LabelledCrops, steps: int, on_event: OnEvent
    ) -> None:
        self.history: list[Epoch] = []
        self.validation = validation
        self.epoch_count = math.ceil(steps / STEPS_AN_EPOCH)
        self._network = network
        self._predictions = Predictions(validation)
        self._steps = steps
        self._on_event = on_event
        self._figures: list[tuple[float, float]] = []
        self._epoch_started_s = self._told_s = time.monotonic()

    def stepped(self, step: int, loss: float, accuracy: float) -> None:
        """Takes the figures of a batch.

        Raises:
            TrainingError: The loss is not finite.
        """
        if not math.isfinite(loss):
            raise TrainingError(
                "The adapting diverged (its loss is not finite); the model stays as it was."
            )
        self._figures.append((loss, accuracy))
        epoch, within = divmod(step, STEPS_AN_EPOCH)
        count = min(STEPS_AN_EPOCH, self._steps - epoch * STEPS_AN_EPOCH)
        is_last = within + 1 == count
        mean_loss, mean_accuracy = (float(mean) for mean in np.mean(self._figures, axis=0))
        if is_last or time.monotonic() - self._told_s >= BATCH_EVENT_INTERVAL_S:
            self._told_s = time.monotonic()
            self._on_event({
                "event": "batch", "epoch": epoch + 1, "step": within + 1, "steps": count,
                "loss": mean_loss, "accuracy": mean_accuracy,
            })  # fmt: skip
        if is_last:
            self._end_epoch(epoch + 1, mean_loss, mean_accuracy)

    def _end_epoch(self, epoch: int, loss: float, accuracy: float) -> None:
        said = keras_probabilities(self._network, self.validation.crops)
        right = said.argmax(axis=1) == self.validation.labels
        figures = Epoch(
            epoch, loss, accuracy, cross_entropy(said, self.validation.labels),
            float(right.mean()), round(time.monotonic() - self._epoch_started_s, 2),
        )  # fmt: skip
        self.history.append(figures)
        self._on_event({"event": "epoch", **dataclasses.asdict(figures)})
        read = functools.partial(keras_probabilities, self._network)
        self._on_event(self._predictions.event(epoch, read))
        self._figures = []
        self._epoch_started_s = time.monotonic()
