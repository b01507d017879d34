"""The same digit over frames: identity, evidence, no flicker.

Each track gathers the log-probabilities of its sightings with a fading memory
(the product rule for independent evidence; Kittler et al., 1998), so a single
bad frame does not change what is shown. A label is shown once the evidence is
sure and changes only when another leads by a margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.reading import NOT_A_DIGIT, DigitRead, Reason, Rejection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frame import Box
    from vision.reading import Crops, Probabilities

FADING = 0.75
"""Weight of the evidence so far at each new frame: about the last four frames count."""

CHANGE_MARGIN = 0.7
"""Log-probability by which another label must lead before the shown one changes."""

PATIENCE_FRAMES = 6
"""Frames for which an unseen track keeps its identity; after two it is no longer shown."""

CONFIRMING_FRAMES = 2
"""Sightings from which a track is shown."""

_FLOOR = 1e-4
_REACH = 0.8


@dataclass(slots=True)
class _Track:
    """One digit followed over frames.

    Attributes:
        evidence: (11,) faded sum of log-probabilities.
        weight: Faded count of sightings in `evidence`.
        label: The shown class, None before it was sure.
    """

    track_id: int
    box: Box
    crop: Crops
    evidence: NDArray[np.float64]
    weight: float = 1.0
    sightings: int = 1
    unseen: int = 0
    label: int | None = None

    def see(self, box: Box, crop: Crops, probabilities: Probabilities) -> None:
        self.evidence = FADING * self.evidence + _log(probabilities)
        self.weight = FADING * self.weight + 1
        self.box, self.crop = box, crop
        self.sightings += 1
        self.unseen = 0

    def probabilities(self) -> Probabilities:
        """Geometric mean of the sightings, made to sum to 1."""
        mean = np.exp(self.evidence / self.weight)
        return (mean / mean.sum()).astype(np.float32)


class Tracker:
    """Gives digits an identity and a steady reading over the frames of one source."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._next_id = 1

    def reset(self) -> None:
        """Forgets all tracks; call it when the source changes."""
        self._tracks.clear()

    def update(
        self,
        digits: Sequence[DigitRead],
        rejections: Sequence[Rejection],
        confidence_threshold: float,
    ) -> tuple[list[DigitRead], list[Rejection]]:
        """This frame's readings, with what earlier frames said taken in.

        Args:
            digits: Read in this frame alone.
            rejections: Not read in this frame; those that were classified and
                lie on a track count as evidence too.
            confidence_threshold: Of a shown digit, over the gathered evidence.

        Returns:
            The digits to show and what is rejected, both with track ids.
        """
        sightings: list[DigitRead | Rejection] = [*digits]
        sightings += [r for r in rejections if r.probabilities is not None]
        others = [r for r in rejections if r.probabilities is None]
        matches = self._match(sightings, len(digits))
        for track in self._tracks:
            track.unseen += 1
        for track, sighting in matches.pairs:
            assert sighting.crop is not None
            assert sighting.probabilities is not None
            track.see(sighting.box, sighting.crop, sighting.probabilities)
        for i in matches.new:
            sighting = sightings[i]
            if isinstance(sighting, DigitRead):
                self._tracks.append(
                    _Track(self._next_id, sighting.box, sighting.crop, _log(sighting.probabilities))
                )
                self._next_id += 1
            else:
                others.append(sighting)
        self._tracks = [track for track in self._tracks if track.unseen <= PATIENCE_FRAMES]
        shown, unsure = self._shown(confidence_threshold)
        return shown, [*unsure, *others]

    def _match(self, sightings: Sequence[DigitRead | Rejection], digit_count: int) -> _Matches:
        """Pairs tracks and sightings, nearest first, within a digit's size."""
        if not self._tracks or not sightings:
            return _Matches([], list(range(len(sightings))))
        known = np.array([t.box.as_list() for t in self._tracks], np.float32)
        seen = np.array([s.box.as_list() for s in sightings], np.float32)
        middle_known, middle_seen = known[:, :2] + known[:, 2:] / 2, seen[:, :2] + seen[:, 2:] / 2
        distance = np.linalg.norm(middle_known[:, None] - middle_seen[None], axis=2)
        size = np.maximum(known[:, None, 3], seen[None, :, 3])
        ratio = np.abs(np.log((known[:, None, 3] + 1) / (seen[None, :, 3] + 1)))
        cost = distance / size + 0.5 * ratio
        # A rejection may continue a track, but a digit nearby is the better continuation.
        cost[:, digit_count:] += 0.2
        pairs: list[tuple[_Track, DigitRead | Rejection]] = []
        used_tracks: set[int] = set()
        used_sightings: set[int] = set()
        rows, columns = np.nonzero(cost < _REACH)
        order = np.argsort(cost[rows, columns], kind="stable")
        for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
            if row not in used_tracks and column not in used_sightings:
                used_tracks.add(row)
                used_sightings.add(column)
                pairs.append((self._tracks[row], sightings[column]))
        return _Matches(pairs, [i for i in range(len(sightings)) if i not in used_sightings])

    def _shown(self, confidence_threshold: float) -> tuple[list[DigitRead], list[Rejection]]:
        shown: list[DigitRead] = []
        unsure: list[Rejection] = []
        for track in self._tracks:
            if track.sightings < CONFIRMING_FRAMES or track.unseen > 1:
                continue
            probabilities = track.probabilities()
            track.label = _steady_label(track.label, probabilities, confidence_threshold)
            if track.label is None or track.label == NOT_A_DIGIT:
                reason = Reason.UNSURE if track.label is None else Reason.NOT_A_DIGIT
                unsure.append(
                    Rejection(track.box, reason, track.crop, probabilities, track.track_id)
                )
                continue
            shown.append(
                DigitRead(
                    track.box,
                    track.crop,
                    track.label,
                    float(probabilities[track.label]),
                    probabilities,
                    track.track_id,
                )
            )
        return shown, unsure


@dataclass(frozen=True, slots=True)
class _Matches:
    """Tracks with their sightings, and the sightings left over."""

    pairs: list[tuple[_Track, DigitRead | Rejection]]
    new: list[int]


def _log(probabilities: Probabilities) -> NDArray[np.float64]:
    return np.log(np.maximum(probabilities, _FLOOR).astype(np.float64))


def _steady_label(
    label: int | None, probabilities: Probabilities, confidence_threshold: float
) -> int | None:
    """The label to show: the old one unless another leads clearly."""
    best = int(probabilities.argmax())
    if label is not None and label != best:
        lead = float(np.log(probabilities[best]) - np.log(max(probabilities[label], _FLOOR)))
        if lead < CHANGE_MARGIN:
            best = label
    # A shown label stays down to a little below the threshold, so that it does not blink.
    least = confidence_threshold if label != best else 0.8 * confidence_threshold
    if best == NOT_A_DIGIT:
        return NOT_A_DIGIT
    return best if probabilities[best] >= least else None
