"""Drawn photographs of sheets on which somebody wrote 0 to 9, row by row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.glyphs import LEAST_INK, cut_tight
from model.handwriting import draw_digit
from model.scenes import Conditions, Glyph, PlacedGlyph, photographed
from vision.frame import Box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from model.glyphs import GlyphDrawing
    from vision.frame import Image

    SheetHand = Mapping[int, Sequence[GlyphDrawing]]

IN_ORDER = "0123456789"


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """How a sheet is written and photographed. Lengths are in heights of a digit.

    Attributes:
        height_px: Of the digits in the picture, about.
        gap: Between two digits; below 0 they touch.
        row_step: From one row to the next.
        slope_deg: Of the rows on the sheet.
        bend: How far the middle of a row sinks.
        sizes: How unlike the digits are in height (one sigma).
        unsteady: How far they stray up and down (one sigma).
        perspective: How far the sheet's corners stray, as a share of its size.
        finger: Whether a finger holds the sheet.
        touching: Share of the digits that run into the one before.
    """

    height_px: float = 34.0
    gap: float = 0.7
    row_step: float = 2.0
    slope_deg: float = 0.0
    bend: float = 0.0
    sizes: float = 0.08
    unsteady: float = 0.06
    perspective: float = 0.0
    finger: bool = False
    touching: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SheetPage:
    """A photograph of a sheet.

    Attributes:
        image: (H, W, 3) uint8 BGR.
        rows: What was written, row by row, and where it lies.
    """

    image: Image
    rows: tuple[tuple[PlacedGlyph, ...], ...]


def own_hand() -> dict[int, list[GlyphDrawing]]:
    """The project's own strokes, in all their forms."""
    return {digit: [partial(_own_digit, digit)] for digit in range(10)}


def _own_digit(digit: int, height_px: float, rng: np.random.Generator) -> Glyph:
    return Glyph(draw_digit(digit, rng, height_px=height_px), digit)


def random_style(rng: np.random.Generator) -> tuple[SheetStyle, Conditions]:
    """A sheet as people write it and hold it up; a third are ruled or squared."""
    style = SheetStyle(
        height_px=float(rng.choice([22, 28, 34, 44, 60])),
        gap=float(rng.uniform(0.35, 1.5)),
        row_step=float(rng.uniform(1.7, 2.6)),
        slope_deg=float(rng.normal(0, 3)),
        bend=float(rng.normal(0, 0.25)),
        sizes=float(rng.uniform(0.03, 0.15)),
        unsteady=float(rng.uniform(0.02, 0.12)),
        perspective=float(rng.uniform(0, 0.08)),
        finger=bool(rng.random() < 0.4),
        touching=float(rng.choice([0.0, 0.0, 0.0, 0.02])),
    )
    tint = rng.integers(170, 245)
    dark = int(rng.integers(15, 90))
    is_ruled = rng.random() < 0.35
    conditions = Conditions(
        paper=(int(tint), int(tint) - 3, int(tint) - 6),
        ink=(dark + int(rng.integers(0, 60)), dark, dark),
        opacity=float(rng.uniform(0.6, 1.0)),
        shading=float(rng.uniform(0, 0.45)),
        shadow=float(rng.uniform(0.2, 0.5)) if rng.random() < 0.35 else 0.0,
        blur_px=float(rng.uniform(0, 1.1)),
        noise=float(rng.uniform(0, 5)),
        jpeg_quality=int(rng.integers(40, 95)) if rng.random() < 0.6 else None,
        rule_px=round(style.row_step * style.height_px * rng.choice([0.5, 1.0])) if is_ruled
        else None,
        squared=bool(rng.random() < 0.4),
    )  # fmt: skip
    return style, conditions


