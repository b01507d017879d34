"""Labelled crops made as the app makes them: written, photographed, found, cut.

Glyphs are laid on pages, the pages photographed, and `vision` looks for
candidates on them. A candidate that lies on a glyph gets its label; one that
holds several glyphs is no digit. So the network learns from the very crops it
will see, and digits and negatives come by the same path: drawn any other way,
rejection looks excellent and reads foreign digits badly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.datasets import LabelledCrops
from model.handwriting import draw_digit
from model.scenes import Glyph, photographed_page
from model.symbols import draw_symbol
from vision.color import ink_gray
from vision.components import LEAST_HEIGHT_PX
from vision.reading import NOT_A_DIGIT
from vision.segmentation import propose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from model.scenes import Page, PlacedGlyph
    from vision.reading import Candidate, Crops

    GlyphDrawing = Callable[[float, np.random.Generator], Glyph]

MATCH = 0.55
"""Intersection over union from which a candidate is the glyph; blur adds a pixel all round."""

COVERED = 0.85
"""Share of the glyph's box that it must also hold, so that a part is not taken for the whole."""

WIDTH_SPREAD = 0.17
"""How far hands differ in width, in the logarithm; postal codes are wider than MNIST's digits."""

GLYPHS_A_PAGE = 48
FRAGMENT_SHARE = 0.25
TOUCHING_SHARE = 0.12
ANGULAR_SHARE = 0.15


def generated_digits(count: int, seed: int) -> LabelledCrops:
    """Digits of the project's own hand, found on photographed pages.

    Args:
        count: How many crops.
        seed: Equal seeds give equal crops.

    Returns:
        `count` crops with labels 0 to 9, evenly spread before some were not found.
    """
    return _generated(count, seed, lambda crop_label: crop_label != NOT_A_DIGIT, digits=True)


def generated_negatives(count: int, seed: int) -> LabelledCrops:
    """Signs, scribbles, fragments and joined digits, found on photographed pages.

    Args:
        count: How many crops.
        seed: Equal seeds give equal crops.

    Returns:
        `count` crops, all labelled "not a digit".
    """
    return _generated(count, seed, lambda crop_label: crop_label == NOT_A_DIGIT, digits=False)


def _generated(
    count: int, seed: int, wanted: Callable[[int], bool], *, digits: bool
) -> LabelledCrops:
    rng = np.random.default_rng(seed)
    crops: list[Crops] = []
    labels: list[int] = []
    while len(crops) < count:
        drawings: list[GlyphDrawing] = []
        for i in range(GLYPHS_A_PAGE):
            digit = i % 10 if digits or i % 4 == 0 else None
            drawings.append(_own_drawing(digit))
        page = page_of(drawings, rng, touching=0.0 if digits else 0.2)
        for crop, label in labelled_crops(page, rng):
            if wanted(label):
                crops.append(crop)
                labels.append(label)
    return LabelledCrops(np.stack(crops[:count]), np.array(labels[:count], np.int64), None)


def _own_drawing(digit: int | None) -> GlyphDrawing:
    def draw(height_px: float, rng: np.random.Generator) -> Glyph:
        if digit is None:
            return Glyph(draw_symbol(rng, height_px=height_px), NOT_A_DIGIT)
        drawing = draw_digit(digit, rng, height_px=height_px, angular_share=ANGULAR_SHARE)
        return Glyph(drawing, digit)

    return draw


def page_of(
    drawings: Sequence[GlyphDrawing], rng: np.random.Generator, *, touching: float = TOUCHING_SHARE
) -> Page:
    """A photographed page of glyphs, all of about one size.

    Args:
        drawings: Each gives a glyph of about the asked height.
        rng: Of the size, the place and the conditions.
        touching: Share of the glyphs pushed against their neighbour.
    """
    # Sizes are spread evenly in the logarithm: every octave is as likely.
    height = float(np.exp(rng.uniform(np.log(LEAST_HEIGHT_PX), np.log(110))))
    cell = round(1.7 * height) + 12
    glyphs = []
    for draw in drawings:
        glyph = _widened(draw(height * rng.uniform(0.85, 1.15), rng), rng)
        if max(glyph.ink.shape) < cell:
            glyphs.append(glyph)
    shuffled = [glyphs[i] for i in rng.permutation(len(glyphs))]
    return photographed_page(shuffled, rng, columns=8, cell_px=cell, touching=touching)


def _widened(glyph: Glyph, rng: np.random.Generator) -> Glyph:
    """The same glyph from a hand that writes wider or narrower."""
    height, width = glyph.ink.shape
    size = max(1, round(width * float(np.exp(rng.normal(0, WIDTH_SPREAD))))), height
    return Glyph(cv2.resize(glyph.ink, size, interpolation=cv2.INTER_LINEAR), glyph.label)


def labelled_crops(page: Page, rng: np.random.Generator) -> list[tuple[Crops, int]]:
    """The candidates of a page that can be labelled, each with its label.

    A candidate on one glyph has its label, one that holds the middles of two
    or more is no digit, and of those that hold a part of one glyph a share is
    taken as no digit.
    """
    candidates, _ = propose(ink_gray(page.image))
    found: list[tuple[Crops, int]] = []
    for candidate in candidates:
        label = _label(candidate, page.glyphs, rng)
        if label is not None:
            found.append((candidate.crop, label))
    return found


def _label(
    candidate: Candidate, glyphs: Iterable[PlacedGlyph], rng: np.random.Generator
) -> int | None:
    best, best_overlap, best_covered, held = None, 0.0, 0.0, 0
    for glyph in glyphs:
        shared = candidate.box.intersection_area(glyph.box)
        if not shared:
            continue
        covered = shared / glyph.box.area
        held += covered > 0.8
        overlap = shared / (candidate.box.area + glyph.box.area - shared)
        if overlap > best_overlap:
            best, best_overlap, best_covered = glyph, overlap, covered
    if held >= 2:
        return NOT_A_DIGIT
    if best is not None and best_overlap >= MATCH and best_covered >= COVERED:
        return best.label
    if best_overlap < 0.35 and rng.random() < FRAGMENT_SHARE and _is_telling(candidate):
        return NOT_A_DIGIT
    return None


def _is_telling(candidate: Candidate) -> bool:
    """Whether a fragment is more than a straight bar, which nobody could tell from a 1."""
    rows, columns = np.nonzero(candidate.crop > 100)
    if len(rows) < 4:
        return False
    least, most = np.linalg.eigvalsh(np.cov(rows, columns))
    # Measured along its axes: a bar is less than a fifth as wide as long.
    return bool(least > 0.04 * most)
