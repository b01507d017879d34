"""Candidates: every size, pieces, touching digits, the border."""

import cv2
import numpy as np
import pytest

from vision import segmentation
from vision.frame import Box
from vision.reading import Reason
from vision.segmentation import propose


def _page_with(box: Box, size=(720, 1280)) -> np.ndarray:
    """A page with an upright ring, strokes an eighth of its height wide."""
    page = np.full(size, 210, np.uint8)
    thickness = max(1, box.height // 8)
    center = box.left + box.width // 2, box.top + box.height // 2
    axes = (box.width - thickness) // 2, (box.height - thickness) // 2
    cv2.ellipse(page, center, axes, 0, 0, 360, 60, thickness, cv2.LINE_AA)
    return page


def _best_overlap(candidates, box: Box) -> float:
    return max((c.box.intersection_over_union(box) for c in candidates), default=0.0)


@pytest.mark.parametrize("height", [13, 20, 40, 83, 85, 120, 167, 169, 300, 500, 640])
def test_digits_of_every_size_are_found(height):
    box = Box(300, 30, round(0.7 * height), height)
    candidates, _ = propose(_page_with(box))
    # The soft edge adds a pixel all round, which counts for more the smaller the digit.
    assert _best_overlap(candidates, box) > (0.75 if height >= 20 else 0.65)


@pytest.mark.parametrize("size", [(28, 28), (28, 200), (100, 20)])
def test_digits_are_found_in_the_smallest_pictures(size):
    box = Box(3, 4, 14, 20)
    candidates, _ = propose(_page_with(box, size))
    assert _best_overlap(candidates, box) > 0.65


def test_ink_at_the_border_of_a_small_picture_is_cut_off():
    page = np.full((28, 28), 210, np.uint8)
    page[6:22, 22:] = 60
    candidates, rejections = propose(page)
    assert not candidates
    assert [rejection.reason for rejection in rejections] == [Reason.CUT_OFF]


def test_a_digit_larger_than_nine_tenths_of_the_frame_is_not_proposed():
    candidates, _ = propose(_page_with(Box(300, 10, 400, 700)))
    assert _best_overlap(candidates, Box(300, 10, 400, 700)) < 0.8


def test_a_crop_shows_the_digit_white_on_black():
    candidates, _ = propose(_page_with(Box(100, 100, 42, 60)))
    crop = candidates[0].crop
    assert crop[14, 14] == 0
    assert crop[4:8, 12:16].max() == 255
    assert not crop[0].any()


def test_light_ink_gives_the_same_crop_as_dark_ink():
    page = _page_with(Box(100, 100, 42, 60))
    dark, _ = propose(page)
    light, _ = propose(255 - page)
    assert light[0].box == dark[0].box
    difference = np.abs(light[0].crop.astype(int) - dark[0].crop.astype(int))
    assert difference.mean() < 3


def test_ink_at_the_border_is_cut_off_and_not_proposed():
    page = np.full((240, 320), 210, np.uint8)
    cv2.line(page, (100, 0), (100, 40), 60, 6)
    candidates, rejections = propose(page)
    assert not candidates
    assert Reason.CUT_OFF in [rejection.reason for rejection in rejections]


def test_a_loose_bar_is_offered_together_with_its_digit():
    page = np.full((240, 320), 210, np.uint8)
    cv2.ellipse(page, (150, 130), (18, 22), 0, -110, 120, 60, 6)
    cv2.line(page, (146, 96), (172, 94), 60, 6)
    candidates, _ = propose(page)
    whole = Box.union_of([candidate.box for candidate in candidates])
    assert whole.top < 95
    together = [i for i, c in enumerate(candidates) if c.box.intersection_over_union(whole) > 0.9]
    assert together
    assert candidates[together[0]].rivals


@pytest.mark.parametrize("end", [186, 200])
def test_a_point_or_dash_beside_a_digit_is_no_piece_of_it(end):
    page = np.full((240, 320), 210, np.uint8)
    cv2.ellipse(page, (150, 130), (18, 30), 0, 0, 360, 60, 6)
    cv2.line(page, (180, 134), (end, 134), 60, 6)
    candidates, rejections = propose(page)
    assert [c.box.right for c in candidates] == [pytest.approx(172, abs=2)]
    assert [rejection.reason for rejection in rejections] == [Reason.TOO_SMALL]


def test_touching_digits_are_offered_apart():
    page = np.full((240, 320), 210, np.uint8)
    for x in (120, 156):
        cv2.ellipse(page, (x, 120), (17, 30), 0, 0, 360, 60, 6)
    candidates, _ = propose(page)
    for x in (120, 156):
        assert _best_overlap(candidates, Box(x - 20, 87, 40, 66)) > 0.75


def test_a_neighbour_does_not_leak_into_the_crop():
    page = np.full((240, 320), 210, np.uint8)
    cv2.line(page, (100, 90), (130, 150), 60, 5)
    cv2.line(page, (118, 90), (148, 150), 60, 5)
    candidates, _ = propose(page)
    alone = [c for c in candidates if c.box.width < 40]
    assert len(alone) == 2
    # A single bar covers a fraction of the field; with its neighbour it would be twice that.
    assert all((c.crop > 100).sum() < 110 for c in alone)


def test_rivals_are_mutual():
    page = np.full((240, 320), 210, np.uint8)
    for x in (120, 156):
        cv2.ellipse(page, (x, 120), (17, 30), 0, 0, 360, 60, 6)
    candidates, _ = propose(page)
    for i, candidate in enumerate(candidates):
        for rival in candidate.rivals:
            assert i in candidates[rival].rivals


def test_work_grows_with_the_ink_and_not_with_its_square(monkeypatch):
    compared = 0
    belongs_to = segmentation.belongs_to

    def counted(piece, blob):
        nonlocal compared
        compared += 1
        return belongs_to(piece, blob)

    monkeypatch.setattr(segmentation, "belongs_to", counted)
    counts = []
    for height in (200, 800):
        compared = 0
        page = np.full((height, 400), 230, np.uint8)
        for y in range(10, height - 20, 20):
            for x in range(10, 390, 10):
                cv2.line(page, (x, y), (x, y + 13), 20, 2)
        propose(page)
        counts.append(compared)
    assert 0 < counts[1] < 6 * counts[0]


def test_a_blank_page_has_no_candidates():
    assert propose(np.full((720, 1280), 200, np.uint8)) == ([], [])
