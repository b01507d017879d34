from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.choices import TrainingPlan
from model.datasets import LabelledCrops

pytestmark = [
    pytest.mark.slow,
    # Saving a model, Keras 3.15 asks TensorFlow's variables for a copy as before numpy 2.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

PLAN = TrainingPlan(
    network="dense", data="strokes", epochs=3, batch_size=32, augment=False, patience=5
)


class Run:
    """One training: where it leaves its files, what it told, and when it is to stop."""

    def __init__(self, folder: Path, data: LabelledCrops) -> None:
        self.folder = folder
        self.training = data.subset(np.arange(len(data)) % 4 != 0)
        self.validation = data.subset(np.arange(len(data)) % 4 == 0)
        self.events: list[dict[str, Any]] = []
        self.stop_after_epoch = 1000

    def fit(self, plan: TrainingPlan = PLAN) -> Path:
        from model.training import fit

        self.events = []
        return fit(
            plan, self.training, self.validation, self.folder,
            on_event=self.events.append, should_stop=self._should_stop,
        )  # fmt: skip

    def told(self, event: str) -> list[dict[str, Any]]:
        return [one for one in self.events if one["event"] == event]

    def epochs(self) -> list[int]:
        return [one["epoch"] for one in self.told("epoch")]

    def _should_stop(self) -> bool:
        return self.stop_after_epoch in self.epochs()


@pytest.fixture
def run(tmp_path: Path, drawn_crops: LabelledCrops) -> Run:
    return Run(tmp_path / "run", drawn_crops)


def test_a_training_learns_and_tells(run: Run) -> None:
    from model.export import keras_probabilities, load_keras

    best = run.fit()
    (started,) = run.told("started")
    assert (started["training"], started["validation"]) == (255, 85)
    assert started["parameters"] > 200_000
    assert run.epochs() == [1, 2, 3]
    losses = [one["validation_loss"] for one in run.told("epoch")]
    assert losses[-1] < losses[0]
    steps = [(one["epoch"], one["step"]) for one in run.told("batch")]
    assert steps == sorted(steps)
    assert (3, 7) in steps  # the last batch of an epoch is always told
    read = keras_probabilities(load_keras(best), run.validation.crops).argmax(axis=1)
    assert (read == run.validation.labels).mean() > 0.5


def test_the_history_is_left_as_table_and_json(run: Run) -> None:
    run.fit()
    with (run.folder / "history.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    history = json.loads((run.folder / "history.json").read_text())
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3]
    assert [float(row["loss"]) for row in rows] == [epoch["loss"] for epoch in history]


def test_a_cancelled_training_goes_on_behind_its_last_epoch(run: Run) -> None:
    from model.training import TrainingCancelled

    run.stop_after_epoch = 2
    with pytest.raises(TrainingCancelled):
        run.fit()
    assert run.epochs() == [1, 2]
    assert run.told("message") == []
    first = run.told("epoch")
    run.stop_after_epoch = 1000
    run.fit()
    assert run.epochs() == [3]
    assert "epoch 2" in run.told("message")[0]["text"]
    history = json.loads((run.folder / "history.json").read_text())
    assert [one["loss"] for one in history[:2]] == [one["loss"] for one in first]
    assert history[2]["validation_loss"] < history[0]["validation_loss"]
    assert run.fit() == run.folder / "best.keras"
    assert run.epochs() == []


def test_what_does_not_fit_is_not_gone_on_with(run: Run) -> None:
    run.fit()
    other = TrainingPlan.from_json(PLAN.to_json() | {"learning_rate": 1e-3})
    run.fit(other)
    assert run.epochs() == [1, 2, 3]
    assert "afresh" in run.told("message")[0]["text"]
    run.training = run.training.subset(slice(0, 200))
    run.fit(other)
    assert run.epochs() == [1, 2, 3]


@pytest.mark.parametrize("name", ["state.json", "epoch-3.keras"])
def test_a_torn_state_starts_afresh(run: Run, name: str) -> None:
    run.fit()
    path = run.folder / "state" / name
    path.write_bytes(path.read_bytes()[:-20])
    run.fit()
    assert run.epochs() == [1, 2, 3]


def test_a_training_that_gets_no_better_ends(run: Run) -> None:
    rng = np.random.default_rng(0)
    noise = rng.permutation(run.validation.labels)
    run.validation = LabelledCrops(run.validation.crops, noise)
    run.fit(TrainingPlan.from_json(PLAN.to_json() | {"epochs": 40, "patience": 2}))
    losses = [one["validation_loss"] for one in run.told("epoch")]
    assert len(losses) < 40
    assert len(losses) - 1 - int(np.argmin(losses)) == 2


def test_a_training_that_diverges_says_so(run: Run) -> None:
    from model.training import TrainingError

    wild = dataclasses.replace(PLAN, optimizer="sgd", learning_rate=1e30, schedule="constant")
    with pytest.raises(TrainingError, match="lower learning rate"):
        run.fit(wild)
    assert not (run.folder / "best.keras").exists()


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd", "rmsprop"])
def test_the_rate_warms_up_and_falls_to_zero(optimizer: str) -> None:
    from model.training import compiled_network

    plan = TrainingPlan.from_json(PLAN.to_json() | {"optimizer": optimizer, "epochs": 4})
    optimizer_made = compiled_network(plan, 10).optimizer
    values = []
    for step in range(41):
        optimizer_made.iterations.assign(step)
        values.append(float(optimizer_made.learning_rate))
    assert values[0] == pytest.approx(plan.learning_rate / 10)
    assert int(np.argmax(values)) == 10
    assert max(values) == pytest.approx(plan.learning_rate)
    assert values[40] == pytest.approx(0, abs=1e-9)


def test_batches_hold_each_crop_once_in_an_order_of_their_own(drawn_crops: LabelledCrops) -> None:
    from model.training import CropBatches

    data = drawn_crops.subset(slice(0, 64))
    batches = CropBatches(data, 16, seed=5)
    first = np.concatenate([batches[i][0] for i in range(len(batches))])
    batches.epoch += 1
    second = np.concatenate([batches[i][0] for i in range(len(batches))])
    assert first.shape == (64, 28, 28, 1)
    assert not np.array_equal(first, second)
    for epoch in (first, second):
        sums = sorted(epoch.sum(axis=(1, 2, 3)).tolist())
        expected = sorted((data.crops / np.float32(255)).sum(axis=(1, 2)).tolist())
        np.testing.assert_allclose(sums, expected, rtol=1e-4)


def test_equal_seeds_give_equal_batches(drawn_crops: LabelledCrops) -> None:
    from model.training import CropBatches

    one, other = (CropBatches(drawn_crops, 16, seed=5, augment=True) for _ in range(2))
    np.testing.assert_array_equal(one[3][0], other[3][0])
    np.testing.assert_array_equal(one[3][1], other[3][1])
    assert one[3][0].max() <= 1
