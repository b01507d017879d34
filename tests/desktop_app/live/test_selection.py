import numpy as np
import pytest

from desktop_app.live.selection import (
    DOWN,
    KEEP_S,
    LEFT,
    RIGHT,
    UP,
    Selection,
    in_reading_order,
    item_at,
    next_item,
)
from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Reason, Recognition, Rejection

BLANK = np.zeros((28, 28), np.uint8)
PICTURE = np.zeros((480, 640, 3), np.uint8)


def digit(value, left, top, *, track_id=None, size=(30, 50)):
    return DigitRead(Box(left, top, *size), BLANK, value, 0.9, np.zeros(11, np.float32), track_id)


def number(text, left, top, slope=0, **rest):
    digits = tuple(
        digit(int(character), left + 50 * at, top + slope * at, **rest)
        for at, character in enumerate(text)
    )
    box = Box.union_of([one.box for one in digits])
    return NumberRead(box, 0.0, text, 0.9, digits)


def recognition(*numbers, rejections=(), at_s=0.0):
    digits = tuple(one for read in numbers for one in read.digits)
    return Recognition(Frame(PICTURE, 0, at_s), digits, tuple(rejections), tuple(numbers))


def unsure(left, top, reason=Reason.UNSURE, size=(30, 50)):
    return Rejection(Box(left, top, *size), reason)


def walk(reading, keys, begin=None):
    """The digits that are selected one after the other, "?" for what was not read."""
    ordered, item, seen = in_reading_order(reading), begin, ""
    for key in keys:
        item = next_item(ordered, item, key)
        seen += str(item.digit) if isinstance(item, DigitRead) else "?"
    return seen


PAGE = recognition(
    number("123", 50, 50), number("45", 350, 55), number("678", 50, 200), number("90", 60, 350)
)


def test_the_first_arrow_selects_the_first_digit():
    assert walk(PAGE, [DOWN]) == "1"
    assert next_item([], None, RIGHT) is None


def test_right_goes_through_all_in_reading_order_and_stays_at_the_end():
    assert walk(PAGE, [RIGHT] * 11) == "12345678900"


def test_left_goes_back_in_reading_order_and_stays_at_the_beginning():
    last = PAGE.numbers[-1].digits[-1]
    assert walk(PAGE, [LEFT] * 10, last) == "9876543211"


def test_up_and_down_go_to_the_nearest_there():
    assert walk(PAGE, [RIGHT, RIGHT, DOWN, DOWN, DOWN, UP, UP]) == "1270072"


def test_what_is_unsure_is_reached_in_its_place():
    reading = recognition(number("12", 50, 50), number("34", 250, 50), rejections=[unsure(170, 52)])
    assert walk(reading, [RIGHT] * 5) == "12?34"


def test_the_digits_of_a_sloping_number_are_reached_in_their_order():
    assert walk(recognition(number("1234", 50, 50, slope=24)), [RIGHT] * 4) == "1234"


def test_a_number_that_runs_downwards_is_followed_by_down():
    digits = tuple(digit(value, 50, 50 + 70 * value) for value in range(4))
    read = NumberRead(Box.union_of([one.box for one in digits]), 90.0, "0123", 0.9, digits)
    assert walk(recognition(read), [DOWN] * 5) == "01233"


def test_what_is_no_digit_is_reached_only_when_asked_for():
    blot = unsure(300, 50, Reason.NOT_A_DIGIT)
    reading = recognition(number("12", 50, 50), rejections=[blot])
    assert blot not in in_reading_order(reading)
    assert in_reading_order(reading, with_all=True)[-1] is blot


def test_every_digit_can_be_reached_from_every_other(rng):
    digits = [
        number(str(value), int(x), int(y))
        for value, (x, y) in enumerate(rng.integers(0, 430, (9, 2)))
    ]
    ordered = in_reading_order(recognition(*digits))
    reached, left = {id(ordered[0])}, [ordered[0]]
    while left:
        item = left.pop()
        for key in (LEFT, RIGHT, UP, DOWN):
            other = next_item(ordered, item, key)
            if id(other) not in reached:
                reached.add(id(other))
                left.append(other)
    assert len(reached) == 9


def test_a_click_hits_the_digit_under_it():
    assert item_at(PAGE, 110, 60) is PAGE.numbers[0].digits[1]
    assert item_at(PAGE, 200, 300) is None
    assert item_at(PAGE, 83, 60) is None
    assert item_at(PAGE, 83, 60, reach=4) is PAGE.numbers[0].digits[0]


def test_a_digit_is_hit_through_a_shadow_that_was_not_read():
    shadow = unsure(0, 0, Reason.NOT_A_DIGIT, size=(640, 480))
    small = unsure(58, 60, Reason.TOO_SMALL, size=(4, 4))
    reading = recognition(number("1", 50, 50), rejections=[shadow, small])
    assert item_at(reading, 60, 62) is reading.digits[0]
    assert item_at(reading, 400, 300) is shadow


@pytest.fixture
def selection():
    return Selection()


def test_a_selected_digit_is_followed_by_its_track(selection):
    first = recognition(number("1", 50, 50, track_id=7))
    moved = recognition(
        number("1", 50, 50, track_id=8), number("2", 300, 200, track_id=7), at_s=0.1
    )
    selection.select(first.digits[0], first)
    selection.follow(moved)
    assert selection.item is moved.digits[1]


def test_a_digit_without_a_track_is_known_by_its_box(selection):
    first = recognition(number("12", 50, 50))
    again = recognition(number("17", 52, 49), at_s=0.1)
    selection.select(first.digits[1], first)
    selection.follow(again)
    assert selection.item is again.digits[1]
    selection.follow(recognition(number("17", 300, 300), at_s=0.2))
    assert selection.item is None


def test_what_was_read_becomes_unsure_and_stays_selected(selection):
    first = recognition(number("1", 50, 50, track_id=7))
    doubt = Rejection(Box(51, 50, 30, 50), Reason.UNSURE, track_id=7)
    selection.select(first.digits[0], first)
    selection.follow(recognition(rejections=[doubt], at_s=0.1))
    assert selection.item is doubt


def test_a_digit_under_a_hand_stays_selected_for_a_moment(selection):
    first = recognition(number("1", 50, 50, track_id=7))
    selection.select(first.digits[0], first)
    selection.follow(recognition(at_s=KEEP_S / 2))
    assert selection.item is first.digits[0]
    assert not selection.is_in_sight
    back = recognition(number("1", 90, 90, track_id=7), at_s=KEEP_S)
    selection.follow(back)
    assert selection.item is back.digits[0]
    assert selection.is_in_sight
    selection.follow(recognition(at_s=2.5 * KEEP_S))
    assert selection.item is None


def test_without_a_reading_nothing_is_selected(selection):
    selection.select(PAGE.digits[0], PAGE)
    selection.follow(None)
    assert selection.item is None
    assert not selection.is_in_sight
