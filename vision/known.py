"""What has been read several times and has not changed is not read again.

On a page that lies still, frame after frame shows the same ink; only sensor
noise differs. A candidate that is where one was in the frame before, and whose
crop differs no more than by noise from the one that was read then, keeps its
probabilities. It is compared with the crop that the network really saw, so that
slow changes add up and are noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.reading import CLASS_COUNT, CROP_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.reading import Candidate, Classifier, Crops, Probabilities

READ_AFTER = 3
"""Looks at a crop before its answer is kept: as many as confirm a digit."""

MOST_CHANGE = 3.0
"""Mean difference in grey levels of two crops of the same ink. Under noise of three grey levels
nine of ten crops of digits of 20 to 100 pixels change by less than 7 and half by less than 0.3;
a stroke of a fifth of a digit's height that was not there makes 3."""

MOST_PLACE_CHANGE = 0.25
"""Sum of the changes of middle, width and height, in heights."""

_AREA = CROP_SIZE * CROP_SIZE


@dataclass(slots=True, eq=False)
class _Seen:
    """What was looked at in the frame before; rows belong together.

    Attributes:
        places: (N, 4) float32, middle x and y, width, height.
        crops: (N, 784) uint8, as the network saw them.
        probabilities: (N, 11) float32, what it said.
        looks: (N,) int64, how often it looked.
    """

    places: NDArray[np.float32]
    crops: Crops
    probabilities: Probabilities
    looks: NDArray[np.int64]


class KnownCrops:
    """Classifies the candidates of a video's frames, one frame after the other.

    Attributes:
        reused: How many of the last frame's candidates were not read again.
    """

    def __init__(self) -> None:
        self.reused = 0
        self._seen: _Seen | None = None
        self._classifier: Classifier | None = None
        self._candidates: Sequence[Candidate] | None = None
        self._probabilities: Probabilities = np.empty((0, CLASS_COUNT), np.float32)

    def forget(self) -> None:
        """What comes next has nothing to do with what was."""
        self._seen = None
        self._candidates = None

    def classify(
        self, candidates: Sequence[Candidate], crops: Crops, classifier: Classifier
    ) -> Probabilities:
        """Probabilities of a frame's candidates.

        Args:
            candidates: Where they are. Of the very same ones as in the frame before, all of
                them known, the very same answer is given.
            crops: (N, 28, 28) uint8, theirs.
            classifier: Another one than before makes everything new.

        Returns:
            (N, 11) float32.
        """
        if classifier is not self._classifier:
            self._classifier = classifier
            self.forget()
        count = len(candidates)
        if candidates is self._candidates and self.reused == count:
            return self._probabilities
        flat = crops.reshape(count, _AREA)
        places = _places(candidates)
        looks = np.ones(count, np.int64)
        known = np.zeros(count, np.bool_)
        probabilities = np.empty((count, CLASS_COUNT), np.float32)
        before = self._seen
        if before is not None and count:
            nearest, is_same = _matches(places, flat, before)
            looks += np.where(is_same, before.looks[nearest], 0)
            known = looks > READ_AFTER
            rows = nearest[known]
            probabilities[known] = before.probabilities[rows]
            looks[known] = READ_AFTER
            flat = flat.copy()
            flat[known] = before.crops[rows]
        fresh = ~known
        if fresh.any() or not count:
            probabilities[fresh] = classifier(crops[fresh])
        self.reused = int(known.sum())
        self._seen = _Seen(places, flat, probabilities, looks) if count else None
        self._candidates, self._probabilities = candidates, probabilities
        return probabilities


def _places(candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    boxes = np.array([one.box.as_list() for one in candidates], np.float32).reshape(-1, 4)
    boxes[:, :2] += boxes[:, 2:] / 2
    return boxes


def _matches(
    places: NDArray[np.float32], crops: Crops, before: _Seen
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each candidate the likest of the frame before, and whether it is the same ink."""
    away = np.zeros((len(places), len(before.places)), np.float32)
    for column in range(4):
        away += np.abs(places[:, column, None] - before.places[None, :, column])
    nearest = away.argmin(axis=1)
    is_near = away[np.arange(len(places)), nearest] <= MOST_PLACE_CHANGE * places[:, 3]
    difference = cv2.absdiff(crops, before.crops[nearest])
    change = cv2.reduce(difference, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel()
    return nearest, is_near & (change <= MOST_CHANGE)
