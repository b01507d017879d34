"""Sheets of paperwork as a camera held by hand sees them.

Print and handwriting lie over a ground of their own colours; the sheet lies on a
desk, seen at an angle under uneven light, with blur, noise and JPEG compression.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.scenes import Page, PlacedGlyph
from vision.frame import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frame import Image

    Color = tuple[int, int, int]

MARGIN = 0.06
"""Of the picture on each side of the sheet, in shares of its width and height."""

TILT = 0.03
"""How far a corner of the sheet strays, in the same shares; it stays in the picture."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What is written on, what with, and from how near it is photographed.

    Attributes:
        inks: BGR of the pens.
        zoom: Least and most pixels of the picture a pixel of the sheet.
        is_board: White enamel that mirrors a lamp, instead of paper.
        is_patterned: Whether pale spots against forgery are printed all over it.
    """

    inks: tuple[Color, ...] = ((120, 50, 30), (40, 40, 40), (150, 70, 40), (50, 40, 150))
    zoom: tuple[float, float] = (0.55, 1.15)
    is_board: bool = False
    is_patterned: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class WrittenDigit:
    """A digit on a sheet.

    Attributes:
        label: 0 to 9.
        outline: (N, 2) float32, x before y: the convex hull of its ink.
    """

    label: int
    outline: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet that is being filled in: print and handwriting are drawn onto its layers.

    Attributes:
        surface: What it is of.
        printed, written: (H, W) uint8, white on black.
        digits: All handwritten digits.
    """

    surface: Surface
    printed: Image
    written: Image
    digits: list[WrittenDigit] = field(default_factory=list)

    @classmethod
    def blank(cls, width: int, height: int, surface: Surface = Surface()) -> Sheet:
        """A sheet on which nothing stands."""
        size = height, width
        return cls(surface, np.zeros(size, np.uint8), np.zeros(size, np.uint8))


def photographed_sheet(sheet: Sheet, rng: np.random.Generator) -> Page:
    """A picture of a sheet.

    Args:
        sheet: With all that is on it.
        rng: Source of colours, view, light and noise.

    Returns:
        The picture, and the box of each digit's ink in it.
    """
    height, width = sheet.written.shape
    zoom = rng.uniform(*sheet.surface.zoom)
    size = int(width * zoom), int(height * zoom)
    view = _view((width, height), size, rng)
    desk = rng.integers(40, 160, 3).tolist()
    picture = cv2.warpPerspective(
        _inked(sheet, rng), view, size,
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=desk,
    )  # fmt: skip
    _light(picture, rng)
    if sheet.surface.is_board:
        _mirror_a_lamp(picture, rng)
    glyphs = tuple(PlacedGlyph(_seen(digit, view), digit.label) for digit in sheet.digits)
    return Page(_taken(picture, rng), glyphs)


def _inked(sheet: Sheet, rng: np.random.Generator) -> NDArray[np.float32]:
    """The sheet seen from above in even light, (H, W, 3), 0 to 255."""
    surface = sheet.surface
    if surface.is_board:
        paper = np.array([235, 236, 232]) - rng.integers(0, 40)
    else:
        paper = rng.integers(190, 250) + rng.integers(-15, 15, 3)
    height, width = sheet.written.shape
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = paper
    if surface.is_patterned:
        y, x = np.mgrid[:height, :width]
        spots = np.sin(x / 9 + 6 * np.sin(y / 60)) * np.sin(y / 7) > 0.6
        picture[spots] -= rng.uniform(10, 35)
    print_color = np.full(3, 60 + rng.integers(0, 70))
    _lay(picture, sheet.printed, print_color, rng.uniform(0.5, 1))
    pen_color = surface.inks[int(rng.integers(len(surface.inks)))]
    _lay(picture, sheet.written, np.array(pen_color), rng.uniform(0.6, 1))
    return picture


def _lay(
    picture: NDArray[np.float32], ink: Image, color: NDArray[np.int64], opacity: float
) -> None:
    coverage = (ink * np.float32(opacity / 255))[..., None]
    picture += (color.astype(np.float32) - picture) * coverage


def _view(
    sheet_size: tuple[int, int], size: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float64]:
    """The perspective that brings a sheet into a picture, both as (width, height)."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    places = MARGIN + (1 - 2 * MARGIN) * corners + rng.uniform(-TILT, TILT, (4, 2))
    return cv2.getPerspectiveTransform(
        corners * np.array(sheet_size, np.float32), (places * size).astype(np.float32)
    )


def _light(picture: NDArray[np.float32], rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    coarse = rng.uniform(0.6, 1, (3, 3)).astype(np.float32)
    light = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    picture *= np.clip(light, 0.1, 1)[..., None]


def _mirror_a_lamp(picture: NDArray[np.float32], rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    radius = 0.08 * width
    across = np.exp(-(((np.arange(width) - x) / radius) ** 2) / 2)
    down = np.exp(-(((np.arange(height) - y) / radius) ** 2) / 2)
    picture += (rng.uniform(0, 120) * np.outer(down, across))[..., None].astype(np.float32)


def _taken(picture: NDArray[np.float32], rng: np.random.Generator) -> Image:
    """What lens, sensor and compression leave of a picture."""
    blurred = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.1))
    noise = rng.standard_normal(picture.shape, np.float32) * np.float32(rng.uniform(0, 5))
    image = np.clip(np.rint(blurred + noise), 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = int(rng.integers(40, 95))
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return image


def _seen(digit: WrittenDigit, view: NDArray[np.float64]) -> Box:
    """A hull stays one in perspective, so that the box is tight to the ink."""
    return Box(*cv2.boundingRect(cv2.perspectiveTransform(digit.outline[:, None], view)))
