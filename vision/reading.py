"""What is found in a frame and what is read of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vision.frame import Box, Frame

Crops = NDArray[np.uint8]
Probabilities = NDArray[np.float32]

CROP_SIZE = 28
NOT_A_DIGIT = 10
CLASS_COUNT = 11


class Classifier(Protocol):
    """Whatever tells digits from crops."""

    def __call__(self, crops: Crops, /) -> Probabilities:
        """Probabilities of crops.

        Args:
            crops: (N, 28, 28) uint8, white ink on black, N may be 0.

        Returns:
            (N, 11) float32, each row sums to 1: the digits 0 to 9, then
            "not a digit".
        """


class Reason(StrEnum):
    """Why something that looks like ink was not read."""

    TOO_SMALL = "too small"
    CUT_OFF = "cut off by the border"
    NOT_A_DIGIT = "not a digit"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Ink that may be a digit.

    Attributes:
        box: Tight to the ink, in pixels of the frame.
        crop: (28, 28) uint8, white ink on black, normalised as MNIST does.
        rivals: Indices, in the same list, of candidates that share ink with
            this one; at most one of them can be read.
        ink: Pixels of ink in it.
        clarity: Contrast of the ink over the variation of the ground around it;
            pen on paper has 5 and more, an edge or a texture 1 to 3.
        cut_from: Box of the connected ink that this is a part of; None if it is whole.
        cut_from_ink: Pixels of that ink.
    """

    box: Box
    crop: Crops
    rivals: tuple[int, ...] = ()
    ink: int = 0
    clarity: float = 10.0
    cut_from: Box | None = None
    cut_from_ink: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class DigitRead:
    """One digit that was read.

    Attributes:
        box: Tight to the ink, in pixels of the frame.
        crop: (28, 28) uint8, what the network saw.
        digit: 0 to 9.
        confidence: Probability of `digit`, 0 to 1.
        probabilities: (11,) float32, the digits and "not a digit".
        track_id: The same for the same digit over frames; None for a single picture.
    """

    box: Box
    crop: Crops
    digit: int
    confidence: float
    probabilities: Probabilities
    track_id: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rejection:
    """Ink that was looked at and not read, and why.

    Attributes:
        crop: (28, 28) uint8, or None where it was not even cropped.
        probabilities: (11,) float32, or None where it was not classified.
    """

    box: Box
    reason: Reason
    crop: Crops | None = None
    probabilities: Probabilities | None = None
    track_id: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NumberRead:
    """Digits that stand together, in reading order.

    Attributes:
        box: Around all its digits.
        angle_deg: Slope of its base line; positive runs down to the right.
        text: Its digits.
        confidence: Probability that all of it is right (product of its digits').
    """

    box: Box
    angle_deg: float
    text: str
    confidence: float
    digits: tuple[DigitRead, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recognition:
    """All that was read in one frame.

    Attributes:
        digits: In no particular order.
        numbers: Top to bottom, then left to right; every digit is in exactly one.
        latency_ms: Time from the frame to this reading.
    """

    frame: Frame
    digits: tuple[DigitRead, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    numbers: tuple[NumberRead, ...] = ()
    latency_ms: float = 0.0
