import numpy as np

from desktop_app.drawing.result import Part, is_too_small, lines_of, numbers_of
from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Reason, Recognition, Rejection

BLANK = np.zeros((28, 28), np.uint8)
FRAME = Frame(np.zeros((10, 10, 3), np.uint8))


def number(text, left, top):
    digits = tuple(
        DigitRead(Box(left + 30 * at, top, 25, 40), BLANK, int(character), 0.9, np.zeros(11))
        for at, character in enumerate(text)
    )
    return NumberRead(Box.union_of([one.box for one in digits]), 0.0, text, 0.9, digits)


def unsure(left, top, reason=Reason.UNSURE):
    return Rejection(Box(left, top, 25, 40), reason)


def texts(recognition):
    return [[part.text for part in line] for line in lines_of(recognition)]


def test_numbers_and_unsure_places_are_told_line_for_line():
    recognition = Recognition(
        FRAME,
        rejections=(unsure(110, 12), unsure(20, 200), unsure(10, 100)),
        numbers=(number("47", 10, 10), number("5", 160, 8), number("12", 60, 105)),
    )
    assert texts(recognition) == [["47", "?", "5"], ["?", "12"], ["?"]]


def test_what_is_no_digit_is_passed_over():
    recognition = Recognition(
        FRAME,
        rejections=(unsure(110, 10, Reason.NOT_A_DIGIT), unsure(160, 10, Reason.TOO_SMALL)),
        numbers=(number("47", 10, 10),),
    )
    assert texts(recognition) == [["47"]]


def test_only_numbers_are_copied():
    lines = [[Part("47", 0.9), Part("?")], [Part("12", 0.8)]]
    assert numbers_of(lines) == ["47", "12"]


def test_small_writing_is_told_from_other_ink():
    assert is_too_small(Recognition(FRAME, rejections=(unsure(0, 0, Reason.TOO_SMALL),)))
    assert not is_too_small(Recognition(FRAME))
    assert not is_too_small(
        Recognition(
            FRAME, rejections=(unsure(0, 0, Reason.TOO_SMALL), unsure(0, 0, Reason.NOT_A_DIGIT))
        )
    )
