"""A region is read as if the picture ended there, and told in pixels of the whole picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Reason, Recognition, Rejection
from vision.regions import LEAST_REGION_PX, read_within, region_within

CROP = np.zeros((28, 28), np.uint8)
BOXES = st.builds(
    Box, st.integers(-50, 400), st.integers(-50, 400), st.integers(0, 500), st.integers(0, 500)
)


def page():
    return Frame(np.arange(200 * 300 * 3, dtype=np.uint32).astype(np.uint8).reshape(200, 300, 3), 7)


class Reader:
    """Finds a digit, a rejection and a number of one at the same place of each picture."""

    def __init__(self):
        self.frames = []

    def __call__(self, frame):
        self.frames.append(frame)
        probabilities = np.zeros(11, np.float32)
        digit = DigitRead(Box(5, 6, 10, 12), CROP, 3, 0.9, probabilities, track_id=4)
        other = DigitRead(Box(30, 6, 10, 12), CROP, 3, 0.9, probabilities)
        rejection = Rejection(Box(1, 2, 3, 4), Reason.UNSURE)
        number = NumberRead(Box(5, 6, 35, 12), 2.0, "33", 0.8, (digit, other))
        return Recognition(frame, (digit,), (rejection,), (number,), 1.5)


def test_only_the_region_is_read_and_its_boxes_are_of_the_frame():
    frame, reader = page(), Reader()
    recognition = read_within(frame, Box(40, 50, 100, 80), reader)
    (part,) = reader.frames
    assert np.array_equal(part.image, frame.image[50:130, 40:140])
    assert (part.index, part.captured_at_s) == (frame.index, frame.captured_at_s)
    assert recognition.frame is frame
    assert recognition.digits[0].box == Box(45, 56, 10, 12)
    assert recognition.rejections[0].box == Box(41, 52, 3, 4)
    number = recognition.numbers[0]
    assert (number.box, number.text, number.angle_deg) == (Box(45, 56, 35, 12), "33", 2.0)
    assert number.digits[0] is recognition.digits[0]
    assert number.digits[1].box == Box(70, 56, 10, 12)
    assert recognition.latency_ms == 1.5


@pytest.mark.parametrize("region", [None, Box(1000, 0, 50, 50), Box(10, 10, 3, 90)])
def test_without_a_region_in_it_all_of_a_frame_is_read(region):
    frame, reader = page(), Reader()
    recognition = read_within(frame, region, reader)
    assert reader.frames == [frame]
    assert recognition.digits[0].box == Box(5, 6, 10, 12)


def test_a_region_that_reaches_out_of_the_frame_is_cut_to_it():
    reader = Reader()
    read_within(page(), Box(-20, 150, 100, 400), reader)
    assert reader.frames[0].image.shape == (50, 80, 3)


@given(BOXES, st.integers(1, 300), st.integers(1, 300))
def test_what_is_left_of_a_region_lies_in_the_frame_and_in_the_region(region, width, height):
    inside = region_within(region, width, height)
    if inside is None:
        return
    assert min(inside.width, inside.height) >= LEAST_REGION_PX
    assert inside.left >= max(0, region.left)
    assert inside.top >= max(0, region.top)
    assert inside.right <= min(width, region.right)
    assert inside.bottom <= min(height, region.bottom)
    assert region_within(inside, width, height) == inside
