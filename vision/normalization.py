"""Ink of any size to the 28x28 picture the network was trained on.

The recipe is that of MNIST (LeCun, Bottou, Bengio, Haffner, 1998): the longest
side is brought to 20 pixels with the aspect kept, and the result is laid so
that its centre of mass falls on the middle of the 28x28 field. Shrinking is by
area, which keeps thin strokes as grey instead of losing them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.reading import CROP_SIZE

if TYPE_CHECKING:
    from vision.frame import Image
    from vision.reading import Crops

LONGEST_SIDE = 20


def normalized(ink: Image) -> Crops:
    """A picture of one digit as MNIST has them.

    Args:
        ink: (H, W) uint8, white ink on black, cut tight to the ink.

    Returns:
        (28, 28) uint8, white ink on black, the strongest pixel 255; all black
        where there is no ink.

    Raises:
        ValueError: `ink` is empty or not a grey picture.
    """
    if ink.ndim != 2 or not ink.size:
        raise ValueError(f"Expected ink of shape (H, W) with at least one pixel, got {ink.shape}.")
    height, width = ink.shape
    scale = LONGEST_SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return centered(small)


def centered(small: Image) -> Crops:
    """Lays ink of at most 28x28 with its centre of mass on the middle of the field.

    Args:
        small: (h, w) uint8, white on black, no side over 28.

    Returns:
        (28, 28) uint8, the strongest pixel 255.
    """
    crop = np.zeros((CROP_SIZE, CROP_SIZE), np.uint8)
    height, width = small.shape
    moments = cv2.moments(small)
    mass = moments["m00"]
    if not mass:
        return crop
    # Measured on MNIST: the centres of mass lie at pixel coordinates (14.0, 14.0), not 13.5.
    middle = CROP_SIZE / 2
    left = round(middle - moments["m10"] / mass)
    top = round(middle - moments["m01"] / mass)
    left = min(max(left, 0), CROP_SIZE - width)
    top = min(max(top, 0), CROP_SIZE - height)
    strongest = int(small.max())
    if strongest < 255:
        small = cv2.convertScaleAbs(small, alpha=255 / strongest)
    crop[top : top + height, left : left + width] = small
    return crop
