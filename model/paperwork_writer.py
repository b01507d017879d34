"""What paperwork is made of: print, boxes, lines, and words and digits written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw

from model.glyphs import LEAST_INK, cut_tight, unipen
from model.handwriting import draw_digit
from model.paperwork_photo import Sheet, WrittenDigit
from model.scenes import Glyph
from model.symbols import draw_symbol, type_face
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.glyphs import GlyphDrawing

FACES = (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono", "STIXGeneral", "cmr10",
    "cmss10", "STIXGeneralBol",
)  # fmt: skip

VOCABULARY = (
    "Total", "amount", "of", "votes", "Polling", "station", "number", "Signature", "date", "Pay",
    "to", "the", "order", "of", "Bank", "account", "holder", "name", "Address", "Candidate",
    "party", "valid", "invalid", "ballots", "counted", "turnout", "district", "municipality",
    "Score", "player", "round", "bonus", "team", "sheet", "minutes", "Box", "office", "use",
    "only", "please", "write", "in", "block", "capitals", "Customer", "reference", "code",
    "Invoice", "quantity", "price", "unit", "subtotal", "remarks", "Official", "results",
    "Chairman", "member", "secretary", "witness", "Dollars", "Memo", "City", "State", "Zip",
    "phone", "Lloyds", "Oslo", "Zoo", "Solo", "ill", "Illinois", "slogan", "Bologna",
)  # fmt: skip
"""What paperwork says, and words full of letters that look like digits."""

LEAST_UPRIGHT = 0.45
"""Height of a digit's ink over its longer side; what lies flatter is badly cut."""

_TRIAL_PX = 24.0


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """Handwriting to fill in sheets with.

    Attributes:
        digits: Each draws a digit.
        letters: Each draws a letter or a sign that is no digit.
    """

    digits: Sequence[GlyphDrawing]
    letters: Sequence[GlyphDrawing]

    def __post_init__(self) -> None:
        if not self.digits or not self.letters:
            raise ValueError(
                f"Expected handwritten digits and letters, got {len(self.digits)} digits "
                f"and {len(self.letters)} letters."
            )


def own_hand() -> Hand:
    """The project's own strokes: digits, and signs for letters."""
    return Hand([partial(_own_digit, digit) for digit in range(10)], [_own_sign])


def _own_digit(digit: int, height_px: float, rng: np.random.Generator) -> Glyph:
    return Glyph(draw_digit(digit, rng, height_px=height_px), digit)


def _own_sign(height_px: float, rng: np.random.Generator) -> Glyph:
    return Glyph(draw_symbol(rng, height_px=height_px), NOT_A_DIGIT)


def unipen_hand(folder: Path) -> Hand:
    """The writers of UNIPEN that choose among models, look-alikes among their letters.

    Args:
        folder: Of the data sets, as `model.glyphs.unipen` takes it.

    Raises:
        OSError, KeyError: The data set is not there or damaged.
        ValueError: It is damaged, or no writer of it is kept for validation.
    """
    glyphs = unipen(folder)
    rng = np.random.default_rng(0)  # the pen's width; neither label nor shape hangs on it
    digits, letters = [], list(glyphs.validation_look_alikes)
    for draw in glyphs.validation:
        glyph = draw(_TRIAL_PX, rng)
        height, width = cut_tight(glyph.ink).shape
        if glyph.label == NOT_A_DIGIT:
            letters.append(draw)
        elif height > LEAST_UPRIGHT * max(height, width):
            digits.append(draw)
    return Hand(digits, letters)


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """Prints and writes on one sheet. All places are in pixels of the sheet."""

    sheet: Sheet
    hand: Hand
    rng: np.random.Generator

    def print_text(
        self, text: str, left: float, top: float, height_px: float, face: str = ""
    ) -> None:
        """Prints in a face, in any without one; what passes the edge is cut off."""
        font = type_face(face or str(self.rng.choice(FACES)), int(height_px))
        layer = Pictures.fromarray(self.sheet.printed)
        ImageDraw.Draw(layer).text((left, top), text, fill=255, font=font)
        self.sheet.printed[:] = np.asarray(layer)

    def some_words(self, count: int) -> str:
        return " ".join(self.rng.choice(VOCABULARY, count))

    def print_box(self, left: float, top: float, width: float, height: float, pen: int) -> None:
        corner = int(left + width), int(top + height)
        cv2.rectangle(self.sheet.printed, (int(left), int(top)), corner, 255, pen)

    def print_line(self, start: tuple[float, float], end: tuple[float, float], pen: int) -> None:
        (x, y), (end_x, end_y) = start, end
        cv2.line(self.sheet.printed, (int(x), int(y)), (int(end_x), int(end_y)), 255, pen)

    def write_words(self, count: int, left: float, top: float, height_px: float) -> float:
        """Words of three to seven letters on one line; gives where the next one would begin."""
        for _ in range(count):
            for _ in range(int(self.rng.integers(3, 8))):
                glyph = self._any(self.hand.letters, height_px * self.rng.uniform(0.6, 1.1))
                height, width = glyph.ink.shape
                self._lay(glyph, left, top + height_px - height)
                left += width * self.rng.uniform(0.75, 1.05)
            left += height_px * 0.6
        return left

    def write_digits(
        self, count: int, left: float, top: float, height_px: float,
        *, gap: float = 0.18, jitter: float = 0.05,
    ) -> None:  # fmt: skip
        """Digits on one line, `gap` and `jitter` up and down over their height."""
        for _ in range(count):
            glyph = self._any(self.hand.digits, height_px * self.rng.uniform(0.85, 1.1))
            height, width = glyph.ink.shape
            rise = self.rng.normal(0, jitter) * height_px
            self._lay(glyph, left, top + height_px - height + rise)
            left += width + gap * height_px * self.rng.uniform(0.5, 1.5)

    def write_digit_into(self, left: float, top: float, side: float) -> None:
        """A digit about the middle of a square."""
        glyph = self._any(self.hand.digits, side * self.rng.uniform(0.55, 0.85))
        height, width = glyph.ink.shape
        stray_x, stray_y = self.rng.normal(0, 0.05, 2) * side
        self._lay(glyph, left + (side - width) / 2 + stray_x, top + (side - height) / 2 + stray_y)

    def _any(self, drawings: Sequence[GlyphDrawing], height_px: float) -> Glyph:
        return drawings[int(self.rng.integers(len(drawings)))](height_px, self.rng)

    def _lay(self, glyph: Glyph, left: float, top: float) -> None:
        """Lays a glyph on the sheet, unless it would pass its edge."""
        x, y, ink = int(left), int(top), glyph.ink
        if self.sheet.surface.is_board:  # a marker is wider than a pen
            ink = cv2.dilate(ink, np.ones((3, 3), np.uint8))
        place = self.sheet.written[max(y, 0) : y + ink.shape[0], max(x, 0) : x + ink.shape[1]]
        if x < 0 or y < 0 or place.shape != ink.shape:
            return
        np.maximum(place, ink, out=place)
        points = cv2.findNonZero((ink >= LEAST_INK).astype(np.uint8))
        if glyph.label != NOT_A_DIGIT and points is not None:
            outline = cv2.convexHull(points)[:, 0] + np.array([x, y])
            self.sheet.digits.append(WrittenDigit(glyph.label, outline.astype(np.float32)))
