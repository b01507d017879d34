"""One digit over frames: where it must be, and what all its sightings say together.

Evidence is a fading mean of log-probabilities (the product rule for
independent evidence; Kittler et al., 1998), weighted by how sharp each
sighting was and by how far it had the digit's size: what a finger half covers
is smaller, and looks like another digit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vision.frame import Box
from vision.reading import CLASS_COUNT, NOT_A_DIGIT, DigitRead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.reading import Crops, Probabilities, Rejection

FADING = 0.85
"""Weight of the evidence so far at each new sighting: about the last seven count; with 0.9,
the last ten, labels change a little less and come a little later."""

CONFIRMING_SIGHTINGS = 3
"""Sightings from which a label is shown."""

SURE = 0.97
"""Probability from which one sighting less is enough."""

CHANGE_RATIO = 2.0
"""How many times as likely another label must be before it takes the place of the shown one."""

OFTEN_READ = 1.7
"""Faded count of readings from which a label counts as often read: two in a row have 1.85."""

OFTEN_READ_SHARE = 0.9
"""Share of the confidence asked of a label that is often read."""

KEPT_SHARE = 0.6
"""A shown label stays down to this share of the confidence that is asked of a new one."""

REFUSAL_WEIGHT = 0.5
"""Weight of a sighting that was no digit by itself: blur and cover make more of these than
digits that turn out to be none."""

_FLOOR = 0.003
"""Least probability that counts: no single frame decides."""

_LEAST = 1e-6

MOST_ASKED = 0.96
"""More cannot be asked of a label: with the least probability of the others, 0.97 is the most."""

_LIKE_SIZE = 0.15
"""Change of width and height together, in the logarithm, that makes it unlike (one sigma)."""

_WHOLE_SHARE = 0.7
_GROWTH_STEP, _SHRINKING_STEP = 0.3, 0.05
"""How fast a digit's size follows what is seen: it is covered more often than it shrinks."""

_MOVER_HEIGHTS = 0.04
"""Velocity in heights a frame from which it is a digit's own. Of 1850 digits 22 lost their
identity with 0.06 and 18 with 0.03 or 0.04."""

_MOVER_KEPT, _VELOCITY_KEPT = 0.98, 0.9
"""Share of its velocity that an own one, and any other, keeps from frame to frame."""


