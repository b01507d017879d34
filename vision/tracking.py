"""The same digit over frames: identity, evidence, no flicker.

Tracking by detection, as in SORT (Bewley et al., 2016): predict, match, update.
Instead of a Kalman filter for each digit, the motion common to all of them is
found in every frame, because what moves is the camera; beside it each digit has
a velocity of its own. Digits and tracks are matched nearest first, by place,
size and reading.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.motion import LEAST_SUPPORT, MOST_VOTERS, Motion, common_motion
from vision.reading import CLASS_COUNT, NOT_A_DIGIT, DigitRead, Reason, Rejection
from vision.tracks import (
    CONFIRMING_SIGHTINGS,
    Track,
    evidence_of,
    places_of,
    probabilities_of,
    sharpness_of,
    without_floor,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frame import Box

# These constants and those of `vision.tracks` and `vision.motion` were tuned on clips of
# `model.clip_benchmark` (seeds 101 to 107 and 301 to 308). What is said of one is measured with all
# others as they are, on the kinds of clips where digits are lost.

PATIENCE_FRAMES = 60
"""Frames for which an unseen track keeps its identity: two seconds, for a hand in the way.
90 do as well; what was written anew in the meantime is told by its reading."""

FLEETING_FRAMES = 5
"""The same for a track that was never shown."""

SHOWN_UNSEEN_FRAMES = 1
"""Frames for which an unseen digit is still shown: with 3 there are 0.6 points more of the
digits shown rightly and twice as much where no digit is, with 0 it is 0.9 less and a third less."""

REACH = 0.8
"""Cost from which a sighting is not of a track: distance over height, half the logarithm of
the ratio of heights, and what follows. 0.65 loses a third more identities."""

DISAGREEMENT_COST = 0.7
"""Cost of a wholly other reading: at 0.9 one strange frame makes another digit of it."""

REFUSAL_COST = 0.2
"""Cost of what was no digit by itself: a digit nearby is the better continuation."""

YOUTH_COST = 0.15
"""Cost of a track that was never shown: an old one goes first."""

RECALL_REACH = 1.5
"""Distance over size within which what is shown for the first time is a lost digit again."""

_PATIENT_SIGHTINGS = 3
"""What comes into view while the page is lost may be the page: it has time to be found."""

_PAGE_GAINS, _LONE_GAINS = (0.5, 0.1), (0.9, 0.4)
"""Shares of a deviation that go into place and velocity, where the page is known and where not."""

_COASTING = 0.8
"""Share of the page's last shift that goes on while nothing tells where it is."""

_SURELY_LOST_FRAMES = 3
"""Frames without the page after which it may be anywhere."""

_HIDDEN_FRAMES = 60
"""Frames for which ink in a digit's place is taken for the part of it that is not covered; with
30 the halves that come out from under a card lose a third more identities."""

_JOINED_FRAMES = 3
"""The same for ink that is larger, a digit joined to a line: later it was the digit that was
a part."""

_PART_SHARE = 0.6
_LIKE_AREA = 1.25
"""Ratio of areas up to which ink is as large as a digit, and so another one."""


