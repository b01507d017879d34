import json

import pytest

from desktop_app.training.run_notes import (
    dismiss,
    note_begun,
    note_cancelled,
    note_failed,
    offered,
)
from model.choices import TrainingPlan
from model.run_lock import alone, is_training
from model.runs import finish, run_for, unfinished
from tests.places import read_only

PLAN = TrainingPlan(epochs=7)


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


def with_an_epoch(folder):
    (folder / "state").mkdir()
    (folder / "state" / "state.json").write_text(json.dumps({"history": [{}]}))


def test_what_was_begun_is_offered_until_it_is_finished(runs):
    assert offered(runs) is None
    note_begun(runs, PLAN)
    assert offered(runs).plan == PLAN
    # The training process uses the same folder.
    finish(run_for(runs, PLAN), PLAN)
    assert offered(runs) is None
    assert len([path for path in runs.iterdir() if path.is_dir()]) == 1


def test_nothing_is_offered_or_noted_while_a_training_runs(runs):
    note_begun(runs, PLAN)
    with alone(runs):
        assert is_training(runs)
        assert offered(runs) is None
        note_begun(runs, TrainingPlan(epochs=8))
        note_cancelled(runs, PLAN)
        note_failed(runs, PLAN)
    assert not is_training(runs)
    assert offered(runs).plan == PLAN
    assert len(unfinished(runs)) == 1


def test_what_the_user_cancelled_or_dismissed_is_not_offered_but_can_be_gone_on_with(runs):
    note_begun(runs, PLAN)
    note_cancelled(runs, PLAN)
    assert offered(runs) is None
    note_begun(runs, TrainingPlan(epochs=8))
    dismiss(offered(runs))
    assert offered(runs) is None
    assert [one.was_cancelled for one in unfinished(runs)] == [True, True]


def test_an_earlier_one_is_offered_where_the_latest_was_cancelled(runs):
    note_begun(runs, PLAN)
    later = TrainingPlan(epochs=8)
    note_begun(runs, later)
    note_cancelled(runs, later)
    assert offered(runs).plan == PLAN


def test_of_a_failure_without_a_whole_epoch_nothing_is_left(runs):
    note_begun(runs, PLAN)
    note_failed(runs, PLAN)
    assert unfinished(runs) == ()
    with_an_epoch(run_for(runs, PLAN))
    note_failed(runs, PLAN)
    assert offered(runs).epoch == 1


def test_where_nothing_can_be_written_nothing_is_offered_and_nothing_breaks(runs):
    runs.mkdir()
    with read_only(runs):
        note_begun(runs, PLAN)
        note_cancelled(runs, PLAN)
        assert offered(runs) is None
