"""Cut-outs of photographs around one place, with the boxes there drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from model.photo_evaluation import PhotoBox
    from vision.frame import Image

SIDE_PX = 260
"""Longest side of a cut-out."""

_MARGIN = 1.2
_LEAST_MARGIN_PX = 16
_MOST_ENLARGED = 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A box to draw.

    Attributes:
        color: Blue, green, red, 0 to 255.
        thickness: Of its line, in pixels of the cut-out.
    """

    box: PhotoBox
    color: tuple[int, int, int]
    thickness: int = 1


def cutout(image: Image, place: PhotoBox, marks: Iterable[Mark]) -> Image:
    """A place and what is around it, enlarged or reduced to a picture of handy size.

    Args:
        image: (H, W, 3) uint8 BGR.
        place: In pixels of `image`; may reach over its border.
        marks: Drawn around their boxes, in this order; those outside are not seen.

    Returns:
        (h, w, 3) uint8 BGR, at most `SIDE_PX` high and wide.
    """
    left, top, right, bottom = _region(image.shape[1], image.shape[0], place)
    scale = min(SIDE_PX / max(right - left, bottom - top), _MOST_ENLARGED)
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    smaller = scale < 1
    shown = cv2.resize(
        np.ascontiguousarray(image[top:bottom, left:right]),
        size,
        interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC,
    )
    for mark in marks:
        x, y, width, height = mark.box
        # One line's width outside the box, so that it hides no ink.
        first = _point((x - left) * scale - mark.thickness, (y - top) * scale - mark.thickness)
        last = _point((x + width - left) * scale, (y + height - top) * scale)
        cv2.rectangle(shown, first, last, mark.color, mark.thickness)
    return shown


def _region(width: int, height: int, place: PhotoBox) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is shown: inside the picture and never empty."""
    margin = max(_LEAST_MARGIN_PX, _MARGIN * max(place[2:]))
    left = min(max(0, round(place[0] - margin)), width - 1)
    top = min(max(0, round(place[1] - margin)), height - 1)
    right = min(max(left + 1, round(place[0] + place[2] + margin)), width)
    bottom = min(max(top + 1, round(place[1] + place[3] + margin)), height)
    return left, top, right, bottom


def _point(x: float, y: float) -> tuple[int, int]:
    # OpenCV takes 32 bits; no cut-out is that large.
    return round(min(max(x, -9999), 9999)), round(min(max(y, -9999), 9999))
