"""Crops as MNIST has them."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.normalization import normalized


def _center_of_mass(crop: np.ndarray) -> tuple[float, float]:
    moments = cv2.moments(crop)
    return moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]


def test_the_longest_side_becomes_twenty_pixels_and_the_aspect_is_kept():
    crop = normalized(np.full((100, 50), 255, np.uint8))
    rows, columns = np.nonzero(crop)
    assert np.ptp(rows) + 1 == 20
    assert np.ptp(columns) + 1 == 10


def test_the_center_of_mass_lies_on_the_middle():
    ink = np.zeros((60, 40), np.uint8)
    ink[:, :8] = 255
    ink[50:, :] = 255
    x, y = _center_of_mass(normalized(ink))
    assert x == pytest.approx(14, abs=0.5)
    assert y == pytest.approx(14, abs=0.5)


def test_thin_strokes_stay_as_grey():
    ink = np.zeros((200, 100), np.uint8)
    ink[:, 50:53] = 200
    ink[:4, :] = 200
    crop = normalized(ink)
    assert crop.max() == 255
    assert ((crop > 0) & (crop < 255)).any()


def test_a_crop_in_the_form_of_mnist_comes_back_unchanged():
    original = np.zeros((28, 28), np.uint8)
    original[4:24, 12:17] = 255
    assert np.array_equal(normalized(original[4:24, 12:17]), original)


def test_no_ink_gives_an_empty_crop():
    assert not normalized(np.zeros((5, 5), np.uint8)).any()


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 255))
def test_any_shape_fits_the_field(height, width, value):
    crop = normalized(np.full((height, width), value, np.uint8))
    assert crop.shape == (28, 28)
    assert crop.max() == 255


@pytest.mark.parametrize("bad", [np.zeros((0, 4), np.uint8), np.zeros((4, 4, 3), np.uint8)])
def test_what_is_no_grey_picture_is_refused(bad):
    with pytest.raises(ValueError, match="shape"):
        normalized(bad)
