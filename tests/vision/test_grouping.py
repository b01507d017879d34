"""Numbers in reading order."""

import math

import numpy as np
import pytest

from vision.frame import Box
from vision.grouping import group, singles, text_lines
from vision.reading import DigitRead, Reason, Rejection

BLANK = np.zeros((28, 28), np.uint8)
EVEN = np.full(11, 1 / 11, np.float32)


def _written(text, left=100, top=100, *, height=40, slope_deg=0.0, gap=0.2):
    """Digits of a line, as if read; a space leaves a digit's place empty."""
    reads = []
    slope = math.tan(math.radians(slope_deg))
    for i, sign in enumerate(text):
        x = left + round(i * height * (0.6 + gap))
        if sign != " ":
            box = Box(x, top + round((x - left) * slope), round(0.6 * height), height)
            reads.append(DigitRead(box, BLANK, int(sign), 0.9, EVEN))
    return reads


def _texts(reads, rejections=()):
    return [number.text for number in group(reads, rejections)]


def test_a_row_of_digits_is_one_number():
    numbers = group(_written("1234"), ())
    assert [number.text for number in numbers] == ["1234"]
    assert numbers[0].confidence == pytest.approx(0.9**4)
    assert numbers[0].angle_deg == 0


def test_the_order_in_which_digits_were_found_does_not_matter(rng):
    reads = _written("987") + _written("12", top=200)
    assert _texts([reads[i] for i in rng.permutation(5)]) == ["987", "12"]


def test_a_wide_gap_makes_two_numbers():
    assert _texts(_written("12") + _written("34", left=300)) == ["12", "34"]


def test_digits_written_far_apart_throughout_are_one_number():
    assert _texts(_written("52218", gap=0.9)) == ["52218"]
    assert _texts(_written("52", gap=0.9)) == ["5", "2"]


def test_a_gap_wider_than_the_others_of_its_line_splits():
    reads = _written("123", gap=0.2) + _written("456", left=100 + 3 * 32 + 30, gap=0.2)
    assert _texts(reads) == ["123", "456"]


def test_numbers_beside_each_other_are_one_line_of_text():
    numbers = group(_written("12") + _written("34", left=300) + _written("5", top=200), ())
    lines = text_lines(numbers)
    assert [[number.text for number in line] for line in lines] == [["12", "34"], ["5"]]


def test_lines_are_read_from_the_top_and_from_the_left():
    reads = _written("56", 300, 210) + _written("12", top=100) + _written("34", top=200)
    assert _texts(reads) == ["12", "34", "56"]


@pytest.mark.parametrize("slope_deg", [-20, -8, 8, 20])
def test_lines_may_slope(slope_deg):
    reads = _written("31415", top=300, slope_deg=slope_deg)
    reads += _written("92653", top=400, slope_deg=slope_deg)
    numbers = group(reads, ())
    assert [number.text for number in numbers] == ["31415", "92653"]
    assert numbers[0].angle_deg == pytest.approx(slope_deg, abs=1.5)


@pytest.mark.parametrize("sign", [Box(152, 132, 8, 8), Box(148, 116, 16, 5), Box(146, 96, 18, 46)])
def test_unread_ink_between_digits_ends_the_number(sign):
    reads = _written("12", gap=0.1) + _written("50", left=168, gap=0.1)
    assert _texts(reads) == ["1250"]
    assert _texts(reads, [Rejection(sign, Reason.NOT_A_DIGIT)]) == ["12", "50"]


@pytest.mark.parametrize(
    ("ink", "texts"),
    [
        (Box(155, 134, 5, 5), ["12", "50"]),  # a point
        (Box(155, 134, 3, 3), ["1250"]),  # a speck
        (Box(140, 102, 10, 4), ["1250"]),  # the loose bar of the 2
        (Box(120, 100, 80, 40), ["1250"]),  # two digits run together where it is coarse
    ],
)
def test_small_ink_ends_a_number_where_it_is_a_sign(ink, texts):
    reads = _written("12", gap=0.1) + _written("50", left=168, gap=0.1)
    assert _texts(reads, [Rejection(ink, Reason.TOO_SMALL)]) == texts


def test_a_shadow_that_reaches_in_from_the_border_ends_no_number():
    reads = _written("12", gap=0.1) + _written("50", left=168, gap=0.1)
    assert _texts(reads, [Rejection(Box(0, 60, 316, 80), Reason.CUT_OFF)]) == ["1250"]


def test_digits_of_other_heights_are_other_numbers():
    assert _texts(_written("1", height=90) + _written("2", left=160, height=30)) == ["1", "2"]


def test_digits_below_each_other_are_not_one_number():
    assert _texts(_written("1") + _written("2", top=150)) == ["1", "2"]


def test_every_digit_is_in_exactly_one_number(rng):
    reads = [
        DigitRead(Box(int(x), int(y), 24, 40), BLANK, i % 10, 0.9, EVEN)
        for i, (x, y) in enumerate(rng.integers(0, 600, (60, 2)))
    ]
    numbers = group(reads, ())
    grouped = [id(digit) for number in numbers for digit in number.digits]
    assert sorted(grouped) == sorted(id(read) for read in reads)


def test_no_digits_no_numbers():
    assert group([], []) == ()


def test_single_digits_come_in_the_order_of_their_numbers():
    reads = [*_written("12", top=200), *_written("345", slope_deg=10)]
    digits = singles(group(reads, ()))
    assert "".join(number.text for number in digits) == "34512"
    for number in digits:
        (digit,) = number.digits
        assert (number.box, number.confidence) == (digit.box, digit.confidence)
    assert digits[0].angle_deg == pytest.approx(10, abs=2)
