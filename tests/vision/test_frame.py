"""Frames and boxes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.frame import Box, Frame

boxes = st.builds(
    Box, st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 60), st.integers(1, 60)
)


def test_a_frame_cannot_be_drawn_into():
    frame = Frame(np.zeros((4, 6, 3), np.uint8))
    assert (frame.width, frame.height) == (6, 4)
    with pytest.raises(ValueError, match="read-only"):
        frame.image[0, 0] = 1


@pytest.mark.parametrize(
    "image", [np.zeros((4, 6), np.uint8), np.zeros((4, 6, 4), np.uint8), np.zeros((4, 6, 3))]
)
def test_a_frame_takes_bgr_bytes_only(image):
    with pytest.raises(ValueError, match="Expected an image of shape"):
        Frame(image)


@given(boxes, boxes)
def test_overlap_is_symmetric_and_at_most_one(first, second):
    overlap = first.intersection_over_union(second)
    assert overlap == second.intersection_over_union(first)
    assert 0 <= overlap <= 1


@given(boxes)
def test_a_box_overlaps_itself_wholly(box):
    assert box.intersection_over_union(box) == 1
    assert Box.union_of([box]) == box


@given(boxes, boxes)
def test_the_union_holds_both(first, second):
    union = Box.union_of([first, second])
    assert union.intersection_area(first) == first.area
    assert union.intersection_area(second) == second.area
