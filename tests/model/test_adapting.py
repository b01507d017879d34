from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.choices import TrainingPlan
from model.classifier import ModelError
from model.corpus import generated_digits, generated_negatives
from model.datasets import LabelledCrops
from vision.reading import NOT_A_DIGIT

pytestmark = [
    pytest.mark.slow,
    # Saving a model, Keras 3.15 asks TensorFlow's variables for a copy as before numpy 2.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

STEPS = 80


def strange_ones(count: int, seed: int) -> LabelledCrops:
    """The ones of a hand that writes them as others would write a seven in a mirror."""
    digits = generated_digits(10 * count, seed)
    sevens = digits.crops[digits.labels == 7][:, :, ::-1]
    return LabelledCrops(np.ascontiguousarray(sevens), np.ones(len(sevens), np.int64))


@pytest.fixture(scope="module")
def rehearsal() -> LabelledCrops:
    parts = [generated_digits(1500, seed=81), generated_negatives(300, seed=82)]
    crops = LabelledCrops.joined(parts)
    return crops.subset(np.random.default_rng(0).permutation(len(crops)))


@pytest.fixture(scope="module")
def others() -> LabelledCrops:
    """Digits of the usual hand that nothing trains on."""
    return generated_digits(300, seed=83)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, rehearsal: LabelledCrops) -> Path:
    """A small network that reads the usual hand."""
    from model.training import fit

    folder = tmp_path_factory.mktemp("start")
    plan = TrainingPlan(network="lenet", epochs=10, patience=10, batch_size=32, augment=False)
    return fit(
        plan, rehearsal, rehearsal, folder,
        on_event=lambda _event: None, should_stop=lambda: False,
    )  # fmt: skip


class Adapting:
    """One adapting: where it leaves its files, what it told, and when it is to stop."""

    def __init__(self, folder: Path, start: Path, rehearsal: LabelledCrops) -> None:
        self.folder = folder
        self.start = start
        self.rehearsal = rehearsal
        self.events: list[dict[str, Any]] = []
        self.asked = 0
        self.stop_when_asked = 10_000

    def run(self, samples: LabelledCrops, seed: int = 1, **settings: Any) -> Path:
        from model.adapting import Settings, adapt

        self.asked = 0
        return adapt(
            self.start, samples, self.rehearsal, self.folder, seed=seed,
            on_event=self.events.append, should_stop=self._should_stop,
            settings=Settings(**{"steps": STEPS, "learning_rate": 1e-3} | settings),
        )  # fmt: skip

    def told(self, event: str) -> list[dict[str, Any]]:
        return [one for one in self.events if one["event"] == event]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*")) if self.folder.exists() else []

    def _should_stop(self) -> bool:
        self.asked += 1
        return self.asked >= self.stop_when_asked


@pytest.fixture
def adapting(tmp_path: Path, start: Path, rehearsal: LabelledCrops) -> Adapting:
    return Adapting(tmp_path / "run", start, rehearsal)


def right(path: Path, crops: LabelledCrops) -> float:
    from model.export import keras_probabilities, load_keras

    read = keras_probabilities(load_keras(path), crops.crops).argmax(axis=1)
    return float((read == crops.labels).mean())


def test_a_strange_hand_is_learned_and_the_others_are_not_forgotten(
    adapting: Adapting, others: LabelledCrops
) -> None:
    unseen = strange_ones(40, seed=91)
    assert right(adapting.start, unseen) < 0.3
    new = adapting.run(strange_ones(8, seed=90))
    assert right(new, unseen) > 0.8
    assert right(new, others) > right(adapting.start, others) - 0.03


def test_the_digit_that_the_strange_one_looks_like_stays_one(
    adapting: Adapting, others: LabelledCrops
) -> None:
    new = adapting.run(strange_ones(8, seed=90))
    for digit in (1, 7):
        usual = others.subset(others.labels == digit)
        assert right(new, usual) > right(adapting.start, usual) - 0.1


def test_what_is_no_digit_is_learned(adapting: Adapting, others: LabelledCrops) -> None:
    ones = strange_ones(40, seed=91)
    unseen = LabelledCrops(ones.crops, np.full(len(ones), NOT_A_DIGIT, np.int64))
    before = right(adapting.start, unseen)
    new = adapting.run(unseen.subset(slice(10)))
    assert right(new, unseen.subset(slice(10, None))) > max(0.7, before)
    assert right(new, others) > right(adapting.start, others) - 0.03


def test_one_wrong_label_among_many_does_no_harm(adapting: Adapting, others: LabelledCrops) -> None:
    samples = others.subset(slice(50))
    labels = samples.labels.copy()
    labels[7] = (labels[7] + 3) % 10
    new = adapting.run(LabelledCrops(samples.crops, labels))
    rest = others.subset(slice(50, None))
    assert right(new, rest) > right(adapting.start, rest) - 0.04


def test_a_single_crop_is_enough_to_start(adapting: Adapting, others: LabelledCrops) -> None:
    one = strange_ones(8, seed=90).subset(slice(1))
    new = adapting.run(one)
    assert right(new, one) == 1.0
    assert right(new, others) > right(adapting.start, others) - 0.04


def test_copies_count_once(adapting: Adapting) -> None:
    samples = strange_ones(3, seed=90)
    adapting.run(LabelledCrops.joined([samples] * 4), steps=2)
    (started,) = adapting.told("started")
    assert started["training"] == len(samples)


