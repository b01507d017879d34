"""Charts that were drawn on white, in the colours of the window."""

from __future__ import annotations

from typing import cast

from PyQt6.QtGui import QColor, QImage, QPalette

PAPER_LIGHTNESS = 0.95


def in_colors_of(palette: QPalette, chart: QImage) -> QImage:
    """The chart as it is, or, on dark ground, turned over: light on dark, with its hues.

    A picture without a white ground of its own is to be read on any, and stays as it is.

    Args:
        palette: Whose base is the ground and whose text is the ink.
        chart: Any picture.
    """
    ground = palette.color(QPalette.ColorRole.Base)
    if ground.lightnessF() > 0.5 or chart.isNull() or not _is_on_white(chart):
        return chart
    # Imported late: the window opens sooner without.
    import numpy as np

    made = chart.convertToFormat(QImage.Format.Format_RGB32)
    bits = made.bits()
    if bits is None:
        return chart
    bits.setsize(made.sizeInBytes())
    buffer = cast("bytearray", bits)  # PyQt's own kind of buffer
    pixels = np.frombuffer(buffer, np.uint8).reshape(made.height(), made.bytesPerLine() // 4, 4)
    colors = pixels[..., :3].astype(np.float32) / 255
    # Lightness is turned over as HSL has it; hue and chroma stay.
    extremes = colors.max(axis=2, keepdims=True) + colors.min(axis=2, keepdims=True)
    turned = np.clip(colors + 1 - extremes, 0, 1)
    ink = _bgr(palette.color(QPalette.ColorRole.Text))
    paper = _bgr(ground)
    low, high = np.array(paper, np.float32), np.array(ink, np.float32)
    pixels[..., :3] = np.rint(low + turned * (high - low)).astype(np.uint8)
    return made


def _is_on_white(chart: QImage) -> bool:
    corner = chart.pixelColor(0, 0)
    return corner.alpha() == 255 and corner.lightnessF() > PAPER_LIGHTNESS


def _bgr(color: QColor) -> tuple[int, int, int]:
    return color.blue(), color.green(), color.red()
