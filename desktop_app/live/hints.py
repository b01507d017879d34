"""What a glance at the picture tells: a lens cover, a picture that stands still."""

from __future__ import annotations

import numpy as np

from vision.frame import Frame, Image

LOOK_EVERY_S = 0.5
AFTER_S = 5.0
STEP_PX = 16
"""Every 16th pixel of every 16th row is enough to tell one frame from another."""
BLACK_BELOW = 12
"""Grey level; a covered webcam shows 0 to 8 with its noise."""

STILL_HINT = "The picture has not changed for some seconds."
BLACK_HINT = "The picture is black: is the lens covered, or the light off?"


class PictureWatch:
    """Looks at a live source's frames now and then; never calls anything an error."""

    def __init__(self) -> None:
        self._looked_at_s = float("-inf")
        self._sample: Image | None = None
        self._changed_at_s = 0.0
        self._bright_at_s = 0.0

    def hint(self, frame: Frame, now_s: float) -> str:
        """One sentence about a picture that has been odd for a while, or ""."""
        if now_s - self._looked_at_s >= LOOK_EVERY_S:
            self._look(frame, now_s)
        if now_s - self._bright_at_s >= AFTER_S:
            return BLACK_HINT
        if now_s - self._changed_at_s >= AFTER_S:
            return STILL_HINT
        return ""

    def _look(self, frame: Frame, now_s: float) -> None:
        sample = frame.image[::STEP_PX, ::STEP_PX].copy()
        before, self._sample = self._sample, sample
        if before is None or not np.array_equal(sample, before):
            self._changed_at_s = now_s
        if before is None or int(sample.max()) >= BLACK_BELOW:
            self._bright_at_s = now_s
        self._looked_at_s = now_s
