"""What is told of versions of the model."""

import dataclasses
from pathlib import Path

import pytest

from desktop_app.history.words import State, side_by_side, state_explained, state_of, state_text
from model.card import ModelCard
from model.version import ModelVersion


def version(model_id="one", **facts):
    facts = {"name": f"My {model_id}", "created_at": "2026-11-21T12:00:00+00:00"} | facts
    return ModelVersion(model_id, Path(model_id), ModelCard(id=model_id, **facts))


def told(*versions, current_id="", names=None):
    return {row.title: row for row in side_by_side(versions, current_id, names or {})}


@pytest.mark.parametrize(
    ("accepted", "current_id", "state"),
    [
        (True, "one", State.IN_USE),
        (None, "one", State.IN_USE),
        (False, "one", State.IN_USE_THOUGH_REFUSED),
        (False, "two", State.REFUSED),
        (True, "two", State.KEPT),
        (None, "two", State.KEPT),
    ],
)
def test_what_became_of_a_model(accepted, current_id, state):
    assert state_of(version(accepted=accepted), current_id) is state


def test_each_state_is_told_in_its_own_words():
    assert len({state_text(state) for state in State}) == len(State)
    assert len({state_explained(state) for state in State}) == len(State)


def test_two_models_side_by_side_with_their_difference(qapp):
    rows = told(
        version("one", metrics={"validation_accuracy": 0.9941, "validation_loss": 0.02}),
        version("two", metrics={"validation_accuracy": 0.9952, "validation_loss": 0.0172}),
    )
    assert rows["Held-back digits read"].texts == ("99.41%", "99.52%")
    assert rows["Held-back digits read"].difference == "+0.11 points"
    assert rows["Loss"].texts == ("0.0200", "0.0172")
    assert rows["Loss"].difference == "−0.0028"


def test_what_only_one_of_them_knows_has_no_difference(qapp):
    rows = told(version("one"), version("two", metrics={"rejection_rate": 0.9}))
    assert rows["Other signs refused"].texts == ("", "90.00%")
    assert rows["Other signs refused"].difference == ""
    assert "Loss" not in rows


@pytest.mark.parametrize("value", ["many", None, True, [0.5]])
def test_a_figure_that_is_none_is_not_told(qapp, value):
    assert "Loss" not in told(version(metrics={"validation_loss": value}))


def test_equal_figures_differ_by_nothing(qapp):
    same = {"validation_accuracy": 0.99}
    rows = told(version("one", metrics=same), version("two", metrics=same))
    assert rows["Held-back digits read"].difference == "±0.00 points"


def test_the_verdict_and_what_it_was_compared_with(qapp):
    refused = version("two", accepted=False, reason="It reads no 7.", parent_id="one")
    rows = told(refused, names={"one": "My one", "two": "My two"})
    assert rows["Result"].texts == ("Refused. It reads no 7.",)
    assert rows["Compared with"].texts == ("My one",)
    # The one that it was compared with has been deleted.
    assert "Compared with" not in told(refused)
    accepted = dataclasses.replace(refused.card, accepted=True, reason="No worse.")
    rows = told(ModelVersion("two", Path("two"), accepted))
    assert rows["Result"].texts == ("Accepted. No worse.",)


def test_the_plan_and_the_data(qapp):
    rows = told(
        version(
            plan={"epochs": 12, "batch_size": 64, "seed": 3},
            data=[{"name": "MNIST"}, {"licence": "none"}, {"name": "own strokes"}],
        )
    )
    assert rows["Training"].texts == ("12 epochs, batches of 64, seed 3",)
    assert rows["Learnt from"].texts == ("MNIST, own strokes",)


def test_of_an_adapted_model_only_the_seed_of_its_plan_counts(qapp):
    rows = told(version(plan={"method": "adapt", "epochs": 12, "batch_size": 64, "seed": 3}))
    assert rows["Training"].texts == ("seed 3",)
