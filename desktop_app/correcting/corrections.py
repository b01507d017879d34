"""Corrections of the user, laid over what the model read: the one place where that is done."""

from __future__ import annotations

import math
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from desktop_app.correcting.regrouping import regrouped
from vision.frame import Box, Image
from vision.reading import (
    CLASS_COUNT,
    NOT_A_DIGIT,
    Crops,
    DigitRead,
    NumberRead,
    Reason,
    Recognition,
    Rejection,
)

Item = DigitRead | Rejection

SAME_PLACE = 0.5
"""Intersection over union from which on two boxes of one picture hold the same ink."""


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """What the user said of some ink.

    Attributes:
        label: 0 to 9, or 10 for "not a digit".
        box: Around the ink, in pixels of the picture.
        crop: (28, 28) uint8, as the network sees it.
        picture: The picture it was said of, held weakly.
        track_id: Of the ink where it is followed; the correction goes on with it.
        read: What the model had made of it; None where it found nothing there.
    """

    label: int
    box: Box
    crop: Crops
    picture: weakref.ref[Image]
    track_id: int | None = None
    read: Item | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CorrectedDigit(DigitRead):
    """A digit that is what the user says.

    Attributes:
        read: What the model makes of the same ink; None where it finds nothing there.
        correction: What the user said.
    """

    read: Item | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RefusedInk(Rejection):
    """Ink that is no digit, as the user says.

    Attributes:
        read: What the model makes of it.
        correction: What the user said.
    """

    read: Item | None = None
    correction: Correction | None = None


def correction_of(item: Item | None) -> Correction | None:
    """What the user said of this ink, None where nothing."""
    return item.correction if isinstance(item, CorrectedDigit | RefusedInk) else None


def read_of(item: Item) -> Item | None:
    """What the model itself makes of this ink."""
    return item.read if isinstance(item, CorrectedDigit | RefusedInk) else item


def answer_of(read: Item | None) -> tuple[int | None, float | None]:
    """What the model says of some ink, and how sure it is; None where it says nothing."""
    if isinstance(read, DigitRead):
        return read.digit, read.confidence
    if read is None or read.reason is not Reason.NOT_A_DIGIT:
        return None, None
    known = read.probabilities
    return NOT_A_DIGIT, None if known is None else float(known[NOT_A_DIGIT])


def corrected(
    recognition: Recognition, corrections: Sequence[Correction], *, groups: bool = True
) -> Recognition:
    """The reading as the user knows it to be.

    A correction is for the ink of its track, and in its own picture for the ink in its
    place. Ink that became a digit, or is none any more, changes the numbers around it.

    Args:
        recognition: What the model read.
        corrections: What the user said; of two about the same ink the later one counts.
        groups: Whether digits that stand together make one number.

    Returns:
        The same object where no correction is about it.
    """
    meant: dict[int, Correction] = {}
    missed: list[Correction] = []
    for correction in corrections:
        found = _meant(correction, recognition)
        if found is not None:
            meant[id(found)] = correction
        elif correction.label != NOT_A_DIGIT and _is_of(correction, recognition):
            missed.append(correction)
    if not meant and not missed:
        return recognition
    digits: dict[int, DigitRead] = {}
    rejections: list[Rejection] = []
    items: list[Item] = [*recognition.digits, *recognition.rejections]
    for item in items:
        said = _as_said(item, meant.get(id(item)))
        if isinstance(said, DigitRead):
            digits[id(item)] = said
        else:
            rejections.append(said)
    added = [_added(correction) for correction in missed]
    changed = replace(
        recognition, digits=(*digits.values(), *added), rejections=tuple(rejections), numbers=()
    )
    if list(digits) == [id(digit) for digit in recognition.digits] and not added:
        return replace(
            changed, numbers=tuple(_renamed(number, digits) for number in recognition.numbers)
        )
    return replace(changed, numbers=regrouped(recognition, digits, changed, groups=groups))


def _is_of(correction: Correction, recognition: Recognition) -> bool:
    return correction.picture() is recognition.frame.image


def _meant(correction: Correction, recognition: Recognition) -> Item | None:
    """The ink of a reading that a correction is about."""
    items: list[Item] = [*recognition.digits, *recognition.rejections]
    if correction.track_id is not None:
        for item in items:
            if item.track_id == correction.track_id:
                return item
    if not _is_of(correction, recognition):
        return None
    best = max(
        items, key=lambda item: item.box.intersection_over_union(correction.box), default=None
    )
    if best is None or best.box.intersection_over_union(correction.box) < SAME_PLACE:
        return None
    return best


def _as_said(item: Item, correction: Correction | None) -> Item:
    if correction is None:
        return item
    crop = correction.crop if item.crop is None else item.crop
    if correction.label == NOT_A_DIGIT:
        reason = Reason.NOT_A_DIGIT
        return RefusedInk(
            item.box, reason, crop, item.probabilities, item.track_id, item, correction
        )
    known = item.probabilities
    probabilities = np.zeros(CLASS_COUNT, np.float32) if known is None else known
    return CorrectedDigit(
        item.box, crop, correction.label, 1.0, probabilities, item.track_id, item, correction
    )


def _added(correction: Correction) -> CorrectedDigit:
    nothing = np.zeros(CLASS_COUNT, np.float32)
    return CorrectedDigit(
        correction.box, correction.crop, correction.label, 1.0, nothing, None, None, correction
    )


def _renamed(number: NumberRead, digits: dict[int, DigitRead]) -> NumberRead:
    """A number of which no digit went or came."""
    own = tuple(digits[id(digit)] for digit in number.digits)
    if all(new is old for new, old in zip(own, number.digits, strict=True)):
        return number
    text = "".join(str(digit.digit) for digit in own)
    confidence = math.prod(digit.confidence for digit in own)
    return replace(number, text=text, confidence=confidence, digits=own)
