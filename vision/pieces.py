"""Connected components, and which loose ones may be pieces of which.

The bar of a 5 and the second stroke of a 4 are often written apart, and glare or
a dry pen breaks a digit into many pieces. A point, a comma or a dash beside a
digit is no piece of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

MOST_DIGITS_TOUCHING = 10
"""Width over height of connected ink from which it is no digits side by side."""

_PIECE_HEIGHT, _PIECE_WIDTH, _PIECE_REACH = 0.75, 1.2, 0.2
"""Largest size of a loose piece and its distance, over the height of what it belongs to."""

_BESIDE = 1.5
"""Distance of a neighbour over the height of what spans two lines."""

_HALF_AS_HIGH = 0.35, 0.65
_UPPER, _LOWER = (0.1, 0.38), (0.62, 0.9)
"""Height of a neighbour, and where its middle is, over the height of what spans two lines."""

_GAP = 0.15
"""Widest gap in a broken digit over its height."""

_LEAST_PIECE = 0.35
"""Height of the highest piece of a broken digit over its own: in `=`, a colon or a division sign
none is as high."""

_LEAST_PIECES = 3
_MOST_ASPECT = 1.1
_MOST_STEPS = 4

_CELL_PX = 64


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """A connected component, or several taken together, in the pixels of its level.

    Attributes:
        contours: The outlines, as OpenCV gives them.
        left, top, width, height: The tightest box around them.
    """

    contours: tuple[NDArray[Any], ...]
    left: int
    top: int
    width: int
    height: int

    def joined(self, other: Blob) -> Blob:
        left, top = min(self.left, other.left), min(self.top, other.top)
        right = max(self.left + self.width, other.left + other.width)
        bottom = max(self.top + self.height, other.top + other.height)
        return Blob(self.contours + other.contours, left, top, right - left, bottom - top)


class Places:
    """Pieces by where they are: on a texture there are thousands, and few near a blob."""

    def __init__(self, pieces: Sequence[Blob]) -> None:
        self._pieces = pieces
        self._cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for index, piece in enumerate(pieces):
            self._cells[piece.top // _CELL_PX, piece.left // _CELL_PX].append(index)

    def near(self, blob: Blob) -> list[Blob]:
        """All pieces that may belong to `blob`, and some more, in their order."""
        reach = _PIECE_REACH * blob.height
        above = reach + _PIECE_HEIGHT * blob.height
        before = reach + _PIECE_WIDTH * blob.height
        return self._from(blob, (before, above, reach, reach))

    def beside(self, blob: Blob) -> list[Blob]:
        """Pieces that begin at most a height and a half to the left or to the right of `blob`."""
        reach = _BESIDE * blob.height
        return self._from(blob, (reach, 0, reach, 0))

    def _from(self, blob: Blob, reach: tuple[float, float, float, float]) -> list[Blob]:
        """Pieces that begin in the box of `blob` widened to the left, top, right and bottom."""
        before, above, after, below = reach
        top, left = int(blob.top - above) // _CELL_PX, int(blob.left - before) // _CELL_PX
        bottom = int(blob.top + blob.height + below) // _CELL_PX
        right = int(blob.left + blob.width + after) // _CELL_PX
        cells, found = self._cells, list[int]()
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) in cells:
                    found += cells[row, column]
        found.sort()
        return [self._pieces[index] for index in found]


def belongs_to(piece: Blob, blob: Blob) -> bool:
    """Whether a loose piece may be part of the digit that `blob` is most of."""
    if piece.height > _PIECE_HEIGHT * blob.height or piece.width > _PIECE_WIDTH * blob.height:
        return False
    if piece.height < 0.1 * blob.height and piece.width < 0.2 * blob.height:
        return False
    reach = _PIECE_REACH * blob.height
    across = max(piece.left, blob.left) - min(piece.left + piece.width, blob.left + blob.width)
    down = max(piece.top, blob.top) - min(piece.top + piece.height, blob.top + blob.height)
    if across >= reach or down >= reach:
        return False
    # Beside the digit and low, it is a point, a comma or a dash; the bar of a 5 is above.
    is_beside = across > -0.2 * piece.width
    is_below = piece.top + piece.height / 2 > blob.top + 0.3 * blob.height
    return not (is_beside and is_below and piece.height < 0.35 * blob.height)


def spans_two_lines(blob: Blob, places: Places) -> bool:
    """Whether something half as high stands beside the upper half of a blob and beside the lower.

    A bracket or a letter with a tail has its neighbours beside its middle.
    """
    least, most = (share * blob.height for share in _HALF_AS_HIGH)
    if blob.width > blob.height:
        return False
    middles = [
        (piece.top + piece.height / 2 - blob.top) / blob.height
        for piece in places.beside(blob)
        if least <= piece.height <= most
        and (piece.left >= blob.left + blob.width or piece.left + piece.width <= blob.left)
    ]
    return all(any(low < m < high for m in middles) for low, high in (_UPPER, _LOWER))


def broken_digits(seeds: Sequence[Blob], places: Places, highest: int) -> Iterator[Blob]:
    """What may be digits in three or more pieces, each once.

    Args:
        seeds: Pieces to start from.
        places: Of all pieces.
        highest: All that is put together is lower.
    """
    seen: set[tuple[int, int, int, int]] = set()
    for seed in seeds:
        whole, count = _put_together(seed, places, highest)
        box = whole.left, whole.top, whole.width, whole.height
        if count >= _LEAST_PIECES and box not in seen:
            seen.add(box)
            yield whole


def _put_together(seed: Blob, places: Places, highest: int) -> tuple[Blob, int]:
    """A piece with all that go on where it ends, step by step, and how many these are."""
    whole, members = seed, [seed]
    for _ in range(_MOST_STEPS):
        before = len(members)
        for piece in places.near(whole):
            # Blobs compare by identity.
            if (
                goes_on(piece, whole)
                and piece not in members
                and _aspect_with(whole, piece) <= _MOST_ASPECT
            ):
                whole = whole.joined(piece)
                if whole.height >= highest:  # a page of them, and it only grows
                    return seed, 1
                members.append(piece)
        if len(members) == before:
            break
    if max(member.height for member in members) < _LEAST_PIECE * whole.height:
        return seed, 1
    return whole, len(members)


def _aspect_with(whole: Blob, piece: Blob) -> float:
    """Width over height of both together."""
    across = max(whole.left + whole.width, piece.left + piece.width) - min(whole.left, piece.left)
    down = max(whole.top + whole.height, piece.top + piece.height) - min(whole.top, piece.top)
    return across / down


def goes_on(piece: Blob, whole: Blob) -> bool:
    """Whether a piece lies so near that a stroke may lead from one to the other.

    Both are lower than what they make, or the piece is a loose one: digits side by
    side are as high as both together.
    """
    # Asked of every piece and all near it, thousands of times a frame: comparisons are
    # three times as fast as `min` and `max`.
    top, bottom = piece.top, piece.top + piece.height
    whole_bottom = whole.top + whole.height
    height = (bottom if bottom > whole_bottom else whole_bottom) - (
        top if top < whole.top else whole.top
    )
    if piece.height > _PIECE_HEIGHT * height:
        return False
    gap = _GAP * height
    if top - whole_bottom >= gap or whole.top - bottom >= gap:
        return False
    if piece.left - whole.left - whole.width >= gap or whole.left - piece.left - piece.width >= gap:
        return False
    return whole.height <= _PIECE_HEIGHT * height or belongs_to(piece, whole)
