"""Saves the drawing without making the window wait for the disk."""

from __future__ import annotations

import threading
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.files.saving import SaveError, save_picture
from desktop_app.live.doorbell import Doorbell
from desktop_app.live.pixels import SharedPicture
from desktop_app.live.slot import LatestSlot
from vision.frame import Image


class PictureSaver(QObject):
    """Writes pictures in threads of their own.

    Signals:
        saved: The `Path` that was written.
        failed: One sentence that says why it was not.
    """

    saved = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outcome: LatestSlot[Path | SaveError] = LatestSlot()
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._look)

    def save(self, image: Image, path: Path) -> None:
        """Begins to write `image`, (H, W, 3) uint8 BGR."""
        # No daemon: a picture that is being saved is saved, though the window be closed.
        threading.Thread(target=self._save, args=(image, path), name="save drawing").start()

    def _save(self, image: Image, path: Path) -> None:
        try:
            self._outcome.put(save_picture(SharedPicture(image), path))
        except SaveError as error:
            self._outcome.put(error)
        self._doorbell.ring()

    def _look(self) -> None:
        outcome = self._outcome.take()
        if isinstance(outcome, SaveError):
            self.failed.emit(str(outcome))
        elif outcome is not None:
            self.saved.emit(outcome)
