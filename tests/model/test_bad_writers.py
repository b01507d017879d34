from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model import bad_writers
from model.bad_writers import FoldData, fold_data, fold_network
from model.choices import TrainingPlan
from tests.model.small_data_sets import SIGNS_A_WRITER, write_all
from vision.reading import NOT_A_DIGIT


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FoldData:
    monkeypatch.setattr(bad_writers, "OWN_DIGITS", 40)
    monkeypatch.setattr(bad_writers, "OWN_NEGATIVES", 20)
    write_all(tmp_path / "data")
    return fold_data(tmp_path / "data", tmp_path / "work")


def held_by(many: np.ndarray, few: np.ndarray) -> bool:
    """Whether one of the few crops is among the many."""
    return bool({crop.tobytes() for crop in many} & {crop.tobytes() for crop in few})


def test_each_hand_is_in_its_fold_and_known_as_one_for_tests(data: FoldData) -> None:
    assert [(hand.name, hand.fold, hand.is_for_tests) for hand in data.hands] == [
        ("swiss_numbers A", 0, False),
        ("unipen 1", 0, True),
        ("swiss_numbers B", 1, True),
        ("unipen 2", 1, False),
    ]
    for hand in data.hands:
        assert np.bincount(hand.read.labels).tolist() == [SIGNS_A_WRITER] * 10


def test_what_trains_a_fold_holds_the_hands_of_the_others_alone(data: FoldData) -> None:
    for fold in range(data.fold_count):
        crops = data.training(fold).crops
        for hand in data.hands:
            assert held_by(crops, hand.training.crops) == (hand.fold != fold)
            assert not held_by(crops, hand.read.crops) or hand.fold != fold


def test_writers_that_choose_and_test_do_not_train(data: FoldData) -> None:
    signs = 11 * SIGNS_A_WRITER
    assert len(data.validation["unipen"]) == signs
    assert not held_by(data.shared.crops, data.validation["unipen"].crops)
    mnist, own, strange = 180, 60, 20
    digits_of_the_third = bad_writers.UNIPEN_REPEATS * 10 * SIGNS_A_WRITER
    letters = len(data.shared) - mnist - own - strange - digits_of_the_third
    assert 0 <= letters <= SIGNS_A_WRITER
    assert (data.shared.labels == NOT_A_DIGIT).any()


def test_what_takes_long_is_kept(data: FoldData, tmp_path: Path) -> None:
    (kept,) = (tmp_path / "work").glob("shared-*")
    before = kept.stat().st_mtime_ns
    again = fold_data(tmp_path / "data", tmp_path / "work")
    assert kept.stat().st_mtime_ns == before
    np.testing.assert_array_equal(again.shared.crops, data.shared.crops)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_network_of_a_fold_is_trained_once(
    data: FoldData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.export import load_keras

    plan = TrainingPlan(network="dense", epochs=1, batch_size=64)
    monkeypatch.setattr(bad_writers, "PLAN", plan)
    first = fold_network(data, 1, tmp_path / "work")
    before = first.stat().st_mtime_ns
    assert load_keras(first).output_shape == (None, 11)
    assert fold_network(data, 1, tmp_path / "work") == first
    assert first.stat().st_mtime_ns == before
    assert fold_network(data, 0, tmp_path / "work") != first
