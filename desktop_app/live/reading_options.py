"""How the user wants pictures to be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Smoothing(StrEnum):
    """How long a digit of a moving picture must be seen before it is shown."""

    OFF = "off"
    NORMAL = "normal"
    STRONG = "strong"


STRONG_SIGHTINGS = 8
"""A quarter of a second at 30 frames: still no wait, and a shadow seldom reads as one digit so
long. Normal is that of `vision.tracks`, 3."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How pictures are read.

    Attributes:
        minimum_height_px: Lower digits are too small, in pixels of the picture; 0 for
            no other limit than the reader's own.
        groups: Whether digits that stand together make one number.
        smoothing: Of moving pictures.
    """

    minimum_height_px: float = 0.0
    groups: bool = True
    smoothing: Smoothing = Smoothing.NORMAL
