"""How steep lines of ink and ruled lines are."""

import cv2
import numpy as np
import pytest

from vision.frame import Box
from vision.tilt import tilt_of_lines, tilt_of_rules


@pytest.mark.parametrize("degrees", [-40, -20, -5, 0, 13, 30, 44])
def test_the_tilt_of_lines_is_that_of_their_neighbours(degrees, rng):
    slope = np.tan(np.radians(degrees))
    boxes = [
        Box(round(x - slope * y), round(y + slope * x + rng.normal(0, 2)), 25, 40)
        for y in (0, 300)
        for x in range(0, 400, 45)
    ]
    assert tilt_of_lines(boxes) == pytest.approx(degrees, abs=4)


def test_scattered_and_few_boxes_have_no_tilt(rng):
    places = rng.integers(0, 2000, (60, 2)).tolist()
    assert tilt_of_lines([Box(x, y, 30, 40) for x, y in places]) == 0
    assert tilt_of_lines([Box(0, 0, 30, 40), Box(40, 40, 30, 40)]) == 0
    assert tilt_of_lines([]) == 0


def _grid(tilt_deg):
    page = np.full((480, 640), 220, np.uint8)
    for at in range(60, 430, 60):
        cv2.line(page, (60, at), (560, at), 60, 2)
        cv2.line(page, (at + 60, 40), (at + 60, 440), 60, 2)
    turn = cv2.getRotationMatrix2D((320, 240), -tilt_deg, 1.0)
    return cv2.warpAffine(page, turn, (640, 480), borderValue=220)


@pytest.mark.parametrize("tilt_deg", [-40, -12, 0, 9, 33])
def test_a_grid_tells_how_it_is_tilted(tilt_deg):
    assert tilt_of_rules(_grid(tilt_deg)) == pytest.approx(tilt_deg, abs=1.0)


def test_what_has_no_lines_or_lines_that_run_all_ways_has_no_tilt():
    rng = np.random.default_rng(3)
    fan = np.full((480, 640), 220, np.uint8)
    for angle in np.linspace(0, np.pi, 14, endpoint=False):
        across, down = round(np.cos(angle) * 220), round(np.sin(angle) * 220)
        cv2.line(fan, (320 - across, 240 - down), (320 + across, 240 + down), 60, 2)
    blank = np.full((480, 640), 220, np.uint8)
    noise = rng.integers(0, 256, (480, 640)).astype(np.uint8)
    assert [tilt_of_rules(picture) for picture in (fan, blank, noise)] == [0.0, 0.0, 0.0]
