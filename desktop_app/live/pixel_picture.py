"""A small picture, enlarged so that its pixels can be seen."""

from __future__ import annotations

from typing import cast

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PyQt6.QtWidgets import QSizePolicy, QWidget

from vision.frame import Image

SIDE_LINES = 5
"""Least side in lines of text."""
LARGEST_LINES = 11


class PixelPicture(QWidget):
    """Shows a picture in a square, as large as it fits, or says why there is none."""

    def __init__(self, missing: str, parent: QWidget | None = None) -> None:
        """Builds it.

        Args:
            missing: What is written where there is no picture.
            parent: Its widget.
        """
        super().__init__(parent)
        self._missing = missing
        self.setAccessibleDescription(missing)
        self._pixels: Image | None = None
        line = self.fontMetrics().lineSpacing()
        self.setMinimumSize(SIDE_LINES * line, SIDE_LINES * line)
        self.setMaximumSize(LARGEST_LINES * line, LARGEST_LINES * line)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSize()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return width

    def show_pixels(self, pixels: Image | None) -> None:
        """Shows a picture.

        Args:
            pixels: (H, W, 3) uint8 BGR or (H, W) uint8; None for no picture.
        """
        before = self._pixels
        if pixels is before or (
            pixels is not None and before is not None and np.array_equal(pixels, before)
        ):
            return
        self._pixels = None if pixels is None else np.ascontiguousarray(pixels)
        self.setAccessibleDescription("" if pixels is not None else self._missing)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        role = QPalette.ColorRole
        painter.fillRect(self.rect(), self.palette().color(role.Base))
        if self._pixels is None:
            painter.setPen(self.palette().color(role.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(4, 4, -4, -4), flags, self._missing)
        else:
            picture = _qimage(self._pixels)
            space = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            scale = min(space.width() / picture.width(), space.height() / picture.height())
            target = QRectF(0, 0, scale * picture.width(), scale * picture.height())
            target.moveCenter(space.center())
            # Enlarged, the single pixels are what there is to see; made smaller, lines would break.
            is_smaller = scale * self.devicePixelRatioF() < 1
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smaller)
            painter.drawImage(target, picture)
        painter.setPen(self.palette().color(role.Dark))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _qimage(pixels: Image) -> QImage:
    """A picture that shares its memory with the array, which must outlive it."""
    height, width = pixels.shape[:2]
    is_gray = pixels.ndim == 2
    format_ = QImage.Format.Format_Grayscale8 if is_gray else QImage.Format.Format_BGR888
    # PyQt takes any buffer, though it says bytes.
    return QImage(cast("bytes", pixels.data), width, height, pixels.strides[0], format_)
