from __future__ import annotations

import cv2
import numpy as np
import pytest

from model.classifier import LiteRtClassifier
from model.handwriting import draw_digit
from model.picture_crop import NoDigitError, crop_of_picture, is_dark_on_light
from model.scenes import Conditions, photographed
from vision.normalization import normalized


@pytest.fixture(scope="module")
def read(bundled_folder):
    classifier = LiteRtClassifier(bundled_folder / "model.tflite")
    return lambda crop: int(classifier(crop[None])[0].argmax())


def page(digit, rng, *, side=200, share=0.6, at=(0.5, 0.5)):
    """White ink on black, the digit at a place from 0 to 1 of what room there is."""
    drawing = draw_digit(digit, rng, height_px=side * share * 0.9)
    ink = np.zeros((side, side), np.uint8)
    top = round(at[1] * (side - drawing.shape[0]))
    left = round(at[0] * (side - drawing.shape[1]))
    ink[top : top + drawing.shape[0], left : left + drawing.shape[1]] = drawing
    return ink


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("side", [24, 60, 300, 2500])
def test_one_digit_on_paper_is_found_at_any_size(digit, side, rng, read):
    picture = cv2.cvtColor(255 - page(digit, rng, side=side, share=0.7), cv2.COLOR_GRAY2BGR)
    assert read(crop_of_picture(picture)) == digit


@pytest.mark.parametrize("at", [(0, 0), (1, 0.5), (0.3, 1)])
def test_a_digit_at_the_border_is_found_on_light_and_dark_ground(at, rng, read):
    ink = page(7, rng, at=at, share=0.8)
    assert read(crop_of_picture(ink)) == 7
    assert read(crop_of_picture(255 - ink)) == 7


def test_a_photograph_with_shade_and_noise_is_read(rng, read):
    conditions = Conditions(shading=0.4, noise=3, blur_px=1, jpeg_quality=70)
    crops = [
        crop_of_picture(photographed(page(digit, rng, side=400, share=0.5), conditions, rng))
        for digit in range(10)
    ]
    assert [read(crop) for crop in crops] == list(range(10))


def test_a_crop_stays_as_it_is(rng, drawn_crops):
    for crop in drawn_crops.crops[::7]:
        assert np.array_equal(crop_of_picture(crop), crop)
        assert np.array_equal(crop_of_picture(cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR)), crop)


def test_an_inverted_crop_is_turned_back(drawn_crops):
    for crop in drawn_crops.crops[::7]:
        assert np.abs(crop_of_picture(255 - crop).astype(int) - crop).max() < 40


def test_a_small_dark_digit_that_fills_its_picture_is_normalised(rng):
    ink = cv2.resize(draw_digit(3, rng, height_px=100), (28, 28), interpolation=cv2.INTER_AREA)
    crop = crop_of_picture(240 - (ink * 0.8).astype(np.uint8))
    _, _, width, height = cv2.boundingRect((crop > 30).astype(np.uint8))
    assert 19 <= max(width, height) <= 21
    assert crop.max() == 255
    assert np.abs(crop.astype(int) - normalized(ink)).mean() < 12


@pytest.mark.parametrize("shape", [(28, 28), (200, 300), (1, 1), (1, 500), (5, 3, 3)])
@pytest.mark.parametrize("level", [0, 200, 255])
def test_a_blank_picture_holds_no_digit(shape, level):
    picture = np.full(shape, level, np.uint8)
    if shape == (28, 28) and level == 0:
        assert not crop_of_picture(picture).any()
        return
    with pytest.raises(NoDigitError):
        crop_of_picture(picture)


def test_two_digits_are_refused_unless_one_is_enough(rng):
    two = 255 - np.hstack([page(3, rng), page(8, rng)])
    with pytest.raises(NoDigitError, match="more than one digit"):
        crop_of_picture(two)
    assert crop_of_picture(two, is_alone=False).shape == (28, 28)


def test_noise_is_not_taken_for_paper(rng):
    assert not is_dark_on_light(rng.integers(0, 256, (400, 28, 28), np.uint8))
    assert not any(is_dark_on_light(one) for one in rng.integers(0, 256, (400, 28, 28), np.uint8))
    assert not is_dark_on_light(np.zeros((0, 28, 28), np.uint8))
