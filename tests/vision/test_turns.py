"""Boxes and numbers of a turned picture, back in the picture as it was."""

import cv2
import numpy as np
import pytest

from vision.frame import Box
from vision.reading import DigitRead, NumberRead
from vision.turns import UPRIGHT, Turn


def _picture():
    gray = np.zeros((400, 600), np.uint8)
    cv2.ellipse(gray, (95, 90), (25, 38), 0, 0, 360, 255, -1)
    return gray


def _tight(gray):
    return Box(*cv2.boundingRect(cv2.compare(gray, 128, cv2.CMP_GT)))


@pytest.mark.parametrize("quarters", range(4))
def test_a_quarter_turn_and_back_is_exact(quarters):
    gray = _picture()
    turn = Turn(quarters)
    assert turn.box_before(_tight(turn.turned(gray)), gray.shape) == _tight(gray)


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("tilt_deg", [-40.0, -15.0, 20.0, 44.0])
def test_a_leveled_box_lies_about_where_it_was(quarters, tilt_deg):
    gray = _picture()
    turn = Turn(quarters, tilt_deg)
    before = turn.box_before(_tight(turn.turned(gray)), gray.shape)
    assert before.intersection_over_union(_tight(gray)) > 0.5
    assert before.distance_to(_tight(gray)) < 4


def test_a_line_that_runs_down_is_level_after_its_tilt_is_taken_out():
    gray = np.zeros((400, 600), np.uint8)
    cv2.line(gray, (100, 100), (500, 100 + round(400 * np.tan(np.radians(25)))), 255, 5)
    assert _tight(Turn(0, 25.0).turned(gray)).height < 15


def test_one_quarter_brings_up_what_is_on_its_right_side():
    gray = np.zeros((40, 60), np.uint8)
    gray[:, -5:] = 255
    assert _tight(Turn(1).turned(gray)) == Box(0, 0, 40, 5)


def test_the_whole_picture_is_kept():
    gray = np.full((40, 60), 200, np.uint8)
    turned = Turn(0, 30.0).turned(gray)
    assert turned.shape[0] > 40
    assert turned.shape[1] > 60
    assert (turned == 200).all()


@pytest.mark.parametrize("box", [Box(0, 0, 5, 5), Box(70, 60, 8, 9)])
def test_no_box_leaves_the_picture(box):
    before = Turn(0, 40.0).box_before(box, (40, 60))
    assert before.left >= 0
    assert before.top >= 0
    assert before.right <= 60
    assert before.bottom <= 40
    assert before.area > 0


@pytest.mark.parametrize(("quarters", "angle_deg"), [(0, 5.0), (1, 95.0), (2, -175.0), (3, -85.0)])
def test_numbers_keep_their_order_and_get_the_page_s_slope(quarters, angle_deg):
    crop, chances = np.zeros((28, 28), np.uint8), np.zeros(11, np.float32)
    digits = tuple(
        DigitRead(Box(left, 10, 20, 30), crop, digit, 0.9, chances)
        for left, digit in ((10, 4), (40, 2))
    )
    number = NumberRead(Box(10, 10, 50, 30), 5.0, "42", 0.8, digits)
    (before,) = Turn(quarters).numbers_before([number], (200, 200))
    assert before.text == "42"
    assert [digit.digit for digit in before.digits] == [4, 2]
    assert before.angle_deg == pytest.approx(angle_deg)
    assert before.box == Turn(quarters).box_before(number.box, (200, 200))


def test_no_turn_is_none():
    assert not UPRIGHT
    assert Turn(1)
    assert Turn(0, 20.0)
