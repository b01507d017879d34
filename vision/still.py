"""Ink that lies still in a video: what it was found to be is not found again.

A frame that looks as the one did that was looked at last has what that one had, if
nothing in it was new. Every third of a second one is looked at all the same, for ink
too faint to be noticed so. In a frame that is looked at, a blob whose surroundings
look as they did keeps the candidates that were made of it. Both are compared with
what was looked at, not with the last frame, so that slow changes add up and are noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING

import cv2

from vision.binarization import halved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vision.binarization import InkMask
    from vision.frame import Image
    from vision.pieces import Blob
    from vision.reading import Candidate, Rejection

MOST_CHANGE = 10
"""Grey levels by which no spot of a still blob may differ: ink that came or went differs by
`vision.binarization.LEAST_CONTRAST`."""

MOST_SHIFT_PX = 1
"""How far each side may move: noise takes and gives a pixel."""

MADE_AFTER = 3
"""So often candidates are made anew before they are kept: as many looks as confirm a digit."""

MOST_CELL_CHANGE = 8
"""Grey levels by which no cell of 4x4 pixels of a frame may differ where nothing is looked at
anew. Sensor noise of sigma 4 makes 6 of it; a pen's stroke of two pixels 20 and more."""

LOOK_FRAMES = 10
"""Frames from one that is looked at to the next, if all look the same."""

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
        spans: Whether it stood beside two lines.
        whole: The candidate of all its ink; None if there was none.
        parts: Those of its parts.
        looks: How often it was seen so; from `MADE_AFTER` on nothing is made of it anew.
    """

    sides: _Sides
    origin: tuple[int, int]
    surroundings: Image
    spans: bool
    whole: Candidate | None
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
        self._cells: Image | None = None
        self._rejections: list[Rejection] = []
        self._is_known = False
        self._frames_to_look = 0

    def begin(self, gray: Image) -> tuple[list[Candidate], list[Rejection]] | None:
        """Another frame comes.

        Args:
            gray: (H, W) uint8.

        Returns:
            What was proposed of the frame that was looked at last, if this one looks the
            same; None if it must be looked at.
        """
        self._frames_to_look -= 1
        cells = halved(halved(gray))
        if self._frames_to_look > 0 and self._is_known and _is_same(cells, self._cells):
            return self._proposed, self._rejections
        self._cells, self._frames_to_look = cells, LOOK_FRAMES
        self._before, self._now = self._now, {}
        self.reused = 0
        return None

    def find(self, mask: InkMask, blob: Blob, *, spans: bool) -> Known | None:
        """What is known of a blob that lies as it lay; None if it is new or has changed."""
        sides = _sides(mask, blob)
        for known in self._near(mask, sides):
            if known.spans == spans and _is_near(known, sides) and _looks_alike(mask, known):
                return known
        return None

    def keep(self, mask: InkMask, known: Known) -> None:
        """Takes what is known over into this frame."""
        known.looks += 1
        self.reused += known.looks > MADE_AFTER
        self._now.setdefault(_key(mask, *known.sides[:2]), []).append(known)

    def proposed(
        self,
        offered: list[Candidate],
        rejections: list[Rejection],
        propose: Callable[[list[Candidate]], list[Candidate]],
    ) -> tuple[list[Candidate], list[Rejection]]:
        """What is proposed of a frame that was looked at.

        It is the very list of the frame before if that had the very same candidates, so
        that who gets it need not look at it again.

        Args:
            offered: All candidates of the frame.
            rejections: What was passed over.
            propose: Makes of the candidates what is proposed; may change the list it gets.
        """
        before = self._offered
        self._is_known = len(offered) == len(before) and all(map(is_, offered, before))
        if not self._is_known:
            self._offered = offered
            self._proposed = propose(list(offered))
        self._rejections = rejections
        return self._proposed, rejections

    def _near(self, mask: InkMask, sides: _Sides) -> Iterator[Known]:
        left, top = sides[:2]
        corners = {
            _key(mask, left + across, top + down)
            for across in (-MOST_SHIFT_PX, MOST_SHIFT_PX)
            for down in (-MOST_SHIFT_PX, MOST_SHIFT_PX)
        }
        return (known for corner in corners for known in self._before.get(corner, ()))


def _is_same(cells: Image, before: Image | None) -> bool:
    if before is None or cells.shape != before.shape:
        return False
    return bool(cv2.norm(cells, before, cv2.NORM_INF) <= MOST_CELL_CHANGE)


def seen_first(
    mask: InkMask, blob: Blob, spans: bool, whole: Candidate | None, parts: list[Candidate]
) -> Known:
    """A blob that was not known, with what was made of it."""
    margin = max(2, blob.height // 8)
    x, y = max(blob.left - margin, 0), max(blob.top - margin, 0)
    gray = mask.gray[y : blob.top + blob.height + margin, x : blob.left + blob.width + margin]
    origin = mask.left + x, mask.top + y
    return Known(_sides(mask, blob), origin, gray.copy(), spans, whole, parts)


def _sides(mask: InkMask, blob: Blob) -> _Sides:
    left, top = mask.left + blob.left, mask.top + blob.top
    return left, top, left + blob.width, top + blob.height


def _key(mask: InkMask, left: int, top: int) -> _Key:
    return mask.scale, mask.light, left // _CELL_PX, top // _CELL_PX


def _is_near(known: Known, sides: _Sides) -> bool:
    return all(abs(a - b) <= MOST_SHIFT_PX for a, b in zip(known.sides, sides, strict=True))


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