@dataclass(slots=True, eq=False)
class Track:
    """One digit followed over frames.

    Attributes:
        home: Its middle on the page, x before y; digits that do not move keep it.
        velocity: Pixels a frame on the page, x before y.
        place: Middle x, middle y, width, height in the frame; width and height
            are slow to change.
        evidence: (11,) faded and weighted sum of log-probabilities.
        weight: The same sum of the weights alone.
        reads: Faded count of the sightings that were read by themselves, by label.
        sightings: How often it was seen.
        unseen: Frames since it was seen last.
        label: The digit shown, None before one was sure.
    """

    track_id: int
    home: list[float]
    place: list[float]
    evidence: NDArray[np.float64]
    weight: float
    seen_box: Box
    crop: Crops
    velocity: list[float] = field(default_factory=lambda: [0.0, 0.0])
    reads: list[float] = field(default_factory=lambda: [0.0] * CLASS_COUNT)
    sightings: int = 1
    unseen: int = 0
    label: int | None = None

    @classmethod
    def begun(
        cls, track_id: int, sighting: DigitRead, evidence: NDArray[np.float64], sharpness: float
    ) -> Track:
        """A track of what is seen for the first time; its home is where it lies in the frame."""
        box = sighting.box
        place = [*box.center, float(box.width), float(box.height)]
        track = cls(track_id, place[:2], place, sharpness * evidence, sharpness, box, sighting.crop)
        track.reads[sighting.digit] = 1
        return track

    def move(self, middle: list[float], zoom: float) -> None:
        """To where it must be in the next frame.

        Args:
            middle: Where the page, as it lies now, has its middle, x before y.
            zoom: Of the page since the frame before.
        """
        speed = math.hypot(*self.velocity)
        # What is in motion of its own stays so; the rest is noise.
        kept = _MOVER_KEPT if speed > _MOVER_HEIGHTS * self.place[3] else _VELOCITY_KEPT
        self.home = [at + step for at, step in zip(self.home, self.velocity, strict=True)]
        self.velocity = [kept * step for step in self.velocity]
        self.place = [*middle, zoom * self.place[2], zoom * self.place[3]]
        self.unseen += 1

    @property
    def box(self) -> Box:
        """Where it was seen in this frame, or must be."""
        return self.full_box if self.unseen else self.seen_box

    @property
    def full_box(self) -> Box:
        """Where all of it must be."""
        x, y, width, height = self.place
        left, top = round(x - width / 2), round(y - height / 2)
        return Box(left, top, max(1, round(width)), max(1, round(height)))

    @property
    def is_seen_whole(self) -> bool:
        """Whether it was seen in this frame, and not a part of it only."""
        return not self.unseen and self.seen_box.area > _WHOLE_SHARE * self.full_box.area

    def see(
        self, sighting: DigitRead | Rejection, evidence: NDArray[np.float64], sharpness: float
    ) -> tuple[float, float]:
        """Takes in what is seen of it in this frame.

        Args:
            sighting: What is seen; it was classified.
            evidence: (11,) float64, the logarithm of its probabilities.
            sharpness: Of its crop.

        Returns:
            How far it is from where it had to be in pixels of the frame, x before y.
        """
        assert sighting.crop is not None
        box = sighting.box
        x, y, width, height = self.place
        growth = math.log((box.width + box.height) / (width + height))
        likeness = math.exp(-((growth / _LIKE_SIZE) ** 2))
        weight = sharpness if isinstance(sighting, DigitRead) else REFUSAL_WEIGHT * sharpness
        if growth < 0:
            weight *= likeness
        # What tells little makes little be forgotten.
        kept = 1 - (1 - FADING) * min(1.0, weight / ((1 - FADING) * self.weight))
        if growth > 0:
            # What was seen before was a part of it.
            kept *= likeness
            if likeness < 0.5:
                self.sightings = 0
        self.evidence = kept * self.evidence + weight * evidence
        self.weight = kept * self.weight + weight
        self.reads = [kept * count for count in self.reads]
        if isinstance(sighting, DigitRead):
            self.reads[sighting.digit] += 1
        away_x = _away(x, width, box.left, box.right, likeness)
        away_y = _away(y, height, box.top, box.bottom, likeness)
        step = _GROWTH_STEP if growth > 0 else _SHRINKING_STEP
        self.place = [
            x + away_x,
            y + away_y,
            width + step * (box.width - width),
            height + step * (box.height - height),
        ]
        self.seen_box, self.crop = box, sighting.crop
        self.sightings += 1
        self.unseen = 0
        return away_x, away_y

    def follow(self, away: list[float], gains: tuple[float, float]) -> None:
        """Corrects place and velocity on the page (an alpha-beta filter; Sklansky, 1957).

        Args:
            away: How far it is from where it had to be in pixels of the page, x before y.
            gains: Shares of that which go into the place and into the velocity.
        """
        self.home = [at + gains[0] * off for at, off in zip(self.home, away, strict=True)]
        self.velocity = [v + gains[1] * off for v, off in zip(self.velocity, away, strict=True)]

    def decide(
        self,
        probabilities: Probabilities,
        confidence_threshold: float,
        confirming_sightings: int = CONFIRMING_SIGHTINGS,
    ) -> int | None:
        """The label to show now, or None.

        Args:
            probabilities: (11,) as `probabilities_of` gave them.
            confidence_threshold: From which a label is shown for the first time,
                or instead of another one.
            confirming_sightings: Sightings from which a label is shown; a sure one is
                a sighting earlier.
        """
        best = int(probabilities.argmax())
        confidence_threshold = min(confidence_threshold, MOST_ASKED)
        if best not in {NOT_A_DIGIT, self.label} and self._is_confirmed(
            probabilities, best, confirming_sightings
        ):
            # What passes in most frames is shown, even if others pull it a little below.
            share = OFTEN_READ_SHARE if self.reads[best] > OFTEN_READ else 1.0
            if probabilities[best] >= share * confidence_threshold:
                self.label = best
        if self.label is None:
            return None
        kept = probabilities[self.label] >= KEPT_SHARE * confidence_threshold
        return self.label if kept else None

    def _is_confirmed(self, probabilities: Probabilities, label: int, sightings: int) -> bool:
        """Whether enough was seen to show a label that is not shown yet."""
        if (
            self.label is not None
            and probabilities[label] < CHANGE_RATIO * probabilities[self.label]
        ):
            return False
        if self.sightings >= sightings:
            return True
        return self.sightings > sightings - 2 and bool(probabilities[label] >= SURE)


