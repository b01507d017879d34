"""Long runs of ink along the rows of a mask, and the chains they make.

A line of a form is a chain of long runs; a slope breaks it into steps, but the
steps touch. A picture of twelve megapixels has few such chains, so they are
looked for in words of eight pixels first: a run of 15 pixels fills at least one,
and what has no chain of full words has no chain of long runs either. The runs
themselves are only looked for there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.frame import Image

LEAST_RUN_PX = 17
"""Length of a step; a line of 3 pixels may slope by 10 degrees before its steps get shorter."""

_WORD_PX = 8
_ALL_INK = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

_NEXT = np.ones((3, 3), np.uint8)
"""Steps of a sloping line meet at their corners; two pixels of noise may part them. Two runs
that meet so have at most two words between their full ones, which the same bridges."""


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Long runs that touch one another.

    Attributes:
        left, top: Of its box.
        own: (h, w) uint8, 255 on its runs, 0 elsewhere.
        area: What its outline encloses, in pixels.
    """

    left: int
    top: int
    own: Image
    area: float


def runs(ink: Image, size: tuple[int, int]) -> Image:
    """Ink that is in a run of at least `size` (width, height)."""
    element = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, element)


def chains_across(ink: Image, least_px: int) -> Iterator[Chain]:
    """Chains of long runs along rows.

    Args:
        ink: (h, w) uint8, 255 on ink, 0 elsewhere.
        least_px: Chains that are less wide, or no wider than high, are left out.
    """
    return _chains(ink, _full_words(ink), least_px, is_down=False)


def chains_down(ink: Image, least_px: int) -> Iterator[Chain]:
    """The same along columns, as `chains_across` gives those of the transposed ink."""
    return _chains(ink, _full_words_down(ink), least_px, is_down=True)


def _chains(ink: Image, words: Image, least_px: int, *, is_down: bool) -> Iterator[Chain]:
    places = _places(words, least_px)
    if sum(place.words.size for place in places) > words.size:
        # What overlaps so much is a texture, of which it is quicker to see all at once.
        places = [_Place(0, 0, np.full_like(words, 255))]
    for place in places:
        left, top = place.left * _WORD_PX, place.top
        height, width = place.words.shape
        rows, columns = slice(top, top + height), slice(left, left + width * _WORD_PX)
        part = cv2.transpose(ink[columns, rows]) if is_down else ink[rows, columns]
        size = width * _WORD_PX, height
        inside = cv2.resize(place.words, size, interpolation=cv2.INTER_NEAREST)
        found = cv2.bitwise_and(runs(part, (LEAST_RUN_PX, 1)), inside[:, : part.shape[1]])
        yield from _chains_of(found, left, top, least_px)


def _full_words(ink: Image) -> Image:
    """(h, ceil(w / 8)) uint8, not 0 where all eight pixels of a row are ink.

    The last word ends with the row, so that it may overlap the one before it: at the border
    runs may be half as long, for they may go on beyond it.
    """
    height, width = ink.shape
    full = np.zeros((height, -(-width // _WORD_PX)), np.uint8)
    if width < _WORD_PX:
        return full
    count = width // _WORD_PX
    words = ink[:, : count * _WORD_PX].view(np.uint64)
    np.equal(words, _ALL_INK, out=full[:, :count].view(np.bool_))
    full[:, -1:] = ink[:, -_WORD_PX:].view(np.uint64) == _ALL_INK
    return full


def _full_words_down(ink: Image) -> Image:
    """The same of the transposed ink: (w, ceil(h / 8))."""
    height, width = ink.shape
    full = np.zeros((-(-height // _WORD_PX), width), np.uint8)
    if height >= _WORD_PX:
        count = height // _WORD_PX
        words = ink[: count * _WORD_PX].reshape(count, _WORD_PX, width)
        np.bitwise_and.reduce(words, axis=1, out=full[:count])
        np.bitwise_and.reduce(ink[-_WORD_PX:], axis=0, out=full[-1])
    return cv2.transpose(full)


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where chains may be.

    Attributes:
        left: First column, in words.
        top: First row.
        words: (h, n) uint8, 255 on the words that their runs may reach.
    """

    left: int
    top: int
    words: Image


def _places(words: Image, least_px: int) -> list[_Place]:
    grown = cv2.dilate(words, _NEXT)
    contours, hierarchy = cv2.findContours(grown, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    places: list[_Place] = []
    if hierarchy is None:
        return places
    for contour, parent in zip(contours, hierarchy[0, :, 3].tolist(), strict=True):
        left, top, width, height = cv2.boundingRect(contour)
        if parent >= 0 or width * _WORD_PX < least_px:
            continue
        own = np.zeros((height, width), np.uint8)
        cv2.drawContours(own, [contour], -1, 255, cv2.FILLED, offset=(-left, -top))
        places.append(_Place(left, top, own))
    return places


def _chains_of(found: Image, left: int, top: int, least_px: int) -> Iterator[Chain]:
    chained = cv2.dilate(found, _NEXT)
    contours, _ = cv2.findContours(chained, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        x, y, width, height = cv2.boundingRect(contour)
        if width < least_px or height >= width:
            continue
        own = np.zeros((height, width), np.uint8)
        cv2.drawContours(own, [contour], -1, 255, cv2.FILLED, offset=(-x, -y))
        own = cv2.bitwise_and(own, found[y : y + height, x : x + width])
        yield Chain(left + x, top + y, own, cv2.contourArea(contour))