def written_sheet(
    rows: Sequence[str],
    hand: SheetHand,
    rng: np.random.Generator,
    style: SheetStyle | None = None,
    conditions: Conditions | None = None,
) -> SheetPage:
    """A photograph of a sheet.

    Args:
        rows: What is written, digits only.
        hand: For each digit one drawing or more.
        rng: Source of everything random.
        style: Of writing and view, None for a usual one.
        conditions: Of paper, ink, light and camera, None for good ones.
    """
    style, conditions = style or SheetStyle(), conditions or Conditions()
    high = style.height_px
    longest = max(len(row) for row in rows)
    width = round((longest * (0.75 + style.gap) + 4) * high)
    slant = math.tan(math.radians(style.slope_deg))
    rise = abs(slant) * width
    height = round((len(rows) * style.row_step + 2 + 2 * abs(style.bend)) * high + rise)
    ink = np.zeros((height, width), np.uint8)
    outlines = []
    for number, row in enumerate(rows):
        top = (1 + abs(style.bend) + number * style.row_step) * high + max(0.0, -slant * width)
        left = (1.5 + rng.uniform(-0.4, 0.8)) * high
        outlines.append(_write(ink, row, (left, top), hand, rng, style))
    picture = photographed(ink, conditions, rng)
    view, size = _view(width, height, style, rng)
    desk = rng.integers(40, 140, 3).tolist()
    image = cv2.warpPerspective(picture, view, size, borderValue=desk, flags=cv2.INTER_AREA)
    if style.finger:
        _hold(image, rng)
    placed = tuple(
        tuple(
            PlacedGlyph(Box(*cv2.boundingRect(cv2.perspectiveTransform(outline, view))), label)
            for outline, label in row
        )
        for row in outlines
    )
    return SheetPage(image, placed)


def _write(
    ink: Image,
    text: str,
    start: tuple[float, float],
    hand: SheetHand,
    rng: np.random.Generator,
    style: SheetStyle,
) -> list[tuple[NDArray[np.float32], int]]:
    """Writes one row; gives the outline of each digit on the sheet and what it is."""
    left, top = start
    begin, slant = left, math.tan(math.radians(style.slope_deg))
    written: list[tuple[NDArray[np.float32], int]] = []
    for sign in text:
        label = int(sign)
        drawings = hand[label]
        size = style.height_px * float(np.clip(rng.normal(1, style.sizes), 0.7, 1.4))
        drawn = drawings[int(rng.integers(len(drawings)))](size, rng).ink
        glyph = cut_tight(drawn)
        height, width = glyph.shape
        along = (left - begin) / (0.8 * ink.shape[1])
        y = top + slant * (left - begin) + style.bend * style.height_px * math.sin(math.pi * along)
        y += style.height_px - height + rng.normal(0, style.unsteady) * style.height_px
        if written and rng.random() < style.touching:
            left -= (style.gap + 0.06) * style.height_px
        x, line = round(left), round(y)
        place = ink[line : line + height, x : x + width]
        if place.shape == glyph.shape:
            np.maximum(place, glyph, out=place)
            points = cv2.findNonZero((glyph >= LEAST_INK).astype(np.uint8))
            hull = cv2.convexHull(points).astype(np.float32) + np.array([x, line], np.float32)
            written.append((hull, label))
        left += width + style.gap * style.height_px * rng.uniform(0.75, 1.25)
    return written


def _view(
    width: int, height: int, style: SheetStyle, rng: np.random.Generator
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """The perspective of a sheet in a picture, and the (width, height) of the picture."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    margin = 0.05 + style.perspective
    size = round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin))
    stray = rng.uniform(-1, 1, (4, 2)) * style.perspective
    places = (margin + corners + stray) * (width, height)
    return cv2.getPerspectiveTransform(
        corners * np.array([width, height], np.float32), places.astype(np.float32)
    ), size


def _hold(image: Image, rng: np.random.Generator) -> None:
    """A finger from one side, over the margin of the sheet."""
    height, width = image.shape[:2]
    is_left = rng.random() < 0.5
    reach = int(0.05 * width)
    middle = (reach // 3 if is_left else width - reach // 3, int(rng.uniform(0.2, 0.9) * height))
    skin = (110 + int(rng.integers(0, 50)), 140 + int(rng.integers(0, 40)), 200)
    cv2.ellipse(image, middle, (reach, reach // 2), 0, 0, 360, skin, -1, cv2.LINE_AA)
