"""Which way up a page lies, found from all of its digits.

A single 6 or 9 cannot tell, a page can: digits on their side or on their head
are mostly none. So where a picture reads badly as it is, its ink is shown to
the network on its head, and the picture is read on its side. Digits that lean
are none either; how much they do, the lines they stand in tell, by the
directions to their nearest neighbours (the docstrum; O'Gorman, 1993), and the
ruled lines, grids and edges of the sheet, by their own directions. The
picture is turned only where the digits in it are then clearly more: phones
keep pictures upright, and text on its head looks much like digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.context import in_context
from vision.reading import CROP_SIZE, NOT_A_DIGIT, Candidate
from vision.tilt import LIKE_SIZE, tilt_of_lines, tilt_of_rules
from vision.turns import UPRIGHT, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.frame import Box, Image
    from vision.reading import Classifier, Crops, DigitRead, Probabilities, Rejection

LEAST_DIGITS = 3
"""Sure digits, bars not counted, that a turned page must have. Where no more ink than that is,
a single digit that is read as the page lies keeps it so."""

LEAST_GAIN = 8.0
"""Evidence, in log-probability, by which a turned page must lead: two sure digits more."""

LEAST_RATIO = 1.2
"""So many times the evidence of the upright page must a turned one have besides.

Chosen on 136 photographs, of which none is turned as it is. Of 48 with four digits or more,
each laid three ways, 90 of 144 are turned upright again, one is turned otherwise."""

LEAST_TILT_GAIN = 4.0
"""The same where the picture is only levelled, for then its lines are tilted too: one digit."""

LEAST_LEAD = 1.25
"""And so many times that of the same page on its head."""

LEAST_SHARE = 0.25
"""Digits among all ink of their size, where a picture is turned by a quarter or more. Printed
text on its head has 0.2; photographs with more letters than digits have 0.2 to 0.3 upright. Of
photographs laid on their head 85 % of the digits are read with it, 63 % with 0.45; of 160 drawn
pages without digits none is turned with either."""

LEAST_TILT_DEG = 20.0
"""Digits that lean less are read as they are: F1 on drawn pages is 0.96 at 20 degrees and 0.80
at 40; there levelled, it is 0.95."""

LEAST_RULED_TILT_DEG = 8.0
"""The same for the tilt of ruled lines: steeper ones are not taken out of the ink. With it, of
the digits of photographs tilted by 20, 30 and 40 degrees 97, 96 and 88 % are read right instead
of 86, 76 and 48 %."""

CHECK_FRAMES = 15
"""In video so many frames pass between two looks at the other turns: those cost as much again."""

_SURE = 0.9
_MOST_EVIDENCE = 4.0
"""Of one digit: no single one may turn a page."""

_MOST_SHARE = 0.6
_BAR = 1


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read in a picture, in pixels of that picture.

    Attributes:
        digits: Read.
        rejections: Looked at and not read.
        passed_over: Not even looked at.
    """

    digits: list[DigitRead]
    rejections: list[Rejection]
    passed_over: list[Rejection]


class Orientation:
    """Finds the turn of a page, and keeps it over the frames of a video.

    Attributes:
        turn: The one found last.
    """

    def __init__(self) -> None:
        self.turn = UPRIGHT
        self._frames_to_check = 0

    def read(
        self,
        gray: Image,
        read: Callable[[Image], Reading],
        classify: Classifier,
        *,
        follow: Callable[[Image], Reading] | None = None,
    ) -> Reading:
        """The best reading of a picture, which is that of the picture turned by `turn`.

        Args:
            gray: (H, W) uint8, the picture as it is.
            read: Reads a picture as it is.
            classify: The classifier that `read` uses.
            follow: Reads a picture that follows another one; None for a single picture. In
                video the page is taken to lie as it did, and other turns are tried now
                and then.
        """
        if follow is None:
            self.turn, reading = best_turn(gray, read(gray), read, classify)
            return reading
        reading = follow(self.turn.turned(gray))
        self._frames_to_check -= 1
        if self._frames_to_check > 0 or not (self.turn or any(_possible(reading))):
            return reading
        self._frames_to_check = CHECK_FRAMES
        upright = read(gray) if self.turn else reading
        turn, turned = best_turn(gray, upright, read, classify)
        # A blurred frame says nothing: what was found stays until something else is better.
        if turn or not self.turn or _evidence(upright).strength > _evidence(reading).strength:
            self.turn, reading = turn, turned
        return reading


def best_turn(
    gray: Image, upright: Reading, read: Callable[[Image], Reading], classify: Classifier
) -> tuple[Turn, Reading]:
    """How a picture is to be turned so that its page stands upright.

    Args:
        gray: (H, W) uint8.
        upright: The reading of `gray` itself.
        read: Reads a picture as it is.
        classify: The classifier that `read` uses.

    Returns:
        The turn and the reading of the picture so turned; at any doubt no turn and `upright`.
    """
    on_side, tilt_deg = _possible(upright)
    here = _evidence(upright)
    leads = _quarters(gray, UPRIGHT, upright, read, classify) if on_side else []
    if not tilt_deg and (on_side or not upright.digits):
        tilt_deg = tilt_of_rules(gray)
    if abs(tilt_deg) >= LEAST_RULED_TILT_DEG:
        level = Turn(0, tilt_deg)
        leads += _quarters(gray, level, read(level.turned(gray)), read, classify)
    leads = [lead for lead in leads if _is_better(*lead, here)]
    if not leads:
        return UPRIGHT, upright
    best = max(leads, key=lambda lead: lead[1].strength)[0]
    turned = read(best.turned(gray))
    # The crops were only turned in themselves; what is read in the end decides.
    return (best, turned) if _is_better(best, _evidence(turned), here) else (UPRIGHT, upright)


