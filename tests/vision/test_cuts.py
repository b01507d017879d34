"""Touching digits cut apart: every digit must be among the parts, alone."""

import cv2
import numpy as np
import pytest

from vision.cuts import may_be_several, parts_of, stacked_parts_of

PEN = 6


def _ring(x, y=40):
    return lambda page: cv2.ellipse(page, (x, y), (17, 30), 0, 0, 360, 255, PEN)


def _bar(top, bottom, y=40):
    return lambda page: cv2.line(page, (top, y - 30), (bottom, y + 30), 255, PEN)


def _path(*points):
    return lambda page: cv2.polylines(page, [np.array(points, np.int32)], False, 255, PEN)


FIVE_WITH_A_LONG_BAR = _path(
    (85, 10), (40, 10), (38, 36), (55, 34), (62, 46), (60, 62), (48, 70), (34, 66)
)
SEVEN = _path((20, 12), (56, 12), (36, 70))

JOINED = {
    "zeros that share a wall": [_ring(30), _ring(66)],
    "zeros joined by a hook": [_ring(30), _path((30, 10), (48, 14), (78, 10)), _ring(76)],
    "slanted 1s joined by a hook": [_bar(50, 30), _path((46, 36), (60, 40)), _bar(74, 54)],
    "an upright 1 against a 0": [_bar(30, 30), _ring(52)],
    "a 5 whose bar reaches over the next digit": [FIVE_WITH_A_LONG_BAR, _ring(88, 46)],
}


def _inks(strokes):
    """The ink of each digit alone and of all, cut to what all of them cover."""
    pages = []
    for draw in strokes:
        page = np.zeros((90, 600), np.uint8)
        draw(page)
        pages.append(page)
    together = np.maximum.reduce(pages)
    left, top, width, height = cv2.boundingRect(together)
    box = slice(top, top + height), slice(left, left + width)
    return [page[box] for page in pages], together[box]


def _filled(ink):
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    assert len(contours) == 1
    return cv2.drawContours(np.zeros_like(ink), contours, -1, 255, cv2.FILLED)


def _ink_of(part, inside):
    ink = np.zeros_like(inside)
    box = slice(part.top, part.top + part.height), slice(part.left, part.left + part.width)
    ink[box] = inside[box] & part.own
    return ink


def _best_overlap(parts, inside, ink):
    """Of all parts the largest share of ink in common with a digit's."""
    overlaps = []
    for part in parts:
        found = _ink_of(part, inside) > 0
        overlaps.append((found & (ink > 0)).sum() / (found | (ink > 0)).sum())
    return max(overlaps, default=0.0)


@pytest.mark.parametrize("strokes", JOINED.values(), ids=JOINED.keys())
def test_each_of_two_joined_digits_is_a_part(strokes):
    digits, inside = _inks(strokes)
    assert may_be_several(_filled(inside))
    parts = parts_of(inside, _filled(inside))
    first, last = digits[0], digits[-1]
    assert _best_overlap(parts, inside, first) > 0.75
    assert _best_overlap(parts, inside, last) > 0.75


def test_eight_joined_digits_are_parts():
    digits, inside = _inks([_ring(30 + 37 * i) for i in range(8)])
    parts = parts_of(inside, _filled(inside))
    assert min(_best_overlap(parts, inside, digit) for digit in digits) > 0.75


def test_parts_are_few():
    _, pair = _inks([_ring(30), _ring(66)])
    _, eight = _inks([_ring(30 + 37 * i) for i in range(8)])
    assert len(parts_of(pair, _filled(pair))) <= 15
    assert len(parts_of(eight, _filled(eight))) <= 80


def test_a_part_says_where_its_ink_is_and_how_much():
    _, inside = _inks([_ring(30), _ring(66)])
    for part in parts_of(inside, _filled(inside)):
        ink = _ink_of(part, inside)
        assert cv2.boundingRect(ink) == (part.left, part.top, part.width, part.height)
        assert cv2.countNonZero(ink) == part.ink < cv2.countNonZero(inside)


def test_a_part_is_without_its_neighbour_where_their_boxes_overlap():
    digits, inside = _inks(JOINED["slanted 1s joined by a hook"])
    parts = parts_of(inside, _filled(inside))
    right = max(parts, key=lambda part: (part.left, -part.ink))
    leaked = (_ink_of(right, inside) > 0) & (digits[0] > 0)
    assert leaked.sum() < 0.1 * (digits[0] > 0).sum()


@pytest.mark.parametrize(
    "stroke",
    [_ring(60), _bar(60, 60), _bar(70, 45), SEVEN, _path((20, 10), (50, 10), (20, 70), (52, 70))],
    ids=["0", "1", "slanted 1", "7", "2"],
)
def test_a_single_digit_is_not_cut(stroke):
    _, inside = _inks([stroke])
    assert not may_be_several(_filled(inside))


@pytest.mark.parametrize("height", [12, 13, 15, 84])
@pytest.mark.parametrize("width", [9, 12, 40, 300])
def test_solid_ink_of_any_size_can_be_looked_at(height, width):
    solid = np.full((height, width), 255, np.uint8)
    for part in parts_of(solid, solid) + stacked_parts_of(solid, solid):
        assert part.left + part.width <= width
        assert part.top + part.height <= height


def test_a_tail_that_reaches_the_digit_below_is_cut_off():
    page = np.zeros((160, 100), np.uint8)
    cv2.polylines(page, [np.array([(20, 10), (60, 10), (42, 76)], np.int32)], False, 255, PEN)
    above = page.copy()
    below = cv2.ellipse(np.zeros_like(page), (42, 104), (17, 30), 0, 0, 360, 255, PEN)
    left, top, width, height = cv2.boundingRect(above | below)
    box = slice(top, top + height), slice(left, left + width)
    inside = (above | below)[box]
    parts = stacked_parts_of(inside, _filled(inside))
    assert _best_overlap(parts, inside, above[box]) > 0.75
    assert _best_overlap(parts, inside, below[box]) > 0.75
    assert len(parts) <= 4
