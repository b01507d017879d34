"""What can be told about one digit, or about ink that was not read: its ink, rank and history."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.correcting.corrections import read_of
from vision.frame import Box, Frame, Image
from vision.reading import (
    NOT_A_DIGIT,
    Crops,
    DigitRead,
    Probabilities,
    Reason,
    Recognition,
    Rejection,
)

if TYPE_CHECKING:
    from vision.binarization import InkMask

Inspected = DigitRead | Rejection

HISTORY_FRAMES = 60
"""Two seconds of a usual camera: for so long a track is waited for."""
SAME = 0.4
"""Intersection over union from which ink that is not followed is the same in another frame."""
MARGIN = 0.2
"""Around a box that is shown, in its longer sides."""
CONTEXT = 1.0
"""Around a box in which ink is looked for: what is ink is told by the ground."""
CONTEXT_PX = 320
"""A larger context is looked at smaller, as the reading does with large ink: so it takes
milliseconds whatever the size."""
PICTURE_PX = 384
"""Longest side of a part of the frame that is shown."""
LEVEL_HEIGHT_PX = 96
"""Height up to which a level of the ink's pyramid is made for."""


# --- its history ---


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a digit was taken for in one frame.

    Attributes:
        label: 0 to 9; None where it was not read.
        confidence: Of the label, or of the likeliest digit; 0 to 1.
        reason: Why it was not read, None where it was.
    """

    label: int | None
    confidence: float
    reason: Reason | None = None


class TrackHistory:
    """What each digit was taken for over the last frames of a live source."""

    def __init__(self, frames: int = HISTORY_FRAMES) -> None:
        self._frames = frames
        self._count = 0
        self._tracks: dict[int, deque[tuple[int, Sighting]]] = {}

    def add(self, recognition: Recognition) -> None:
        """Takes in a frame."""
        self._count += 1
        # The model's own readings: what the user says of a digit has no history.
        for one in [read for ink in _all_ink(recognition) if (read := read_of(ink)) is not None]:
            if one.track_id is not None:
                track = self._tracks.setdefault(one.track_id, deque(maxlen=self._frames))
                track.append((self._count, _sighting(one)))
        oldest = self._count - self._frames
        gone = [key for key, track in self._tracks.items() if track[-1][0] <= oldest]
        for key in gone:
            del self._tracks[key]

    def of(self, track_id: int | None) -> list[Sighting | None]:
        """One for each of the last frames since it was first seen, None where it was not."""
        track = self._tracks.get(track_id) if track_id is not None else None
        if track is None:
            return []
        oldest = max(track[0][0], self._count - self._frames + 1)
        seen = dict(track)
        return [seen.get(frame) for frame in range(oldest, self._count + 1)]

    def clear(self) -> None:
        """Forgets all, as another source begins."""
        self._tracks.clear()


def _sighting(one: Inspected) -> Sighting:
    if isinstance(one, DigitRead):
        return Sighting(one.digit, one.confidence)
    known = one.probabilities
    confidence = 0.0 if known is None else float(known[:NOT_A_DIGIT].max())
    return Sighting(None, confidence, one.reason)


def followed(inspected: Inspected, recognition: Recognition | None) -> Inspected | None:
    """The same ink in another reading, None where it is not there.

    Found by its track; ink that is not followed, by its place.
    """
    if recognition is None:
        return None
    track_id = inspected.track_id
    if track_id is not None:
        for one in _all_ink(recognition):
            if one.track_id == track_id:
                return one
    near = [
        (one.box.intersection_over_union(inspected.box), one)
        for one in _all_ink(recognition)
        if track_id is None or one.track_id is None
    ]
    share, nearest = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return nearest if share >= SAME else None


def _all_ink(recognition: Recognition) -> tuple[Inspected, ...]:
    return (*recognition.digits, *recognition.rejections)


def ranking(probabilities: Probabilities) -> list[tuple[int, float]]:
    """Classes with their probabilities, the likeliest first."""
    return sorted(enumerate(probabilities.tolist()), key=lambda pair: -pair[1])


# --- its pictures ---


def cut_out(frame: Frame, box: Box) -> Image:
    """The part of a frame that is shown for a box: (h, w, 3) uint8 BGR, a copy."""
    part = _part(frame.image, shown_box(frame, box))
    return _shrunk(part, PICTURE_PX).copy()


def shown_box(frame: Frame, box: Box) -> Box:
    """The box with a little of its surroundings, within the frame."""
    return _around(frame, box, MARGIN)


def ink_of(frame: Frame, inspected: Inspected) -> Image | None:
    """The ink in the part of the frame that `cut_out` gives.

    It is looked for anew, in the surroundings alone, by the function that does so
    for whole frames; its threshold may so differ a little from the one that was used.

    Returns:
        (h, w) uint8, 255 on ink, of about the same proportions; None where no ink is found.
    """
    from vision.binarization import ink_masks
    from vision.color import ink_gray

    context = _around(frame, inspected.box, CONTEXT)
    part = _part(frame.image, context)
    small = _shrunk(part, CONTEXT_PX)
    scale = part.shape[0] / small.shape[0]
    height = inspected.box.height / scale
    masks = [
        mask
        for mask in ink_masks(ink_gray(small), height)
        # The finest level that is made for such heights, or the last one there is.
        if height <= LEVEL_HEIGHT_PX * mask.scale
    ]
    masks = [mask for mask in masks if mask.scale == masks[0].scale]
    found = [(_ink_in(mask, inspected.box, context, scale), mask) for mask in masks]
    found = [(ink, mask) for ink, mask in found if ink.any()]
    if not found:
        return None
    _, mask = min(found, key=lambda pair: _unlikeness(pair[0], inspected.crop))
    return _ink_in(mask, shown_box(frame, inspected.box), context, scale)


def _ink_in(mask: InkMask, box: Box, context: Box, scale: float) -> Image:
    """The ink of a mask of `context`, which was made `scale` times smaller, in a box of it."""
    import numpy as np

    level = np.zeros((mask.level_height, mask.level_width), np.uint8)
    height, width = mask.ink.shape
    level[mask.top : mask.top + height, mask.left : mask.left + width] = mask.ink
    pixel = scale * mask.scale
    left, top = (box.left - context.left) / pixel, (box.top - context.top) / pixel
    right, bottom = left + box.width / pixel, top + box.height / pixel
    return level[round(top) : max(round(bottom), 1), round(left) : max(round(right), 1)]


def _unlikeness(ink: Image, crop: Crops | None) -> float:
    """How unlike ink is to what the network saw, whichever way the page was turned."""
    import numpy as np

    from vision.normalization import normalized

    if crop is None:
        return -float(np.count_nonzero(ink))
    seen = normalized(ink).astype(np.int16)
    return min(float(np.abs(np.rot90(seen, quarters) - crop).mean()) for quarters in range(4))


def _around(frame: Frame, box: Box, share: float) -> Box:
    margin = round(share * max(box.width, box.height)) + 2
    left, top = max(box.left - margin, 0), max(box.top - margin, 0)
    right = min(box.right + margin, frame.width)
    bottom = min(box.bottom + margin, frame.height)
    return Box(left, top, max(right - left, 1), max(bottom - top, 1))


def _part(image: Image, box: Box) -> Image:
    return image[box.top : box.bottom, box.left : box.right]


def _shrunk(image: Image, longest_px: int) -> Image:
    """The picture halved until no side is longer, as the levels of the reading are."""
    import cv2

    factor = 1
    while max(image.shape[:2]) > longest_px * factor:
        factor *= 2
    if factor == 1:
        return image
    size = max(1, image.shape[1] // factor), max(1, image.shape[0] // factor)
    small: Image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return small
