"""Crops as other hands and cameras might have made them."""

import numpy as np

from model.augmentation import augmented
from model.corpus import generated_digits


def test_the_shape_stays_and_the_given_crops_too(rng):
    crops = generated_digits(80, seed=0).crops
    before = crops.copy()
    changed = augmented(crops, rng)
    assert changed.shape == crops.shape
    assert changed.dtype == np.uint8
    assert np.array_equal(crops, before)


def test_most_crops_change_and_a_share_stays_clean(rng):
    crops = generated_digits(400, seed=0).crops
    changed = (augmented(crops, rng) != crops).reshape(400, -1).any(axis=1)
    assert 0.75 < changed.mean() < 0.95


def test_ink_is_neither_lost_nor_invented(rng):
    crops = generated_digits(400, seed=0).crops
    before = crops.reshape(400, -1).sum(axis=1).astype(float)
    after = augmented(crops, rng).reshape(400, -1).sum(axis=1)
    ratio = after / before
    assert 0.8 < np.median(ratio) < 1.25
    assert ratio.min() > 0.3


def test_equal_seeds_change_equally():
    crops = generated_digits(50, seed=0).crops
    first = augmented(crops, np.random.default_rng(1))
    assert np.array_equal(first, augmented(crops, np.random.default_rng(1)))


def test_no_crops_give_no_crops(rng):
    assert augmented(np.empty((0, 28, 28), np.uint8), rng).shape == (0, 28, 28)
