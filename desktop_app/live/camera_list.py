"""The cameras of this machine, looked for without holding up the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from desktop_app.live.doorbell import Doorbell
from desktop_app.live.slot import LatestSlot
from vision.cameras import Camera

LOOK_EVERY_MS = 3000


class CameraList(QObject):
    """Lists the cameras in a thread of its own, as some systems take seconds for it.

    While the program is in front it looks again every few seconds, so that a camera
    that is plugged in or pulled out is noticed.

    Attributes:
        cameras: Those found last.

    Signals:
        listed: `cameras` is up to date after `refresh`, or has changed.
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
        self._is_unasked = False
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._take)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_EVERY_MS)
        self._clock.timeout.connect(self._look_if_active)
        self._clock.start()

    def refresh(self) -> None:
        """Looks again; `listed` follows."""
        self._is_wanted = self._thread is not None  # what was found already may be out of date
        if not self._is_wanted:
            self._is_unasked = False
            self._start()

    def look_again(self) -> None:
        """Looks again by itself; `listed` follows where something has changed."""
        if self._thread is None:
            self._is_unasked = True
            self._start()

    def stop(self) -> None:
        """What is found from now on is of no interest."""
        self._clock.stop()
        self._doorbell.silence()

    def _look_if_active(self) -> None:
        if QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            self.look_again()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._look, name="cameras", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        cameras: tuple[Camera, ...] = ()
        try:
            cameras = tuple(self._list_cameras())
        finally:
            self._found.put(cameras)
            self._doorbell.ring()

    def _take(self) -> None:
        cameras = self._found.take()
        if cameras is None:
            return
        self._thread = None
        is_news = cameras != self.cameras or not self._is_unasked
        self.cameras = cameras
        if self._is_wanted:
            self.refresh()
        if is_news:
            self.listed.emit()
