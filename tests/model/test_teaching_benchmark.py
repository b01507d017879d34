import os
from pathlib import Path

import numpy as np
import pytest

from model.store import ModelStore
from model.teaching_benchmark import (
    Figures,
    bad_writers,
    faulty_row,
    measured,
    validation_hands,
)
from model.teaching_pages import IN_ORDER, own_hand, written_sheet
from model.teaching_sheet import SheetDigit, SheetReading, SheetRow
from vision.frame import Box

BLANK = np.zeros((28, 28), np.uint8)


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    return ModelStore(tmp_path_factory.mktemp("models")).load_classifier()


def test_a_wrong_label_is_counted():
    page = written_sheet([IN_ORDER], own_hand(), np.random.default_rng(0))
    digits = tuple(SheetDigit(glyph.box, BLANK, glyph.label, 0, 1.0) for glyph in page.rows[0])
    wrong = (SheetDigit(digits[0].box, BLANK, 3, 0, 1.0), *digits[1:])
    figures = Figures()
    for found in (digits, wrong):
        row = SheetRow(Box.union_of([digit.box for digit in found]), found, 10)
        figures.add("hand", page.rows, SheetReading((row,)))
    assert (figures.samples, figures.wrong, figures.sheets, figures.whole_sheets) == (20, 1, 2, 1)


def test_faulty_rows_are_never_in_order():
    rng = np.random.default_rng(0)
    assert IN_ORDER not in [faulty_row(rng) for _ in range(300)]


def test_drawn_sheets_are_labelled_without_a_mistake(classifier):
    hands = {"own": own_hand()}
    right = measured(hands, classifier, 8)
    assert right.wrong == 0
    assert right.taken >= 0.8 * right.rows
    faulty = measured(hands, classifier, 8, row=faulty_row)
    assert faulty.wrong == 0


@pytest.mark.slow
@pytest.mark.skipif("DIGITLENS_DATA" not in os.environ, reason="DIGITLENS_DATA names no data")
def test_real_hands_are_labelled_without_a_mistake(classifier):
    folder = Path(os.environ["DIGITLENS_DATA"])
    for hands in (validation_hands(folder), bad_writers(folder)):
        figures = measured(hands, classifier, 12)
        assert figures.wrong <= 0.005 * figures.samples
        assert figures.taken >= 0.7 * figures.rows
