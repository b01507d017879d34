"""Digits drawn from strokes."""

import numpy as np
import pytest

from model.handwriting import digit_strokes, draw_digit, drawn, form_count


@pytest.mark.parametrize("digit", range(10))
def test_every_digit_has_several_forms_that_differ(digit, rng):
    assert form_count(digit) >= 2
    plain = [
        np.vstack(digit_strokes(digit, rng, form=form, wildness=0)).tobytes()
        for form in range(form_count(digit))
    ]
    assert len(set(plain)) == form_count(digit)


def test_the_hooked_one_and_the_crossed_seven_are_among_them(rng):
    ones = [digit_strokes(1, rng, form=form, wildness=0) for form in range(form_count(1))]
    # A flag leads up to the top before the bar goes down.
    assert any(strokes[0][0][1] > strokes[0][1][1] for strokes in ones)
    sevens = [digit_strokes(7, rng, form=form, wildness=0) for form in range(form_count(7))]
    crossings = [strokes[1] for strokes in sevens if len(strokes) == 2]
    assert any(np.ptp(bar[:, 0]) > 0.3 and np.ptp(bar[:, 1]) < 0.1 for bar in crossings)


def test_equal_seeds_draw_equal_digits():
    first = draw_digit(5, np.random.default_rng(3))
    assert np.array_equal(first, draw_digit(5, np.random.default_rng(3)))
    assert not np.array_equal(first[:50, :20], draw_digit(5, np.random.default_rng(4))[:50, :20])


@pytest.mark.parametrize("height", [12, 60, 300])
def test_the_ink_has_the_asked_height_and_pen(height, rng):
    picture = draw_digit(1, rng, height_px=height, thickness_px=height / 10, form=0, wildness=0)
    rows, columns = np.nonzero(picture > 127)
    assert np.ptp(rows) + 1 == pytest.approx(1.1 * height, abs=2)
    assert np.ptp(columns) + 1 == pytest.approx(0.11 * height, abs=2)


def test_a_pen_thinner_than_a_pixel_comes_out_grey(rng):
    picture = draw_digit(1, rng, height_px=40, thickness_px=0.4, form=0, wildness=0)
    assert 0 < picture.max() < 255


def test_a_single_point_is_a_dot():
    dot = drawn([np.array([[5, 5]], np.float32)], 1, 6)
    assert dot.max() == 255
