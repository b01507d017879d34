"""Labels of small digits, which would hide what they speak of."""

import numpy as np
import pytest
from PyQt6.QtGui import QFont

from desktop_app.live.marks import OverlayStyle
from desktop_app.live.overlay import Overlay
from desktop_app.live.placement import Placement, Rect
from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Recognition

SIZE = (640, 480)
BLANK = np.zeros((28, 28), np.uint8)


def page(height, *, rows=6, columns=3):
    """Numbers of three digits, line close to line."""
    width = round(0.6 * height)
    numbers = []
    for row in range(rows):
        for column in range(columns):
            digits = tuple(
                DigitRead(
                    Box(
                        60 + column * 8 * width + at * round(1.2 * width),
                        40 + round(1.4 * row * height),
                        width,
                        height,
                    ),
                    BLANK,
                    at,
                    0.9,
                    np.zeros(11, np.float32),
                )
                for at in range(3)
            )
            box = Box.union_of([digit.box for digit in digits])
            numbers.append(NumberRead(box, 0.0, "012", 0.7, digits))
    every = tuple(digit for number in numbers for digit in number.digits)
    frame = Frame(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), 0, 0.0)
    return Recognition(frame, every, (), tuple(numbers), 1.0)


def overlay_of(recognition):
    return Overlay(
        recognition, Placement.identity(SIZE), Rect(0, 0, *SIZE), OverlayStyle(), QFont()
    )


def labelled(overlay):
    """The boxes whose labels can be clicked anywhere."""
    places = ((x, y) for x in range(0, SIZE[0], 3) for y in range(0, SIZE[1], 3))
    return {box for place in places if (box := overlay.box_at(*place)) is not None}


@pytest.mark.parametrize("height", [10, 14, 20])
def test_no_label_lies_on_a_small_digit(qapp, height):
    recognition = page(height)
    overlay = overlay_of(recognition)
    for digit in recognition.digits:
        assert overlay.box_at(*digit.box.center) is None


def test_small_digits_are_labelled_number_by_number(qapp):
    recognition = page(14)
    found = labelled(overlay_of(recognition))
    assert found
    assert found <= {number.box for number in recognition.numbers}


def test_large_digits_have_labels_of_their_own(qapp):
    recognition = page(60, rows=1, columns=1)
    assert labelled(overlay_of(recognition)) == {digit.box for digit in recognition.digits}
