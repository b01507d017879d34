import numpy as np
import pytest

from desktop_app.teaching.harvest import Harvest
from model.samples import Origin
from model.teaching_sheet import SheetDigit
from vision.frame import Box


def digit(label, answer=None):
    crop = np.full((28, 28), label, np.uint8)
    return SheetDigit(Box(0, 0, 5, 9), crop, label, label if answer is None else answer, 0.75)


@pytest.fixture
def harvest():
    return Harvest([digit(4), digit(9), digit(4, answer=9)])


def test_digits_stand_in_the_columns_of_their_labels(harvest):
    assert (harvest.depth, harvest.wanted, harvest.misread) == (2, 3, 1)
    assert harvest.at(4, 1).is_misread
    assert harvest.at(9, 1) is None


def test_what_is_taken_out_is_not_learnt(harvest):
    harvest.at(4, 1).is_wanted = False
    assert [sample.label for sample in harvest.samples()] == [4, 9]
    assert harvest.misread == 0


def test_a_relabelled_digit_moves_and_keeps_the_models_answer(harvest):
    assert harvest.relabel(harvest.at(4, 1), 9) == (9, 1)
    samples = harvest.samples("m")
    assert [(s.label, s.answer, s.model_id, s.origin) for s in samples] == [
        (4, 4, "m", Origin.SHEET),
        (9, 9, "m", Origin.SHEET),
        (9, 9, "m", Origin.SHEET),
    ]
