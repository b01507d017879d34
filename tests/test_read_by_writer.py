"""Figures of single writers."""

import numpy as np
import pytest

from model.handwriting import draw_digit
from model.scenes import Glyph
from scripts.read_by_writer import text_of, writers_read
from vision.reading import NOT_A_DIGIT


def drawing(digit, label=None):
    """A digit as the data sets give them: drawn at the height that is asked for."""

    def draw(height_px, rng):
        return Glyph(draw_digit(digit, rng, height_px=height_px), digit if label is None else label)

    return draw


def takes_all_for_a_three(crops):
    said = np.full((len(crops), 11), 0.01, np.float32)
    said[:, 3] = 0.9
    return said


def test_the_writer_who_is_read_worst_comes_first():
    read = writers_read(
        takes_all_for_a_three,
        [
            ("clear", drawing(3)),
            ("mixed", drawing(3)),
            ("mixed", drawing(7)),
            ("mixed", drawing(7, NOT_A_DIGIT)),
            ("sign", drawing(3, NOT_A_DIGIT)),
        ],
    )
    assert [(one.name, one.count, one.right) for one in read] == [("mixed", 2, 1), ("clear", 1, 1)]
    assert read[0].share == pytest.approx(0.5)
    assert text_of("hands", read) == (
        "hands: 2 writers, 3 digits; worst 50.0% of 2, median 75.0%, best 100.0% of 1; "
        "1 without a mistake"
    )