def test_it_tells_as_a_training_does(adapting: Adapting) -> None:
    best = adapting.run(strange_ones(8, seed=90), steps=180)
    assert best == adapting.folder / "best.keras"
    (started,) = adapting.told("started")
    epochs = adapting.told("epoch")
    assert [one["epoch"] for one in epochs] == list(range(1, started["epochs"] + 1))
    assert len(epochs) > 1
    assert {"loss", "accuracy", "validation_loss", "validation_accuracy", "seconds"} <= set(
        epochs[0]
    )
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    steps = [(one["epoch"], one["step"]) for one in adapting.told("batch")]
    assert steps == sorted(steps)
    last = adapting.told("batch")[-1]
    assert (last["epoch"], last["step"]) == (started["epochs"], last["steps"])
    shown = adapting.told("predictions")
    assert [one["epoch"] for one in shown] == [one["epoch"] for one in epochs]
    assert {item["label"] for item in shown[0]["items"]} == set(range(10))
    assert shown[0]["items"] != shown[-1]["items"]


def test_the_history_is_left_and_no_state(adapting: Adapting) -> None:
    adapting.run(strange_ones(8, seed=90))
    assert adapting.files() == ["best.keras", "history.csv", "history.json"]
    told = [
        {name: value for name, value in one.items() if name != "event"}
        for one in adapting.told("epoch")
    ]
    assert json.loads((adapting.folder / "history.json").read_text()) == told
    with (adapting.folder / "history.csv").open(newline="") as stream:
        assert len(list(csv.DictReader(stream))) == len(told)


def test_the_same_seed_gives_the_same_network(adapting: Adapting) -> None:
    from model.export import load_keras

    samples = strange_ones(4, seed=90)
    first, second, other = (
        load_keras(adapting.run(samples, seed, steps=10)).get_weights() for seed in (1, 1, 2)
    )
    for one, same in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, same)
    assert not all(np.array_equal(one, same) for one, same in zip(first, other, strict=True))


def test_the_network_that_is_adapted_stays_as_it_was(adapting: Adapting) -> None:
    before = hashlib.sha256(adapting.start.read_bytes()).digest()
    adapting.run(strange_ones(4, seed=90), steps=3)
    assert hashlib.sha256(adapting.start.read_bytes()).digest() == before


def test_batch_norm_keeps_its_statistics(
    adapting: Adapting, tmp_path: Path, rehearsal: LabelledCrops
) -> None:
    from model.export import load_keras
    from model.networks import build_network

    adapting.start = tmp_path / "untrained.keras"
    build_network("cnn").save(adapting.start)
    adapting.rehearsal = rehearsal.subset(slice(100))
    new = load_keras(adapting.run(strange_ones(4, seed=90), steps=2))
    old = load_keras(adapting.start)
    changed = []
    for one, same in zip(old.weights, new.weights, strict=True):
        equal = np.array_equal(one.numpy(), same.numpy())
        if "moving" in one.path:
            assert equal
        changed.append(not equal)
    assert any(changed)


@pytest.mark.parametrize("asked", [1, 2, 30])
def test_cancelled_nothing_is_left(adapting: Adapting, asked: int) -> None:
    from model.training import TrainingCancelled

    adapting.stop_when_asked = asked
    with pytest.raises(TrainingCancelled):
        adapting.run(strange_ones(4, seed=90))
    assert adapting.asked == asked
    assert adapting.files() == []


def test_cancelled_the_result_of_an_earlier_one_stays(adapting: Adapting) -> None:
    from model.training import TrainingCancelled

    samples = strange_ones(4, seed=90)
    before = adapting.run(samples, steps=3).read_bytes()
    adapting.stop_when_asked = 2
    with pytest.raises(TrainingCancelled):
        adapting.run(samples, steps=3)
    assert (adapting.folder / "best.keras").read_bytes() == before


def test_without_crops_of_the_user_it_says_what_to_do(adapting: Adapting) -> None:
    from model.training import TrainingError

    with pytest.raises(TrainingError, match="correct some first"):
        adapting.run(strange_ones(4, seed=90).subset(slice(0)))
    assert adapting.events == []


def test_without_crops_to_rehearse_nothing_is_forgotten(adapting: Adapting) -> None:
    from model.training import TrainingError

    adapting.rehearsal = adapting.rehearsal.subset(slice(0))
    with pytest.raises(TrainingError, match="rehearse"):
        adapting.run(strange_ones(4, seed=90))


def test_a_loss_that_is_not_finite_ends_it(adapting: Adapting) -> None:
    from model.training import TrainingError

    with pytest.raises(TrainingError, match="the model stays as it was"):
        adapting.run(strange_ones(4, seed=90), learning_rate=float("nan"))
    assert adapting.files() == []


def test_a_damaged_network_is_refused(adapting: Adapting, tmp_path: Path) -> None:
    whole = adapting.start.read_bytes()
    adapting.start = tmp_path / "damaged.keras"
    adapting.start.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="damaged"):
        adapting.run(strange_ones(4, seed=90))
    adapting.start = tmp_path / "missing.keras"
    with pytest.raises(ModelError, match="cannot be read"):
        adapting.run(strange_ones(4, seed=90))


def test_a_network_of_something_else_is_refused(adapting: Adapting, tmp_path: Path) -> None:
    import keras

    adapting.start = tmp_path / "other.keras"
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).save(adapting.start)
    with pytest.raises(ModelError, match="made for something else"):
        adapting.run(strange_ones(4, seed=90))
    assert adapting.files() == []


def test_more_digits_take_mildly_more_steps() -> None:
    from model.adapting import SETTINGS, step_count

    counts = [step_count(samples) for samples in (1, 5, 20, 50, 200, 5_000, 100_000)]
    assert counts == sorted(counts)
    assert counts[3] == SETTINGS.steps
    assert counts[0] >= SETTINGS.steps / 2
    assert counts[-1] <= 2 * SETTINGS.steps
