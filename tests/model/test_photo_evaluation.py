"""The score of whole photographs is what one would count by hand."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.photo_evaluation import (
    Comparison,
    PhotoReading,
    PhotoScore,
    PhotoTruth,
    PlacedDigit,
    compared,
    edit_distance,
    matched,
    overlap,
    score_photo,
    total_of,
)

SQUARE = (0.0, 0.0, 100.0, 100.0)


def digit(label, left=0, top=0, width=40, height=60, counts=True):
    return PlacedDigit(label, (left, top, width, height), counts)


def truth(*digits, lines=(), has_boxes=True, certain=True):
    return PhotoTruth(Path("a.png"), "paper", digits, has_boxes, lines, certain)


def test_all_found_and_right():
    score = score_photo(
        truth(digit(1, 0), digit(2, 100), lines=("12",)),
        PhotoReading((digit(2, 102), digit(1, 3)), ("12",)),
    )
    assert (score.f1, score.precision, score.recall) == (1.0, 1.0, 1.0)
    assert score.character_error_rate == 0.0


def test_wrong_label_missed_and_false_each_count():
    score = score_photo(
        truth(digit(1, 0), digit(2, 100), digit(3, 200)),
        PhotoReading((digit(1, 0), digit(7, 100), digit(4, 400))),
    )
    assert (score.wanted, score.right, score.mislabelled, score.false) == (3, 1, 1, 1)
    assert score.precision == pytest.approx(1 / 3)
    assert score.recall == pytest.approx(1 / 3)
    assert score.located == pytest.approx(2 / 3)
    assert score.label_accuracy == pytest.approx(1 / 2)


def test_one_digit_read_twice_is_false_once():
    score = score_photo(truth(digit(5)), PhotoReading((digit(5), digit(5, 2))))
    assert (score.right, score.false) == (1, 1)


def test_regions_to_ignore_count_neither_way():
    printed, unknown = digit(3, 200, counts=False), digit(None, 400, counts=False)
    score = score_photo(
        truth(digit(1), printed, unknown),
        PhotoReading((digit(1), digit(3, 200), digit(8, 400))),
    )
    assert (score.wanted, score.right, score.false) == (1, 1, 0)


def test_unsure_readings_are_not_readings():
    score = score_photo(truth(digit(1)), PhotoReading((digit(None), digit(None, 300))))
    assert (score.right, score.mislabelled, score.false) == (0, 0, 0)


def test_whatever_is_read_on_a_negative_is_false():
    noisy = score_photo(truth(), PhotoReading((digit(1), digit(2, 90))))
    clean = score_photo(truth(), PhotoReading())
    total = total_of([noisy, clean])
    assert (total.photos, total.negatives, total.clean_negatives) == (0, 2, 1)
    assert total.false_per_negative == 1.0


def test_photo_without_boxes_is_compared_as_text_alone():
    score = score_photo(
        truth(lines=("1 234", "5"), has_boxes=False), PhotoReading((digit(1),), ("1284",))
    )
    assert (score.wanted, score.false) == (0, 0)
    assert score.characters == len("1234\n5")
    assert score.edits == 3  # one wrong digit, the line's end and the 5


def test_no_places_are_compared_where_none_are_known():
    known = truth(digit(1, 0), digit(2, 100))
    reading = PhotoReading((digit(2, 300), digit(None, 0), digit(7, 100)))
    assert compared(known, reading).found == ((1, 2),)
    assert compared(known, reading).false == (0,)
    assert compared(replace(known, has_boxes=False), reading) == Comparison()


def test_uncertain_order_is_not_compared_as_text():
    score = score_photo(truth(digit(1), lines=("1",), certain=False), PhotoReading((digit(1),)))
    assert score.characters == 0


def test_thin_digits_are_found_although_a_pixel_aside():
    assert overlap((50, 0, 4, 100), (55, 0, 4, 100)) > 0.7
    assert overlap(SQUARE, (200, 0, 100, 100)) == 0.0
    assert overlap((0, 0, 0, 0), (0, 0, 0, 0)) == 0.0


def test_the_largest_overlap_is_paired_first():
    wanted = [digit(1, 0), digit(2, 20)]
    read = [digit(9, 18), digit(8, 100)]
    assert matched(wanted, read) == [(1, 0)]


@given(st.text("0123456789\n", max_size=12), st.text("0123456789\n", max_size=12))
def test_edit_distance_is_a_distance(first, second):
    distance = edit_distance(first, second)
    assert distance == edit_distance(second, first)
    assert abs(len(first) - len(second)) <= distance <= max(len(first), len(second))
    assert (distance == 0) == (first == second)


def test_edit_distance_of_known_words():
    assert edit_distance("1234", "1284") == 1
    assert edit_distance("1234", "") == 4
    assert edit_distance("12345", "2345") == 1


def test_nothing_at_all_is_zero_not_an_error():
    assert (PhotoScore().f1, PhotoScore().false_per_negative) == (0.0, 0.0)
