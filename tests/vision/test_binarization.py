"""Ink masks under shadow, of either polarity, without noise."""

import cv2
import numpy as np
import pytest

from vision.binarization import ink_masks, noise_sigma


def _stroke_page(paper: int, ink: int) -> np.ndarray:
    page = np.full((240, 320), paper, np.uint8)
    cv2.line(page, (160, 90), (160, 150), ink, 6)
    return page


def _finest(gray: np.ndarray, *, light: bool) -> np.ndarray:
    for mask in ink_masks(gray, 0.9 * gray.shape[0]):
        if mask.scale == 1 and mask.light == light:
            whole = np.zeros_like(gray)
            height, width = mask.ink.shape
            whole[mask.top : mask.top + height, mask.left : mask.left + width] = mask.ink
            return whole
    return np.zeros_like(gray)


@pytest.mark.parametrize(("paper", "ink", "light"), [(220, 40, False), (30, 230, True)])
def test_ink_of_either_polarity_is_found_whole(paper, ink, light):
    mask = _finest(_stroke_page(paper, ink), light=light)
    assert mask[95:145, 159:162].all()
    assert not mask[:80].any()


def test_dark_ink_is_not_also_light_ink():
    assert not _finest(_stroke_page(220, 40), light=True).any()


def test_a_stroke_crossing_a_hard_shadow_stays_whole():
    page = _stroke_page(220, 60).astype(np.float32)
    page[120:] *= 0.5
    mask = _finest(page.astype(np.uint8), light=False)
    assert mask[95:117, 159:162].all()
    assert mask[124:145, 159:162].all()


def test_a_gradient_alone_gives_no_ink():
    page = np.tile(np.linspace(60, 240, 640).astype(np.uint8), (480, 1))
    assert not any(mask.ink.any() for mask in ink_masks(page, 432) if mask.scale <= 2)


def test_faint_ink_is_found_but_noise_is_not(rng):
    page = np.full((240, 320), 180, np.float32)
    page[90:150, 156:162] -= 25
    noisy = np.clip(page + rng.normal(0, 4, page.shape), 0, 255).astype(np.uint8)
    mask = _finest(noisy, light=False)
    assert mask[95:145, 157:161].mean() > 0.9 * 255
    away = mask.copy()
    away[80:160, 146:172] = 0
    assert (away > 0).mean() < 0.001


def test_every_level_is_half_the_one_before():
    scales = [mask.scale for mask in ink_masks(_stroke_page(220, 40), 216)]
    assert scales == [1, 2, 4]


@pytest.mark.parametrize("sigma", [0, 3, 8])
def test_noise_is_measured_past_edges(rng, sigma):
    page = np.full((480, 640), 150, np.float32)
    page[::40] = 20
    noisy = np.clip(page + rng.normal(0, sigma, page.shape), 0, 255).astype(np.uint8)
    assert noise_sigma(noisy) == pytest.approx(sigma, abs=1.0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (7, 9), (33, 31)])
def test_small_and_thin_pictures_do_not_fail(shape):
    assert list(ink_masks(np.zeros(shape, np.uint8), 0.9 * shape[0])) is not None
