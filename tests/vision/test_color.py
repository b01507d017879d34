"""Ink as bright as its ground is seen, and grey stays where it does well."""

import cv2
import numpy as np
import pytest

from model.scenes import Conditions, photographed, random_conditions, written_line
from vision.color import LOOK_FRAMES, VideoInk, ink_gray

LOST_IN_GRAY = {  # BGR of the ground and of the ink, as bright as each other
    "red on brown": ((60, 90, 130), (50, 50, 200)),
    "red on grey": ((125, 125, 125), (60, 70, 230)),
    "blue on a green board": ((70, 120, 60), (230, 100, 40)),
    "red on blue": ((190, 110, 60), (60, 60, 230)),
    "yellow on white": ((235, 235, 240), (80, 235, 240)),
}
SEEN_IN_GRAY = {
    "black on white": ((225, 232, 235), (40, 45, 50)),
    "blue on white": ((225, 232, 235), (180, 70, 40)),
    "red on white": ((225, 232, 235), (50, 50, 210)),
    "orange on white": ((235, 235, 240), (30, 140, 250)),
    "yellow chalk": ((70, 110, 60), (90, 220, 230)),
    "pencil": ((225, 232, 235), (170, 172, 175)),
}


def _page(rng, conditions, height=44):
    ink, _ = written_line("2580", rng, height_px=height, size=(360, 640), origin=(80, 60))
    ink, _ = written_line(
        "1467", rng, height_px=height, size=(360, 640), origin=(120, 200), ink=ink
    )
    return photographed(ink, conditions, rng), ink


def _contrast(gray, ink):
    """Difference of the strokes' cores and their ground, over the ground's deviation."""
    core, ground = gray[ink > 200].astype(float), gray[cv2.dilate(ink, np.ones((9, 9))) == 0]
    return abs(core.mean() - ground.mean()) / (ground.std() + 1)


@pytest.mark.parametrize("quality", [None, 60])
@pytest.mark.parametrize("colors", LOST_IN_GRAY.values(), ids=LOST_IN_GRAY)
def test_ink_that_is_lost_in_grey_is_seen(colors, quality, rng):
    paper, ink_color = colors
    conditions = Conditions(paper=paper, ink=ink_color, noise=2, blur_px=0.7, jpeg_quality=quality)
    image, ink = _page(rng, conditions)
    seen = _contrast(ink_gray(image), ink)
    assert seen > 5
    assert seen > 2 * _contrast(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), ink)


@pytest.mark.parametrize("colors", SEEN_IN_GRAY.values(), ids=SEEN_IN_GRAY)
def test_ordinary_ink_is_left_in_grey(colors, rng):
    paper, ink_color = colors
    conditions = Conditions(paper=paper, ink=ink_color, noise=3, shading=0.4, jpeg_quality=70)
    image, _ = _page(rng, conditions)
    assert (ink_gray(image) == cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)).all()


@pytest.mark.parametrize("seed", range(8))
def test_what_a_desk_has_is_left_in_grey(seed):
    rng = np.random.default_rng(seed)
    image, _ = _page(rng, random_conditions(rng), height=int(rng.integers(16, 80)))
    assert (ink_gray(image) == cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)).all()


def test_both_hues_of_a_page_are_seen_where_one_is_lost_in_grey(rng):
    conditions = Conditions(paper=(125, 125, 125), ink=(60, 70, 230), noise=2)
    image, ink = _page(rng, conditions)
    dark, _ = written_line("99", rng, height_px=44, size=(360, 640), origin=(420, 60))
    image[dark > 128] = (20, 20, 20)
    gray = ink_gray(image)
    assert _contrast(gray, np.maximum(ink, dark)) > 5


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (28, 28), (360, 640)])
def test_pictures_of_any_shape_have_grey_values(shape):
    gray = ink_gray(np.full((*shape, 3), (90, 120, 200), np.uint8))
    assert gray.shape == shape
    assert gray.dtype == np.uint8


def test_the_picture_is_left_as_it_was(rng):
    image, _ = _page(rng, Conditions(paper=(60, 90, 130), ink=(50, 50, 200)))
    before = image.copy()
    image.flags.writeable = False
    ink_gray(image)
    assert (image == before).all()


def test_a_video_shows_its_ink_and_notices_another_kind_of_page(rng):
    video = VideoInk()
    plain, _ = _page(rng, Conditions(paper=(225, 232, 235), ink=(40, 45, 50), noise=1))
    colored, ink = _page(rng, Conditions(paper=(125, 125, 125), ink=(60, 70, 230), noise=1))
    for _ in range(LOOK_FRAMES // 2):
        np.testing.assert_array_equal(video.gray(plain), ink_gray(plain))
    contrasts = [_contrast(video.gray(colored), ink) for _ in range(LOOK_FRAMES)]
    assert contrasts[-1] > 2 * contrasts[0]
    np.testing.assert_array_equal(video.gray(colored), ink_gray(colored))
    smaller = np.ascontiguousarray(plain[:180])
    np.testing.assert_array_equal(video.gray(smaller), ink_gray(smaller))
