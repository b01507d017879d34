"""What trainings leave behind, what can be gone on with, and what is left alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from model.choices import TrainingPlan
from model.runs import (
    KEPT_RUNS,
    KEPT_UNFINISHED,
    cancel,
    discard,
    finish,
    history_of,
    prune,
    run_for,
    unfinished,
)

PLAN = TrainingPlan(network="dense", data="strokes", epochs=5)


def leave_state(folder: Path, epochs: int) -> None:
    """What a training leaves that was killed after so many epochs."""
    history = [{"epoch": number + 1, "loss": 0.5} for number in range(epochs)]
    (folder / "state").mkdir(exist_ok=True)
    (folder / "state" / f"epoch-{epochs}.keras").write_bytes(b"weights")
    (folder / "state" / "state.json").write_text(json.dumps({"history": history}))
    (folder / "best.keras").write_bytes(b"weights")
    (folder / "history.json").write_text(json.dumps(history))
    (folder / "history.csv").write_text("epoch,loss\n")


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_without_a_training_there_is_nothing_to_go_on_with(tmp_path: Path) -> None:
    assert unfinished(tmp_path / "nowhere") == ()
    assert unfinished(tmp_path) == ()


def test_a_killed_training_is_offered_with_what_it_had_done(tmp_path: Path) -> None:
    folder = run_for(tmp_path, PLAN)
    (offered,) = unfinished(tmp_path)
    assert (offered.plan, offered.epoch, offered.epochs) == (PLAN, 0, 5)
    leave_state(folder, 3)
    (offered,) = unfinished(tmp_path)
    assert (offered.epoch, offered.folder) == (3, folder)
    assert not offered.was_cancelled
    assert offered.changed_at.endswith("+00:00")


def test_the_same_plan_goes_on_where_it_was_and_another_begins_elsewhere(tmp_path: Path) -> None:
    folder = run_for(tmp_path, PLAN)
    other = run_for(tmp_path, TrainingPlan())
    assert other != folder
    assert run_for(tmp_path, PLAN) == folder
    assert {one.plan for one in unfinished(tmp_path)} == {PLAN, TrainingPlan()}


def test_a_cancelled_training_can_be_gone_on_with_too(tmp_path: Path) -> None:
    folder = run_for(tmp_path, PLAN)
    cancel(folder, PLAN)
    assert unfinished(tmp_path)[0].was_cancelled
    assert run_for(tmp_path, PLAN) == folder
    assert not unfinished(tmp_path)[0].was_cancelled


def test_a_finished_training_leaves_its_history_and_the_next_one_another(tmp_path: Path) -> None:
    folder = run_for(tmp_path, PLAN)
    leave_state(folder, 5)
    finish(folder, PLAN)
    assert unfinished(tmp_path) == ()
    assert names_in(folder) == {"plan.json", "history.json", "history.csv"}
    assert [row["epoch"] for row in history_of(folder)] == [1, 2, 3, 4, 5]
    assert run_for(tmp_path, PLAN) != folder


def test_what_is_given_up_is_not_offered_again(tmp_path: Path) -> None:
    begun, trained = run_for(tmp_path, PLAN), run_for(tmp_path, TrainingPlan())
    leave_state(trained, 2)
    for one in unfinished(tmp_path):
        discard(one)
    assert unfinished(tmp_path) == ()
    assert not begun.exists()
    assert names_in(trained) == {"plan.json", "history.json", "history.csv"}


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"plan": 3, "stage": "unfinished"}', '{"plan": {"epochs": 0}}']
)
def test_a_damaged_plan_is_passed_over(tmp_path: Path, content: str) -> None:
    (run_for(tmp_path, PLAN) / "plan.json").write_text(content)
    assert unfinished(tmp_path) == ()


def test_the_epochs_of_an_adapting_are_not_those_of_the_plan(tmp_path: Path) -> None:
    run_for(tmp_path, TrainingPlan(method="adapt"))
    (offered,) = unfinished(tmp_path)
    assert (offered.epoch, offered.epochs) == (0, 0)


def test_only_the_oldest_trainings_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for number in range(KEPT_RUNS + 2):
        run = tmp_path / f"cnn-{number}"
        run.mkdir()
        (run / "history.json").write_text("[]")
        os.utime(run / "history.json", (number + 1, number + 1))
    (tmp_path / "photographs").mkdir()
    os.utime(tmp_path / "photographs", (0, 0))
    prune(tmp_path)
    kept = {f"cnn-{number}" for number in range(2, KEPT_RUNS + 2)}
    assert names_in(tmp_path) == {"photographs", *kept}


def test_networks_of_the_latest_interrupted_trainings_only_are_kept(tmp_path: Path) -> None:
    plans = [TrainingPlan(seed=seed) for seed in range(KEPT_UNFINISHED + 2)]
    for age, plan in enumerate(reversed(plans)):
        folder = run_for(tmp_path, plan)
        leave_state(folder, 1)
        for path in folder.rglob("*.json"):
            os.utime(path, (1000 + age, 1000 + age))
    prune(tmp_path)
    assert [one.plan for one in unfinished(tmp_path)] == plans[:KEPT_UNFINISHED]
    assert len(list(tmp_path.glob("*/history.csv"))) == len(plans)
    assert len(list(tmp_path.glob("*/best.keras"))) == KEPT_UNFINISHED
