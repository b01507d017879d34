"""Pages whose digits are harder to read in one respect, all else alike.

Each page is a frame of 1280x720 with a few numbers, one a line, written by the
project's own hand: the live path's usual frame, of which 90 % is a digit of 648
pixels. All pages vary alike in pen, paper, light, noise and compression; one
respect is set to each of a row of values. A page is given by its difficulty and
its number alone.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.scenes import Conditions, LineStyle, Page, photographed, written_line

if TYPE_CHECKING:
    from model.scenes import PlacedGlyph
    from vision.frame import Box, Image

FRAME_SIZE = (720, 1280)

AXES: dict[str, tuple[float, ...]] = {
    "height": (
        12, 14, 16, 20, 24, 32, 40, 42, 48, 64, 80, 84, 88, 100, 130, 160, 168, 176, 200, 260,
        336, 420, 520, 600, 648,
    ),
    "contrast": (20, 25, 30, 40, 60, 90, 120, 160, 200),
    "blur": (0, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08),
    "slope": (0, 5, 10, 15, 20, 25, 30),
    "spacing": (2.0, 1.6, 1.4, 1.3, 1.2, 1.1),
    "touching": (0, 0.1, 0.2, 0.3, 0.4, 0.6),
}  # fmt: skip
"""Each respect's values, what is easy and what is hard at either end."""

UNITS = {
    "height": "px of ink",
    "contrast": "grey levels between paper and ink",
    "blur": "sigma over the height",
    "slope": "degrees, up or down",
    "spacing": "from line to line over the height",
    "touching": "share run into the one before",
}

_HEIGHT_PX = 48.0
_CONTRAST = 110.0
_SPACING = 1.6

_MOST_LINES, _MOST_DIGITS = 4, 7
_BORDER_PX = 8
_BLUE_IN_GRAY, _RED_IN_GRAY = 0.114, 0.299


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One respect at one value.

    Attributes:
        axis: A key of `AXES`.
        value: In the axis's unit.
    """

    axis: str
    value: float

    def __post_init__(self) -> None:
        if self.axis not in AXES:
            raise ValueError(f"Expected one of {', '.join(AXES)}, got {self.axis!r}.")


@dataclass(frozen=True, slots=True, eq=False)
class WrittenPage:
    """A page and its numbers, one a line, from the top."""

    page: Page
    lines: tuple[str, ...]


def difficulties(axes: tuple[str, ...] = tuple(AXES)) -> tuple[Difficulty, ...]:
    """All values of these axes."""
    return tuple(Difficulty(axis, value) for axis in axes for value in AXES[axis])


def written_page(difficulty: Difficulty, number: int) -> WrittenPage:
    """A page of one difficulty.

    Args:
        difficulty: Of all pages of its row.
        number: Equal numbers give equal pages.
    """
    rng = np.random.default_rng(
        (zlib.crc32(difficulty.axis.encode()), round(1000 * difficulty.value), number)
    )
    pen = float(rng.uniform(0.07, 0.13))
    slope = _at(difficulty, "slope", 0.0)
    if rng.random() < 0.5:
        slope = -slope
    style = LineStyle(slope_deg=slope, touching=_at(difficulty, "touching", 0.0), pen=pen)
    height_px = _at(difficulty, "height", _HEIGHT_PX)
    spacing = _at(difficulty, "spacing", _SPACING)
    ink, page_glyphs, lines = _written(rng, height_px, spacing * height_px, style)
    image = photographed(ink, _conditions(difficulty, height_px, rng), rng)
    return WrittenPage(Page(image, page_glyphs), lines)


def _at(difficulty: Difficulty, axis: str, usual: float) -> float:
    return float(difficulty.value) if difficulty.axis == axis else usual


def _conditions(difficulty: Difficulty, height_px: float, rng: np.random.Generator) -> Conditions:
    """Light, ground and camera of an ordinary desk; a fifth are light ink on a dark ground."""
    contrast = _at(difficulty, "contrast", _CONTRAST)
    tint = rng.uniform(-12, 12)
    if rng.random() < 0.2:
        paper = rng.uniform(15, max(16.0, min(70.0, 250 - contrast)))
        ink = paper + contrast
    else:
        paper = rng.uniform(min(max(150.0, contrast + 15), 235), 240)
        ink = paper - contrast
    blur_px = rng.uniform(0.3, 0.9)
    if difficulty.axis == "blur":
        blur_px = difficulty.value * height_px
    return Conditions(
        paper=_tinted(paper, tint),
        ink=_tinted(ink, rng.uniform(0, 30)),
        shading=float(rng.uniform(0, 0.3)),
        blur_px=float(blur_px),
        noise=float(rng.uniform(0.5, 3)),
        jpeg_quality=int(rng.integers(60, 96)) if rng.random() < 0.6 else None,
    )


def _tinted(gray: float, blue: float) -> tuple[int, int, int]:
    """A colour that much bluer than grey, and as bright."""
    red = gray - blue * _BLUE_IN_GRAY / _RED_IN_GRAY
    blue, green, red = (min(max(round(level), 0), 255) for level in (gray + blue, gray, red))
    return blue, green, red


def _written(
    rng: np.random.Generator, height_px: float, pitch_px: float, style: LineStyle
) -> tuple[Image, tuple[PlacedGlyph, ...], tuple[str, ...]]:
    """Lines about the frame's middle, all of one slope; only what is wholly on the frame."""
    frame_height, frame_width = FRAME_SIZE
    bare_px = max(1, round(height_px / (1 + (style.pen or 0))))
    count = 1 + min(_MOST_LINES - 1, int((frame_height - 1.3 * height_px) / pitch_px))
    longest = min(_MOST_DIGITS, max(1, int(frame_width / (0.9 * height_px))))
    block_width, block_height = 0.8 * longest * height_px, (count - 1) * pitch_px + height_px
    free_x = max(0.0, frame_width - block_width - height_px)
    free_y = max(0.0, frame_height - block_height - height_px)
    if style.slope_deg:  # the turned block needs more room
        free_x, free_y = 0.5 * free_x, 0.2 * free_y
    middle = (
        frame_width / 2 + 0.5 * free_x * rng.uniform(-1, 1),
        frame_height / 2 + 0.5 * free_y * rng.uniform(-1, 1),
    )
    angle = math.radians(style.slope_deg)
    ink: Image = np.zeros(FRAME_SIZE, np.uint8)
    glyphs: list[PlacedGlyph] = []
    lines: list[str] = []
    for line in range(count):
        # A line's top is that of the bare strokes: the pen stands out above it.
        x, y = -block_width / 2, line * pitch_px - block_height / 2 + height_px - bare_px
        origin = (
            round(middle[0] + x * math.cos(angle) - y * math.sin(angle)),
            round(middle[1] + x * math.sin(angle) + y * math.cos(angle)),
        )
        length = int(rng.integers(min(3, longest), longest + 1))
        text = "".join(str(digit) for digit in rng.integers(0, 10, length))
        while text:
            written, placed = written_line(
                text, rng, height_px=bare_px, size=FRAME_SIZE, origin=origin, ink=ink, style=style
            )
            if all(_is_inside(glyph.box) for glyph in placed):
                ink = written
                glyphs += placed
                lines.append(text)
                break
            text = text[:-1]
    return ink, tuple(glyphs), tuple(lines)


def _is_inside(box: Box) -> bool:
    height, width = FRAME_SIZE
    return (
        box.left >= _BORDER_PX
        and box.top >= _BORDER_PX
        and box.right <= width - _BORDER_PX
        and box.bottom <= height - _BORDER_PX
    )
