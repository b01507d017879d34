"""Lines taken out, strokes left in."""

import cv2
import numpy as np
import pytest

from vision.lines import is_remnant, without_lines


def _ring(ink, x, y):
    cv2.ellipse(ink, (x, y), (18, 30), 0, 0, 360, 255, 6)


def test_ink_without_lines_is_given_back_as_it_is():
    ink = np.zeros((200, 300), np.uint8)
    _ring(ink, 100, 100)
    assert without_lines(ink) is ink


@pytest.mark.parametrize("slope_deg", [0, 2, 5])
@pytest.mark.parametrize("is_down", [False, True])
def test_a_long_line_goes_even_where_it_slopes(slope_deg, is_down):
    ink = np.zeros((400, 400), np.uint8)
    drop = round(360 * np.tan(np.radians(slope_deg)))
    start, end = (20, 200), (380, 200 + drop)
    if is_down:
        start, end = start[::-1], end[::-1]
    cv2.line(ink, start, end, 255, 4)
    assert np.count_nonzero(without_lines(ink)) < 0.1 * np.count_nonzero(ink)


def test_a_grid_goes_and_the_digits_on_its_lines_stay():
    digits = np.zeros((400, 400), np.uint8)
    for x, y in ((60, 78), (160, 178), (260, 125)):
        _ring(digits, x, y)
    ink = digits.copy()
    for k in range(10, 400, 100):
        cv2.line(ink, (k, 0), (k, 399), 255, 4)
        cv2.line(ink, (0, k), (399, k), 255, 4)
    clean = without_lines(ink)
    kept = np.count_nonzero(clean & digits) / np.count_nonzero(digits)
    assert kept > 0.9
    contours, _ = cv2.findContours(clean, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    assert sum(55 <= height <= 72 and 35 <= width <= 50 for _, _, width, height in boxes) == 3


def test_a_bar_of_a_digit_is_no_line():
    ink = np.zeros((200, 200), np.uint8)
    cv2.line(ink, (60, 60), (120, 60), 255, 6)
    cv2.line(ink, (120, 60), (90, 140), 255, 6)
    assert without_lines(ink) is ink


def test_a_filled_region_is_no_line():
    ink = np.zeros((300, 300), np.uint8)
    ink[50:250, 50:250] = 255
    assert without_lines(ink) is ink


@pytest.mark.parametrize(
    ("lines", "is_grid"),
    [
        ([(slice(38, 42), slice(0, 200)), (slice(120, 124), slice(0, 200))], True),
        ([(slice(120, 124), slice(0, 200))], False),  # a 1 that stands on a line
        ([(slice(38, 42), slice(0, 60))], False),  # a line that ends beside it
    ],
)
def test_a_bar_between_two_lines_was_part_of_a_grid(lines, is_grid):
    erased = np.zeros((200, 200), np.uint8)
    for rows, columns in lines:
        erased[rows, columns] = 255
    assert is_remnant(erased, 98, 42, 5, 78) == is_grid


def test_a_crossing_is_a_remnant_and_a_digit_on_a_line_is_not():
    erased = np.zeros((200, 200), np.uint8)
    erased[140:144] = 255
    assert not is_remnant(erased, 80, 80, 40, 60)
    erased[:, 118:122] = 255
    erased[76:80] = 255
    assert is_remnant(erased, 80, 80, 38, 60)
