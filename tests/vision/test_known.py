import numpy as np
import pytest

from vision.frame import Box
from vision.known import MOST_CHANGE, READ_AFTER, KnownCrops
from vision.reading import Candidate


class _Looks:
    """A classifier that tells how often it looked; its answer is the crop's mean."""

    def __init__(self):
        self.crops = 0

    def __call__(self, crops, /):
        self.crops += len(crops)
        rows = np.zeros((len(crops), 11), np.float32)
        rows[:, 0] = crops.reshape(len(crops), 784).mean(axis=1) / 255
        return rows


@pytest.fixture
def classifier():
    return _Looks()


def _crops(rng, count=3):
    crops = np.zeros((count, 28, 28), np.uint8)
    crops[:, 4:24, 6:22] = rng.integers(0, 255, (count, 20, 16))
    return crops


def _candidates(crops, left=0):
    return [Candidate(Box(left + 60 * i, 10, 30, 50), crop) for i, crop in enumerate(crops)]


def _classified(known, crops, classifier, left=0):
    before = classifier.crops
    rows = known.classify(_candidates(crops, left), crops, classifier)
    return rows, classifier.crops - before


def test_what_does_not_change_is_read_a_few_times_only(rng, classifier):
    known, crops = KnownCrops(), _crops(rng)
    expected = classifier(crops)
    looks = []
    for _ in range(READ_AFTER + 3):
        rows, count = _classified(known, crops, classifier)
        np.testing.assert_array_equal(rows, expected)
        looks.append(count)
    assert looks == [3] * READ_AFTER + [0] * 3
    assert known.reused == 3


def test_another_digit_in_its_place_is_read(rng, classifier):
    known, crops = KnownCrops(), _crops(rng)
    for _ in range(READ_AFTER + 1):
        _classified(known, crops, classifier)
    crops = crops.copy()
    crops[1] = 255 - crops[1]
    rows, count = _classified(known, crops, classifier)
    assert count == 1
    np.testing.assert_array_equal(rows, _Looks()(crops))


def test_what_went_far_is_read_where_it_is(rng, classifier):
    known, crops = KnownCrops(), _crops(rng)
    for _ in range(READ_AFTER + 1):
        _classified(known, crops, classifier)
    assert _classified(known, crops, classifier, left=25)[1] == 3


def test_slow_changes_add_up(rng, classifier):
    known, crops = KnownCrops(), np.full((1, 28, 28), 100, np.uint8)
    read = []
    for _ in range(READ_AFTER + 3 * int(MOST_CHANGE)):
        read.append(_classified(known, crops, classifier)[1])
        crops = crops + np.uint8(1)
    assert sum(read[READ_AFTER:]) >= 2
    assert 0 in read


def test_another_model_reads_everything_anew(rng, classifier):
    known, crops = KnownCrops(), _crops(rng)
    for _ in range(READ_AFTER + 1):
        _classified(known, crops, classifier)
    assert _classified(known, crops, _Looks())[1] == 3


def test_frames_without_ink_are_no_trouble(rng, classifier):
    known, crops = KnownCrops(), _crops(rng)
    _classified(known, crops, classifier)
    rows, _ = _classified(known, crops[:0], classifier)
    assert rows.shape == (0, 11)
    assert _classified(known, crops, classifier)[1] == 3
