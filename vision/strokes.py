"""The ink of a blob, taken from its surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.clarity import clarity_of

if TYPE_CHECKING:
    from vision.binarization import InkMask
    from vision.frame import Image
    from vision.pieces import Blob

_EDGE = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """The ink of a blob, taken from its surroundings.

    Attributes:
        strength: (h, w) uint8, 0 on the ground, 255 at the core of the strokes.
        inside: (h, w) uint8, 255 on the blob's own ink.
        filled: (h, w) uint8, the same with its holes.
        clarity: Contrast of ink and ground over the ground's own variation.
    """

    strength: Image
    inside: Image
    filled: Image
    clarity: float


def strokes_of(mask: InkMask, blob: Blob) -> Strokes:
    """The strokes of a blob of a mask."""
    left, top, width, height = blob.left, blob.top, blob.width, blob.height
    margin = max(3, height // 8)
    x, y = max(left - margin, 0), max(top - margin, 0)
    gray = mask.gray[y : top + height + margin, x : left + width + margin]
    ink = mask.ink[y : top + height + margin, x : left + width + margin]
    own = np.zeros(ink.shape, np.uint8)
    cv2.drawContours(own, blob.contours, -1, 255, cv2.FILLED, offset=(-x, -y))
    inside = cv2.bitwise_and(own, ink)
    # The pixel around the mask is the soft edge: part of the stroke, not of the ground.
    ground, deviation = cv2.meanStdDev(gray, mask=cv2.bitwise_not(cv2.dilate(ink, _EDGE)))
    contrast = max(ground[0, 0] - cv2.mean(gray, inside)[0], 1.0)
    strength = cv2.convertScaleAbs(cv2.subtract(round(ground[0, 0]), gray), alpha=255 / contrast)
    strength = cv2.bitwise_and(strength, cv2.dilate(own, _EDGE))
    clarity = clarity_of(gray, ink, inside, contrast, deviation[0, 0])
    box = slice(top - y, top - y + height), slice(left - x, left - x + width)
    return Strokes(strength[box], inside[box], own[box], clarity)
