"""Sheets are drawn and photographed, and the model that ships helps to label them."""

import numpy as np
import pytest

from model.scenes import Conditions
from model.store import ModelStore
from model.teaching_benchmark import Misreading
from model.teaching_pages import IN_ORDER, SheetStyle, own_hand, written_sheet
from model.teaching_sheet import RowProblem, read_sheet
from vision.color import ink_gray
from vision.turns import Turn


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    return ModelStore(tmp_path_factory.mktemp("models")).load_classifier()


def written(rows, *, seed=1, style=None, conditions=None, hand=None):
    rng = np.random.default_rng(seed)
    return written_sheet(rows, hand or own_hand(), rng, style, conditions)


def labels_there(page, reading):
    """For each labelled digit, what was written in its place."""
    truth = [glyph for row in page.rows for glyph in row]
    return [
        max(truth, key=lambda one: one.box.intersection_over_union(digit.box)).label
        for digit in reading.digits
    ]


def read(page, classifier, turns=()):
    return read_sheet(ink_gray(page.image), classifier, turns)


def test_each_digit_gets_the_label_of_its_place(classifier):
    page = written([IN_ORDER] * 4)
    reading = read(page, classifier)
    assert [row.is_accepted for row in reading.rows] == [True] * 4
    assert [digit.label for digit in reading.digits] == list(range(10)) * 4
    assert labels_there(page, reading) == list(range(10)) * 4


@pytest.mark.parametrize("slope_deg", [-8, 7])
def test_sloping_and_bent_rows_in_perspective_are_told_apart(classifier, slope_deg):
    style = SheetStyle(slope_deg=slope_deg, bend=0.3, perspective=0.05)
    page = written([IN_ORDER] * 5, style=style)
    reading = read(page, classifier)
    assert len(reading.digits) >= 40
    assert labels_there(page, reading) == [digit.label for digit in reading.digits]


def test_ruled_paper_shadow_noise_and_a_finger_are_no_digits(classifier):
    style = SheetStyle(finger=True, perspective=0.03, height_px=40)
    conditions = Conditions(rule_px=80, shading=0.4, noise=3.0, blur_px=0.6)
    page = written([IN_ORDER] * 5, style=style, conditions=conditions)
    reading = read(page, classifier)
    assert len(reading.digits) >= 40
    assert labels_there(page, reading) == [digit.label for digit in reading.digits]


def test_a_row_of_nine_is_refused_and_what_is_missing_is_told(classifier):
    reading = read(written([IN_ORDER, "012345689", IN_ORDER]), classifier)
    assert [row.problem for row in reading.rows] == [None, RowProblem.TOO_FEW, None]
    assert (reading.rows[1].found, reading.rows[1].missing) == (9, (7,))
    assert len(reading.digits) == 20


def test_a_row_of_eleven_is_refused(classifier):
    reading = read(written([IN_ORDER, "01234567899"]), classifier)
    assert [row.problem for row in reading.rows] == [None, RowProblem.TOO_MANY]
    assert reading.rows[1].found == 11


@pytest.mark.parametrize("row", ["1234567890", "0123567889", "9876543210", "0124356789"])
def test_ten_digits_in_another_order_are_refused(classifier, row):
    reading = read(written([IN_ORDER, row]), classifier)
    assert reading.rows[0].is_accepted
    assert reading.rows[1].problem is RowProblem.OUT_OF_ORDER
    assert len(reading.digits) == 10


def test_a_digit_that_the_model_misreads_gets_its_true_label(classifier):
    taken_for = (0, 7, 2, 3, 9, 5, 6, 1, 8, 4)  # each 1 is read as a 7, each 4 as a 9
    reading = read(written([IN_ORDER] * 3), Misreading(classifier, taken_for))
    assert [digit.label for digit in reading.digits] == list(range(10)) * 3
    assert [digit.answer for digit in reading.digits] == list(taken_for) * 3


def test_a_five_whose_bar_is_written_apart_is_one_digit(classifier):
    page = written([IN_ORDER] * 2, style=SheetStyle(height_px=60))
    image = page.image.copy()
    for row in page.rows:
        box = row[5].box  # paper where the bar meets the rest
        ground = image[box.top, box.left - 6].copy()
        image[box.top + 11 : box.top + 15, box.left - 2 : box.right + 2] = ground
    reading = read_sheet(ink_gray(image), classifier)
    assert [row.is_accepted for row in reading.rows] == [True, True]
    fives = [digit.box for digit in reading.digits if digit.label == 5]
    assert all(
        five.intersection_over_union(row[5].box) > 0.8
        for five, row in zip(fives, page.rows, strict=True)
    )


def test_touching_digits_are_parted_or_their_row_refused(classifier):
    for seed in range(6):
        page = written([IN_ORDER] * 3, seed=seed, style=SheetStyle(touching=0.1, height_px=44))
        reading = read(page, classifier)
        assert labels_there(page, reading) == [digit.label for digit in reading.digits]


def test_a_sheet_on_its_head_is_turned(classifier):
    page = written([IN_ORDER] * 3)
    gray = np.ascontiguousarray(ink_gray(page.image)[::-1, ::-1])
    assert read_sheet(gray, classifier).digits == ()
    reading = read_sheet(gray, classifier, [Turn(2)])
    assert [digit.label for digit in reading.digits] == list(range(10)) * 3
    first, truth = reading.digits[0].box, page.rows[0][0].box
    assert abs(gray.shape[1] - first.right - truth.left) <= 3
    assert abs(gray.shape[0] - first.bottom - truth.top) <= 3


def test_paper_without_rows_has_none(classifier):
    blank = np.full((300, 400), 220, np.uint8)
    assert read_sheet(blank, classifier).rows == ()
    few = written(["012"])
    assert read(few, classifier).rows == ()


def test_a_misreading_model_still_gives_probabilities(classifier):
    model = Misreading.of(classifier, np.random.default_rng(0), 3)
    answers = model(np.zeros((2, 28, 28), np.uint8))
    assert np.allclose(answers.sum(axis=1), 1, atol=1e-3)
    assert sum(a != b for a, b in enumerate(model.taken_for)) == 3
