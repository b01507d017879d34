"""Crops made as the app makes them."""

import numpy as np

from model.corpus import generated_digits, generated_negatives, labelled_crops
from model.scenes import Conditions, Glyph, photographed_page
from model.symbols import draw_symbol, fitted
from vision.reading import NOT_A_DIGIT


def test_generated_digits_are_digits_of_every_kind():
    data = generated_digits(300, seed=5)
    assert data.crops.shape == (300, 28, 28)
    assert set(data.labels.tolist()) == set(range(10))
    assert (data.crops.reshape(300, -1).max(axis=1) == 255).all()


def test_generated_negatives_are_none():
    data = generated_negatives(100, seed=5)
    assert data.crops.shape == (100, 28, 28)
    assert set(data.labels.tolist()) == {NOT_A_DIGIT}


def test_equal_seeds_give_equal_crops_and_others_do_not():
    first, second = generated_digits(60, seed=1), generated_digits(60, seed=1)
    assert np.array_equal(first.crops, second.crops)
    assert np.array_equal(first.labels, second.labels)
    assert not np.array_equal(first.crops, generated_digits(60, seed=2).crops)


def test_a_bar_beside_a_ring_gets_its_own_label(rng):
    bar = np.full((60, 6), 255, np.uint8)
    ring = np.zeros((60, 44), np.uint8)
    ring[:6], ring[-6:], ring[:, :6], ring[:, -6:] = 255, 255, 255, 255
    glyphs = [Glyph(bar, 1), Glyph(ring, 0)] * 4
    page = photographed_page(glyphs, rng, columns=4, cell_px=120, conditions=Conditions())
    labelled = labelled_crops(page, rng)
    whole = [(crop, label) for crop, label in labelled if label != NOT_A_DIGIT]
    assert sorted(label for _, label in whole) == [0, 0, 0, 0, 1, 1, 1, 1]
    assert all((crop[14, 14] > 0) == (label == 1) for crop, label in whole)


def test_joined_glyphs_are_no_digit(rng):
    ring = np.zeros((60, 44), np.uint8)
    ring[:6], ring[-6:], ring[:, :6], ring[:, -6:] = 255, 255, 255, 255
    page = photographed_page(
        [Glyph(ring, 0)] * 2, rng, columns=2, cell_px=120, touching=1.0, conditions=Conditions()
    )
    labels = [label for _, label in labelled_crops(page, rng)]
    assert NOT_A_DIGIT in labels


def test_symbols_vary(rng):
    pictures = {draw_symbol(rng, height_px=40).tobytes() for _ in range(30)}
    assert len(pictures) == 30


def test_fitted_ink_is_cut_and_scaled():
    picture = np.zeros((100, 100), np.uint8)
    picture[10:90, 40:60] = 255
    fit = fitted(picture, 40)
    assert fit.shape == (44, 14)
    assert fit[2:-2, 2:-2].min() > 200


def test_a_blank_picture_fits_as_a_pixel():
    assert fitted(np.zeros((20, 20), np.uint8), 40).shape == (1, 1)
