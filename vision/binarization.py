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

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.frame import Box, Image

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

_MARGIN = 6
"""Low pixels kept around the ink, so that its ground is seen too."""

_CONTEXT = np.ones((21, 21), np.uint8)
"""The surroundings that tell the polarity, in low pixels."""

_LEAST_SIDE = 8


@dataclass(frozen=True, slots=True, eq=False)
class InkMask:
    """Ink of one polarity on one level of the pyramid, in the part that has any.

    Attributes:
        scale: Pixels of the frame for one pixel of the level, a power of two.
        left, top: Where the part begins, in pixels of the level.
        level_width, level_height: Size of the whole level.
        gray: (h, w) uint8, the part, with ink darker than its background.
        ink: (h, w) uint8, 255 on ink, 0 elsewhere.
        light: Whether the ink was lighter than its background; then `gray` is inverted.
    """

    scale: int
    left: int
    top: int
    level_width: int
    level_height: int
    gray: Image
    ink: Image
    light: bool


def ink_masks(gray: Image, largest_px: float) -> Iterator[InkMask]:
    """Ink masks of all levels, finest first.

    Args:
        gray: (H, W) uint8.
        largest_px: Height of the largest ink wanted; coarser levels are left out.

    Yields:
        For each level the dark ink, then the light ink where there may be any.
    """
    levels = InkLevels(gray, largest_px)
    for scale in levels.scales:
        yield from levels.masks(scale)


