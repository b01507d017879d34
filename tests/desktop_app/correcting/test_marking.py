"""The digit in a box that somebody draws."""

import cv2
import numpy as np
import pytest

from desktop_app.correcting.marking import marked_digit
from model.scenes import written_line
from vision.frame import Box, Frame
from vision.segmentation import propose


@pytest.fixture
def page():
    """A page with 3 7 1 written far apart, and the boxes of the three."""
    ink, rng, boxes = None, np.random.default_rng(5), []
    for at, text in enumerate("371"):
        origin = (100 + 160 * at, 120)
        before = None if ink is None else ink.copy()
        ink, _ = written_line(text, rng, height_px=60, size=(360, 640), origin=origin, ink=ink)
        new = ink if before is None else np.abs(ink - before)
        boxes.append(Box(*cv2.boundingRect((new > 0.3).astype(np.uint8))))
    image = 235 - np.repeat(ink[..., None] * 0.75, 3, axis=2)
    return Frame(image.astype(np.uint8)), boxes


def around(box, margin):
    left, top = box.left - margin, box.top - margin
    return Box(left, top, box.width + 2 * margin, box.height + 2 * margin)


@pytest.mark.parametrize("margin", [2, 12, 30])
def test_the_ink_is_what_the_reading_finds_there(page, margin):
    frame, boxes = page
    candidates, _ = propose(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY))
    for box in boxes:
        found = marked_digit(frame, around(box, margin))
        read = max(candidates, key=lambda one: one.box.intersection_over_union(found.box))
        assert found.box.intersection_over_union(box) > 0.7
        assert found.box.intersection_over_union(read.box) > 0.8
        assert np.abs(found.crop.astype(int) - read.crop).mean() < 8


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_on_a_turned_page_the_digit_stands_upright(page, quarters):
    frame, boxes = page
    upright = marked_digit(frame, around(boxes[1], 8))
    lying = Frame(np.ascontiguousarray(np.rot90(frame.image, -quarters)))
    height, width = frame.image.shape[:2]
    box = around(boxes[1], 8)
    for _ in range(quarters):
        box = Box(height - box.bottom, box.left, box.height, box.width)
        width, height = height, width
    found = marked_digit(lying, box, quarters)
    assert np.abs(found.crop.astype(int) - upright.crop).mean() < 3
    assert found.box.intersection_area(box) > 0.9 * found.box.area


def test_a_box_on_bare_paper_holds_nothing(page):
    frame, _ = page
    assert marked_digit(frame, Box(20, 20, 50, 60)) is None
    assert marked_digit(frame, Box(700, 20, 50, 60)) is None


@pytest.mark.parametrize("ground", [235, 20])
def test_a_digit_at_the_border_that_is_never_read_can_be_marked(ground):
    image = np.full((240, 320, 3), ground, np.uint8)
    cv2.line(image, (0, 60), (40, 60), (128,) * 3, 6)
    cv2.line(image, (40, 60), (15, 120), (128,) * 3, 6)
    found = marked_digit(Frame(image), Box(0, 45, 60, 85))
    assert found is not None
    assert found.box.intersection_over_union(Box(0, 57, 44, 66)) > 0.6
    assert found.crop.max() == 255


def test_a_low_digit_that_is_passed_over_can_be_marked():
    image = np.full((240, 320, 3), 235, np.uint8)
    cv2.line(image, (100, 100), (100, 107), (40, 40, 40), 2)
    found = marked_digit(Frame(image), Box(92, 92, 16, 22))
    assert found is not None
    assert found.box.height <= 12
