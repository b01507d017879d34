import numpy as np
import pytest

from desktop_app.live.marks import SIZES, STYLES, OverlayStyle, marks
from desktop_app.settings.table import SETTING_BY_KEY
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from vision.frame import Box, Frame
from vision.reading import Reason, Recognition, Rejection

READING = FakeReader(None, is_live=False).read(Frame(picture_of_numbers("12", "?")))


def written(style):
    return [
        [(mark.character, mark.confidence) for mark in group] for group in marks(READING, style)
    ]


def test_digits_tell_their_confidence_and_what_is_unsure_is_a_question_mark():
    assert written(OverlayStyle()) == [[("1", "90%"), ("2", "90%")], [("?", "")]]


def test_the_confidence_can_be_left_out():
    assert written(OverlayStyle(confidence=False)) == [[("1", ""), ("2", "")], [("?", "")]]


def test_what_is_unsure_can_be_left_out():
    assert written(OverlayStyle(unsure=False)) == [[("1", "90%"), ("2", "90%")]]


def test_what_is_no_digit_is_never_marked():
    blot = Rejection(Box(0, 0, 9, 9), Reason.NOT_A_DIGIT)
    assert marks(Recognition(Frame(np.zeros((9, 9, 3), np.uint8)), (), (blot,))) == []


@pytest.mark.parametrize(("key", "known"), [("overlay.style", STYLES), ("overlay.size", SIZES)])
def test_every_choice_of_the_settings_is_known(key, known):
    assert {choice for choice, _ in SETTING_BY_KEY[key].choices} == set(known)


def test_the_default_is_that_of_the_settings():
    names = ("style", "size", "confidence", "unsure")
    defaults = {name: SETTING_BY_KEY[f"overlay.{name}"].default for name in names}
    assert OverlayStyle(**defaults) == OverlayStyle()


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="circle"):
        OverlayStyle(style="circle")
