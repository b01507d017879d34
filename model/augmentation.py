"""What a hand and a camera do to a digit, at random, so that each epoch differs.

The shares are those that measured best on MNIST: a fifth stays clean, a little
under half is moved by an affine map, a third is also bent (elastic distortion;
Simard, Steinkraus, Platt, 2003); with every digit strongly bent the test
accuracy fell from 99.7 to 99.3 %. Thickness, contrast, blur and noise stand
for pens and cameras.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vision.reading import CROP_SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.reading import Crops

CLEAN_SHARE = 0.2
ELASTIC_SHARE = 0.35
THICKNESS_SHARE = 0.12
SOFTNESS_SHARE = 0.15
NOISE_SHARE = 0.1

_FIELD_COUNT = 64
_ROWS, _COLUMNS = np.mgrid[:CROP_SIZE, :CROP_SIZE].astype(np.float32)


def augmented(crops: Crops, rng: np.random.Generator) -> Crops:
    """Crops as other hands and cameras might have made them.

    Args:
        crops: (N, 28, 28) uint8, white ink on black.
        rng: Source of all randomness.

    Returns:
        (N, 28, 28) uint8, a new array.
    """
    result = np.empty_like(crops)
    kinds = rng.random(len(crops))
    chances = rng.random((len(crops), 3))
    fields = _ElasticFields(rng) if len(crops) else None
    for i, crop in enumerate(crops):
        changed = crop
        if kinds[i] >= CLEAN_SHARE:
            matrix = _affine(rng)
            if fields is not None and kinds[i] >= 1 - ELASTIC_SHARE:
                changed = _bent(crop, matrix, fields[int(rng.integers(_FIELD_COUNT))])
            else:
                changed = cv2.warpAffine(crop, matrix, (CROP_SIZE, CROP_SIZE))
        if chances[i, 0] < THICKNESS_SHARE:
            changed = _thickened(changed, rng)
        if chances[i, 1] < SOFTNESS_SHARE:
            changed = _softened(changed, rng)
        if chances[i, 2] < NOISE_SHARE:
            changed = _noisy(changed, rng)
        result[i] = changed
    return result


def _affine(rng: np.random.Generator) -> NDArray[np.float32]:
    """A random turn, slant, stretch and shift about the middle of the field."""
    angle = math.radians(rng.uniform(-12, 12))
    slant = rng.uniform(-0.2, 0.2)
    across, down = rng.uniform(0.85, 1.12, 2).tolist()
    right, below = rng.uniform(-1.5, 1.5, 2).tolist()
    # A turn times [[across, slant], [0, down]], in plain numbers: as arrays of four it takes
    # longer than the warp.
    cosine, sine = math.cos(angle), math.sin(angle)
    a, b = cosine * across, cosine * slant - sine * down
    c, d = sine * across, sine * slant + cosine * down
    middle = CROP_SIZE / 2
    return np.array(
        [
            [a, b, middle - (a * middle + b * middle) + right],
            [c, d, middle - (c * middle + d * middle) + below],
        ],
        np.float32,
    )


class _ElasticFields:
    """Smooth random displacements of a pixel or two, shared among the crops of a call.

    All are drawn at once, so that what follows is drawn alike whichever are used; only
    those that are used are made smooth, about half of them for 128 crops, for this is
    the dearest part of all.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._drawn = [
            (rng.uniform(3.5, 5.5), rng.uniform(6, 14), rng.uniform(-1, 1, (2, *_ROWS.shape)))
            for _ in range(_FIELD_COUNT)
        ]
        self._made: dict[int, tuple[NDArray[Any], NDArray[Any]]] = {}

    def __getitem__(self, index: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Displacement across and down: each (28, 28) float32, in pixels."""
        if index not in self._made:
            sigma, strength, (across, down) = self._drawn[index]
            self._made[index] = (
                _smooth(across, sigma, strength),
                _smooth(down, sigma, strength),
            )
        return self._made[index]


def _smooth(noise: NDArray[Any], sigma: float, strength: float) -> NDArray[Any]:
    field: NDArray[Any] = (cv2.GaussianBlur(noise, (0, 0), sigma) * strength).astype(np.float32)
    return field


def _bent(
    crop: Crops, matrix: NDArray[np.float32], field: tuple[NDArray[Any], NDArray[Any]]
) -> Crops:
    back = cv2.invertAffineTransform(matrix).astype(np.float32)
    across = back[0, 0] * _COLUMNS + back[0, 1] * _ROWS + back[0, 2] + field[0]
    down = back[1, 0] * _COLUMNS + back[1, 1] * _ROWS + back[1, 2] + field[1]
    return cv2.remap(crop, across, down, cv2.INTER_LINEAR)


def _thickened(crop: Crops, rng: np.random.Generator) -> Crops:
    """Half a pixel thicker or thinner: a mean with the dilated or eroded crop."""
    change = cv2.dilate if rng.random() < 0.6 else cv2.erode
    return cv2.addWeighted(crop, 0.5, change(crop, np.ones((2, 2), np.uint8)), 0.5, 0)


def _softened(crop: Crops, rng: np.random.Generator) -> Crops:
    """Out of focus, brought back to full contrast as normalisation does."""
    soft = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 1.0))
    strongest = int(soft.max())
    return cv2.convertScaleAbs(soft, alpha=255 / strongest) if strongest else soft


def _noisy(crop: Crops, rng: np.random.Generator) -> Crops:
    """Noise where there is ink or its edge; the ground was cut away with the mask."""
    noise = rng.normal(0, rng.uniform(5, 25), crop.shape)
    near = cv2.dilate(crop, np.ones((3, 3), np.uint8)) > 0
    return np.clip(crop + noise * near, 0, 255).astype(np.uint8)
