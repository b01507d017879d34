"""Which loose ink may be part of which digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.pieces import Blob, Places, belongs_to, broken_digits, spans_two_lines

SIZES = st.integers(1, 120)
BLOBS = st.builds(Blob, st.just(()), st.integers(0, 400), st.integers(0, 400), SIZES, SIZES)

BODY = Blob((), 100, 100, 40, 60)


@given(BLOBS, st.lists(BLOBS, max_size=30))
def test_no_piece_of_a_blob_is_overlooked(blob, pieces):
    near = list(Places(pieces).near(blob))
    assert [piece for piece in near if belongs_to(piece, blob)] == [
        piece for piece in pieces if belongs_to(piece, blob)
    ]


@pytest.mark.parametrize(
    ("piece", "is_part"),
    [
        (Blob((), 110, 88, 34, 8), True),  # the bar of a 5
        (Blob((), 90, 105, 20, 30), True),  # the left half of a 4
        (Blob((), 144, 152, 8, 8), False),  # a point
        (Blob((), 146, 126, 22, 7), False),  # a dash
        (Blob((), 110, 20, 34, 8), False),  # of another line
        (Blob((), 148, 100, 40, 58), False),  # the next digit
    ],
)
def test_strokes_are_pieces_and_signs_are_not(piece, is_part):
    assert belongs_to(piece, BODY) == is_part


def _put_together(*pieces):
    return list(broken_digits(pieces, Places(pieces), 1000))


def test_a_digit_in_four_pieces_is_put_together_once():
    arcs = (
        Blob((), 100, 100, 40, 14),  # the top of an 8
        Blob((), 98, 118, 12, 26),
        Blob((), 130, 118, 12, 26),
        Blob((), 100, 148, 40, 14),
    )
    wholes = _put_together(*arcs)
    assert [(w.left, w.top, w.width, w.height) for w in wholes] == [(98, 100, 44, 62)]


@pytest.mark.parametrize(
    "pieces",
    [
        [Blob((), 100, 100, 40, 60), Blob((), 144, 100, 40, 60), Blob((), 188, 100, 40, 60)],
        [Blob((), 100, 100, 8, 60), Blob((), 112, 100, 8, 60), Blob((), 124, 100, 8, 60)],
        [Blob((), 100, 110, 40, 7), Blob((), 100, 126, 40, 7), Blob((), 100, 142, 40, 7)],
        [Blob((), 116, 100, 8, 8), Blob((), 100, 114, 40, 7), Blob((), 116, 127, 8, 8)],
        [Blob((), 100, 100, 40, 60), Blob((), 144, 152, 8, 8), Blob((), 156, 152, 8, 8)],
    ],
    ids=["neighbours", "strokes side by side", "three dashes", "a division sign", "points"],
)
def test_what_is_no_broken_digit_is_not_put_together(pieces):
    assert not _put_together(*pieces)


def test_what_stands_between_two_lines_spans_them():
    tall = Blob((), 100, 100, 40, 120)
    upper, lower = Blob((), 150, 100, 40, 58), Blob((), 50, 162, 40, 58)
    assert spans_two_lines(tall, Places([tall, upper, lower]))


@pytest.mark.parametrize(
    "neighbours",
    [
        [],
        [Blob((), 150, 100, 40, 58)],  # one line only
        [Blob((), 150, 130, 40, 58), Blob((), 50, 130, 40, 58)],  # beside a bracket
        [Blob((), 150, 100, 40, 120), Blob((), 50, 100, 40, 120)],  # as high as itself
    ],
)
def test_what_has_no_two_lines_beside_it_does_not_span_them(neighbours):
    tall = Blob((), 100, 100, 40, 120)
    assert not spans_two_lines(tall, Places([tall, *neighbours]))
