"""Cut-outs show their place, whatever its size and wherever it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.cutouts import SIDE_PX, Mark, cutout

GREEN = (0, 255, 0)
PAPER = np.full((300, 400, 3), 200, np.uint8)


def colored(image):
    return np.argwhere((image == GREEN).all(axis=2))


def test_the_box_is_drawn_around_the_ink():
    page = PAPER.copy()
    page[100:140, 150:170] = 0
    shown = cutout(page, (150, 100, 20, 40), [Mark((150, 100, 20, 40), GREEN, 2)])
    frame, ink = colored(shown), np.argwhere(shown.max(axis=2) < 60)
    assert max(shown.shape) == SIDE_PX
    assert len(ink) > 1000
    assert (frame.min(axis=0) < ink.min(axis=0)).all()
    assert (frame.max(axis=0) > ink.max(axis=0)).all()
    assert (frame.min(axis=0) > 20).all()  # there is something to see around it


@pytest.mark.parametrize(
    "place", [(0, 0, 400, 300), (390, 290, 30, 30), (-20, -20, 25, 30), (900, 900, 5, 5),
              (10, 10, 0, 0), (1e12, -1e12, 3, 1e12)]
)  # fmt: skip
def test_places_at_and_over_the_border(place):
    shown = cutout(PAPER, place, [Mark(place, GREEN)])
    assert shown.dtype == np.uint8
    assert 1 <= max(shown.shape[:2]) <= SIDE_PX


@given(
    st.integers(1, 60), st.integers(1, 60), st.floats(-50, 90), st.floats(-50, 90),
    st.floats(0, 90), st.floats(0, 90),
)  # fmt: skip
def test_no_place_is_too_odd(width, height, left, top, box_width, box_height):
    image = np.zeros((height, width, 3), np.uint8)
    shown = cutout(image, (left, top, box_width, box_height), ())
    assert 1 <= min(shown.shape[:2]) <= max(shown.shape[:2]) <= SIDE_PX


def test_the_photograph_stays_as_it_is():
    page = PAPER.copy()
    page.flags.writeable = False
    cutout(page, (0, 0, 400, 300), [Mark((5, 5, 50, 50), GREEN)])
    assert (page == 200).all()
