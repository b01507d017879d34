"""How clearly ink stands out."""

import cv2
import numpy as np
import pytest

from model.handwriting import draw_digit
from vision.clarity import LEAST_CLARITY, SURE_CLARITY, clarity_of

HEIGHT = WIDTH = 80


def _ground(light, dark, split):
    """A ground of two greys with a soft step between them at column `split`."""
    row = np.where(np.arange(WIDTH) < split, float(light), float(dark))
    return cv2.GaussianBlur(np.tile(row.astype(np.float32), (HEIGHT, 1)), (0, 0), 2)


def _clarity(gray, ink):
    """As the segmentation asks for it."""
    noise = np.random.default_rng(5).normal(0, 1.5, gray.shape)
    gray = np.clip(gray + noise, 0, 255).astype(np.uint8)
    ground, deviation = cv2.meanStdDev(
        gray, mask=cv2.bitwise_not(cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    )
    contrast = ground[0, 0] - cv2.mean(gray, ink)[0]
    return clarity_of(gray, ink, ink, contrast, deviation[0, 0])


def _digit():
    drawing = draw_digit(3, np.random.default_rng(2), height_px=50, thickness_px=4)
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    top, left = (HEIGHT - drawing.shape[0]) // 2, (WIDTH - drawing.shape[1]) // 2
    ink[top : top + drawing.shape[0], left : left + drawing.shape[1]] = drawing
    return ink


def test_pen_on_paper_is_clear():
    ink = _digit()
    assert _clarity(_ground(220, 220, 40) - 0.5 * ink, (ink > 90) * np.uint8(255)) > SURE_CLARITY


@pytest.mark.parametrize("split", [30, 40, 50])
def test_a_digit_under_the_edge_of_a_shadow_is_ink(split):
    ink = _digit()
    page = _ground(220, 110, split)
    assert _clarity(page - 0.25 * ink, (ink > 90) * np.uint8(255)) >= LEAST_CLARITY


def test_the_dark_side_of_an_edge_is_no_ink():
    page = _ground(220, 110, 40)
    bar = np.zeros((HEIGHT, WIDTH), np.uint8)
    bar[15:65, 41:46] = 255
    assert _clarity(page, bar) < LEAST_CLARITY


def test_a_stroke_of_a_texture_is_no_ink():
    texture = np.random.default_rng(3).normal(150, 60, (HEIGHT, WIDTH)).astype(np.float32)
    texture = 150 + 5 * (cv2.GaussianBlur(texture, (0, 0), 2.5) - 150)
    dark = (texture < 120).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    ink = (labels == largest) * np.uint8(255)
    assert _clarity(texture, ink) < LEAST_CLARITY


def test_the_rim_of_a_large_spot_is_no_ink():
    page = _ground(220, 220, 40)
    cv2.circle(page, (40, 40), 26, 60.0, -1)
    rim = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(rim, (40, 40), 25, 255, 3)
    assert _clarity(page, rim) < LEAST_CLARITY
