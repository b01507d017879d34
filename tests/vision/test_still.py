"""What lies still is not looked for again; what changes is."""

import cv2
import numpy as np
import pytest

from model.scenes import Conditions, photographed, written_line
from vision.color import ink_gray
from vision.frame import Box
from vision.segmentation import propose
from vision.still import MADE_AFTER, StillInk


def _page(text="2583", *, noise_seed=0, left=60):
    rng = np.random.default_rng(1)
    ink, _ = written_line(text, rng, height_px=50, size=(240, 480), origin=(left, 90))
    return ink_gray(photographed(ink, Conditions(noise=3), np.random.default_rng(noise_seed)))


def _shown(count):
    """A page seen in so many frames, and what is known of it then."""
    still = StillInk()
    for frame in range(count):
        propose(_page(noise_seed=frame), still)
    return still


def test_ink_that_only_noise_changes_is_known_after_a_few_frames():
    still = StillInk()
    reused = []
    for frame in range(MADE_AFTER + 4):
        propose(_page(noise_seed=frame), still)
        reused.append(still.reused)
    assert reused[:MADE_AFTER] == [0] * MADE_AFTER
    assert min(reused[MADE_AFTER:]) >= 3


def test_the_same_is_found_as_without_memory():
    still = _shown(MADE_AFTER + 1)
    page = _page(noise_seed=99)
    known, fresh = propose(page, still)[0], propose(page)[0]
    assert still.reused
    assert len(known) == len(fresh)
    for one, other in zip(known, fresh, strict=True):
        assert one.box.intersection_over_union(other.box) > 0.85
        assert one.rivals == other.rivals
        assert np.abs(one.crop.astype(int) - other.crop).mean() < 15


def test_a_stroke_that_is_added_is_seen():
    still = _shown(MADE_AFTER + 1)
    page = _page(noise_seed=50)
    before = {one.box for one in propose(page, still)[0]}
    changed = page.copy()
    box = max(before, key=lambda box: box.left)
    middle = box.left + box.width // 2
    ground, ink = int(page.max()), int(page.min())
    assert ground - ink > 50
    changed[box.top + 5 : box.top + box.height - 5, middle - 2 : middle + 2] = ink
    found = propose(changed, still)[0]
    fresh = propose(changed)[0]
    crops = {one.box.left: one.crop for one in found}
    for one in fresh:
        if one.box.intersection_area(box) > 0.8 * one.box.area:
            nearest = min(crops, key=lambda left: abs(left - one.box.left))
            assert np.abs(crops[nearest].astype(int) - one.crop).mean() < 15


@pytest.mark.parametrize("left", [63, 90])
def test_what_moved_is_found_where_it_is(left):
    still = _shown(MADE_AFTER + 1)
    page = _page(noise_seed=7, left=left)
    known, fresh = propose(page, still)[0], propose(page)[0]
    assert [one.box for one in known] == [one.box for one in fresh]


def _five_with_a_loose_bar(noise_seed):
    """A ring whose bar, beside its top, does not touch it: together they may be a digit."""
    page = np.full((240, 480), 210, np.uint8)
    cv2.ellipse(page, (150, 130), (22, 30), 0, 0, 360, 60, 6, cv2.LINE_AA)
    cv2.line(page, (178, 92), (204, 92), 60, 6, cv2.LINE_AA)
    noise = np.random.default_rng(noise_seed).normal(0, 2, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)


def test_pieces_put_together_are_known_too():
    still = StillInk()
    found = [propose(_five_with_a_loose_bar(seed), still)[0] for seed in range(MADE_AFTER + 3)]
    boxes = {one.box for one in found[-1]}
    whole = Box.union_of(list(boxes))
    assert {one.box.width for one in found[-1]} >= {whole.width}  # the union is among them
    assert len(boxes) >= 2
    assert found[-1] is found[-2]


def test_a_piece_within_the_ring_is_not_taken_for_the_ring_alone():
    still = StillInk()
    page = _five_with_a_loose_bar(0)
    page[128:136, 146:154] = 60  # a spot inside: ring and spot together are as large as the ring
    for _ in range(MADE_AFTER + 2):
        known, fresh = propose(page, still)[0], propose(page)[0]
        assert [one.ink for one in known] == [one.ink for one in fresh]
        for one, other in zip(known, fresh, strict=True):
            assert np.array_equal(one.crop, other.crop)


def test_two_pieces_within_the_ring_are_told_apart():
    page = np.full((240, 480), 210, np.uint8)
    cv2.ellipse(page, (150, 130), (30, 40), 0, 0, 360, 60, 6, cv2.LINE_AA)
    page[112:126, 143:157] = 60
    page[138:152, 143:157] = 60
    still = StillInk()
    for _ in range(MADE_AFTER + 2):
        known, fresh = propose(page, still)[0], propose(page)[0]
        assert [one.ink for one in known] == [one.ink for one in fresh]
        for one, other in zip(known, fresh, strict=True):
            assert np.array_equal(one.crop, other.crop)
