"""Lines taken out, strokes left in."""

import cv2
import numpy as np
import pytest

from vision.lines import LEAST_LENGTH_PX, Ruling, is_remnant, without_lines


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


@pytest.mark.parametrize("slope_deg", [-4, -2, 3])
def test_digits_that_touch_a_sloping_grid_come_out_whole_and_apart(slope_deg):
    digits = np.zeros((500, 500), np.uint8)
    for x in (100, 200, 300, 400):
        for y in (130, 230, 330):
            cv2.ellipse(digits, (x, y + 8), (25, 42), 0, 0, 360, 255, 6)
    grid = np.zeros_like(digits)
    for k in range(50, 500, 100):
        cv2.line(grid, (k, 80), (k, 380), 255, 3)
        cv2.line(grid, (50, min(k + 30, 380)), (450, min(k + 30, 380)), 255, 3)
    matrix = cv2.getRotationMatrix2D((250, 250), slope_deg, 1)
    digits, grid = (cv2.warpAffine(ink, matrix, (500, 500)) for ink in (digits, grid))
    ink = (np.maximum(digits, grid) > 120).astype(np.uint8) * 255
    clean = without_lines(ink)
    contours, _ = cv2.findContours(clean, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    heights = [cv2.boundingRect(contour)[3] for contour in contours]
    assert sum(80 <= height <= 96 for height in heights) == 12
    assert max(heights) <= 96


def test_a_worn_line_goes_with_its_gaps():
    ink = np.zeros((120, 600), np.uint8)
    cv2.line(ink, (20, 60), (580, 64), 255, 3)
    ink[:, 200:215] = ink[:, 240:250] = 0
    assert not np.count_nonzero(without_lines(ink))


def test_a_line_that_curves_goes():
    ink = np.zeros((200, 700), np.uint8)
    x = np.arange(20, 680)
    y = 80 + 25 * ((x - 350) / 330) ** 2
    cv2.polylines(ink, [np.column_stack([x, y]).astype(np.int32)], False, 255, 3)
    assert np.count_nonzero(without_lines(ink)) < 0.02 * np.count_nonzero(ink)


@pytest.mark.parametrize("leaves_at", range(440, 520, 10))
@pytest.mark.parametrize("turns", range(4))
def test_a_line_that_leaves_the_picture_goes(turns, leaves_at):
    ink = np.zeros((600, 600), np.uint8)
    x = np.arange(40, leaves_at)
    y = 0.0004 * ((leaves_at - 40.0) ** 2 - (x - 40.0) ** 2)  # down to the border, ever steeper
    cv2.polylines(ink, [np.column_stack([x, y]).astype(np.int32)], False, 255, 6)
    ink = np.ascontiguousarray(np.rot90(ink, turns))
    assert np.count_nonzero(without_lines(ink)) < 0.1 * np.count_nonzero(ink)


@pytest.mark.parametrize(
    ("lines", "is_grid"),
    [
        ([(slice(38, 42), slice(0, 200)), (slice(120, 124), slice(0, 200))], True),
        ([(slice(120, 124), slice(0, 200))], False),  # a 1 that stands on a line
        ([(slice(38, 42), slice(0, 60))], False),  # a line that ends beside it
    ],
)
def test_a_bar_between_two_lines_was_part_of_a_grid(lines, is_grid):
    clean, erased = np.zeros((200, 200), np.uint8), np.zeros((200, 200), np.uint8)
    clean[42:120, 98:103] = 255
    for rows, columns in lines:
        erased[rows, columns] = 255
    assert is_remnant(clean, erased, 98, 42, 5, 78) == is_grid


def test_a_crossing_is_a_remnant_and_a_digit_between_lines_is_not():
    erased = np.zeros((200, 200), np.uint8)
    erased[140:144] = erased[60:64] = 255
    erased[:, 60:64] = erased[:, 138:142] = 255
    digit, crossing = np.zeros((200, 200), np.uint8), np.zeros((200, 200), np.uint8)
    cv2.ellipse(digit, (100, 102), (36, 37), 0, 0, 360, 255, 6)
    assert not is_remnant(digit, erased, *cv2.boundingRect(digit))
    crossing[125:139, 130:137] = crossing[132:139, 100:137] = 255
    assert is_remnant(crossing, erased, *cv2.boundingRect(crossing))


def test_shorter_lines_are_found_where_they_are_asked_for():
    ink = np.zeros((300, 400), np.uint8)
    for y, end, thickness in ((50, 140, 3), (100, 140, 8), (150, 350, 8)):
        cv2.line(ink, (50, y), (end, y), 255, thickness)
    across, down = (Ruling(mask, 65) for mask in (ink, np.ascontiguousarray(ink.T)))
    ((left, top, width, height),) = across.boxes_below(LEAST_LENGTH_PX)
    assert left < 50
    assert left + width > 140
    assert top < 50 < top + height < 60
    assert down.boxes_below(LEAST_LENGTH_PX) == [(top, left, height, width)]
    rows = {
        least: np.flatnonzero(across.without(least).any(axis=1)) for least in (65, LEAST_LENGTH_PX)
    }
    # What is thick for its length is a stroke; the longest line goes in both.
    assert 90 < rows[65].min() <= rows[65].max() < 110
    assert 40 < rows[LEAST_LENGTH_PX].min() <= rows[LEAST_LENGTH_PX].max() < 110
