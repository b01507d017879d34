"""The crops that a plan asks for."""

import numpy as np

from model.choices import TrainingPlan
from model.training_data import crops_for


def _crops(**fields):
    plan = TrainingPlan(data="strokes", limit=40, **fields)
    return crops_for(plan, on_progress=lambda done, total: None, check=lambda: None)


def test_what_chooses_never_trains_whatever_the_seed():
    for seed in (0, 10**9, 2**31 - 1):
        data = _crops(seed=seed)
        chosen = {crop.tobytes() for crop in data.validation.crops}
        assert not chosen & {crop.tobytes() for crop in data.training.crops}


def test_another_seed_trains_on_others_and_is_chosen_by_the_same():
    first, second = _crops(seed=1), _crops(seed=2)
    assert not np.array_equal(first.training.crops, second.training.crops)
    assert np.array_equal(first.validation.crops, second.validation.crops)