def _is_better(turn: Turn, evidence: _Evidence, upright: _Evidence) -> bool:
    if evidence.digits < LEAST_DIGITS:
        return False
    if not turn.quarters:  # the lines have told already that it is tilted
        return bool(turn) and evidence.strength >= upright.strength + LEAST_TILT_GAIN
    if evidence.share < LEAST_SHARE:
        return False
    return evidence.strength >= LEAST_RATIO * upright.strength + LEAST_GAIN


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How much a page looks like digits.

    Attributes:
        strength: Log-probability of digit against none, summed over the sure digits.
            Bars do not count: they are bars on their head too, and at every edge.
        digits: How many those are.
        share: Of all ink of their size.
    """

    strength: float = 0.0
    digits: int = 0
    share: float = 0.0


def _seen(reading: Reading) -> list[tuple[Box, Crops, Probabilities]]:
    """Where the ink is that was looked at, what the network saw, and what it said."""
    every: list[DigitRead | Rejection] = [*reading.digits, *reading.rejections]
    return [
        (one.box, one.crop, one.probabilities)
        for one in every
        if one.crop is not None and one.probabilities is not None
    ]


def _possible(reading: Reading) -> tuple[bool, float]:
    """Whether quarter turns could lead, were all of the ink digits in them, and the lines' tilt.

    The tilt is 0 where none is to be taken out.
    """
    digits = [one for one in reading.digits if one.digit != _BAR]
    count = len(digits) + len(reading.rejections)
    if count < LEAST_DIGITS or (reading.digits and count == LEAST_DIGITS):
        return False, 0.0
    strength = sum(_strength(one.probabilities) for one in digits)
    most = count * _MOST_EVIDENCE
    if most < strength + LEAST_TILT_GAIN:
        return False, 0.0
    tilt_deg = tilt_of_lines([box for box, _, _ in _seen(reading)])
    on_side = most >= LEAST_RATIO * strength + LEAST_GAIN
    return on_side, tilt_deg if abs(tilt_deg) >= LEAST_TILT_DEG else 0.0


def _strength(probabilities: Probabilities) -> float:
    best = float(probabilities[:NOT_A_DIGIT].max())
    if best < _SURE:
        return 0.0
    return min(math.log(best / max(float(probabilities[NOT_A_DIGIT]), 1e-6)), _MOST_EVIDENCE)


def _evidence(reading: Reading) -> _Evidence:
    seen = _seen(reading)
    return _evidence_of([box for box, _, _ in seen], [row for _, _, row in seen])


def _evidence_of(boxes: Sequence[Box], rows: Sequence[Probabilities]) -> _Evidence:
    strengths = np.array([_strength(row) for row in rows])
    bars = np.array([int(row[:NOT_A_DIGIT].argmax()) == _BAR for row in rows])
    sizes = np.array([max(box.width, box.height) for box in boxes], float)
    counts = (strengths > 0) & ~bars if len(rows) else np.zeros(0, bool)
    if not counts.any():
        return _Evidence()
    size = float(np.median(sizes[counts]))
    like = (sizes < LIKE_SIZE * size) & (LIKE_SIZE * sizes > size) & (strengths == 0)
    digits = int(counts.sum())
    share = digits / (digits + int(like.sum()))
    return _Evidence(float(strengths[counts].sum()), digits, share)


def _quarters(
    gray: Image,
    base: Turn,
    reading: Reading,
    read: Callable[[Image], Reading],
    classify: Classifier,
) -> list[tuple[Turn, _Evidence]]:
    """The four quarter turns from a base, each that clearly leads over its own head.

    Ink on its side is cut and joined otherwise than upright, so that is read anew, unless
    most of the ink is digits already.
    """
    feet, head = _faces(reading, classify)
    pairs = [(base, feet, head)]
    if max(feet.share, head.share) < _MOST_SHARE or max(feet.digits, head.digits) < LEAST_DIGITS:
        side = Turn(1, base.tilt_deg)
        pairs.append((side, *_faces(read(side.turned(gray)), classify)))
    leads = []
    for turn, feet, head in pairs:
        opposite = Turn(turn.quarters + 2, turn.tilt_deg)
        for one, evidence, other in ((turn, feet, head), (opposite, head, feet)):
            if evidence.strength >= LEAST_LEAD * other.strength:
                leads.append((one, evidence))
    return leads


def _faces(reading: Reading, classify: Classifier) -> tuple[_Evidence, _Evidence]:
    """The evidence of a page as it is, and of its ink turned on its head."""
    seen = _seen(reading)
    boxes = [box for box, _, _ in seen]
    crops = np.array([crop[::-1, ::-1] for _, crop, _ in seen], np.uint8)
    crops = crops.reshape(-1, CROP_SIZE, CROP_SIZE)
    candidates = [Candidate(box, crop) for box, crop in zip(boxes, crops, strict=True)]
    rows = in_context(candidates, classify(crops), range(len(candidates)))
    return _evidence(reading), _evidence_of(boxes, list(rows))
