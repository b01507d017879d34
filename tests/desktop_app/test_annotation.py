"""Annotated pictures show what was read where it was read."""

import numpy as np
import pytest

from desktop_app.annotation import annotated
from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Reason, Recognition, Rejection

CROP = np.zeros((28, 28), np.uint8)
BLUE, AMBER = (90, 209, 255), (255, 196, 77)


def digit(value, box, confidence=0.95):
    return DigitRead(box, CROP, value, confidence, np.zeros(11, np.float32))


def recognition(digits=(), rejections=(), size=(480, 640), grouped=True):
    frame = Frame(np.full((*size, 3), 230, np.uint8))
    numbers = ()
    if grouped and digits:
        box = Box.union_of([one.box for one in digits])
        numbers = (NumberRead(box, 0.0, "12", 0.9, tuple(digits)),)
    return Recognition(frame, tuple(digits), tuple(rejections), numbers)


def has_color(picture, color, box):
    """Whether pixels of `color` (RGB) lie at or closely around `box`."""
    region = picture[max(0, box.top - 8) : box.bottom + 8, max(0, box.left - 8) : box.right + 8]
    return bool((np.abs(region[..., ::-1].astype(int) - color).sum(axis=2) < 20).any())


def changed(picture):
    return np.argwhere((picture != 230).any(axis=2))


def test_each_digit_gets_a_box_and_a_label_and_keeps_its_ink_clear():
    boxes = [Box(100, 200, 30, 50), Box(150, 200, 30, 50)]
    picture = annotated(recognition([digit(1, boxes[0]), digit(2, boxes[1])]))
    for box in boxes:
        assert has_color(picture, BLUE, box)
        inside = picture[box.top : box.bottom, box.left : box.right]
        assert (inside == 230).all()
        above = picture[box.top - 20 : box.top - 4, box.left : box.right]
        assert (above.min(axis=2) < 80).any(), "a dark plate"
        assert (above.min(axis=2) > 240).any(), "with a light digit"


def test_unsure_places_get_a_dashed_box():
    box = Box(300, 100, 60, 80)
    picture = annotated(recognition(rejections=[Rejection(box, Reason.UNSURE)]))
    assert has_color(picture, AMBER, box)
    edge = picture[box.top - 10 : box.top, box.left : box.right].reshape(10, -1)
    dark = (edge != 230).any(axis=0)
    assert 0.2 < dark.mean() < 0.95, "with gaps"


def test_other_rejections_are_not_shown():
    rejection = Rejection(Box(300, 100, 60, 80), Reason.NOT_A_DIGIT)
    assert not len(changed(annotated(recognition(rejections=[rejection]))))


def test_digits_outside_any_number_are_shown_too():
    box = Box(100, 200, 30, 50)
    assert has_color(annotated(recognition([digit(4, box)], grouped=False)), BLUE, box)


def test_the_frame_itself_is_left_as_it_was():
    read = recognition([digit(1, Box(100, 200, 30, 50))])
    annotated(read)
    assert (read.frame.image == 230).all()


@pytest.mark.parametrize("size", [(28, 28), (1, 1), (5, 900), (1080, 1920)])
def test_any_size_works(size):
    box = Box(0, 0, size[1], size[0])
    picture = annotated(recognition([digit(8, box)], [Rejection(box, Reason.UNSURE)], size=size))
    assert picture.shape == (*size, 3)


def test_labels_stay_within_the_picture():
    boxes = [Box(0, 0, 20, 30), Box(620, 0, 20, 30), Box(0, 450, 20, 30), Box(620, 450, 20, 30)]
    picture = annotated(recognition([digit(7, box) for box in boxes], grouped=False))
    for box in boxes:
        assert has_color(picture, BLUE, box)
