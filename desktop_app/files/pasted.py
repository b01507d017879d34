"""A picture that was pasted or dropped, as a source of one frame."""

from __future__ import annotations

import time

from vision.frame import Frame, Image


class PastedSource:
    """Gives a picture that is in memory already, then ends; a `FrameSource`."""

    def __init__(self, image: Image, name: str) -> None:
        """Takes the picture, (H, W, 3) uint8 BGR."""
        self.name = name
        self.is_live = False
        self.frame_interval_s = 0.0
        self._image = image
        self._is_read = False

    def open(self) -> None:
        self._is_read = False

    def read(self) -> Frame | None:
        if self._is_read:
            return None
        self._is_read = True
        return Frame(self._image, 0, time.monotonic())

    def close(self) -> None:
        """Nothing to release."""
