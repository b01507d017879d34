"""Grey picture to ink masks, whatever the light, the polarity and the size.

Every level of an image pyramid is thresholded on its own, and only ink of a
suitable size is taken from each, so that one stroke-sized window serves digits
of 12 pixels and of 1000. The threshold lies between the local background and
the local ink. Both are estimated on a picture four times smaller, where they
cost a sixteenth and noise has averaged out: the background by a grey-scale
closing, which removes whatever is darker and narrower than the window (the
black-hat idea; Serra, 1982), the ink by the depth that was removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.frame import Image

LEAST_CONTRAST = 10
"""Grey levels that ink must differ from its background; a pencil under a shadow has about 15."""

NOISE_FACTOR = 3.0
"""Ink must also exceed the sensor noise this many times."""

INK_SHARE = 0.45
"""The threshold's place between background (0) and ink (1)."""

_LOW_LEVELS = 2
"""The background is estimated this many pyramid levels further up: at a quarter of the size."""

_STROKE = np.ones((7, 7), np.uint8)
"""The closing's window in low pixels: 28 of the level's own, wider than any stroke looked for."""

_NEAR = np.ones((9, 9), np.uint8)
"""How far ink tells what is ink beside it, in low pixels."""

_CONTEXT = np.ones((21, 21), np.uint8)
"""The surroundings that tell the polarity, in low pixels."""

_LEAST_SIDE = 8


@dataclass(frozen=True, slots=True, eq=False)
class InkMask:
    """Ink of one polarity on one level of the pyramid.

    Attributes:
        scale: Pixels of the frame for one pixel of the level, a power of two.
        gray: (h, w) uint8, the level, with ink darker than its background.
        ink: (h, w) uint8, 255 on ink, 0 elsewhere.
        light: Whether the ink was lighter than its background; then `gray` is inverted.
        least_contrast: Grey levels below which a difference is noise.
    """

    scale: int
    gray: Image
    ink: Image
    light: bool
    least_contrast: int


def ink_masks(gray: Image, largest_px: float) -> Iterator[InkMask]:
    """Ink masks of all levels, finest first.

    Args:
        gray: (H, W) uint8.
        largest_px: Height of the largest ink wanted; coarser levels are left out.

    Yields:
        For each level the dark ink, then the light ink where there may be any.
    """
    noise = noise_sigma(gray)
    pyramid = [gray]
    scale = 1
    while min(pyramid[-1].shape) >= 2 * _LEAST_SIDE:
        pyramid.append(_half(pyramid[-1]))
    for level, low in zip(pyramid, pyramid[_LOW_LEVELS:], strict=False):
        # Averaging four pixels halves the noise of each.
        contrast = round(max(LEAST_CONTRAST, NOISE_FACTOR * noise / scale))
        yield from _level_masks(level, low, scale, contrast)
        # The finest level takes ink up to 84 px, each further one twice that.
        if largest_px <= 84 * scale:
            return
        scale *= 2


def noise_sigma(gray: Image) -> float:
    """Standard deviation of the sensor noise in grey levels.

    The median of the second differences along rows of a sparse grid, which
    edges hardly move (after Immerkaer, 1996, with the median for his mean).
    """
    rows = gray[::16].astype(np.int16)
    second = np.abs(rows[:, :-2:8] - 2 * rows[:, 1:-1:8] + rows[:, 2::8]).ravel()
    if not second.size:
        return 0.0
    middle = second.size // 2
    # A Gaussian's median absolute value is 0.6745 sigma; the difference has sigma * sqrt(6).
    return float(np.partition(second, middle)[middle]) / (0.6745 * 6**0.5)


def _half(gray: Image) -> Image:
    height, width = gray.shape[0] // 2, gray.shape[1] // 2
    return cv2.resize(
        gray[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA
    )


def _level_masks(level: Image, low: Image, scale: int, contrast: int) -> Iterator[InkMask]:
    height, width = low.shape[0] << _LOW_LEVELS, low.shape[1] << _LOW_LEVELS
    level = level[:height, :width]
    smooth = cv2.blur(level, (3, 3)) if scale == 1 else level
    on_light = _is_light_ground(low)
    hat = cv2.morphologyEx(low, cv2.MORPH_BLACKHAT, _STROKE)
    dark = _below_threshold(smooth, low, hat, on_light, contrast)
    yield InkMask(scale, level, dark, light=False, least_contrast=contrast)
    hat = cv2.morphologyEx(low, cv2.MORPH_TOPHAT, _STROKE)
    on_dark = cv2.bitwise_not(on_light)
    # Most pictures have no light ink at all; it is looked for where it can be.
    if cv2.minMaxLoc(hat, on_dark)[1] > contrast:
        inverted, inverted_low = cv2.bitwise_not(level), cv2.bitwise_not(low)
        smooth = cv2.bitwise_not(smooth)
        light = _below_threshold(smooth, inverted_low, hat, on_dark, contrast)
        yield InkMask(scale, inverted, light, light=True, least_contrast=contrast)


def _is_light_ground(low: Image) -> Image:
    """255 where dark ink may be, 0 where light ink may be.

    Ink covers the smaller part of its surroundings, so their mean is nearer to
    the ground than to the ink.
    """
    middle = cv2.addWeighted(cv2.dilate(low, _CONTEXT), 0.5, cv2.erode(low, _CONTEXT), 0.5, 0)
    return cv2.compare(cv2.blur(low, _CONTEXT.shape), middle, cv2.CMP_GE)


def _below_threshold(smooth: Image, low: Image, hat: Image, allowed: Image, contrast: int) -> Image:
    """255 where a level is darker than the local threshold.

    Args:
        smooth: (4h, 4w) uint8, the level.
        low: (h, w) uint8, the same at a quarter of the size.
        hat: (h, w) uint8, how much darker than their ground its strokes are.
        allowed: (h, w) uint8, 0 where no ink may be.
        contrast: Least difference of ink and ground.
    """
    depth = cv2.dilate(hat, _NEAR)
    step = cv2.max(cv2.convertScaleAbs(depth, alpha=INK_SHARE), float(contrast))
    ground = cv2.blur(cv2.add(low, hat), (3, 3))
    threshold = cv2.bitwise_and(cv2.subtract(ground, step), allowed)
    height, width = smooth.shape
    full = cv2.resize(threshold, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.compare(smooth, full, cv2.CMP_LT)
