"""What the user says of digits, laid over a reading."""

import weakref

import numpy as np
import pytest

from desktop_app.correcting.corrections import Correction, answer_of, corrected, read_of
from desktop_app.correcting.regrouping import box_as_it_lies, box_upright, page_quarters
from vision.frame import Box, Frame
from vision.grouping import group
from vision.reading import NOT_A_DIGIT, DigitRead, NumberRead, Reason, Recognition, Rejection

CROP = np.zeros((28, 28), np.uint8)
SURE = np.eye(11, dtype=np.float32)


def frame():
    return Frame(np.zeros((480, 640, 3), np.uint8))


def digit(value, left, top=60, track_id=None):
    return DigitRead(Box(left, top, 30, 50), CROP, value, 0.9, SURE[value], track_id)


def reading(of, digits, rejections=()):
    return Recognition(of, tuple(digits), tuple(rejections), group(digits, rejections))


def said(label, item, of):
    return Correction(
        label, item.box, CROP, weakref.ref(of.image), getattr(item, "track_id", None), item
    )


def texts(recognition):
    return [number.text for number in recognition.numbers]


@pytest.fixture
def picture():
    return frame()


@pytest.fixture
def page(picture):
    """Two lines of three digits."""
    lines = [digit(value, 60 + 40 * at) for at, value in enumerate((1, 2, 3))]
    lines += [digit(value, 60 + 40 * at, 160) for at, value in enumerate((4, 5, 6))]
    return reading(picture, lines)


def test_without_corrections_a_reading_is_what_it_was(page):
    assert corrected(page, ()) is page
    other = frame()
    assert corrected(page, [said(7, page.digits[0], other)]) is page


def test_a_digit_is_what_the_user_says_in_digits_and_numbers(page, picture):
    shown = corrected(page, [said(7, page.digits[1], picture)])
    assert texts(shown) == ["173", "456"]
    assert shown.digits[1].digit == 7
    assert shown.numbers[0].digits[1] is shown.digits[1]
    assert read_of(shown.digits[1]) is page.digits[1]
    assert shown.numbers[1] is page.numbers[1]


def test_the_later_of_two_corrections_counts(page, picture):
    first, later = said(7, page.digits[1], picture), said(8, page.digits[1], picture)
    assert texts(corrected(page, [first, later])) == ["183", "456"]


@pytest.mark.parametrize(("at", "numbers"), [(0, ["23", "456"]), (1, ["1", "3", "456"])])
def test_what_is_no_digit_ends_its_number(page, picture, at, numbers):
    shown = corrected(page, [said(NOT_A_DIGIT, page.digits[at], picture)])
    assert texts(shown) == numbers
    assert len(shown.digits) == 5
    (refused,) = shown.rejections
    assert refused.reason is Reason.NOT_A_DIGIT
    assert read_of(refused) is page.digits[at]


def test_an_unsure_place_that_is_a_digit_joins_its_number(picture):
    unsure = Rejection(Box(100, 60, 30, 50), Reason.UNSURE, CROP, SURE[2])
    before = reading(picture, [digit(1, 60), digit(3, 140), digit(9, 60, 160)], [unsure])
    assert texts(before) == ["1", "3", "9"]
    shown = corrected(before, [said(2, unsure, picture)])
    assert texts(shown) == ["123", "9"]
    assert shown.rejections == ()


@pytest.mark.parametrize(
    ("left", "top", "numbers"),
    [(20, 60, ["7123", "456"]), (180, 160, ["123", "4567"]), (60, 300, ["123", "456", "7"])],
)
def test_a_missed_digit_stands_where_it_was_marked(page, picture, left, top, numbers):
    missed = Correction(7, Box(left, top, 30, 50), CROP, weakref.ref(picture.image))
    shown = corrected(page, [missed])
    assert texts(shown) == numbers
    assert read_of(shown.digits[-1]) is None


def test_single_digits_stay_single(page, picture):
    missed = Correction(7, Box(20, 60, 30, 50), CROP, weakref.ref(picture.image))
    assert "7" in texts(corrected(page, [missed], groups=False))


def test_a_missed_digit_that_is_read_now_is_not_there_twice(page, picture):
    missed = Correction(7, Box(182, 61, 30, 50), CROP, weakref.ref(picture.image))
    assert texts(corrected(page, [missed])) == ["1237", "456"]
    now_read = reading(picture, [*page.digits, digit(1, 180)])
    assert texts(corrected(now_read, [missed])) == ["1237", "456"]


def test_a_followed_digit_stays_corrected_wherever_it_goes(picture):
    first = reading(picture, [digit(1, 60, track_id=4)])
    correction = said(7, first.digits[0], picture)
    later = reading(frame(), [digit(1, 400, 300, track_id=4), digit(1, 60, track_id=5)])
    assert sorted(one.digit for one in corrected(later, [correction]).digits) == [1, 7]
    lost = reading(frame(), [digit(1, 60, track_id=5)])
    assert corrected(lost, [correction]) is lost


def test_a_page_on_its_side_is_grouped_as_it_is_read(picture):
    # Written from the bottom up: upright after three quarter turns to the left.
    size = (640, 480)
    upright = [Box(100 + 40 * at, 200, 30, 50) for at in range(3)]
    boxes = [box_as_it_lies(box, size, 3) for box in upright]
    assert [box_upright(box, size, 3) for box in boxes] == upright
    turned = [
        DigitRead(box, CROP, value, 0.9, SURE[value])
        for box, value in zip(boxes[:2], (1, 2), strict=True)
    ]
    lying = NumberRead(Box.union_of(boxes[:2]), -90.0, "12", 0.81, tuple(turned))
    before = Recognition(picture, tuple(turned), (), (lying,))
    assert page_quarters(before.numbers) == 3
    missed = Correction(7, boxes[2], CROP, weakref.ref(picture.image))
    assert texts(corrected(before, [missed])) == ["127"]


def test_slopes_on_either_side_of_upside_down_are_near_each_other():
    page = reading(frame(), [digit(1, 60)]).numbers[0]
    lying = [
        type(page)(page.box, angle, "1", 0.9, page.digits) for angle in (178.0, -179.0, -177.0)
    ]
    assert page_quarters(lying) == 2


def test_what_the_model_had_said_is_known():
    ink = Rejection(Box(0, 0, 9, 9), Reason.NOT_A_DIGIT, CROP, SURE[NOT_A_DIGIT])
    assert answer_of(digit(3, 0)) == (3, 0.9)
    assert answer_of(ink) == (NOT_A_DIGIT, 1.0)
    assert answer_of(Rejection(ink.box, Reason.UNSURE, CROP, SURE[3])) == (None, None)
    assert answer_of(None) == (None, None)
