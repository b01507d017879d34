"""The one channel of a coloured picture in which its ink stands out.

Grey is the best of them for nearly every picture: it has least noise, and in
JPEG and video its full resolution. But ink as bright as its ground is lost in
it, red on wood or blue on a green board. So each channel is asked, on a sparse
sample of the picture, how deep the strokes are over its own noise, by the
black-hat and top-hat transforms (Serra, 1982), and another channel is taken
only where it shows clearly more.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.frame import Image

CLEARLY_MORE = 1.75
"""So many times deeper over noise must ink be in another channel than in grey.

Of 136 photographs one is above it, red ink on wood, with 6.9; the next has 1.3."""

MORE_INK = 1.4
"""And so many times more of the ink must show there; the same photograph has 3.5."""

ENOUGH = 4.0
"""Depth over noise at which grey is kept whatever the others show.

On drawn pages with coloured ink and ground, compressed or not, grey is within 0.05 of F1
of the best channel from 4 upwards; from 1 to 3 it loses up to 0.5, below 1 all."""

_SPREAD_COST = 2.0
"""The spread is made of colour alone, of which JPEG and video keep a quarter of the pixels."""

LOOK_FRAMES = 10
"""Frames of a video between two looks for the best channel: a third of a second."""

_SAMPLE_PX = 128
"""Longest side of the sample."""

_STROKE = np.ones((9, 9), np.uint8)
"""Wider than a stroke in the sample: a fourteenth of the picture."""

_CONTEXT = np.ones((17, 17), np.uint8)
"""The surroundings that tell whether ink is dark or light."""

_LEAST_DEPTH = 24
_NOISE_FACTOR = 6
_LEAST_INK = 0.002
_LEAST_COLOR = 3.0
_GRAY, _SPREAD = 3, 4


def ink_gray(image: Image) -> Image:
    """The picture as the grey values, or the channel, in which ink stands out most.

    Args:
        image: (H, W, 3) uint8, BGR.

    Returns:
        (H, W) uint8: grey, unless blue, green, red or the spread of the three
        (how far from grey a pixel is) shows the ink clearly better.
    """
    return _shown_by(image, best_channel(image))


class VideoInk:
    """The same for the frames of a video, which are of one kind for a while."""

    def __init__(self) -> None:
        self._channel = _GRAY
        self._size: tuple[int, ...] = ()
        self._frames_to_look = 0

    def gray(self, image: Image) -> Image:
        """A frame in the channel found last; it is looked for every `LOOK_FRAMES` frames."""
        self._frames_to_look -= 1
        if self._frames_to_look <= 0 or image.shape != self._size:
            self._frames_to_look, self._size = LOOK_FRAMES, image.shape
            self._channel = best_channel(image)
        return _shown_by(image, self._channel)


def _shown_by(image: Image, channel: int) -> Image:
    if channel == _GRAY:
        gray: Image = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        return gray
    if channel == _SPREAD:
        return _spread(image)
    single: Image = cv2.extractChannel(image, channel)
    return single


def best_channel(image: Image) -> int:
    """Which channel shows the ink: 0 to 2 for blue, green and red, 3 grey, 4 their spread."""
    step = -(-max(image.shape[:2]) // _SAMPLE_PX)
    height, width = image.shape[0] // step, image.shape[1] // step
    if min(height, width) < len(_STROKE):
        return _GRAY
    # Single pixels, not means: a thin stroke is as deep here as in the picture itself.
    sample = cv2.resize(image, (width, height), interpolation=cv2.INTER_NEAREST)
    spread = _spread(sample)
    if cv2.meanStdDev(spread)[1][0, 0] < _LEAST_COLOR and not _has_hues(sample):
        return _GRAY
    channels = [*cv2.split(sample), cv2.cvtColor(sample, cv2.COLOR_BGR2GRAY), spread]
    depths, noises = _ink_depths(cv2.merge(channels))
    clear = [
        cv2.compare(depth, max(_LEAST_DEPTH, _NOISE_FACTOR * (noise + 1)), cv2.CMP_GT)
        for depth, noise in zip(depths, noises, strict=True)
    ]
    ink = functools.reduce(cv2.bitwise_or, clear)
    if cv2.countNonZero(ink) < _LEAST_INK * ink.size:
        return _GRAY
    shown = np.array([cv2.countNonZero(one) for one in clear])
    contrast = np.array([cv2.mean(depth, ink)[0] for depth in depths]) / (np.array(noises) + 4)
    if contrast[_GRAY] >= ENOUGH:
        return _GRAY
    contrast[_SPREAD] /= _SPREAD_COST
    better = (contrast >= CLEARLY_MORE * contrast[_GRAY]) & (shown >= MORE_INK * shown[_GRAY])
    return int(np.where(better, contrast, 0).argmax()) if better.any() else _GRAY


def _has_hues(sample: Image) -> bool:
    """Whether there are several colours, even if all are as strong."""
    balance = cv2.addWeighted(sample[..., 2], 0.5, sample[..., 0], -0.5, 128)
    return bool(cv2.meanStdDev(balance)[1][0, 0] >= _LEAST_COLOR)


def _ink_depths(channels: Image) -> tuple[Sequence[Image], list[float]]:
    """How much each pixel differs from its ground as ink would, and the noise in that.

    Args:
        channels: (H, W, C) uint8.

    Returns:
        C planes (H, W) uint8, and for each its noise.
    """
    dark = cv2.subtract(cv2.morphologyEx(channels, cv2.MORPH_CLOSE, _STROKE), channels)
    light = cv2.subtract(channels, cv2.morphologyEx(channels, cv2.MORPH_OPEN, _STROKE))
    # Ink covers the smaller part of its surroundings: their mean is nearer to the ground.
    middle = cv2.addWeighted(
        cv2.dilate(channels, _CONTEXT), 0.5, cv2.erode(channels, _CONTEXT), 0.5, 0
    )
    on_light = cv2.compare(cv2.blur(channels, _CONTEXT.shape), middle, cv2.CMP_GE)
    depths = cv2.bitwise_or(
        cv2.bitwise_and(dark, on_light), cv2.bitwise_and(light, cv2.bitwise_not(on_light))
    )
    # Plain ground between dense strokes is deep in one of the two, noise in both.
    noise = cv2.split(cv2.min(dark, light))
    return cv2.split(depths), [_median(plane) for plane in noise]


def _median(plane: Image) -> float:
    counts = cv2.calcHist([plane], [0], None, [256], [0, 256]).ravel().cumsum()
    return float(np.searchsorted(counts, counts[-1] / 2))


def _spread(image: Image) -> Image:
    """Largest less smallest of the three channels: (H, W) uint8, 0 where there is no colour."""
    blue, green, red = cv2.split(image)
    largest = cv2.max(cv2.max(blue, green), red)
    spread: Image = cv2.subtract(largest, cv2.min(cv2.min(blue, green), red))
    return spread
