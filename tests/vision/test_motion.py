"""The motion that all digits of a page share."""

import numpy as np
import pytest

from vision.motion import Motion, common_motion

HEIGHT = 40.0


def _places(middles):
    return np.column_stack([middles, np.full((len(middles), 2), HEIGHT)])


def _grid(rng, count=30):
    cells = rng.permutation(48)[:count]
    return np.column_stack([cells % 8, cells // 8]) * 60.0 + rng.uniform(-8, 8, (count, 2))


def _agreement(known, seen):
    return (known[:, None] == seen[None]).astype(float)


def _moved(middles, shift, turn_deg=0.0, zoom=1.0):
    turn = np.deg2rad(turn_deg)
    matrix = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return middles @ matrix.T + shift


@pytest.mark.parametrize("shift", [(0, 0), (3, -2), (70, 45), (-400, 130)])
def test_the_motion_is_found_however_far_it_goes(shift, rng):
    before = _grid(rng)
    labels = rng.integers(0, 10, len(before))
    after = _moved(before, np.array(shift), turn_deg=2, zoom=1.03) + rng.normal(
        0, 0.5, before.shape
    )
    motion = common_motion(
        _places(before), _places(after), _agreement(labels, labels), expected=np.zeros(2)
    )
    assert motion.support == len(before)
    assert np.abs(motion(before) - after).max() < 4
    assert motion.zoom == pytest.approx(1.03, abs=0.01)


def test_digits_that_are_not_seen_and_others_that_are_new_do_not_mislead(rng):
    before = _grid(rng)
    labels = rng.integers(0, 10, len(before))
    strangers = rng.uniform(0, 480, (10, 2))
    after = np.vstack([_moved(before[:15], np.array([40.0, 25.0])), strangers])
    seen = np.concatenate([labels[:15], rng.integers(0, 10, 10)])
    motion = common_motion(
        _places(before), _places(after), _agreement(labels, seen), expected=np.zeros(2)
    )
    assert np.allclose(motion(before), before + np.array([40, 25]), atol=2)


def test_too_few_digits_leave_it_at_what_was_expected(rng):
    before = _grid(rng, 2)
    motion = common_motion(
        _places(before), _places(before + 5), np.eye(2), expected=np.array([7.0, 1.0])
    )
    assert motion.support == 0
    assert np.allclose(motion(before), before + np.array([7, 1]))


def test_a_number_that_stands_twice_does_not_tell_where_a_lost_page_is():
    row = np.arange(3)[:, None] * (50.0, 0.0)
    before = np.vstack([row, row + np.array([0, 300])])
    labels = np.array([3, 7, 4, 3, 7, 4])
    motion = common_motion(
        _places(before),
        _places(row + np.array([20, 150])),
        _agreement(labels, labels[:3]),
        expected=np.zeros(2),
        is_lost=True,
    )
    assert motion.support == 0


def test_a_motion_and_its_way_back_leave_all_in_place(rng):
    motion = Motion(np.array([[1.02, -0.1], [0.1, 1.02]]), np.array([30.0, -7.0]))
    points = rng.uniform(0, 500, (20, 2))
    assert np.allclose(motion.inverse()(motion(points)), points)
    assert np.allclose(motion.inverse().after(motion)(points), points)
