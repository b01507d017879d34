"""What stands around a candidate tells whether it is a digit."""

import numpy as np
import pytest

from vision.context import in_context
from vision.frame import Box
from vision.reading import NOT_A_DIGIT, Candidate

DOUBT = 0.01
"""Chance of none of a digit that may be a letter: a page has more of those than the crops."""

BLANK = np.zeros((28, 28), np.uint8)


def _row(count, *, height=20, top=0):
    return [Candidate(Box(30 * i, top, 14, height), BLANK) for i in range(count)]


def _probabilities(*chances_of_none):
    """Rows whose digit is a 6, but for the given chance of none."""
    rows = np.zeros((len(chances_of_none), 11), np.float32)
    rows[:, NOT_A_DIGIT] = chances_of_none
    rows[:, 6] = 1 - rows[:, NOT_A_DIGIT]
    return rows


def _doubtful_among(*neighbours):
    """What the doubtful first of a row becomes beside the given neighbours."""
    rows = _probabilities(DOUBT, *neighbours)
    return in_context(_row(len(rows)), rows, range(len(rows)))[0, 6]


def test_a_doubtful_digit_counts_less_among_letters_than_among_digits():
    alone = _doubtful_among()
    assert _doubtful_among(0.99, 0.99, 0.99, 0.99) < 0.5 < alone
    assert _doubtful_among(1e-4, 1e-4, 1e-4, 1e-4) > alone


def test_one_sign_beside_it_does_not_undo_a_sure_digit():
    rows = _probabilities(1e-4, 0.99)
    assert in_context(_row(2), rows, range(2))[0, 6] > 0.9


@pytest.mark.parametrize(
    "others", [_row(4, height=90), _row(4, top=2_000)], ids=["of another size", "far away"]
)
def test_what_is_no_neighbour_tells_little(others):
    rows = _probabilities(DOUBT, 0.99, 0.99, 0.99, 0.99)
    candidates = [*_row(1), *others]
    told = in_context(candidates, rows, range(5))[0, 6]
    assert told > _doubtful_among() - 0.15 > _doubtful_among(0.99, 0.99, 0.99, 0.99) + 0.4


def test_among_letters_an_o_is_rather_a_letter_and_a_3_is_still_a_3():
    def among_letters(digit):
        rows = _probabilities(1e-6, 0.99, 0.99, 0.99, 0.99)
        rows[0, [6, digit]] = rows[0, [digit, 6]]
        return in_context(_row(5), rows, range(5))[0, digit]

    assert among_letters(0) < 0.7
    assert among_letters(3) > 0.9


def test_what_stands_alone_is_rather_a_digit_than_the_letter_it_looks_like():
    rows = np.zeros((1, 11), np.float32)
    for digit in range(10):
        rows[:] = 0
        rows[0, digit], rows[0, NOT_A_DIGIT] = 1 - 1e-5, 1e-5
        assert in_context(_row(1), rows, range(1))[0, digit] > 0.9


def test_a_faint_pattern_around_a_digit_tells_little_and_clear_letters_tell_much():
    def among(clarity):
        rows = _probabilities(DOUBT, 0.99, 0.99, 0.99, 0.99)
        others = [Candidate(one.box, BLANK, clarity=clarity) for one in _row(5)[1:]]
        digit = Candidate(_row(1)[0].box, BLANK, clarity=20.0)
        return in_context([digit, *others], rows, range(5))[0, 6]

    assert among(5.0) > _doubtful_among() - 0.1
    assert among(20.0) < 0.5
    assert among(60.0) < 0.5


def test_rivals_that_lost_are_no_neighbours():
    rows = _probabilities(DOUBT, 0.99, 0.99, 0.99)
    assert in_context(_row(4), rows, [0])[0, 6] == pytest.approx(_doubtful_among())


def test_rows_sum_to_one_and_digits_keep_their_order():
    rng = np.random.default_rng(1)
    rows = rng.dirichlet(np.full(11, 0.3), 12).astype(np.float32)
    rows[0] = np.eye(11)[NOT_A_DIGIT]
    rows[1] = np.eye(11)[3]
    result = in_context(_row(12), rows, range(12))
    assert result.dtype == np.float32
    assert result.sum(axis=1) == pytest.approx(np.ones(12), abs=1e-5)
    assert (result[1:, :10].argmax(axis=1) == rows[1:, :10].argmax(axis=1)).all()


def test_no_candidates_are_no_trouble():
    assert in_context([], np.empty((0, 11), np.float32), []).shape == (0, 11)
