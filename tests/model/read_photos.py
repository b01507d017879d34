"""Truths and readings of photographs, made up for the tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.photo_evaluation import PhotoTruth, PlacedDigit
from vision.frame import Box, Frame
from vision.grouping import group
from vision.reading import DigitRead, Reason, Recognition, Rejection

FRAME = Frame(np.full((200, 600, 3), 220, np.uint8))


def chances(digit: int, confidence: float) -> np.ndarray:
    """Probabilities with one that stands out, the rest for "not a digit"."""
    row = np.zeros(11, np.float32)
    row[digit] = confidence
    row[10] += 1 - confidence
    return row


def truth(
    *digits: PlacedDigit,
    path: Path = Path("a.png"),
    kind: str = "paper",
    tags: tuple[str, ...] = (),
    lines: tuple[str, ...] = (),
    has_boxes: bool = True,
) -> PhotoTruth:
    return PhotoTruth(path, kind, digits, has_boxes, lines, True, tags)


def digit(label: int | None, left: float = 0, *, counts: bool = True) -> PlacedDigit:
    return PlacedDigit(label, (left, 50, 40, 60), counts)


def read(label: int, left: int = 0, confidence: float = 0.97, width: int = 40) -> DigitRead:
    crop = np.full((28, 28), 20 * label, np.uint8)
    box = Box(left, 50, width, 60)
    return DigitRead(box, crop, label, confidence, chances(label, confidence))


def refused(
    reason: Reason, left: int = 0, *, best: int | None = None, probability: float = 0.4
) -> Rejection:
    box = Box(left, 50, 40, 60)
    if best is None:
        return Rejection(box, reason)
    return Rejection(box, reason, np.zeros((28, 28), np.uint8), chances(best, probability))


def recognition(*things: DigitRead | Rejection) -> Recognition:
    digits = tuple(thing for thing in things if isinstance(thing, DigitRead))
    rejections = tuple(thing for thing in things if isinstance(thing, Rejection))
    return Recognition(FRAME, digits, rejections, group(digits, rejections))
