"""What other readers answer, brought into one form: digits with boxes, in lines.

Letters and signs are left out. A character's own box is used where a reader gives one;
a word's box is shared out evenly among its characters.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from model.photo_evaluation import PhotoBox, PhotoReading, PlacedDigit

Corners = Sequence[Sequence[float]]

_LINES = {"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"}
_BOX = re.compile(r"x_bboxes (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_CONFIDENCE = re.compile(r"x_conf ([\d.]+)")


@dataclass(frozen=True, slots=True)
class PeerDigit:
    """A digit that a reader found.

    Attributes:
        box: Left, top, width, height in pixels of the upright picture.
        confidence: 0 to 1; 1 where the reader does not say.
    """

    label: int
    box: PhotoBox
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PeerReading:
    """What a reader made of one picture.

    Attributes:
        lines: The digits, line by line in reading order.
        seconds: Of processor time.
    """

    lines: tuple[tuple[PeerDigit, ...], ...]
    seconds: float

    def scaled(self, factor: float) -> PeerReading:
        """The same in a picture whose sides are `factor` times as long."""
        lines = tuple(
            tuple(replace(digit, box=_scaled(digit.box, factor)) for digit in line)
            for line in self.lines
        )
        return replace(self, lines=lines)

    def as_photo_reading(self, least_confidence: float = 0.0) -> PhotoReading:
        """What is at least that sure, in the terms of the score."""
        lines = [
            [digit for digit in line if digit.confidence >= least_confidence] for line in self.lines
        ]
        return PhotoReading(
            digits=tuple(PlacedDigit(digit.label, digit.box) for line in lines for digit in line),
            lines=tuple("".join(str(digit.label) for digit in line) for line in lines if line),
        )


def reading_of_sample(answer: dict[str, Any]) -> PeerReading:
    """What OpenCV's sample drew on its frame, in no order."""
    digits = tuple(PeerDigit(label, _box(*box)) for label, box in answer["digits"])
    return PeerReading((digits,), answer["seconds"])


def reading_of_rapidocr(answer: dict[str, Any]) -> PeerReading:
    """The digits among the characters or words that RapidOCR found."""
    lines = (
        tuple(digit for text, score, corners in line for digit in _digits_of(text, score, corners))
        for line in answer["lines"]
    )
    return PeerReading(tuple(filter(None, lines)), answer["seconds"])


def reading_of_hocr(page: str, seconds: float) -> PeerReading:
    """The digits on a page of hOCR that has boxes of characters."""
    root = ElementTree.fromstring(page)
    lines = (tuple(_digits_of_hocr(line)) for line in root.iter() if line.get("class") in _LINES)
    return PeerReading(tuple(filter(None, lines)), seconds)


def _digits_of_hocr(line: ElementTree.Element) -> Iterator[PeerDigit]:
    for character in line.iter():
        if character.get("class") != "ocrx_cinfo":
            continue
        label = _digit((character.text or "").strip())
        title = character.get("title", "")
        box, confidence = _BOX.search(title), _CONFIDENCE.search(title)
        if label is not None and box is not None:
            left, top, right, bottom = map(float, box.groups())
            sure = float(confidence[1]) / 100 if confidence else 1.0
            yield PeerDigit(label, (left, top, right - left, bottom - top), sure)


def _digits_of(text: str, confidence: float, corners: Corners) -> Iterator[PeerDigit]:
    """The digits of a word, each with its part of the word's place."""
    for character, part in zip(text, shared_evenly(corners, len(text)), strict=True):
        label = _digit(character)
        if label is not None:
            yield PeerDigit(label, _around(part), confidence)


def shared_evenly(corners: Corners, parts: int) -> list[Corners]:
    """A four-sided place cut across into parts of equal width, from left to right.

    Args:
        corners: Top left, top right, bottom right, bottom left, as (x, y).
        parts: How many.
    """
    top_left, top_right, bottom_right, bottom_left = corners
    cuts = [
        (_between(top_left, top_right, i / parts), _between(bottom_left, bottom_right, i / parts))
        for i in range(parts + 1)
    ]
    return [
        (above, next_above, next_below, below)
        for (above, below), (next_above, next_below) in itertools.pairwise(cuts)
    ]


def _between(first: Sequence[float], second: Sequence[float], share: float) -> tuple[float, float]:
    return (
        first[0] + share * (second[0] - first[0]),
        first[1] + share * (second[1] - first[1]),
    )


def _around(corners: Corners) -> PhotoBox:
    left, top = (min(corner[axis] for corner in corners) for axis in (0, 1))
    right, bottom = (max(corner[axis] for corner in corners) for axis in (0, 1))
    return (left, top, right - left, bottom - top)


def _digit(character: str) -> int | None:
    """Also a full-width or a circled digit, which some readers give for a drawn one."""
    return unicodedata.digit(character, None) if len(character) == 1 else None


def _box(*values: float) -> PhotoBox:
    left, top, width, height = values
    return (left, top, width, height)


def _scaled(box: Iterable[float], factor: float) -> PhotoBox:
    return _box(*(factor * value for value in box))