def _away(middle: float, length: float, low: float, high: float, likeness: float) -> float:
    """How far an interval has moved, as far as it is seen whole.

    The middle of what is half covered, or joined to a line, is not the digit's:
    the less like in size, the more the shift on which both ends agree counts,
    which is none where one end was lost.
    """
    at_low, at_high = low - (middle - length / 2), high - (middle + length / 2)
    agreed = min(at_low, at_high, key=abs) if at_low * at_high > 0 else 0.0
    return likeness * (at_low + at_high) / 2 + (1 - likeness) * agreed


def probabilities_of(tracks: Sequence[Track]) -> NDArray[np.float64]:
    """(N, 11) float64: weighted geometric means of the sightings, made to sum to 1."""
    if not tracks:
        return np.empty((0, CLASS_COUNT))
    weight = np.array([track.weight for track in tracks])
    mean = np.exp(np.stack([track.evidence for track in tracks]) / weight[:, None])
    return np.asarray(mean / mean.sum(axis=1, keepdims=True), np.float64)


def without_floor(probabilities: NDArray[np.float64]) -> Probabilities:
    """(N, 11) float32: what is left without the least probability that every class is given.

    For showing: otherwise the surest digit would have 97 %.
    """
    rest = np.maximum(probabilities * (1 + (CLASS_COUNT - 1) * _FLOOR) - _FLOOR, _LEAST)
    return (rest / rest.sum(axis=-1, keepdims=True)).astype(np.float32)


def places_of(sightings: Sequence[DigitRead | Rejection]) -> NDArray[np.float64]:
    """(N, 4) float64: middle x, middle y, width, height."""
    boxes = np.array([one.box.as_list() for one in sightings], np.float64).reshape(-1, 4)
    boxes[:, :2] += boxes[:, 2:] / 2
    return boxes


def sharpness_of(crops: Sequence[Crops]) -> NDArray[np.float64]:
    """How sharp crops are, (N,): energy of the gradient over that of the ink.

    The focus measure of Tenenbaum (1970), made independent of the amount of
    ink. It compares crops of one digit with each other; other digits, pens and
    sizes have other values.
    """
    ink = np.array(crops, np.float32).reshape(-1, 28, 28)
    gradient = (np.diff(ink, axis=1) ** 2).sum(axis=(1, 2))
    gradient += (np.diff(ink, axis=2) ** 2).sum(axis=(1, 2))
    return np.asarray((gradient + 1) / ((ink**2).sum(axis=(1, 2)) + 10), np.float64)


def evidence_of(sightings: Sequence[DigitRead | Rejection]) -> NDArray[np.float64]:
    """(N, 11) float64: logarithms of the probabilities; all must be classified."""
    rows = np.array([one.probabilities for one in sightings], np.float64)
    return np.log(np.maximum(rows.reshape(-1, CLASS_COUNT), _FLOOR))
