"""The crops that a plan asks for."""

import numpy as np
import pytest

from model.choices import TrainingPlan
from model.training_data import MAX_SAMPLE_COPIES, SAMPLE_SHARE, copies_of, crops_for


def _crops(samples=None, **fields):
    plan = TrainingPlan(**{"data": "strokes", "limit": 40, **fields})
    return crops_for(plan, samples, on_progress=lambda done, total: None, check=lambda: None)


def test_what_chooses_never_trains_whatever_the_seed():
    for seed in (0, 10**9, 2**31 - 1):
        data = _crops(seed=seed)
        chosen = {crop.tobytes() for crop in data.validation.crops}
        assert not chosen & {crop.tobytes() for crop in data.training.crops}


def test_another_seed_trains_on_others_and_is_chosen_by_the_same():
    first, second = _crops(seed=1), _crops(seed=2)
    assert not np.array_equal(first.training.crops, second.training.crops)
    assert np.array_equal(first.validation.crops, second.validation.crops)


@pytest.mark.parametrize(("share", "count"), [(0.1, 20), (0.25, 50), (0.5, 100)])
def test_of_a_folder_the_last_digits_are_held_back(own_folder, drawn_digits, share, count):
    data = _crops(data=str(own_folder), validation_share=share, limit=None)
    assert data.folder == "own digits"
    assert data.sources[0] == {
        "name": "own digits", "licence": "not stated", "training": 200 - count,
    }  # fmt: skip
    held_back = data.validation.crops[data.validation.labels < 10]
    np.testing.assert_array_equal(held_back, drawn_digits.crops[200 - count : 200])


def test_drawn_digits_train_beside_those_of_a_folder(own_folder, drawn_digits):
    data = _crops(data=str(own_folder), limit=40)
    trained = {crop.tobytes() for crop in data.training.crops[data.training.labels < 10]}
    own = {crop.tobytes() for crop in drawn_digits.crops}
    drawn = {crop.tobytes() for crop in _crops(limit=40).training.crops}
    assert (data.training.labels < 10).sum() == 40 + 40
    assert len(trained & own) == len(trained & drawn) == 40
    assert data.sources[1]["training"] == 40 + (data.training.labels == 10).sum()


def test_more_drawn_digits_are_held_back_if_wanted():
    few = _crops(limit=200)
    many = _crops(limit=200, validation_share=0.4)
    assert (few.validation.labels < 10).sum() == 100
    assert (many.validation.labels < 10).sum() == 133


def test_samples_train_beside_the_others_and_never_choose(drawn_digits):
    samples = drawn_digits.subset(slice(0, 5))
    without, with_samples = _crops(), _crops(samples)
    assert len(with_samples.training) > len(without.training)
    assert len(with_samples.validation) == len(without.validation)
    trained = {crop.tobytes() for crop in with_samples.training.crops}
    assert all(crop.tobytes() in trained for crop in samples.crops)
    assert with_samples.sources[-1]["name"] == "own samples"
    assert with_samples.sources[-1]["training"] == 5


def test_fifty_samples_count_among_sixty_thousand(drawn_digits):
    copies = copies_of(drawn_digits.subset(slice(0, 50)), 60_000, TrainingPlan())
    assert len(copies) == 50 * MAX_SAMPLE_COPIES
    assert 0.02 < len(copies) / (60_000 + len(copies)) <= SAMPLE_SHARE


def test_many_samples_are_taken_as_they_are(drawn_digits):
    assert len(copies_of(drawn_digits, 1000, TrainingPlan())) == len(drawn_digits)


def test_copies_differ_where_no_epoch_changes_them(drawn_digits):
    samples = drawn_digits.subset(slice(0, 10))
    plain = copies_of(samples, 60_000, TrainingPlan(augment=False))
    assert len(plain) == 10 * MAX_SAMPLE_COPIES
    assert len({crop.tobytes() for crop in plain.crops}) > len(plain) / 2
    np.testing.assert_array_equal(plain.crops[:10], samples.crops)
    np.testing.assert_array_equal(plain.labels, np.tile(samples.labels, MAX_SAMPLE_COPIES))
