import os

import pytest

from desktop_app.training.interrupted import interrupted_training, sentence
from model.choices import TrainingPlan
from model.runs import cancel, finish, run_for

pytestmark = pytest.mark.usefixtures("english")


def test_without_trainings_nothing_is_offered(tmp_path):
    assert interrupted_training(tmp_path / "runs") is None


def test_the_latest_training_is_offered(tmp_path):
    first = run_for(tmp_path, TrainingPlan(seed=1))
    run_for(tmp_path, TrainingPlan(seed=2))
    os.utime(first / "plan.json", (1, 1))
    assert interrupted_training(tmp_path).plan.seed == 2


def test_what_is_finished_is_not_offered(tmp_path):
    plan = TrainingPlan()
    finish(run_for(tmp_path, plan), plan)
    assert interrupted_training(tmp_path) is None


def test_a_damaged_folder_is_not_offered(tmp_path):
    (run_for(tmp_path, TrainingPlan()) / "plan.json").write_text("{")
    assert interrupted_training(tmp_path) is None


@pytest.mark.parametrize(
    ("plan", "is_cancelled", "words"),
    [
        (TrainingPlan(epochs=7), False, "A training was interrupted after epoch 0 of 7 ("),
        (TrainingPlan(epochs=7), True, "A training was cancelled after epoch 0 of 7 ("),
        (TrainingPlan(method="adapt"), False, "An adapting to your hand was interrupted ("),
        (TrainingPlan(method="adapt"), True, "An adapting to your hand was cancelled ("),
    ],
)
def test_what_is_offered_is_told(tmp_path, plan, is_cancelled, words):
    folder = run_for(tmp_path, plan)
    if is_cancelled:
        cancel(folder, plan)
    assert sentence(interrupted_training(tmp_path)).startswith(words)
