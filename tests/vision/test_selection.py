"""Which rivals win, and what is refused."""

import numpy as np
import pytest

from vision.frame import Box
from vision.reading import NOT_A_DIGIT, Candidate, Reason
from vision.selection import select, survivors

BLANK = np.zeros((28, 28), np.uint8)


def _candidate(left, *, ink=100, rivals=(), clarity=10.0):
    return Candidate(Box(left, 0, 10, 20), BLANK, rivals, ink, clarity)


def _probabilities(*answers):
    """Rows with the given (class, probability); the rest is spread evenly over the digits."""
    rows = np.full((len(answers), 11), 1e-4, np.float32)
    for row, (label, probability) in zip(rows, answers, strict=True):
        row[:NOT_A_DIGIT] = (1 - probability) / 10
        row[label] = probability
    return rows


def test_a_sure_digit_is_read_with_its_confidence():
    digits, rejections = select([_candidate(0)], _probabilities((7, 0.95)), 0.6)
    assert [digit.digit for digit in digits] == [7]
    assert digits[0].confidence == pytest.approx(0.95, abs=0.02)
    assert digits[0].confidence == digits[0].probabilities[7]
    assert not rejections


@pytest.mark.parametrize(
    ("answer", "reason"),
    [((NOT_A_DIGIT, 0.9), Reason.NOT_A_DIGIT), ((3, 0.55), Reason.UNSURE)],
)
def test_what_is_not_sure_is_not_guessed(answer, reason):
    digits, rejections = select([_candidate(0)], _probabilities(answer), 0.6)
    assert not digits
    assert [rejection.reason for rejection in rejections] == [reason]


def test_an_o_among_letters_is_not_read_and_a_zero_among_digits_is():
    row = [_candidate(15 * i) for i in range(7)]
    among_letters = _probabilities(
        *[(NOT_A_DIGIT, 0.99)] * 3, (0, 0.99), *[(NOT_A_DIGIT, 0.99)] * 3
    )
    among_digits = _probabilities(*[(4, 0.99)] * 3, (0, 0.99), *[(7, 0.99)] * 3)
    among_letters[3, NOT_A_DIGIT] = among_digits[3, NOT_A_DIGIT] = 0.01
    assert not select(row, among_letters, 0.8)[0]
    assert len(select(row, among_digits, 0.8)[0]) == 7


def test_what_is_rather_no_digit_is_not_read_at_a_low_threshold():
    rows = np.zeros((2, 11), np.float32)
    rows[0, [4, NOT_A_DIGIT]] = 0.4, 0.6
    rows[1, [4, 9]] = 0.4, 0.35
    digits, rejections = select([_candidate(0), _candidate(2000)], rows, 0.3)
    assert [digit.box.left for digit in digits] == [2000]
    assert [rejection.reason for rejection in rejections] == [Reason.NOT_A_DIGIT]


def test_two_sure_halves_win_over_a_doubtful_whole():
    candidates = [
        _candidate(0, ink=200, rivals=(1, 2)),
        _candidate(0, rivals=(0,)),
        _candidate(10, rivals=(0,)),
    ]
    digits, _ = select(candidates, _probabilities((0, 0.62), (4, 0.97), (2, 0.96)), 0.6)
    assert sorted(digit.digit for digit in digits) == [2, 4]


def test_a_digit_with_its_loose_bar_wins_over_the_digit_without():
    candidates = [_candidate(0, ink=100, rivals=(1,)), _candidate(0, ink=120, rivals=(0,))]
    digits, _ = select(candidates, _probabilities((3, 0.9), (5, 0.97)), 0.6)
    assert [digit.digit for digit in digits] == [5]


def test_a_refused_rival_does_not_hide_a_digit():
    candidates = [_candidate(0, ink=300, rivals=(1,)), _candidate(0, ink=100, rivals=(0,))]
    digits, _ = select(candidates, _probabilities((NOT_A_DIGIT, 0.99), (6, 0.9)), 0.6)
    assert [digit.digit for digit in digits] == [6]


