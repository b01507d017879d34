"""Connected components, and which loose ones may be pieces of which.

The bar of a 5 and the second stroke of a 4 are often written apart. A point, a
comma or a dash beside a digit is no piece of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_PIECE_HEIGHT, _PIECE_WIDTH, _PIECE_REACH = 0.75, 1.2, 0.2
"""Largest size of a loose piece and its distance, over the height of what it belongs to."""

_CELL_PX = 32


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

    def near(self, blob: Blob) -> Iterator[Blob]:
        """All pieces that may belong to `blob`, and some more, in their order."""
        reach = _PIECE_REACH * blob.height
        top, left = (
            int(blob.top - reach - _PIECE_HEIGHT * blob.height) // _CELL_PX,
            int(blob.left - reach - _PIECE_WIDTH * blob.height) // _CELL_PX,
        )
        bottom = int(blob.top + blob.height + reach) // _CELL_PX
        right = int(blob.left + blob.width + reach) // _CELL_PX
        found = [
            index
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            for index in self._cells.get((row, column), ())
        ]
        return (self._pieces[index] for index in sorted(found))


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
