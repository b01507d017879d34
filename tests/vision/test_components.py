"""Where the finest level of a large picture is looked at, and that nothing is lost by it."""

import cv2
import numpy as np
import pytest

from vision import components as components_module
from vision.components import LARGE_PIXELS, components
from vision.frame import Box
from vision.reading import Reason
from vision.segmentation import propose
from vision.still import StillInk

SIZE = (2400, 3200)


def _page(boxes, *, noise=3.0):
    """A large page with an upright ring in each box, under a sensor's noise."""
    page = np.full(SIZE, 210, np.uint8)
    for box in boxes:
        thickness = max(2, box.height // 8)
        axes = (box.width - thickness) // 2, (box.height - thickness) // 2
        center = box.left + box.width // 2, box.top + box.height // 2
        cv2.ellipse(page, center, axes, 0, 0, 360, 60, thickness, cv2.LINE_AA)
    sensor = np.random.default_rng(0).normal(0, noise, SIZE)
    return np.clip(page + sensor, 0, 255).astype(np.uint8)


def _box(left, top, height):
    return Box(left, top, round(0.7 * height), height)


def _looks(gray):
    """Share of the picture that the finest level is looked at."""
    finest = [one.mask for one in components(gray, in_parts=True) if one.mask.scale == 1]
    return sum(mask.ink.size for mask in finest) / gray.size


def _best_overlap(candidates, box):
    return max((c.box.intersection_over_union(box) for c in candidates), default=0.0)


def test_the_pictures_here_are_large():
    assert SIZE[0] * SIZE[1] > LARGE_PIXELS


def test_without_small_ink_the_finest_level_is_not_looked_at():
    assert _looks(_page([_box(400, 300, 60), _box(1200, 900, 400)])) == 0


def test_the_finest_level_is_looked_at_around_small_ink():
    small = _box(2000, 500, 14)
    gray = _page([_box(400, 300, 200), small])
    assert 0 < _looks(gray) < 0.03
    (mask,) = (one.mask for one in components(gray, in_parts=True) if one.mask.scale == 1)
    assert mask.left < small.left - 20
    assert mask.left + mask.ink.shape[1] > small.right + 20
    assert (mask.level_width, mask.level_height) == SIZE[::-1]


@pytest.mark.parametrize("height", [12, 14, 18, 22, 26, 30, 36, 44, 60, 90, 170, 300, 700])
def test_digits_of_every_size_are_found_wherever_they_stand(height):
    boxes = [_box(left, top, height) for left in (150, 1001, 2202) for top in (303, 1406)]
    candidates, _ = propose(_page(boxes))
    # The soft edge adds a pixel all round, which counts for more the smaller the digit.
    least = 0.75 if height >= 20 else 0.6
    assert all(_best_overlap(candidates, box) > least for box in boxes)


def test_the_same_digits_are_found_as_by_looking_everywhere(monkeypatch):
    boxes = [_box(100 + 130 * i, 200 + 90 * i, 12 + 5 * i) for i in range(22)]
    gray = _page(boxes)
    in_parts = propose(gray)[0]
    monkeypatch.setattr(components_module, "LARGE_PIXELS", gray.size)
    everywhere = propose(gray)[0]
    for candidate in everywhere:
        assert _best_overlap(in_parts, candidate.box) > 0.7
    assert len(in_parts) <= len(everywhere) + 2


def test_what_a_part_cuts_is_not_taken_for_ink_at_the_border():
    beside = [_box(1000, 400, 14), _box(1060, 300, 200), _box(880, 380, 90)]
    candidates, rejections = propose(_page(beside))
    assert not any(one.reason is Reason.CUT_OFF for one in rejections)
    assert all(_best_overlap(candidates, box) > 0.6 for box in beside)
    # No candidate is a piece of a digit that was cut where a part ends.
    for candidate in candidates:
        if candidate.cut_from is None:
            assert max(candidate.box.intersection_over_union(box) for box in beside) > 0.6


def test_small_ink_at_the_border_is_cut_off():
    gray = _page([_box(-6, 700, 20)])
    assert [one.reason for one in propose(gray)[1]] == [Reason.CUT_OFF]


def test_light_ink_is_found_as_dark_ink_is():
    boxes = [_box(700, 500, 14), _box(1500, 900, 60)]
    candidates, _ = propose(255 - _page(boxes))
    assert all(_best_overlap(candidates, box) > 0.6 for box in boxes)


@pytest.mark.parametrize("step", [40, 90])
def test_much_small_ink_is_looked_at_everywhere(step):
    tops, lefts = range(60, SIZE[0] - 60, step), range(60, SIZE[1] - 60, step)
    boxes = [_box(left, top, 14) for top in tops for left in lefts]
    assert _looks(_page(boxes)) > 0.9


def test_every_frame_of_a_video_is_looked_at_in_the_same_way():
    gray = _page([_box(400, 300, 200)])
    assert all(one.mask.scale > 1 for one in components(gray, in_parts=True))
    assert next(components(gray, in_parts=False)).mask.scale == 1
    assert propose(gray, StillInk())[0]