@pytest.mark.parametrize(
    ("clarity", "neighbour", "is_read"),
    [
        (3.5, 5, False),  # a fold in the paper, beside a digit
        (6.0, 5, True),  # a faint 1 beside a digit
        (6.0, 1, False),  # two faint bars, each other's only company
        (20.0, 1, True),  # two clear bars: 11
    ],
)
def test_a_bar_must_be_clear_and_the_more_so_when_it_is_alone(clarity, neighbour, is_read):
    candidates = [_candidate(0, clarity=clarity), _candidate(20, clarity=clarity)]
    digits, rejections = select(candidates, _probabilities((1, 0.97), (neighbour, 0.97)), 0.6)
    assert (0 in [digit.box.left for digit in digits]) == is_read
    if not is_read:
        assert Reason.NOT_A_DIGIT in [rejection.reason for rejection in rejections]


def test_a_digit_of_another_size_or_far_away_is_no_company():
    for box in (Box(30, 0, 40, 90), Box(400, 0, 10, 20)):
        other = Candidate(box, BLANK, ink=100, clarity=6.0)
        candidates = [_candidate(0, clarity=6.0), other]
        digits, _ = select(candidates, _probabilities((1, 0.97), (5, 0.97)), 0.6)
        assert [digit.digit for digit in digits] == [5]


def test_nothing_gives_nothing():
    assert select([], np.empty((0, 11), np.float32), 0.6) == ([], [])


def test_a_sure_digit_wins_over_itself_with_a_line_that_touches_it():
    digit = _candidate(0, ink=100, rivals=(1,))
    with_line = _candidate(0, ink=180, rivals=(0,))
    rows = _probabilities((1, 0.999), (1, 0.9))
    assert survivors([digit, with_line], rows)[0] == [0]


def test_a_five_with_its_bar_wins_over_the_five_without():
    without_bar = _candidate(0, ink=100, rivals=(1,))
    with_bar = _candidate(0, ink=120, rivals=(0,))
    rows = _probabilities((5, 0.99), (5, 0.999))
    assert survivors([without_bar, with_bar], rows)[0] == [1]


def _part(left, ink, rivals=()):
    return Candidate(
        Box(left, 0, 10, 20), BLANK, rivals, ink, cut_from=Box(0, 0, 30, 20), cut_from_ink=200
    )


def test_parts_are_digits_when_they_are_all_of_the_ink():
    digits, _ = select([_part(0, 110), _part(15, 90)], _probabilities((3, 0.99), (5, 0.99)), 0.8)
    assert [digit.digit for digit in digits] == [3, 5]


def test_the_loop_of_something_is_no_zero():
    loop, rest = _part(15, 90), _part(0, 110)
    rows = _probabilities((0, 0.999), (NOT_A_DIGIT, 0.6))
    assert len(select([_candidate(15, ink=90)], rows[:1], 0.8)[0]) == 1
    digits, rejections = select([loop, rest], rows, 0.8)
    assert not digits
    assert {rejection.reason for rejection in rejections} == {Reason.NOT_A_DIGIT}


def test_parts_that_share_ink_do_not_count_twice():
    rivals = [_part(0, 90, rivals=(1,)), _part(2, 90, rivals=(0,))]
    assert not select(rivals, _probabilities((4, 0.99), (4, 0.98)), 0.8)[0]


@pytest.mark.parametrize(("bar_ink", "is_read"), [(20, False), (60, True)])
def test_a_bar_thinner_than_the_strokes_around_it_is_left_of_a_line(bar_ink, is_read):
    # The digits' strokes are 100 / (20 + 10) pixels wide.
    row = [_candidate(15, clarity=30.0), _candidate(30, clarity=30.0)]
    bar = _candidate(0, ink=bar_ink, clarity=30.0)
    digits, _ = select([bar, *row], _probabilities((1, 0.99), (3, 0.99), (8, 0.99)), 0.6)
    assert {digit.digit for digit in digits} == ({1, 3, 8} if is_read else {3, 8})