class Tracker:
    """Gives digits an identity and a steady reading over the frames of one source.

    Attributes:
        confirming_sightings: Frames in which a digit must be seen before it is shown; with
            more, less that is none is shown, and what is one comes later.
    """

    def __init__(self, confirming_sightings: int = CONFIRMING_SIGHTINGS) -> None:
        self.confirming_sightings = confirming_sightings
        self._tracks: list[Track] = []
        self._next_id = 1
        self._page = Motion.none()
        self._shift = np.zeros(2)
        self._lost_frames = 0
        self._gains: tuple[float, float] | None = _LONE_GAINS

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
        evidence = evidence_of(sightings)
        sharpness = sharpness_of([s.crop for s in sightings if s.crop is not None]).tolist()
        back = self._page.inverse()
        for track, i in matches.pairs:
            away = track.see(sightings[i], evidence[i], sharpness[i])
            track.follow((back.matrix @ away).tolist(), self._gains or _LONE_GAINS)
        for i in matches.new:
            sighting = sightings[i]
            if not isinstance(sighting, DigitRead):
                others.append(sighting)
            elif not self._is_part_of_one(sighting.box):
                track = Track.begun(self._next_id, sighting, evidence[i], sharpness[i])
                track.home = back(np.array(track.home)).tolist()
                self._tracks.append(track)
                self._next_id += 1
        self._tracks = [track for track in self._tracks if not _is_lost(track)]
        shown, unsure = self._shown(confidence_threshold)
        return shown, [*unsure, *others]

    def _match(self, sightings: Sequence[DigitRead | Rejection], digit_count: int) -> _Matches:
        """Moves the tracks along and pairs them with sightings, nearest first."""
        seen = places_of(sightings)
        agreement = _agreement(self._tracks, sightings)
        self._follow_page(seen, agreement)
        if not self._tracks or not sightings:
            return _Matches([], list(range(len(sightings))))
        cost = self._cost(seen, agreement)
        cost[:, digit_count:] += REFUSAL_COST
        if self._lost_frames:
            # Where the page is, nobody knows: better no identity than a neighbour's.
            cost[[t.label is not None and t.unseen > 1 for t in self._tracks]] = np.inf
        if self._gains is None:
            cost[[t.label is not None for t in self._tracks]] = np.inf
        pairs: list[tuple[Track, int]] = []
        used_tracks: set[int] = set()
        used_sightings: set[int] = set()
        rows, columns = np.nonzero(cost < REACH)
        order = np.argsort(cost[rows, columns], kind="stable")
        for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
            if row not in used_tracks and column not in used_sightings:
                used_tracks.add(row)
                used_sightings.add(column)
                pairs.append((self._tracks[row], column))
        return _Matches(pairs, [i for i in range(len(sightings)) if i not in used_sightings])

    def _follow_page(self, seen: NDArray[np.float64], agreement: NDArray[np.float64]) -> None:
        """Finds where the page lies now, and where on it every track must be."""
        if not self._tracks:
            self._page, self._shift, self._lost_frames = Motion.none(), np.zeros(2), 0
            return
        homes = np.array([track.home for track in self._tracks])
        homes += np.array([track.velocity for track in self._tracks])
        known = np.array([track.place for track in self._tracks])
        known[:, :2] = self._page(homes)
        motion = self._common_motion(known, seen, agreement)
        self._page = motion.after(self._page)
        zoom = motion.zoom
        for track, middle in zip(self._tracks, motion(known[:, :2]).tolist(), strict=True):
            track.move(middle, zoom)

    def _common_motion(
        self,
        known: NDArray[np.float64],
        seen: NDArray[np.float64],
        agreement: NDArray[np.float64],
    ) -> Motion:
        """Of the digits that are shown, or where these are lost, of all that were just seen."""
        shown = [i for i, track in enumerate(self._tracks) if track.label is not None]
        fresh = [i for i, track in enumerate(self._tracks) if track.unseen == 0]
        was_page = len(shown) >= LEAST_SUPPORT
        for voters in (shown, fresh):
            places = known[voters[:MOST_VOTERS]]
            motion = common_motion(
                places,
                seen[:MOST_VOTERS],
                agreement[voters[:MOST_VOTERS], :MOST_VOTERS],
                self._shift,
                is_lost=voters is shown and self._lost_frames > _SURELY_LOST_FRAMES,
            )
            if motion.support:
                if not self._lost_frames or voters is fresh:
                    middle = places[:, :2].mean(axis=0, keepdims=True)
                    self._shift = (motion(middle) - middle)[0]
                self._lost_frames = self._lost_frames + 1 if was_page and voters is fresh else 0
                self._gains = _PAGE_GAINS
                return motion
        self._lost_frames = self._lost_frames + 1 if was_page else 0
        self._gains = None if was_page else _LONE_GAINS
        self._shift = _COASTING * self._shift
        return Motion.by(self._shift)

    def _cost(
        self, seen: NDArray[np.float64], agreement: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        known = np.array([track.place for track in self._tracks])
        distance = np.linalg.norm(known[:, None, :2] - seen[None, :, :2], axis=2)
        size = np.maximum(known[:, None, 3], seen[None, :, 3])
        ratio = np.abs(np.log((known[:, None, 3] + 1) / (seen[None, :, 3] + 1)))
        cost: NDArray[np.float64] = distance / size + 0.5 * ratio
        cost += DISAGREEMENT_COST * (1 - agreement)
        cost[[track.label is None for track in self._tracks]] += YOUTH_COST
        return cost

    def _is_part_of_one(self, box: Box) -> bool:
        """Whether ink lies where a digit is that was not seen whole in this frame."""
        for track in self._tracks:
            if track.label is None or track.is_seen_whole or track.unseen > _HIDDEN_FRAMES:
                continue
            whole = track.full_box
            larger = box.area / whole.area
            if 1 / _LIKE_AREA < larger < _LIKE_AREA:
                continue
            if larger > 1 and track.unseen > _JOINED_FRAMES:
                continue
            if whole.intersection_area(box) > _PART_SHARE * min(box.area, whole.area):
                return True
        return False

    def _recall(self, track: Track) -> None:
        """Gives a track that is shown for the first time the identity it had before, if any.

        What moved while it was hidden is not where it had to be, but near.
        """
        same = [t for t in self._tracks if t.label == track.label and t.unseen and t is not track]
        if not same or self._lost_frames:
            return
        away = [math.dist(t.place[:2], track.place[:2]) for t in same]
        nearest = away.index(min(away))
        if away[nearest] < RECALL_REACH * max(track.place[2:]):
            track.track_id = same[nearest].track_id
            self._tracks.remove(same[nearest])

    def _shown(self, confidence_threshold: float) -> tuple[list[DigitRead], list[Rejection]]:
        shown: list[DigitRead] = []
        unsure: list[Rejection] = []
        # Unseen digits are where the page is: if that is known.
        most_unseen = SHOWN_UNSEEN_FRAMES if self._gains is not None else 0
        tracks = [t for t in self._tracks if t.sightings > 1 and t.unseen <= most_unseen]
        least_sightings = _PATIENT_SIGHTINGS if self._lost_frames else 1
        least_sightings = max(least_sightings, self.confirming_sightings - 2)
        rows = probabilities_of(tracks)
        every, told = rows.astype(np.float32), without_floor(rows)
        for i, track in enumerate(tracks):
            probabilities = every[i]
            if track.label is None and track.sightings <= least_sightings:
                continue
            was_shown = track.label is not None
            label = track.decide(probabilities, confidence_threshold, self.confirming_sightings)
            if label is not None and not was_shown:
                self._recall(track)
            box, crop, track_id = track.box, track.crop, track.track_id
            if label is None:
                is_none = probabilities.argmax() == NOT_A_DIGIT
                reason = Reason.NOT_A_DIGIT if is_none else Reason.UNSURE
                unsure.append(Rejection(box, reason, crop, probabilities, track_id))
            else:
                shown.append(DigitRead(box, crop, label, float(told[i, label]), told[i], track_id))
        return shown, unsure


@dataclass(frozen=True, slots=True)
class _Matches:
    """Tracks with the index of their sighting, and the sightings left over."""

    pairs: list[tuple[Track, int]]
    new: list[int]


def _is_lost(track: Track) -> bool:
    return track.unseen > (FLEETING_FRAMES if track.label is None else PATIENCE_FRAMES)


def _agreement(
    tracks: Sequence[Track], sightings: Sequence[DigitRead | Rejection]
) -> NDArray[np.float64]:
    """(T, S), 0 to 1: how alike the readings are (Bhattacharyya, 1943)."""
    seen = np.array([s.probabilities for s in sightings], np.float64).reshape(-1, CLASS_COUNT)
    agreement: NDArray[np.float64] = np.sqrt(probabilities_of(tracks)) @ np.sqrt(seen).T
    return agreement
