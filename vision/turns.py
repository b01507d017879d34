"""Pictures turned so that the page in them stands upright, and readings turned back."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import cv2
import numpy as np

from vision.frame import Box
from vision.reading import DigitRead, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.frame import Image
    from vision.reading import NumberRead

_Placed = TypeVar("_Placed", DigitRead, Rejection)


@dataclass(frozen=True, slots=True)
class Turn:
    """How a picture is turned until its page stands upright.

    Attributes:
        quarters: Quarter turns to the left, 0 to 3, made after the tilt is taken out.
        tilt_deg: Slope of the lines that is taken out; positive runs down to the right.
    """

    quarters: int = 0
    tilt_deg: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.quarters or self.tilt_deg)

    def turned(self, gray: Image) -> Image:
        """The picture with the page upright: (h, w) uint8.

        Args:
            gray: (H, W) uint8.
        """
        if self.tilt_deg:
            matrix, size = self._leveling(gray.shape)
            # Ink at the border goes on to the new one, and so stays cut off.
            gray = cv2.warpAffine(gray, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        return np.ascontiguousarray(np.rot90(gray, self.quarters)) if self.quarters else gray

    def box_before(self, box: Box, shape: tuple[int, ...]) -> Box:
        """Where a box of the turned picture lies in the picture as it was.

        Args:
            box: In pixels of the turned picture.
            shape: (H, W) of the picture as it was.

        Returns:
            The box in pixels of the picture as it was, within it.
        """
        height, width = shape[:2]
        if self.tilt_deg:
            matrix, (width, height) = self._leveling(shape)
        for turns_left in range(self.quarters, 0, -1):
            # What the picture's width was before this quarter.
            across = width if turns_left % 2 else height
            box = Box(across - box.bottom, box.left, box.height, box.width)
        if self.tilt_deg:
            box = self._box_before_leveling(box, matrix, shape)
        return box

    def _leveling(self, shape: tuple[int, ...]) -> tuple[Image, tuple[int, int]]:
        """The affine matrix that takes the tilt out, and (width, height) of the result."""
        height, width = shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), self.tilt_deg, 1.0)
        cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
        size = round(width * cosine + height * sine), round(width * sine + height * cosine)
        matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
        return matrix, size

    def _box_before_leveling(self, box: Box, matrix: Image, shape: tuple[int, ...]) -> Box:
        (x, y), back = box.center, cv2.invertAffineTransform(matrix)
        middle_x, middle_y = back @ (x, y, 1.0)
        # Ink seldom reaches into the corners of its box: the extent of an ellipse fits it best.
        cosine, sine = abs(back[0, 0]), abs(back[0, 1])
        half_width = math.hypot(box.width * cosine, box.height * sine) / 2
        half_height = math.hypot(box.width * sine, box.height * cosine) / 2
        left, right = _within(middle_x - half_width, middle_x + half_width, shape[1])
        top, bottom = _within(middle_y - half_height, middle_y + half_height, shape[0])
        return Box(left, top, right - left, bottom - top)

    def readings_before(self, readings: Iterable[_Placed], shape: tuple[int, ...]) -> list[_Placed]:
        """Digits or rejections of the turned picture, in pixels of the picture as it was."""
        return [replace(one, box=self.box_before(one.box, shape)) for one in readings]

    def numbers_before(
        self, numbers: Sequence[NumberRead], shape: tuple[int, ...]
    ) -> tuple[NumberRead, ...]:
        """Numbers of the turned picture in pixels of the picture as it was.

        Their order, and that of their digits, stays that of the upright page.
        """
        return tuple(self._number_before(number, shape) for number in numbers)

    def _number_before(self, number: NumberRead, shape: tuple[int, ...]) -> NumberRead:
        digits = tuple(self.readings_before(number.digits, shape))
        angle_deg = (number.angle_deg + self.tilt_deg + 90 * self.quarters + 180) % 360 - 180
        box = Box.union_of([digit.box for digit in digits])
        return replace(number, box=box, angle_deg=angle_deg, digits=digits)


def _within(start: float, end: float, length: int) -> tuple[int, int]:
    """A stretch in whole pixels, cut to 0 and `length`, of one pixel at least."""
    first = min(max(round(start), 0), length - 1)
    return first, min(max(round(end), first + 1), length)


UPRIGHT = Turn()
