"""Signs that are no digits, drawn from strokes: what the network learns to refuse.

Operators, brackets, marks and scribbles are given as pen strokes like the
digits; letters come from OpenCV's stroke fonts and from the printer's fonts
that matplotlib brings along. Letters that can be a digit (O, l, Z, S, b, g, ...)
are left out: a network that refuses them refuses real digits too.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from model.handwriting import drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frame import Image

SAFE_LETTERS = "ACEFHJKLMNPRUVWXYacdefhkmnprtuvwx"
SAFE_MARKS = "&%#@?+=*<>~^$"

PRINTED_SHARE = 0.55
"""Of the letters; forms and cheques hold more print than anything else that is no digit."""

LONGEST_WORD = 6
_TYPE_PX = 64
_TYPE_FACES = (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSerif", "DejaVuSerif-Bold",
    "DejaVuSansMono", "STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "cmr10", "cmss10",
    "cmtt10",
)  # fmt: skip

_SYMBOLS: tuple[tuple[tuple[tuple[float, float], ...], ...], ...] = (
    (((0.0, 0.5), (1.0, 0.5)), ((0.5, 0.0), (0.5, 1.0))),  # plus
    (((0.0, 0.0), (0.8, 1.0)), ((0.8, 0.0), (0.0, 1.0))),  # times
    (((0.0, 0.3), (0.9, 0.3)), ((0.0, 0.7), (0.9, 0.7))),  # equals
    (((0.0, 0.5), (0.9, 0.5)), ((0.45, 0.15),), ((0.45, 0.85),)),  # division
    (((0.3, 0.0), (0.05, 0.3), (0.0, 0.5), (0.05, 0.7), (0.3, 1.0)),),  # (
    (((0.0, 0.0), (0.25, 0.3), (0.3, 0.5), (0.25, 0.7), (0.0, 1.0)),),  # )
    (((0.3, 0.0), (0.0, 0.0), (0.0, 1.0), (0.3, 1.0)),),  # [
    (((0.0, 0.0), (0.3, 0.0), (0.3, 1.0), (0.0, 1.0)),),  # ]
    (((0.3, 0.0), (0.15, 0.1), (0.17, 0.4), (0.0, 0.5), (0.17, 0.6), (0.15, 0.9), (0.3, 1.0)),),
    (((0.0, 0.0), (0.15, 0.1), (0.13, 0.4), (0.3, 0.5), (0.13, 0.6), (0.15, 0.9), (0.0, 1.0)),),
    (((0.0, 0.6), (0.3, 1.0), (0.9, 0.0)),),  # tick
    (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)),),  # box
    (((0.0, 0.4), (0.8, 0.4)), ((0.5, 0.1), (0.8, 0.4), (0.5, 0.7))),  # arrow right
    (((0.4, 1.0), (0.4, 0.0)), ((0.1, 0.3), (0.4, 0.0), (0.7, 0.3))),  # arrow up
    (((0.5, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.0)),),  # triangle
    (((0.1, 1.0), (0.5, 0.0), (0.9, 1.0)), ((0.25, 0.6), (0.75, 0.6))),  # A
    (((0.0, 0.0), (0.0, 1.0)), ((0.6, 0.0), (0.6, 1.0)), ((0.0, 0.5), (0.6, 0.5))),  # H
    (((0.6, 0.0), (0.0, 0.0), (0.0, 1.0), (0.6, 1.0)), ((0.0, 0.5), (0.5, 0.5))),  # E
    (((0.0, 0.0), (0.5, 0.5), (1.0, 0.0)), ((0.5, 0.5), (0.5, 1.0))),  # Y
    (((0.0, 1.0), (0.0, 0.0), (0.5, 0.6), (1.0, 0.0), (1.0, 1.0)),),  # M
    (((0.0, 0.0), (0.3, 1.0), (0.5, 0.4), (0.7, 1.0), (1.0, 0.0)),),  # W
    (((0.0, 0.0), (0.0, 1.0)), ((0.6, 0.0), (0.0, 0.55), (0.6, 1.0))),  # K
    (((0.4, 0.0), (0.4, 1.0)), ((0.0, 0.35), (0.8, 0.35))),  # t, cross
    (((0.0, 0.0), (0.0, 1.0), (0.7, 1.0)),),  # L
    (((0.5, 0.0), (0.5, 1.0)), ((0.0, 0.25), (1.0, 0.75)), ((0.0, 0.75), (1.0, 0.25))),  # star
)


def draw_symbol(rng: np.random.Generator, *, height_px: float = 60) -> Image:
    """A sign that is not a digit.

    Args:
        rng: Which sign, and how it is drawn.
        height_px: Longer side of its ink.

    Returns:
        (H, W) uint8, white ink on black.
    """
    kind = rng.random()
    if kind < 0.45:
        return _stroked(rng, height_px)
    if kind < 0.8:
        printed = rng.random() < PRINTED_SHARE
        return (_printed if printed else _lettered)(rng, height_px)
    return _scribbled(rng, height_px)


def _stroked(rng: np.random.Generator, height_px: float) -> Image:
    symbol = _SYMBOLS[int(rng.integers(len(_SYMBOLS)))]
    return _drawn(symbol, rng, height_px)


def _scribbled(rng: np.random.Generator, height_px: float) -> Image:
    """A line through random points, or hatching."""
    if rng.random() < 0.4:
        turns = int(rng.integers(5, 12))
        x = np.linspace(0, 1, turns)
        y = np.where(np.arange(turns) % 2, 1.0, 0.0) + rng.normal(0, 0.1, turns)
        points = np.column_stack([x, y])
    else:
        points = rng.uniform(0, 1, (int(rng.integers(5, 12)), 2))
    return _drawn((tuple(map(tuple, points)),), rng, height_px)


def _drawn(
    symbol: tuple[tuple[tuple[float, ...], ...], ...], rng: np.random.Generator, height_px: float
) -> Image:
    angle = np.deg2rad(rng.normal(0, 6))
    linear = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ (
        np.array([[np.exp(rng.normal(0, 0.2)), rng.normal(-0.05, 0.12)], [0, 1]])
    )
    strokes = [
        ((np.array(stroke) + rng.normal(0, 0.03, (len(stroke), 2))) @ linear.T).astype(np.float32)
        for stroke in symbol
    ]
    return drawn(strokes, height_px, height_px * rng.uniform(0.05, 0.14))


def _lettered(rng: np.random.Generator, height_px: float) -> Image:
    """One to three letters of a stroke font, slanted and stretched."""
    signs = SAFE_LETTERS + SAFE_MARKS
    count = int(rng.choice([1, 1, 1, 2, 3]))
    text = "".join(signs[int(rng.integers(len(signs)))] for _ in range(count))
    canvas = np.zeros((100, 80 * count + 40), np.uint8)
    fonts = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX)
    font = fonts[int(rng.integers(len(fonts)))]
    cv2.putText(canvas, text, (20, 70), font, 2, 255, int(rng.integers(2, 8)), cv2.LINE_AA)
    matrix = np.array([[np.exp(rng.normal(0, 0.15)), rng.normal(0, 0.15), 0], [0, 1, 0]])
    return fitted(cv2.warpAffine(canvas, matrix, canvas.shape[::-1]), height_px)


def _printed(rng: np.random.Generator, height_px: float) -> Image:
    """A letter or a word of a printer's font, upper or lower case, sometimes narrowed."""
    upper = rng.random() < 0.4
    letters = [sign for sign in SAFE_LETTERS if sign.isupper() == upper]
    length = 1 if rng.random() < 0.5 else int(rng.integers(2, LONGEST_WORD + 1))
    word = "".join(rng.choice(letters, length))
    face = type_face(_TYPE_FACES[int(rng.integers(len(_TYPE_FACES)))], _TYPE_PX)
    left, top, right, bottom = (round(edge) for edge in face.getbbox(word))
    canvas = Pictures.new("L", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(canvas).text((4 - left, 4 - top), word, fill=255, font=face)
    picture = np.asarray(canvas)
    narrowed = max(1, round(picture.shape[1] * float(np.exp(rng.normal(-0.05, 0.12)))))
    return fitted(cv2.resize(picture, (narrowed, picture.shape[0])), height_px)


@lru_cache(maxsize=256)
def type_face(name: str, height_px: int) -> ImageFont.FreeTypeFont:
    """One of the printer's fonts that matplotlib brings along.

    Raises:
        OSError: There is no such font.
    """
    from matplotlib import get_data_path

    return ImageFont.truetype(Path(get_data_path(), "fonts", "ttf", f"{name}.ttf"), height_px)


def fitted(picture: NDArray[Any], height_px: float) -> Image:
    """Ink cut tight and scaled so that its longer side is `height_px`.

    Args:
        picture: (H, W) uint8, white ink on black.
        height_px: The longer side afterwards.

    Returns:
        (h, w) uint8 with two empty pixels around; a single dark pixel where
        there is no ink.
    """
    _, ink = cv2.threshold(picture, 90, 255, cv2.THRESH_BINARY)
    left, top, width, height = cv2.boundingRect(ink)
    if not width or not height:
        return np.zeros((1, 1), np.uint8)
    tight = picture[top : top + height, left : left + width]
    scale = height_px / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(tight, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    return np.pad(small, 2)
