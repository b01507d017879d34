import numpy as np
import pytest

from desktop_app.live.inspection import Sighting
from desktop_app.live.inspector_words import (
    advice_of,
    history_in_words,
    place_of,
    reason_of,
    title_of,
)
from vision.frame import Box
from vision.reading import DigitRead, Reason, Rejection

BOX = Box(40, 30, 5, 9)
CROP = np.zeros((28, 28), np.uint8)


def chances(**by_name):
    """Probabilities by name: `d7=0.9` for the 7, `none` for "not a digit"."""
    made = np.zeros(11, np.float32)
    for name, chance in by_name.items():
        made[10 if name == "none" else int(name[1:])] = chance
    return made


def rejected(reason, **by_name):
    return Rejection(
        BOX, reason, CROP if by_name else None, chances(**by_name) if by_name else None
    )


def read(**by_name):
    return DigitRead(BOX, CROP, 7, 0.9, chances(**by_name))


def test_a_digit_that_was_read_has_its_confidence_and_its_rival():
    assert title_of(read(d7=0.9, d1=0.1)) == "Read as 7, 90% sure"
    assert reason_of(read(d7=0.9, d1=0.1)) == "The next likely is 1 with 10%."
    assert reason_of(read(d7=0.9, none=0.1)) == "The next likely is not a digit with 10%."
    assert reason_of(read(d7=0.98, d1=0.02)) == ""
    assert "0 to 9" in advice_of(read(d7=1.0)), "how to correct it"


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("by_name", [{}, {"d7": 0.6, "none": 0.4}])
def test_whatever_was_not_read_says_why_and_what_to_do(reason, by_name):
    inspected = rejected(reason, **by_name)
    assert title_of(inspected) == f"Not read: {reason}"
    for sentence in (reason_of(inspected), advice_of(inspected)):
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_each_reason_has_an_advice_of_its_own():
    assert len({advice_of(rejected(reason)) for reason in Reason}) == len(Reason)


def test_what_is_too_small_says_how_small():
    assert "9 pixels high" in reason_of(rejected(Reason.TOO_SMALL))


def test_what_is_unsure_says_between_what():
    text = reason_of(rejected(Reason.UNSURE, d1=0.55, d7=0.4, none=0.05))
    assert "most likely 1 with 55%, then 7 with 40%" in text


def test_what_is_no_digit_is_told_as_the_network_sees_it():
    assert "no digit with 90%" in reason_of(rejected(Reason.NOT_A_DIGIT, none=0.9, d1=0.1))


def test_a_digit_refused_for_what_is_around_it_is_not_blamed_on_the_network():
    text = reason_of(rejected(Reason.NOT_A_DIGIT, d1=0.9, none=0.1))
    assert "looks like 1" in text
    assert "around it" in text


def test_its_place_is_told_in_pixels_of_the_picture():
    assert place_of(read(d7=1)) == "5 × 9 pixels, 40 from the left and 30 from the top"


def test_the_history_is_told_in_words():
    seven, unsure = Sighting(7, 0.9), Sighting(None, 0.5, Reason.UNSURE)
    none = Sighting(None, 0.1, Reason.NOT_A_DIGIT)
    history = [unsure, seven, None, seven, seven, unsure, none]
    assert history_in_words(history) == (
        "In the last 7 frames: 3 × “7”, 2 × unsure, 1 × not seen, 1 × not a digit"
    )
    assert "moving picture" in history_in_words([])
