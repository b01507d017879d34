"""Pages and webcam frames with known digits on them.

A page is paper or board under uneven light, seen by an imperfect camera: ink
is laid over the ground with its own colour and strength, then comes shading,
a shadow perhaps, blur, sensor noise and JPEG compression. Where each glyph
lies is known to the pixel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vision.frame import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frame import Image


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """One written sign.

    Attributes:
        ink: (h, w) uint8, white ink on black, cut tight.
        label: 0 to 9, or 10 for what is not a digit.
    """

    ink: Image
    label: int


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """Where a glyph lies on a page: `box` is tight to its ink."""

    box: Box
    label: int


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A picture with known signs on it.

    Attributes:
        image: (H, W, 3) uint8, BGR.
        glyphs: What lies where.
    """

    image: Image
    glyphs: tuple[PlacedGlyph, ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What light, ground and camera do.

    Attributes:
        paper: BGR of the ground.
        ink: BGR of the ink.
        opacity: 1 for a marker, less for a pencil.
        shading: Share of light lost at the darkest place, 0 to 1.
        shadow: Share of light that a hard shadow takes over part of the page.
        blur_px: Sigma of the lens's blur.
        noise: Sigma of the sensor's noise in grey levels.
        jpeg_quality: 0 to 100, None for no compression.
        rule_px: Distance of ruled lines, None for blank.
        squared: Whether the ruling has columns too.
    """

    paper: tuple[int, int, int] = (225, 232, 235)
    ink: tuple[int, int, int] = (70, 45, 40)
    opacity: float = 1.0
    shading: float = 0.0
    shadow: float = 0.0
    blur_px: float = 0.0
    noise: float = 0.0
    jpeg_quality: int | None = None
    rule_px: int | None = None
    squared: bool = False


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is written.

    Attributes:
        slope_deg: Slope of the line; positive runs down to the right. Its digits turn with it.
        touching: Share of the digits that run into the one before.
        pen: The pen's width over the digits' height, None for 0.08 to 0.12.
    """

    slope_deg: float = 0.0
    touching: float = 0.0
    pen: float | None = None


def random_conditions(rng: np.random.Generator) -> Conditions:
    """Conditions as people's desks have them; a fifth are light ink on a dark ground."""
    if rng.random() < 0.2:
        paper, ink = _bgr(rng.integers(5, 80, 3)), _bgr(rng.integers(170, 256, 3))
    else:
        tint = rng.integers(120, 250)
        paper = _bgr(np.clip(tint + rng.integers(-25, 26, 3), 0, 255))
        dark = rng.integers(10, 110)
        ink = _bgr(np.clip(dark + rng.integers(-10, 70, 3), 0, tint - 40))
    return Conditions(
        paper=paper,
        ink=ink,
        opacity=float(rng.uniform(0.35, 1.0)) ** 0.7,
        shading=float(rng.uniform(0, 0.5)),
        shadow=float(rng.uniform(0.2, 0.55)) if rng.random() < 0.25 else 0.0,
        blur_px=float(rng.choice([0.0, rng.uniform(0.3, 1.4)])),
        noise=float(rng.choice([0.0, rng.uniform(0.5, 6)])),
        jpeg_quality=int(rng.integers(35, 96)) if rng.random() < 0.6 else None,
        rule_px=int(rng.integers(40, 120)) if rng.random() < 0.2 else None,
        squared=bool(rng.random() < 0.4),
    )


def _bgr(values: NDArray[Any]) -> tuple[int, int, int]:
    blue, green, red = values.tolist()
    return blue, green, red


def scattered(
    glyphs: Sequence[Glyph],
    rng: np.random.Generator,
    *,
    columns: int,
    cell_px: int,
    touching: float = 0.0,
) -> tuple[NDArray[np.uint8], tuple[PlacedGlyph, ...]]:
    """Glyphs laid on a jittered grid.

    Args:
        glyphs: In reading order; none larger than a cell.
        rng: Source of the jitter.
        columns: Glyphs a row.
        cell_px: Side of a cell.
        touching: Share of the glyphs pushed against the one before.

    Returns:
        The ink as (H, W) uint8, white on black, and where each glyph lies.
    """
    rows = -(-len(glyphs) // columns)
    ink = np.zeros(((rows + 1) * cell_px, (columns + 1) * cell_px), np.uint8)
    placed: list[PlacedGlyph] = []
    for i, glyph in enumerate(glyphs):
        height, width = glyph.ink.shape
        row, column = divmod(i, columns)
        free_x, free_y = cell_px - width, cell_px - height
        left = cell_px // 2 + column * cell_px + round(free_x * rng.uniform(0.1, 0.9))
        top = cell_px // 2 + row * cell_px + round(free_y * rng.uniform(0.1, 0.9))
        if column and placed and rng.random() < touching:
            before = placed[-1].box
            left = before.right - round(width * rng.uniform(0, 0.15))
            top = before.bottom - height + round(height * rng.uniform(-0.1, 0.1))
        place = ink[top : top + height, left : left + width]
        if place.shape != glyph.ink.shape:
            continue
        np.maximum(place, glyph.ink, out=place)
        box = _tight(glyph.ink, left, top)
        if box.area:
            placed.append(PlacedGlyph(box, glyph.label))
    return ink, tuple(placed)


def _tight(ink: Image, left: int, top: int) -> Box:
    x, y, width, height = cv2.boundingRect(cv2.threshold(ink, 90, 255, cv2.THRESH_BINARY)[1])
    return Box(left + x, top + y, width, height)


def photographed(ink: Image, conditions: Conditions, rng: np.random.Generator) -> Image:
    """Ink on a ground as a camera sees it.

    Args:
        ink: (H, W) uint8, white on black.
        conditions: Of ground, light and camera.
        rng: Source of texture, shading and noise.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    height, width = ink.shape
    ground = np.empty((height, width, 3), np.float32)
    ground[:] = conditions.paper
    if conditions.rule_px:
        _rule(ground, conditions)
    coverage = cv2.multiply(ink.astype(np.float32), conditions.opacity / 255)[..., None]
    picture = ground + (np.array(conditions.ink, np.float32) - ground) * coverage
    picture *= _light(height, width, conditions, rng)[..., None]
    if conditions.blur_px > 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), conditions.blur_px)
    if conditions.noise:
        noise = np.empty(picture.shape, np.float32)
        cv2.setRNGSeed(int(rng.integers(2**31)))
        cv2.randn(noise, 0, conditions.noise)
        picture += noise
    image = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    if conditions.jpeg_quality is not None:
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, conditions.jpeg_quality])
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return image


def _rule(ground: NDArray[Any], conditions: Conditions) -> None:
    height, width = ground.shape[:2]
    assert conditions.rule_px is not None
    color = np.array(conditions.paper, np.float32) * 0.72
    for y in range(conditions.rule_px, height, conditions.rule_px):
        ground[y : y + max(1, conditions.rule_px // 50)] = color
    if conditions.squared:
        for x in range(conditions.rule_px, width, conditions.rule_px):
            ground[:, x : x + max(1, conditions.rule_px // 50)] = color


def _light(
    height: int, width: int, conditions: Conditions, rng: np.random.Generator
) -> NDArray[np.float32]:
    """How much light falls where, (H, W), at most 1."""
    coarse = rng.uniform(1 - conditions.shading, 1, (3, 3)).astype(np.float32)
    light = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    np.clip(light, 0.05, 1, out=light)
    if conditions.shadow:
        shadow = np.ones((height, width), np.float32)
        corners = rng.uniform(-0.3, 1.3, (4, 2)) * (width, height)
        hull = cv2.convexHull(corners.astype(np.int32))
        cv2.fillConvexPoly(shadow, hull, 1 - conditions.shadow)
        softness = float(rng.uniform(0.005, 0.03)) * max(height, width)
        light *= cv2.GaussianBlur(shadow, (0, 0), softness)
    return light


def photographed_page(
    glyphs: Sequence[Glyph],
    rng: np.random.Generator,
    *,
    columns: int,
    cell_px: int,
    touching: float = 0.0,
    conditions: Conditions | None = None,
) -> Page:
    """A page of scattered glyphs under given or random conditions."""
    ink, placed = scattered(glyphs, rng, columns=columns, cell_px=cell_px, touching=touching)
    return Page(photographed(ink, conditions or random_conditions(rng), rng), placed)


def written_line(
    text: str,
    rng: np.random.Generator,
    *,
    height_px: int,
    size: tuple[int, int],
    origin: tuple[int, int],
    ink: Image | None = None,
    style: LineStyle = LineStyle(),
) -> tuple[Image, tuple[PlacedGlyph, ...]]:
    """Digits in a row, drawn by the project's own hand.

    Args:
        text: Digits; a space leaves a gap.
        rng: Source of the handwriting's variation.
        height_px: Height of the digits, without the pen's width.
        size: (height, width) of the page.
        origin: (left, top) of the first digit, about which a sloping line turns.
        ink: Ink to write onto, None for an empty page.
        style: Slope, pen and touching digits.

    Returns:
        The ink (H, W) uint8, white on black, and where each digit lies; what
        leaves the page is not on it.
    """
    from model.handwriting import digit_strokes, drawn

    page = np.zeros(size, np.uint8) if ink is None else ink.copy()
    left, top = origin
    thickness = height_px * (rng.uniform(0.08, 0.12) if style.pen is None else style.pen)
    placed: list[PlacedGlyph] = []
    before: _Drawing | None = None
    for sign in text:
        if sign == " ":
            left += round(0.9 * height_px)
            before = None
            continue
        strokes = digit_strokes(int(sign), rng)
        level = drawn(strokes, height_px, thickness)
        height, width = level.shape
        y = top + height_px - height + round(rng.normal(0, 0.02) * height_px)
        if before is not None and style.touching and rng.random() < style.touching:
            left += _way_to_touch(before, _Drawing(level, left, y), thickness)
        before = _Drawing(level, left, y)
        drawing = before
        if style.slope_deg:
            drawing = _turned(strokes, before, origin, style.slope_deg, height_px, thickness)
        _lay(page, drawing)
        placed.append(PlacedGlyph(_tight(drawing.ink, drawing.left, drawing.top), int(sign)))
        left += width + round(0.18 * height_px)
    return page, tuple(placed)


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """Ink, (h, w) uint8, and where its box begins on the page."""

    ink: Image
    left: int
    top: int


def _lay(page: Image, drawing: _Drawing) -> None:
    """Adds a drawing to a page, as far as it is on it."""
    height, width = drawing.ink.shape
    left, top = max(drawing.left, 0), max(drawing.top, 0)
    place = page[top : max(drawing.top + height, 0), left : max(drawing.left + width, 0)]
    own = drawing.ink[top - drawing.top :, left - drawing.left :]
    np.maximum(place, own[: place.shape[0], : place.shape[1]], out=place)


def _way_to_touch(before: _Drawing, after: _Drawing, thickness_px: float) -> int:
    """How far right `after` must go until its ink runs into that of `before`: mostly below 0.

    In the row where they meet first they share half the pen's width. Digits that
    would stand in one another before they met, as a 7 and a 1, stay a little apart.
    """
    top = max(before.top, after.top)
    bottom = min(before.top + before.ink.shape[0], after.top + after.ink.shape[0])
    own = after.ink[top - after.top : bottom - after.top] > 90
    others = before.ink[top - before.top : bottom - before.top] > 90
    both = own.any(axis=1) & others.any(axis=1)
    width = before.ink.shape[1]
    least = before.left + width - round(0.35 * min(width, after.ink.shape[1])) - after.left
    if not both.any():
        return least
    begins = after.left + own[both].argmax(axis=1)
    ends = before.left + width - others[both][:, ::-1].argmax(axis=1)
    meeting = int((ends - begins).max())
    return max(meeting - max(1, round(thickness_px / 2)), least)


def _turned(
    strokes: list[NDArray[np.float32]],
    level: _Drawing,
    about: tuple[int, int],
    slope_deg: float,
    height_px: float,
    thickness_px: float,
) -> _Drawing:
    """A drawing as it is after its page was turned, drawn anew so that it stays sharp."""
    from model.handwriting import DRAWING_MARGIN_PX, drawn

    angle = math.radians(slope_deg)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    points = np.vstack(strokes)
    low = points.min(axis=0)
    scale = height_px / max(float((points.max(axis=0) - low).max()), 1e-6)
    border = thickness_px / 2 + DRAWING_MARGIN_PX
    offset = np.array([level.left - about[0], level.top - about[1]]) + border
    lines = [(((stroke - low) * scale + offset) @ turn.T).astype(np.float32) for stroke in strokes]
    low, high = np.vstack(lines).min(axis=0), np.vstack(lines).max(axis=0)
    ink = drawn(lines, float((high - low).max()), thickness_px)
    left, top = np.rint(low - border + about).astype(int).tolist()
    return _Drawing(ink, left, top)
