"""Between arrays of pixels and Qt's pictures."""

from __future__ import annotations

from typing import cast

import numpy as np
from PyQt6.QtGui import QImage

from vision.frame import Image
from vision.pixels import on_paper


class SharedPicture(QImage):
    """A picture that shares its memory with an array, which it keeps alive."""

    def __init__(self, pixels: Image) -> None:
        """Wraps an array.

        Args:
            pixels: (H, W, 3) uint8 BGR or (H, W, 4) uint8 BGRA, opaque.
        """
        self.pixels = np.ascontiguousarray(pixels)
        height, width, channels = self.pixels.shape
        format_ = QImage.Format.Format_BGR888 if channels == 3 else QImage.Format.Format_RGB32
        # PyQt takes any buffer, though it says bytes.
        buffer = cast("bytes", self.pixels.data)
        super().__init__(buffer, width, height, channels * width, format_)


def image_of(picture: QImage) -> Image:
    """The pixels of a picture as (H, W, 3) uint8 BGR; what is transparent becomes paper."""
    rgba = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    bits = rgba.constBits()
    if bits is None:
        raise ValueError("The picture has no pixels.")
    pixels = np.frombuffer(bits.asstring(rgba.sizeInBytes()), np.uint8)
    return on_paper(pixels.reshape(rgba.height(), rgba.width(), 4))
