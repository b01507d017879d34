"""Ink that lies still in a video: what it was found to be is not found again.

A blob whose surroundings look as they did keeps the candidates that were made
of it. Its surroundings are compared with those that the candidates were made
from, not with the last frame's, so that slow changes add up and are noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING

import cv2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vision.binarization import InkMask
    from vision.frame import Image
    from vision.pieces import Blob
    from vision.reading import Candidate

MOST_CHANGE = 10
"""Grey levels by which no spot of a still blob may differ: ink that came or went differs by
`vision.binarization.LEAST_CONTRAST`."""

MOST_SHIFT_PX = 1
"""How far each side may move: noise takes and gives a pixel."""

MADE_AFTER = 3
"""So often candidates are made anew before they are kept: as many looks as confirm a digit."""

_SPOT = (5, 5)
"""Pixels over which noise is averaged before it is compared."""

_CELL_PX = 16

_Key = tuple[int, bool, int, int]
_Sides = tuple[int, int, int, int]


@dataclass(slots=True, eq=False)
class Known:
    """A blob that was seen before.

    Attributes:
        sides: Its left, top, right and bottom, in pixels of the level.
        origin: Left and top of `surroundings` there.
        surroundings: (h, w) uint8, what it lay in.
        pieces: The sides of each of its components; none if it is one.
        spans: Whether it stood beside two lines.
        whole: The candidate of all its ink, if that may be a digit.
        parts: Those of its parts.
        looks: How often it was seen so; from `MADE_AFTER` on nothing is made of it anew.
    """

    sides: _Sides
    origin: tuple[int, int]
    surroundings: Image
    pieces: list[_Sides]
    spans: bool
    whole: list[Candidate]
    parts: list[Candidate]
    looks: int = 1


class StillInk:
    """The blobs of the frame before.

    Attributes:
        reused: How many of the last frame's blobs were known.
    """

    def __init__(self) -> None:
        self.reused = 0
        self._before: dict[_Key, list[Known]] = {}
        self._now: dict[_Key, list[Known]] = {}
        self._offered: list[Candidate] = []
        self._proposed: list[Candidate] = []

    def begin(self) -> None:
        """Another frame comes."""
        self._before, self._now = self._now, {}
        self.reused = 0

    def find(self, mask: InkMask, blob: Blob, *, spans: bool) -> Known | None:
        """What is known of a blob that lies as it lay; None if it is new or has changed."""
        sides, pieces = _sides(mask, blob), _pieces(mask, blob)
        for known in self._near(mask, sides):
            if (
                known.spans == spans
                and len(known.pieces) == len(pieces)
                and _is_near(known.sides, sides)
                and all(map(_is_near, known.pieces, pieces))
                and _looks_alike(mask, known)
            ):
                return known
        return None

    def keep(self, mask: InkMask, known: Known) -> None:
        """Takes what is known over into this frame."""
        known.looks += 1
        self.reused += known.looks > MADE_AFTER
        self._now.setdefault(_key(mask, *known.sides[:2]), []).append(known)

    def proposed(
        self, offered: list[Candidate], propose: Callable[[list[Candidate]], list[Candidate]]
    ) -> list[Candidate]:
        """What is proposed of a frame's candidates.

        It is the very list of the frame before if that had the very same candidates, so
        that who gets it need not look at it again.

        Args:
            offered: All candidates of the frame.
            propose: Makes of them what is proposed; may change the list it gets.
        """
        is_known = len(offered) == len(self._offered) and all(map(is_, offered, self._offered))
        if not is_known:
            self._offered = offered
            self._proposed = propose(list(offered))
        return self._proposed

    def _near(self, mask: InkMask, sides: _Sides) -> Iterator[Known]:
        left, top = sides[:2]
        corners = {
            _key(mask, left + across, top + down)
            for across in (-MOST_SHIFT_PX, MOST_SHIFT_PX)
            for down in (-MOST_SHIFT_PX, MOST_SHIFT_PX)
        }
        return (known for corner in corners for known in self._before.get(corner, ()))


def seen_first(
    mask: InkMask, blob: Blob, spans: bool, whole: list[Candidate], parts: list[Candidate]
) -> Known:
    """A blob that was not known, with what was made of it."""
    margin = max(2, blob.height // 8)
    x, y = max(blob.left - margin, 0), max(blob.top - margin, 0)
    gray = mask.gray[y : blob.top + blob.height + margin, x : blob.left + blob.width + margin]
    origin = mask.left + x, mask.top + y
    sides, pieces = _sides(mask, blob), _pieces(mask, blob)
    return Known(sides, origin, gray.copy(), pieces, spans, whole, parts)


def _sides(mask: InkMask, blob: Blob) -> _Sides:
    left, top = mask.left + blob.left, mask.top + blob.top
    return left, top, left + blob.width, top + blob.height


def _key(mask: InkMask, left: int, top: int) -> _Key:
    return mask.scale, mask.light, left // _CELL_PX, top // _CELL_PX


def _pieces(mask: InkMask, blob: Blob) -> list[_Sides]:
    if len(blob.contours) == 1:
        return []
    boxes = [cv2.boundingRect(contour) for contour in blob.contours]
    return [
        (mask.left + left, mask.top + top, mask.left + left + width, mask.top + top + height)
        for left, top, width, height in boxes
    ]


def _is_near(known: _Sides, sides: _Sides) -> bool:
    return all(abs(a - b) <= MOST_SHIFT_PX for a, b in zip(known, sides, strict=True))


def _looks_alike(mask: InkMask, known: Known) -> bool:
    height, width = known.surroundings.shape
    x, y = known.origin[0] - mask.left, known.origin[1] - mask.top
    if x < 0 or y < 0:
        return False
    gray = mask.gray[y : y + height, x : x + width]
    if gray.shape != known.surroundings.shape:
        return False
    change = cv2.blur(cv2.absdiff(gray, known.surroundings), _SPOT)
    return bool(cv2.minMaxLoc(change)[1] <= MOST_CHANGE)
