"""The window on a stage: always the same pictures, readings and figures."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
from PyQt6.QtCore import QPoint, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen
from PyQt6.QtWidgets import QApplication, QDialog

import vision.cameras
from desktop_app.demo import DEMO_NAME
from desktop_app.live import choice
from desktop_app.live.choice import SourceChoice
from desktop_app.live.numbers import LiveNumbers
from desktop_app.main_window import MainWindow
from desktop_app.settings.store import Settings
from desktop_app.theme import apply_theme
from model.samples import SampleStore
from model.store import ModelStore
from tests.fakes import FakeSource

WAIT_S = 60.0
LATENCY_MS = 6.4
AHEAD_S = 60.0
"""Frames from the future: so their reading never fades, however slow the machine is."""
CAMERA = vision.cameras.Camera("Desk camera", "usb:1", 0)
CAMERAS = (CAMERA, vision.cameras.Camera("Built-in camera", "usb:2", 1))

_READ_SO_OFTEN = 12
"""After so many frames the confidences of a picture that stands still do so too."""


class StageError(Exception):
    """The window did not come to show what was to be drawn."""


class Stage:
    """One window with what it needs, in a folder of its own.

    Attributes:
        folder: A temporary folder, for files to open.
        samples: The user's own digits.
        pictures: What the cameras see.
        ahead_s: How far their frames are ahead of the clock.
        window: The window.
    """

    def __init__(self, app: QApplication, theme: str, size: QSize) -> None:
        self._app = app
        self._size = size
        self._made = TemporaryDirectory()
        self.folder = Path(self._made.name)
        self.settings = Settings(self.folder / "settings.json")
        self.settings.set("appearance.theme", theme)
        self.models = ModelStore(self.folder / "models")
        self.samples = SampleStore(self.folder / "samples")
        self.pictures: Iterable[np.ndarray | Exception] = ()
        self.ahead_s = AHEAD_S
        self._window: MainWindow | None = None
        stage = self

        class Camera(Playing):
            def __init__(self, camera: vision.cameras.Camera) -> None:
                super().__init__(
                    stage.pictures, name=camera.name, is_live=True, ahead_s=stage.ahead_s
                )

        self._cameras = mock.patch.object(choice, "CameraSource", Camera)
        self._cameras.start()
        apply_theme(app, theme)

    @property
    def window(self) -> MainWindow:
        if self._window is None:
            raise StageError("The window is not open yet.")
        return self._window

    # --- what a state begins with ---

    def open(
        self,
        *,
        cameras: tuple[vision.cameras.Camera, ...] = CAMERAS,
        demo: SourceChoice | None = None,
        source: str | None = None,
    ) -> MainWindow:
        """Opens the window."""
        self._window = MainWindow(
            self.settings,
            self.models,
            source=source,
            samples=lambda: self.samples,
            list_cameras=lambda: cameras,
            demo=lambda: demo,
        )
        self._window.resize(self._size)
        self._window.show()
        self._window.activateWindow()
        return self._window

    def open_on(self, picture: np.ndarray) -> MainWindow:
        """Opens the window on a camera that sees this picture, and waits until it is read."""
        other = picture.copy()
        other[0, 0] ^= 1  # or the window would say that the picture does not change
        self.pictures = itertools.cycle([picture, other])
        self.open()
        self.wait_for_reading()
        return self.window

    def wait_for_reading(self) -> None:
        """Until the moving picture was read often enough to stand still."""
        seen: list[int] = []
        self.window.session.recognition_changed.connect(lambda: seen.append(1))
        self.wait(lambda: len(seen) >= _READ_SO_OFTEN)

    def wait(self, is_done: Callable[[], object]) -> None:
        """Lets the window work until this is so."""
        ends_at_s = time.monotonic() + WAIT_S
        while not is_done():
            if time.monotonic() > ends_at_s:
                raise StageError("The window did not come to show what was to be drawn.")
            self._app.processEvents()
            time.sleep(0.005)

    def settle(self) -> None:
        """Lets layouts and what was put off be done."""
        for _ in range(20):
            self._app.processEvents()
            time.sleep(0.005)

    # --- the picture ---

    def dialog_picture(self) -> QImage:
        """The dialog alone that lies over the window, or all where none does."""
        self.settle()
        dialogs = [top for top in self._app.topLevelWidgets() if isinstance(top, QDialog)]
        shown = [dialog for dialog in dialogs if dialog.isVisible()]
        return shown[0].grab().toImage() if shown else self.picture()

    def picture(self) -> QImage:
        """The window with all that lies over it, in the pixels of the screen."""
        self.settle()
        self._set_figures()
        tops = [top for top in self._app.topLevelWidgets() if top.isVisible() and top.width() > 1]
        tops.sort(key=lambda top: (top is not self._window, not isinstance(top, QDialog)))
        origin = self.window.pos() if self._window else QPoint()
        grabs = [(top, top.grab(), top.pos() - origin) for top in tops]
        canvas = QSize(self._size)
        for top, _, at in grabs:
            canvas = canvas.expandedTo(QSize(at.x() + top.width(), at.y() + top.height()))
        ratio = self.window.devicePixelRatioF()
        image = QImage(canvas * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("#7a2e6e"))
        painter = QPainter(image)
        for top, grab, at in grabs:
            painter.drawPixmap(at, grab)
            if top.windowType() == Qt.WindowType.Dialog:
                painter.setPen(QPen(top.palette().shadow().color(), 1))
                painter.drawRect(at.x(), at.y(), top.width() - 1, top.height() - 1)
        painter.end()
        return image

    def oversized(self) -> list[str]:
        """What does not fit on a screen of the window's size."""
        return [
            f"{top.objectName() or type(top).__name__} is {top.width()}x{top.height()}"
            for top in self._app.topLevelWidgets()
            if top.isVisible()
            and (top.width() > self._size.width() or top.height() > self._size.height())
        ]

    def _set_figures(self) -> None:
        """What is measured differs from one run to the next."""
        session = self.window.session
        frame = session.frame
        bar = self.window.statusBar()
        bar.show_numbers(
            LiveNumbers(
                size=(frame.width, frame.height) if frame else None,
                per_second=30.0 if frame and session.choice and not session.choice.is_still else 0,
                latency_ms=LATENCY_MS if session.recognition else None,
                dropped=0,
            ),
            is_paused=session.is_paused,
        )

    def close(self) -> None:
        """Ends the window and removes its folder."""
        for top in self._app.topLevelWidgets():
            if top is not self._window and top.isVisible():
                top.close()
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None
        self._cameras.stop()
        self.settle()
        self._made.cleanup()


class Playing(FakeSource):
    """Gives these pictures, thirty a second."""

    def __init__(
        self,
        pictures: Iterable[np.ndarray | Exception],
        *,
        name: str,
        is_live: bool,
        ahead_s: float = AHEAD_S,
    ) -> None:
        wait = threading.Event()

        def frames() -> Iterator[np.ndarray | Exception]:
            for picture in pictures:
                wait.wait(0.03)
                yield picture

        super().__init__(
            frames, name=name, is_live=is_live, clock=lambda: time.monotonic() + ahead_s
        )


def demo_of(picture: np.ndarray) -> SourceChoice:
    """The demo clip, halted at a picture of it."""
    return SourceChoice(
        DEMO_NAME,
        lambda: Playing(itertools.repeat(picture), name=DEMO_NAME, is_live=False),
        is_live=False,
        is_demo=True,
    )
