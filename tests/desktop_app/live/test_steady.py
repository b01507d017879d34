import numpy as np
import pytest

from desktop_app.live.steady import FRAMES, GONE_S, LEAST_S, SteadyNumber
from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Recognition

BLANK = np.zeros((28, 28), np.uint8)
PICTURE = np.zeros((48, 64, 3), np.uint8)
STEP_S = 0.1
LONG = round(LEAST_S / STEP_S) + FRAMES


def number(text, left=50, top=50, *, confidence=0.95, tracks=None):
    digits = tuple(
        DigitRead(
            Box(left + 50 * at, top, 30, 50),
            BLANK,
            int(character),
            confidence,
            np.zeros(11, np.float32),
            tracks[at] if tracks else None,
        )
        for at, character in enumerate(text)
    )
    box = Box.union_of([digit.box for digit in digits])
    return NumberRead(box, 0.0, text, confidence ** len(digits), digits)


class Camera:
    """Readings one after the other.

    Attributes:
        given: The texts that were given.
        now_s: Time of the last reading.
    """

    def __init__(self, steady):
        self.steady = steady
        self.given = []
        self.now_s = 0.0

    def show(self, *numbers, times=1, step_s=STEP_S):
        for _ in range(times):
            self.now_s += step_s
            digits = tuple(digit for read in numbers for digit in read.digits)
            frame = Frame(PICTURE, 0, self.now_s)
            text = self.steady.take(Recognition(frame, digits, (), numbers))
            self.given += [text] if text is not None else []


@pytest.fixture
def camera():
    return Camera(SteadyNumber(0.9))


def test_a_number_that_stands_still_is_given_once(camera):
    camera.show(number("1234"), times=100)
    assert camera.given == ["1234"]


def test_it_takes_its_time(camera):
    camera.show(number("12"), times=round(LEAST_S / STEP_S))
    assert camera.given == []
    camera.show(number("12"))
    assert camera.given == ["12"]


def test_few_frames_are_not_enough_however_long_they_take(camera):
    camera.show(number("12"), times=FRAMES - 1, step_s=1.0)
    assert camera.given == []
    camera.show(number("12"), step_s=1.0)
    assert camera.given == ["12"]


def test_many_frames_are_not_enough_within_a_moment(camera):
    camera.show(number("12"), times=60, step_s=0.01)
    assert camera.given == []


def test_a_moving_number_is_not_given_until_it_rests(camera):
    for at in range(30):
        camera.show(number("12", 50 + 4 * at))
    assert camera.given == []
    camera.show(number("12", 170), times=LONG)
    assert camera.given == ["12"]


def test_a_slow_drift_is_a_movement_too(camera):
    for at in range(100):
        camera.show(number("12", 50 + 2 * at))
    assert camera.given == []


def test_a_trembling_hand_stands_still(camera):
    for at in range(LONG):
        camera.show(number("12", 50 + 4 * (at % 2), 50 - 3 * (at % 2)))
    assert camera.given == ["12"]


def test_an_unsure_digit_hinders_it(camera):
    camera.show(number("12", confidence=0.89), times=50)
    assert camera.given == []


def test_a_moment_of_doubt_begins_it_anew(camera):
    camera.show(number("12"), times=6)
    camera.show(number("12", confidence=0.5))
    camera.show(number("12"), times=6)
    assert camera.given == []


def test_a_flickering_text_is_never_steady(camera):
    for _ in range(30):
        camera.show(number("12"), times=2)
        camera.show(number("17"), times=2)
    assert camera.given == []


def test_only_the_expected_count_of_digits_is_given():
    camera = Camera(SteadyNumber(0.9, expected_digits=4))
    camera.show(number("123"), number("56789", top=200), times=LONG)
    assert camera.given == []
    camera.show(number("1234"), times=LONG)
    assert camera.given == ["1234"]


def test_another_number_in_its_place_is_given_and_the_first_again(camera):
    for text in ("12", "34", "12"):
        camera.show(number(text), times=3 * LONG)
    assert camera.given == ["12", "34", "12"]


def test_a_number_that_was_gone_is_given_again(camera):
    camera.show(number("12"), times=LONG)
    camera.show(times=round(GONE_S / STEP_S) + 1)
    camera.show(number("12"), times=LONG)
    assert camera.given == ["12", "12"]


def test_a_hand_that_passes_over_it_does_not_give_it_again(camera):
    camera.show(number("12"), times=LONG)
    camera.show(times=round(GONE_S / STEP_S) - 2)
    camera.show(number("12"), times=LONG)
    assert camera.given == ["12"]


def test_a_misread_frame_does_not_give_it_again(camera):
    camera.show(number("12"), times=LONG)
    camera.show(number("72"), times=2)
    camera.show(number("12"), times=3 * LONG)
    assert camera.given == ["12"]


def test_moved_to_another_place_it_is_still_the_same(camera):
    camera.show(number("12"), times=LONG)
    for at in range(20):
        camera.show(number("12", 50 + 10 * at))
    camera.show(number("12", 250), times=LONG)
    assert camera.given == ["12"]


def test_a_pause_in_between_is_no_reason_to_give_it_again(camera):
    camera.show(number("12", tracks=(1, 2)), times=LONG)
    camera.now_s += 60
    camera.show(times=3)  # the tracking begins anew
    camera.show(number("12", 400, tracks=(8, 9)), times=LONG)
    assert camera.given == ["12"]


def test_two_numbers_that_read_alike_are_two(camera):
    camera.show(number("12"), times=LONG)
    camera.show(number("12"), number("12", top=300), times=LONG)
    assert camera.given == ["12", "12"]


def test_several_numbers_are_given_one_after_the_other_in_reading_order(camera):
    camera.show(number("12"), number("34", top=200), number("56", top=350), times=LONG)
    assert camera.given == ["12", "34", "56"]


def test_the_same_frame_read_again_does_not_count():
    steady = SteadyNumber(0.9, frames=3, least_s=0.0)
    reading = Recognition(Frame(PICTURE, 0, 1.0), (), (), (number("12"),))
    assert [steady.take(reading) for _ in range(10)] == [None] * 10


def test_another_source_begins_anew(camera):
    camera.show(number("12"), times=LONG)
    camera.steady.reset()
    camera.show(number("12"), times=LONG)
    assert camera.given == ["12", "12"]
