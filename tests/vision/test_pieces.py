"""Which loose ink may be part of which digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.pieces import Blob, Places, belongs_to

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
