"""The path of a frame, from its pixels to what it says.

One path serves a camera, a stream, a video, an image file, the command line,
the benchmark and the evaluation.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vision.color import VideoInk, ink_gray
from vision.components import LEAST_HEIGHT_PX
from vision.grouping import group, singles
from vision.known import KnownCrops
from vision.orientation import Orientation, Reading
from vision.reading import CROP_SIZE, Reason, Recognition, Rejection
from vision.segmentation import propose
from vision.selection import select
from vision.still import StillInk
from vision.unchanged import STEADY_READINGS, UnchangedFrames

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.frame import Frame, Image
    from vision.reading import Candidate, Classifier, Crops, DigitRead, Probabilities
    from vision.tracking import Tracker
    from vision.turns import Turn

DEFAULT_CONFIDENCE = 0.7
"""On photographs F1 is 0.967 from 0.6 to 0.7 and 0.956 at 0.85, with fewer false digits."""


class Recognizer:
    """Reads the digits and numbers in frames.

    Attributes:
        classifier: Tells digits from crops; may be exchanged between frames.
        confidence_threshold: Digits less sure than this are not read, 0 to 1.
        tracker: Follows digits over the frames of a video; None for single pictures.
        is_video: Whether frames follow one another; where there is a tracker they do.
        minimum_height_px: What is lower in the upright picture is too small to be read;
            up to `vision.components.LEAST_HEIGHT_PX` it changes nothing.
        groups: Whether digits that stand together make one number.
    """

    def __init__(
        self,
        classifier: Classifier,
        *,
        confidence_threshold: float = DEFAULT_CONFIDENCE,
        tracker: Tracker | None = None,
        is_video: bool = False,
        minimum_height_px: float = 0.0,
        groups: bool = True,
    ) -> None:
        self.classifier = classifier
        self.confidence_threshold = confidence_threshold
        self.tracker = tracker
        self.is_video = is_video
        self.minimum_height_px = minimum_height_px
        self.groups = groups
        self._orientation = Orientation()
        self._ink = VideoInk()
        self._still = StillInk()
        self._known = KnownCrops()
        self._unchanged = UnchangedFrames()
        self._selection: _Selection | None = None

    @property
    def turn(self) -> Turn:
        """How the page in the frame that was read last is turned until it stands upright."""
        return self._orientation.turn

    def read(self, frame: Frame) -> Recognition:
        """Everything read in one frame."""
        started_s = time.perf_counter()
        is_video = self.is_video or self.tracker is not None
        gray = self._ink.gray(frame.image) if is_video else ink_gray(frame.image)
        before = self._orientation.turn
        reading = self._orientation.read(
            gray,
            self._read_upright,
            self.classifier,
            follow=self._read_next if is_video else None,
        )
        turn, digits, rejections = self._orientation.turn, reading.digits, reading.rejections
        if self.tracker is not None:
            if turn != before:
                self.tracker.reset()
            digits, rejections = self.tracker.update(digits, rejections, self.confidence_threshold)
        rejections = [*rejections, *reading.passed_over]
        if self.minimum_height_px > LEAST_HEIGHT_PX:
            digits, rejections = _without_small(digits, rejections, self.minimum_height_px)
        numbers = group(digits, rejections)
        if not self.groups:
            numbers = singles(numbers)
        if turn:
            digits = turn.readings_before(digits, gray.shape)
            rejections = turn.readings_before(rejections, gray.shape)
            numbers = turn.numbers_before(numbers, gray.shape)
        latency_ms = (time.perf_counter() - started_s) * 1000
        return Recognition(frame, tuple(digits), tuple(rejections), numbers, latency_ms)

    def _read_upright(self, gray: Image) -> Reading:
        """Everything read in a picture whose page stands upright."""
        return self._read(propose(gray), lambda _candidates, crops: self.classifier(crops))

    def _read_next(self, gray: Image) -> Reading:
        """The same of the next frame: what is known from those before is not read again."""
        confirming = 0 if self.tracker is None else self.tracker.confirming_sightings
        given = self.classifier, self.confidence_threshold
        reading = self._unchanged.find(gray, given, max(STEADY_READINGS, confirming))
        if reading is None:
            reading = self._read(
                propose(gray, self._still),
                lambda candidates, crops: self._known.classify(candidates, crops, self.classifier),
            )
            self._unchanged.keep(reading)
        return reading

    def _read(
        self,
        proposed: tuple[list[Candidate], list[Rejection]],
        classify: Callable[[Sequence[Candidate], Crops], Probabilities],
    ) -> Reading:
        candidates, passed_over = proposed
        crops = np.empty((len(candidates), CROP_SIZE, CROP_SIZE), np.uint8)
        for i, candidate in enumerate(candidates):
            crops[i] = candidate.crop
        probabilities = classify(candidates, crops)
        last = self._selection
        if not (
            last is not None
            and last.candidates is candidates
            and last.probabilities is probabilities
            and last.confidence_threshold == self.confidence_threshold
        ):
            threshold = self.confidence_threshold
            selected = select(candidates, probabilities, threshold)
            last = self._selection = _Selection(candidates, probabilities, threshold, *selected)
        return Reading(last.digits, last.rejections, passed_over)


@dataclass(frozen=True, slots=True, eq=False)
class _Selection:
    """What was read, and of what: on a page that lies still it is the same frame after frame."""

    candidates: list[Candidate]
    probabilities: Probabilities
    confidence_threshold: float
    digits: list[DigitRead]
    rejections: list[Rejection]


def _without_small(
    digits: Sequence[DigitRead], rejections: Sequence[Rejection], least_px: float
) -> tuple[list[DigitRead], list[Rejection]]:
    """Digits that are high enough; what is not, read or unsure, is rejected as too small.

    Ink cut off by the border may be higher than what is seen of it, and stays so.
    """
    high = [digit for digit in digits if digit.box.height >= least_px]
    small = [
        Rejection(
            digit.box, Reason.TOO_SMALL, digit.crop, digit.probabilities, track_id=digit.track_id
        )
        for digit in digits
        if digit.box.height < least_px
    ]
    others = [
        replace(one, reason=Reason.TOO_SMALL)
        if one.box.height < least_px and one.reason is not Reason.CUT_OFF
        else one
        for one in rejections
    ]
    return high, [*others, *small]
