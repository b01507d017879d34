"""Whatever pixels Pillow decoded, as upright BGR."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frame import Image

if TYPE_CHECKING:  # Pillow takes 30 ms to import: only where a picture is read
    from PIL.Image import Image as Picture

LIGHT_INK_LEVEL = 160
"""Visible pixels brighter than this on a mostly transparent page are light ink."""

_STRIP_BYTES = 2 << 20
"""Small enough for a processor's cache."""

_MANY_STRIPS = 8

_ORIENTATION_TAG = 0x0112
_UPRIGHT: dict[int, Callable[[Image], Any]] = {  # by the EXIF orientation
    2: lambda image: cv2.flip(image, 1),
    3: lambda image: cv2.rotate(image, cv2.ROTATE_180),
    4: lambda image: cv2.flip(image, 0),
    5: cv2.transpose,
    6: lambda image: cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE),
    7: lambda image: cv2.transpose(cv2.rotate(image, cv2.ROTATE_180)),
    8: lambda image: cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE),
}


def upright_bgr(picture: Picture) -> Image:
    """The pixels of a decoded picture, turned as its EXIF orientation says.

    Args:
        picture: In any mode of Pillow, already loaded.

    Returns:
        (H, W, 3) uint8, BGR, C-contiguous. More than eight bits are scaled to
        eight; what is transparent becomes paper.
    """
    image = _bgr(picture)
    turn = _UPRIGHT.get(_orientation(picture))
    return _array(turn(image)) if turn else image


def _orientation(picture: Picture) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # Pillow raises all sorts on broken EXIF; the pixels are fine
        return 1


def _bgr(picture: Picture) -> Image:
    if picture.mode[0] in "IF":  # I;16 and its kin, 32 bits, float
        return _array(cv2.cvtColor(eight_bits(np.asarray(picture)), cv2.COLOR_GRAY2BGR))
    if picture.has_transparency_data:
        return on_paper(np.asarray(picture.convert("RGBA")))
    if picture.mode in {"1", "L"}:
        return _array(cv2.cvtColor(np.asarray(picture.convert("L")), cv2.COLOR_GRAY2BGR))
    rgb = picture if picture.mode == "RGB" else picture.convert("RGB")
    if 4 * rgb.width * rgb.height > _MANY_STRIPS * _STRIP_BYTES:
        return _bgr_in_strips(rgb)
    return _array(cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR))


def _bgr_in_strips(picture: Picture) -> Image:
    """Copied strip by strip, as Pillow keeps it: four bytes a pixel.

    Of a picture of twelve megapixels that takes two thirds of the time of one copy of all.
    """
    width, height = picture.size
    bgr = np.empty((height, width, 3), np.uint8)
    rows = max(1, _STRIP_BYTES // (4 * width))
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        data = picture.crop((0, top, width, bottom)).tobytes("raw", "RGBX")
        rgbx = np.frombuffer(data, np.uint8).reshape(bottom - top, width, 4)
        cv2.cvtColor(rgbx, cv2.COLOR_RGBA2BGR, dst=bgr[top:bottom])
    return bgr


def eight_bits(values: NDArray[Any]) -> Image:
    """Grey values of any type, scaled to 0..255 rather than clipped.

    Args:
        values: (H, W), integers or floats. Integers are taken to use as many bits
            as their largest needs, so that 12 bits in a 16-bit file are not dark.
            Floats within 0..1 or 0..255 keep their meaning; others are stretched.

    Returns:
        (H, W) uint8; where a float is not finite, 0.
    """
    if np.issubdtype(values.dtype, np.floating):
        return _eight_bits_of_floats(values)
    low, high = int(values.min()), int(values.max())
    if low < 0:
        return _stretched(values.astype(np.float64), low, high)
    bits = max(8, high.bit_length())
    native = values.astype(np.uint16) if bits <= 16 else values.astype(np.float64)
    return _array(cv2.convertScaleAbs(native, alpha=255 / (2**bits - 1)))


def _eight_bits_of_floats(values: NDArray[Any]) -> Image:
    finite = np.where(np.isfinite(values), values, 0).astype(np.float64)
    low, high = float(finite.min()), float(finite.max())
    if low < 0 or high > 255:
        return _stretched(finite, low, high)
    return _array(cv2.convertScaleAbs(finite, alpha=255 if high <= 1 else 1))


def _stretched(values: NDArray[np.float64], low: float, high: float) -> Image:
    # Halved first: the difference of two huge floats would overflow.
    span = max(high / 2 - low / 2, np.finfo(np.float64).tiny)
    return np.rint((values / 2 - low / 2) / span * 255).astype(np.uint8)


def on_paper(rgba: Image) -> Image:
    """A picture with transparency, laid on white; light ink is laid on black.

    Args:
        rgba: (H, W, 4) uint8, red first.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    bgr = cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR)
    alpha = np.ascontiguousarray(rgba[..., 3])
    visible = cv2.multiply(bgr, cv2.cvtColor(alpha, cv2.COLOR_GRAY2BGR), scale=1 / 255)
    if _is_light_ink(bgr, alpha):
        return _array(visible)
    return _array(cv2.add(visible, cv2.cvtColor(255 - alpha, cv2.COLOR_GRAY2BGR)))


def _is_light_ink(bgr: NDArray[Any], alpha: Image) -> bool:
    # A photograph with rounded corners is bright too, but mostly opaque.
    if cv2.mean(alpha)[0] >= 128:
        return False
    opaque = (alpha >= 128).astype(np.uint8)
    level = cv2.mean(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), mask=opaque)[0]
    return level > LIGHT_INK_LEVEL


def _array(image: Any) -> Image:
    """What OpenCV returned, under the type it has."""
    return np.asarray(image, dtype=np.uint8)
