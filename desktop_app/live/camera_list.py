"""The cameras of this machine, looked for without holding up the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.live.doorbell import Doorbell
from desktop_app.live.slot import LatestSlot
from vision.cameras import Camera


class CameraList(QObject):
    """Lists the cameras in a thread of its own, as some systems take seconds for it.

    Attributes:
        cameras: Those found last.

    Signals:
        listed: `cameras` is up to date.
    """

    listed = pyqtSignal()

    def __init__(
        self, list_cameras: Callable[[], Sequence[Camera]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.cameras: tuple[Camera, ...] = ()
        self._list_cameras = list_cameras
        self._found: LatestSlot[tuple[Camera, ...]] = LatestSlot()
        self._thread: threading.Thread | None = None
        self._is_wanted = False
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._take)

    def refresh(self) -> None:
        """Looks again; `listed` follows."""
        self._is_wanted = self._thread is not None  # what was found already may be out of date
        if not self._is_wanted:
            self._thread = threading.Thread(target=self._look, name="cameras", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """What is found from now on is of no interest."""
        self._doorbell.silence()

    def _look(self) -> None:
        cameras: tuple[Camera, ...] = ()
        try:
            cameras = tuple(self._list_cameras())
        finally:
            self._found.put(cameras)
            self._doorbell.ring()

    def _take(self) -> None:
        cameras = self._found.take()
        if cameras is not None:
            self._thread = None
            self.cameras = cameras
            if self._is_wanted:
                self.refresh()
            self.listed.emit()
