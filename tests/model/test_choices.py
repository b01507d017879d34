from __future__ import annotations

import json

import pytest

from model.choices import PRESETS, TrainingPlan


def test_a_plan_survives_json() -> None:
    plan = TrainingPlan(network="dense", learning_rate=0.01, epochs=3, limit=200, data="strokes")
    assert TrainingPlan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


def test_what_is_not_said_is_as_by_default() -> None:
    assert TrainingPlan.from_json({"epochs": 2}) == TrainingPlan(epochs=2)


def test_a_whole_number_will_do_for_a_rate() -> None:
    assert TrainingPlan.from_json({"learning_rate": 1}).learning_rate == 1


def test_a_plan_of_before_samples_and_adapting_still_loads() -> None:
    old = {
        "network": "dense", "activation": "relu", "optimizer": "adam", "learning_rate": 0.01,
        "schedule": "constant", "batch_size": 64, "epochs": 3, "patience": 2, "dropout": 0.1,
        "label_smoothing": 0.0, "augment": False, "seed": 1, "data": "strokes", "limit": None,
    }  # fmt: skip
    plan = TrainingPlan.from_json(old)
    assert plan.to_json() == old | {"method": "anew", "use_samples": True, "validation_share": 0.1}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_can_be_trained_and_differ(name: str) -> None:
    assert PRESETS[name].validated() == PRESETS[name]
    assert list(PRESETS.values()).count(PRESETS[name]) == 1


def test_the_standard_preset_is_the_default() -> None:
    assert PRESETS["standard"] == TrainingPlan()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"network": "transformer"}, "network is 'transformer', expected one of cnn"),
        ({"method": "guess"}, "method is 'guess', expected one of anew, adapt"),
        ({"use_samples": 1}, "use_samples"),
        ({"validation_share": 0.6}, "validation_share is 0.6, expected 0.01 to 0.5"),
        ({"validation_share": 0}, "validation_share"),
        ({"activation": "step"}, "activation"),
        ({"optimizer": "guess"}, "optimizer"),
        ({"schedule": "never"}, "schedule"),
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"batch_size": 0}, "batch_size"),
        ({"epochs": 1001}, "epochs"),
        ({"patience": 0}, "patience"),
        ({"dropout": 0.95}, "dropout"),
        ({"label_smoothing": 0.6}, "label_smoothing"),
        ({"seed": -1}, "seed"),
        ({"seed": 10**400}, "seed"),
        ({"limit": 0}, "limit"),
        ({"data": ""}, "data"),
        ({"epochs": "3"}, "epochs is '3', expected int"),
        ({"epochs": True}, "epochs"),
        ({"augment": 1}, "augment"),
        ({"limit": 2.5}, "limit"),
        ({"colour": "green"}, "colour is no field"),
    ],
)
def test_a_wrong_value_is_named(values: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TrainingPlan.from_json(values)