class InkLevels:
    """The levels of a picture that may have ink, each a half of the one before.

    Attributes:
        scales: Pixels of the frame for one pixel of each, finest first.
    """

    def __init__(self, gray: Image, largest_px: float) -> None:
        """Args as those of `ink_masks`."""
        self._noise = noise_sigma(gray)
        self._pyramid = [_at_least(gray, _LEAST_SIDE << _LOW_LEVELS)]
        while min(self._pyramid[-1].shape) >= 2 * _LEAST_SIDE:
            self._pyramid.append(halved(self._pyramid[-1]))
        scales = [1 << k for k in range(len(self._pyramid) - _LOW_LEVELS)]
        # The finest level takes ink up to 84 px, each further one twice that.
        self.scales = tuple(s for s in scales if s == 1 or largest_px > 84 * (s // 2))

    def masks(self, scale: int, part: Box | None = None) -> Iterator[InkMask]:
        """The dark ink of a level, then the light ink where there may be any.

        Args:
            scale: One of `scales`.
            part: What of the frame is looked at, None for all. At its sides the ground is
                known less well, and ink may be cut.
        """
        index = scale.bit_length() - 1
        level, low = self._pyramid[index], self._pyramid[index + _LOW_LEVELS]
        # Averaging four pixels halves the noise of each.
        contrast = round(max(LEAST_CONTRAST, NOISE_FACTOR * self._noise / scale))
        if part is None:
            yield from _level_masks(_multiple_of(level, 1 << _LOW_LEVELS), low, scale, contrast)
            return
        whole_height, whole_width = (side << _LOW_LEVELS for side in low.shape)
        step = scale << _LOW_LEVELS
        x, y = max(part.left, 0) // step, max(part.top, 0) // step
        low = low[y : -(-part.bottom // step), x : -(-part.right // step)]
        x, y = x << _LOW_LEVELS, y << _LOW_LEVELS
        height, width = low.shape[0] << _LOW_LEVELS, low.shape[1] << _LOW_LEVELS
        inside = _multiple_of(level[y : y + height, x : x + width], 1 << _LOW_LEVELS)
        for mask in _level_masks(inside, low, scale, contrast):
            yield replace(
                mask,
                left=x + mask.left,
                top=y + mask.top,
                level_width=whole_width,
                level_height=whole_height,
            )


def noise_sigma(gray: Image) -> float:
    """Standard deviation of the sensor noise in grey levels.

    The median of the second differences along rows of a sparse grid, which
    edges hardly move (after Immerkaer, 1996, with the median for his mean).
    """
    rows = gray[::24].astype(np.int16)
    second = np.abs(rows[:, :-2:12] - 2 * rows[:, 1:-1:12] + rows[:, 2::12]).ravel()
    if not second.size:
        return 0.0
    middle = second.size // 2
    # A Gaussian's median absolute value is 0.6745 sigma; the difference has sigma * sqrt(6).
    return float(np.partition(second, middle)[middle]) / (0.6745 * 6**0.5)


def _at_least(gray: Image, side: int) -> Image:
    """The picture, its last row and column repeated until no side is shorter than `side`.

    So MNIST's own 28x28 pictures can be read. Ink at those borders goes on to the
    new ones, and stays cut off.
    """
    height, width = gray.shape
    if min(height, width) >= side:
        return gray
    down, across = max(side - height, 0), max(side - width, 0)
    return cv2.copyMakeBorder(gray, 0, down, 0, across, cv2.BORDER_REPLICATE)


def halved(gray: Image) -> Image:
    """(ceil(H / 2), ceil(W / 2)) uint8, the means of four pixels each."""
    # An odd last row is repeated, not dropped: what lies at a border is looked for on all levels.
    gray = _multiple_of(gray, 2)
    size = gray.shape[1] // 2, gray.shape[0] // 2
    return cv2.resize(gray, size, interpolation=cv2.INTER_AREA)


def _multiple_of(gray: Image, factor: int) -> Image:
    """The picture, its last row and column repeated until `factor` divides both sides."""
    down, across = -gray.shape[0] % factor, -gray.shape[1] % factor
    if not (down or across):
        return gray
    return cv2.copyMakeBorder(gray, 0, down, 0, across, cv2.BORDER_REPLICATE)


def _level_masks(level: Image, low: Image, scale: int, contrast: int) -> Iterator[InkMask]:
    level = _multiple_of(level, 1 << _LOW_LEVELS)
    on_light = _is_light_ground(low)
    hat = cv2.bitwise_and(cv2.morphologyEx(low, cv2.MORPH_BLACKHAT, _STROKE), on_light)
    yield from _mask(level, low, hat, scale, contrast, light=False)
    hat = cv2.morphologyEx(low, cv2.MORPH_TOPHAT, _STROKE)
    hat = cv2.subtract(hat, on_light)
    # Most pictures have no light ink at all; it is looked for where it can be.
    if cv2.minMaxLoc(hat)[1] > contrast:
        inverted, inverted_low = cv2.bitwise_not(level), cv2.bitwise_not(low)
        yield from _mask(inverted, inverted_low, hat, scale, contrast, light=True)


def _mask(
    level: Image, low: Image, hat: Image, scale: int, contrast: int, *, light: bool
) -> Iterator[InkMask]:
    """The mask of the part of a level that has ink, if there is any.

    Args:
        level: (4h, 4w) uint8, ink darker than its ground.
        low: (h, w) uint8, the same at a quarter of the size.
        hat: (h, w) uint8, how much darker than their ground its strokes are,
            0 where ink of this polarity cannot be.
        scale: As in `InkMask`.
        contrast: Grey levels below which a difference is noise.
        light: As in `InkMask`.
    """
    # A stroke of a pixel is a third as deep where sixteen pixels became one.
    left, top, width, height = cv2.boundingRect(cv2.compare(hat, contrast / 3, cv2.CMP_GT))
    if not width:
        return
    left, top, right, bottom = left - _MARGIN, top - _MARGIN, left + width, top + height
    rows = slice(max(top, 0), bottom + _MARGIN)
    columns = slice(max(left, 0), right + _MARGIN)
    threshold = _threshold(low[rows, columns], hat[rows, columns], contrast)
    height, width = threshold.shape[0] << _LOW_LEVELS, threshold.shape[1] << _LOW_LEVELS
    x, y = columns.start << _LOW_LEVELS, rows.start << _LOW_LEVELS
    gray = level[y : y + height, x : x + width]
    smooth = cv2.blur(gray, (3, 3)) if scale == 1 else gray
    full = cv2.resize(threshold, (width, height), interpolation=cv2.INTER_LINEAR)
    ink = cv2.compare(smooth, full, cv2.CMP_LT)
    yield InkMask(scale, x, y, level.shape[1], level.shape[0], gray, ink, light)


def _is_light_ground(low: Image) -> Image:
    """255 where dark ink may be, 0 where light ink may be.

    Ink covers the smaller part of its surroundings, so their mean is nearer to
    the ground than to the ink.
    """
    middle = cv2.addWeighted(cv2.dilate(low, _CONTEXT), 0.5, cv2.erode(low, _CONTEXT), 0.5, 0)
    return cv2.compare(cv2.blur(low, _CONTEXT.shape), middle, cv2.CMP_GE)


def _threshold(low: Image, hat: Image, contrast: int) -> Image:
    """(h, w) uint8, below which a level is ink; 0 where no ink may be."""
    depth = cv2.dilate(hat, _NEAR)
    step = cv2.max(cv2.convertScaleAbs(depth, alpha=INK_SHARE), float(contrast))
    ground = cv2.blur(cv2.add(low, hat), (3, 3))
    return cv2.bitwise_and(cv2.subtract(ground, step), cv2.compare(depth, 0, cv2.CMP_GT))
