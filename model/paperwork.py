"""Pages as offices have them: forms, cheques, boards, score sheets and prose.

Each is drawn from its parts: print in the fonts that matplotlib brings along, boxes,
lines, handwritten words that are no digits, and handwritten digits in their places.
Of each there is an empty one too, with all its print and words and no digit. No
digit is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.paperwork_photo import Sheet, Surface, photographed_sheet
from model.paperwork_writer import FACES, Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.paperwork_writer import Hand
    from model.scenes import Page

_BOARD = Surface(inks=((40, 30, 200), (150, 60, 20), (30, 30, 30), (60, 130, 30)), is_board=True)
_CHEQUE = Surface(is_patterned=True)
_SCORE_SHEET = Surface(zoom=(0.8, 1.4))


def paperwork_page(kind: str, hand: Hand, rng: np.random.Generator, *, filled: bool) -> Page:
    """A photographed sheet.

    Args:
        kind: A key of `SHEETS`.
        hand: Whose digits and letters are on it.
        rng: Source of all else; equal states give equal pages.
        filled: Whether digits are on it; only for a kind in `FILLED_IN`.

    Returns:
        The picture, with the handwritten digits alone as its glyphs.

    Raises:
        ValueError: The kind has no place for digits.
    """
    if filled and kind not in FILLED_IN:
        raise ValueError(f"Expected one of {', '.join(FILLED_IN)} to fill in, got {kind!r}.")
    return photographed_sheet(SHEETS[kind](hand, rng, filled), rng)


def _form(hand: Hand, rng: np.random.Generator, filled: bool) -> Sheet:
    """Nine numbers, each in a box or in a box for each digit, and a signature."""
    width, height = 1100, 1400
    writer = Writer(Sheet.blank(width, height), hand, rng)
    writer.print_text(writer.some_words(4), 80, 60, 44)
    top, pen, cell = 150.0, int(rng.integers(1, 4)), rng.uniform(46, 70)
    cells = int(rng.integers(3, 5))
    left = width - 100 - cells * cell
    for _ in range(9):
        label = writer.some_words(int(rng.integers(2, 5)))
        writer.print_text(label, 80, top + cell * 0.3, rng.uniform(20, 30), "DejaVuSans")
        is_comb = rng.random() < 0.6
        for k in range(cells if is_comb else 1):
            writer.print_box(left + k * cell, top, cell if is_comb else cells * cell, cell, pen)
        first = int(rng.integers(0, cells))
        if filled and is_comb:
            for k in range(first, cells):
                writer.write_digit_into(left + k * cell, top, cell)
        elif filled:
            writer.write_digits(cells - first, left + 8, top + cell * 0.18, cell * 0.62)
        top += cell * 1.7
    writer.print_text(writer.some_words(10), 80, top, 24)
    writer.print_text(writer.some_words(9), 80, top + 36, 24)
    writer.print_line((80, top + 160), (600, top + 160), 2)
    writer.write_words(2, 100, top + 100, 46)
    return writer.sheet


def _cheque(hand: Hand, rng: np.random.Generator, filled: bool) -> Sheet:
    """A date in a comb, an amount in a box, and words on lines."""
    writer = Writer(Sheet.blank(1400, 640, _CHEQUE), hand, rng)
    writer.print_text(writer.some_words(2).upper(), 60, 40, 40, "DejaVuSerif")
    writer.print_text(writer.some_words(3), 60, 95, 20)
    writer.print_text("Date", 900, 60, 22)
    cell = 44
    for left in range(970, 970 + 8 * cell, cell):
        writer.print_box(left, 50, cell, cell + 6, 1)
        if filled:
            writer.write_digits(1, left + 8, 58, 32, jitter=0.03)
    writer.print_text("Pay", 60, 190, 26)
    writer.print_line((120, 220), (1330, 220), 2)
    writer.write_words(3, 140, 165, 48)
    writer.print_text("Amount in words", 60, 270, 22)
    writer.print_line((260, 300), (900, 300), 2)
    writer.write_words(3, 280, 245, 46)
    writer.print_box(960, 260, 380, 80, 2)
    writer.print_text("$", 970, 275, 40)
    if filled:
        writer.write_digits(int(rng.integers(3, 6)), 1010, 272, 52)
    writer.print_text(writer.some_words(6), 60, 400, 20)
    writer.print_line((900, 480), (1330, 480), 2)
    writer.write_words(1, 930, 420, 60)
    writer.print_text(writer.some_words(2), 980, 490, 18)
    return writer.sheet


def _board(hand: Hand, rng: np.random.Generator, filled: bool) -> Sheet:
    """Numbers and words in marker, line by line, of several sizes."""
    width, height = 1280, 800
    writer = Writer(Sheet.blank(width, height, _BOARD), hand, rng)
    top = 40.0
    while top < height - 170:
        size, left = rng.uniform(60, 130), rng.uniform(40, 300)
        if rng.random() < 0.5:
            left = writer.write_words(1, left, top, size * 0.8)
        if filled and left < width - 300:
            writer.write_digits(int(rng.integers(2, 7)), left + 20, top, size, gap=0.25)
        top += size * 1.7
    return writer.sheet


def _score_sheet(hand: Hand, rng: np.random.Generator, filled: bool) -> Sheet:
    """A grid of points, its rows named in print or by hand."""
    rows, columns, left, top = 14, 12, 280.0, 80.0
    cell, pen = rng.uniform(34, 52), int(rng.integers(1, 3))
    right, bottom = left + columns * cell, top + rows * cell
    writer = Writer(Sheet.blank(int(right) + 40, int(bottom) + 80, _SCORE_SHEET), hand, rng)
    for k in range(rows + 1):
        writer.print_line((40, top + k * cell), (right, top + k * cell), pen)
    for x in (40.0, *(left + k * cell for k in range(columns + 1))):
        writer.print_line((x, top), (x, bottom), pen)
    for row in range(rows):
        y = top + row * cell
        if rng.random() < 0.5:
            writer.print_text(writer.some_words(1), 50, y + cell * 0.2, cell * 0.5, "DejaVuSans")
        else:
            writer.write_words(1, 50, y + cell * 0.2, cell * 0.6)
        for column in range(columns if filled else 0):
            if rng.random() < 0.6:
                _write_points(writer, left + column * cell, y, cell)
    writer.print_text(writer.some_words(4), 60, 20, 30)
    return writer.sheet


def _write_points(writer: Writer, left: float, top: float, cell: float) -> None:
    """One digit in a cell, or two small ones."""
    rng = writer.rng
    is_two = rng.random() < 0.3
    left += cell * (0.1 if is_two else rng.uniform(0.12, 0.35))
    top += cell * rng.uniform(0.15, 0.25)
    size = cell * (0.42 if is_two else 0.62)
    writer.write_digits(2 if is_two else 1, left, top, size, gap=0.1, jitter=0.04)


def _prose(hand: Hand, rng: np.random.Generator, _filled: bool) -> Sheet:
    """A page of print or of handwritten words, which never has digits."""
    width, height, top = 1000, 1300, 60
    writer = Writer(Sheet.blank(width, height), hand, rng)
    is_printed, face = rng.random() < 0.5, str(rng.choice(FACES))
    while top < height - 100:
        if is_printed:
            writer.print_text(writer.some_words(7), 60, top, rng.uniform(24, 27), face)
            top += 42
            continue
        left = 60.0
        while left < width - 200:
            left = writer.write_words(1, left, top, 44)
        top += 78
    return writer.sheet


SHEETS: dict[str, Callable[[Hand, np.random.Generator, bool], Sheet]] = {
    "form": _form,
    "cheque": _cheque,
    "board": _board,
    "score sheet": _score_sheet,
    "prose": _prose,
}
"""What draws each kind of sheet, with its digits or without."""

FILLED_IN = tuple(kind for kind in SHEETS if kind != "prose")
"""Kinds that have places for digits."""
