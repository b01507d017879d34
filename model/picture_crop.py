"""A picture of one digit, of whatever size, as the crop that the network would see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.color import ink_gray
from vision.normalization import LONGEST_SIDE, normalized
from vision.reading import CROP_SIZE
from vision.segmentation import propose

if TYPE_CHECKING:
    from vision.frame import Image
    from vision.reading import Candidate, Crops

SMALLEST_SIDE_PX = 80
"""Pictures are enlarged to this: digits of 12 pixels and less are not looked for."""

LARGEST_SIDE_PX = 1600
"""Pictures are reduced to this: a digit that fills a twentieth of it is read as well."""

ANOTHER_SHARE = 0.6
"""Other ink that is so high beside the highest may as well be the digit that is meant."""

_GROUND_PX, _MEDIAN_PX = 40, 27
"""On 300 drawn photographs, a fifth with hard shadows, 258 digits come out as the bundled model
reads them; with one level for all the ground 238."""

_TOLERANCE_PX = 2
"""By how much a crop may differ in size and place from what normalisation makes."""


class NoDigitError(Exception):
    """There is not one digit to be seen in a picture; one sentence for the user."""


def crop_of_picture(image: Image, *, is_alone: bool = True) -> Crops:
    """The one digit of a picture, found and normalised as in a frame of the camera.

    A picture of 28x28 pixels is taken for a crop already: one with a dark
    border as it is, one with a light border inverted, and normalised where its
    digit has not the size and the place of MNIST's.

    Args:
        image: (H, W, 3) uint8 BGR, or (H, W) uint8.
        is_alone: Whether other ink as high as a digit is refused. Else the
            largest is taken.

    Returns:
        (28, 28) uint8, white ink on black.

    Raises:
        NoDigitError: No ink is found, or more than one digit.
    """
    if image.shape[:2] == (CROP_SIZE, CROP_SIZE):
        return _crop_of_small(_gray(image))
    gray = _with_margin(_of_handy_size(image))
    candidates = [one for one in propose(gray)[0] if one.cut_from is None]
    if not candidates:
        raise NoDigitError("no digit was found in it")
    found = max(candidates, key=lambda one: (one.box.height * one.box.width, one.ink))
    if is_alone and any(_is_another(one, found) for one in candidates):
        raise NoDigitError("it holds more than one digit")
    return found.crop


def is_dark_on_light(crops: Crops) -> bool:
    """Whether nearly all the border is light, as where paper was not inverted.

    Args:
        crops: (28, 28) or (N, 28, 28) uint8.
    """
    border = np.concatenate(
        [crops[..., 0, :], crops[..., -1, :], crops[..., :, 0], crops[..., :, -1]], axis=-1
    )
    # Ink that touches the border, at most 20 of its 112 pixels, does not count.
    return bool(border.size) and bool(np.percentile(border, 25) > 127)


def _crop_of_small(gray: Image) -> Crops:
    if not is_dark_on_light(gray):
        return gray
    paper = int(np.percentile(gray, 75))
    ink = cv2.subtract(paper, gray)
    # What is left of the paper's own unevenness is no ink.
    ink[ink < 0.15 * max(1, int(ink.max()))] = 0
    if not ink.any():
        raise NoDigitError("there is no ink in it")
    left, top, width, height = cv2.boundingRect(ink)
    tight = np.ascontiguousarray(ink[top : top + height, left : left + width])
    again = normalized(tight)
    is_normal = (
        abs(max(width, height) - LONGEST_SIDE) <= _TOLERANCE_PX
        and max(np.abs(np.subtract(_middle(again), _middle(ink)))) <= _TOLERANCE_PX
    )
    if not is_normal:
        return again
    return np.asarray(cv2.convertScaleAbs(ink, alpha=255 / int(ink.max())), np.uint8)


def _middle(ink: Image) -> tuple[float, float]:
    moments = cv2.moments(ink)
    return moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]


def _of_handy_size(image: Image) -> Image:
    longest = max(image.shape[:2])
    if longest > LARGEST_SIDE_PX:
        return _resized(image, LARGEST_SIDE_PX / longest, cv2.INTER_AREA)
    if longest < SMALLEST_SIDE_PX:
        return _resized(image, SMALLEST_SIDE_PX / longest, cv2.INTER_CUBIC)
    return image


def _resized(image: Image, scale: float, interpolation: int) -> Image:
    height, width = image.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=interpolation), np.uint8)


def _with_margin(image: Image) -> Image:
    """The picture in grey, with ground around it: a digit may fill the picture."""
    gray = ink_gray(image) if image.ndim == 3 else image
    margin = max(8, max(gray.shape) // 4)
    wide = cv2.copyMakeBorder(_ground(gray), margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    wide[margin : margin + gray.shape[0], margin : margin + gray.shape[1]] = gray
    return np.asarray(wide, np.uint8)


def _ground(gray: Image) -> Image:
    """The ground without its ink, with its light and shade: a median wider than any stroke."""
    height, width = gray.shape
    scale = _GROUND_PX / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    # Reflected: repeated outwards, a stroke along the border would outweigh the ground.
    half = _MEDIAN_PX // 2
    around = cv2.copyMakeBorder(small, half, half, half, half, cv2.BORDER_REFLECT)
    small = cv2.medianBlur(around, _MEDIAN_PX)[half : half + size[1], half : half + size[0]]
    return np.asarray(cv2.resize(small, (width, height)), np.uint8)


def _is_another(one: Candidate, found: Candidate) -> bool:
    """Whether ink is as good as that which was found, and beside it."""
    if one.box.height < ANOTHER_SHARE * found.box.height or one.clarity < 0.5 * found.clarity:
        return False
    return one.box.intersection_area(found.box) < 0.5 * one.box.area


def _gray(image: Image) -> Image:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
