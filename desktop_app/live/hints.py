"""Quiet hints: what a glance at the picture tells, and what a camera's driver refuses."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QCoreApplication

from vision.camera_controls import CameraState, CameraWish, is_like_rate
from vision.frame import Frame, Image

LOOK_EVERY_S = 0.5
AFTER_S = 5.0
STEP_PX = 16
"""Every 16th pixel of every 16th row is enough to tell one frame from another."""
BLACK_BELOW = 12
"""Grey level; a covered webcam shows 0 to 8 with its noise."""
REFUSAL_SHOWN_S = 10.0


class Hints:
    """What there is to say about a live source, one sentence at a time."""

    def __init__(self) -> None:
        self._watch = PictureWatch()
        self._refusal = ""
        self._wish: CameraWish | None = None
        self._until_s = 0.0

    def tell_camera(self, camera: CameraState, wish: CameraWish, now_s: float) -> None:
        """Has it said for a while what of a wish the driver refused."""
        refusal = refused_by(camera, wish)
        # Told once for a wish, not after every reconnection.
        if (refusal, wish) != (self._refusal, self._wish):
            self._refusal, self._wish = refusal, wish
            self._until_s = now_s + REFUSAL_SHOWN_S

    def hint(self, frame: Frame, now_s: float, *, is_running: bool) -> str:
        """One sentence, or ""."""
        if self._refusal and now_s < self._until_s:
            return self._refusal
        return self._watch.hint(frame, now_s) if is_running else ""


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
            return QCoreApplication.translate(
                "PictureWatch", "The picture is black: is the lens covered, or the light off?"
            )
        if now_s - self._changed_at_s >= AFTER_S:
            return QCoreApplication.translate(
                "PictureWatch", "The picture has not changed for some seconds."
            )
        return ""

    def _look(self, frame: Frame, now_s: float) -> None:
        sample = frame.image[::STEP_PX, ::STEP_PX].copy()
        before, self._sample = self._sample, sample
        if before is None or not np.array_equal(sample, before):
            self._changed_at_s = now_s
        if before is None or int(sample.max()) >= BLACK_BELOW:
            self._bright_at_s = now_s
        self._looked_at_s = now_s


def refused_by(camera: CameraState, wish: CameraWish) -> str:
    """One sentence about what the camera does not do as asked, "" where it does all."""
    if wish.size is not None and min(camera.size) > 0 and camera.size != wish.size:
        return QCoreApplication.translate(
            "Hints",
            "The camera gives {width} × {height} instead of {asked_width} × {asked_height}.",
        ).format(
            width=camera.size[0],
            height=camera.size[1],
            asked_width=wish.size[0],
            asked_height=wish.size[1],
        )
    if wish.rate > 0 and camera.rate > 0 and not is_like_rate(camera.rate, wish.rate):
        return QCoreApplication.translate(
            "Hints", "The camera gives {rate} frames a second instead of {asked}."
        ).format(rate=f"{camera.rate:g}", asked=f"{wish.rate:g}")
    if not wish.auto_exposure and camera.auto_exposure is not False:
        return QCoreApplication.translate("Hints", "The camera keeps its automatic exposure.")
    if not wish.auto_focus and camera.auto_focus is not False:
        return QCoreApplication.translate("Hints", "The camera keeps its automatic focus.")
    return ""
