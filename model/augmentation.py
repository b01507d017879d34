"""What a hand and a camera do to a digit, at random, so that each epoch differs.

The shares are those that measured best on MNIST: a fifth stays clean, a little
under half is moved by an affine map, a third is also bent (elastic distortion;
Simard, Steinkraus, Platt, 2003); with every digit strongly bent the test
accuracy fell from 99.7 to 99.3 %. Thickness, contrast, blur and noise stand
for pens and cameras.
"""

from __future__ import annotations

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
    fields = _elastic_fields(rng) if len(crops) else []
    for i, crop in enumerate(crops):
        changed = crop
        if kinds[i] >= CLEAN_SHARE:
            matrix = _affine(rng)
            if kinds[i] >= 1 - ELASTIC_SHARE:
                changed = _bent(crop, matrix, fields[int(rng.integers(len(fields)))])
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
    angle = np.deg2rad(rng.uniform(-12, 12))
    slant = rng.uniform(-0.2, 0.2)
    across, down = rng.uniform(0.85, 1.12, 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.array([[across, slant], [0, down]])
    middle = np.full(2, CROP_SIZE / 2)
    shift = middle - linear @ middle + rng.uniform(-1.5, 1.5, 2)
    return np.column_stack([linear, shift]).astype(np.float32)


def _elastic_fields(rng: np.random.Generator) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Smooth random displacements of a pixel or two, shared among the crops of a call."""
    fields = []
    for _ in range(_FIELD_COUNT):
        sigma = rng.uniform(3.5, 5.5)
        strength = rng.uniform(6, 14)
        across, down = (
            cv2.GaussianBlur(rng.uniform(-1, 1, (CROP_SIZE, CROP_SIZE)), (0, 0), sigma) * strength
            for _ in range(2)
        )
        fields.append((across.astype(np.float32), down.astype(np.float32)))
    return fields


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
