"""What the tests of the window put in the place of cameras and models."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import platformdirs

from model.classifier import ModelError
from tests.desktop_app.live.fake_reading import fake_classifier, picture_of_numbers
from tests.fakes import FakeSource
from vision.cameras import Camera
from vision.frame import Image

DESK_CAMERA = Camera("Desk camera", "usb:1", 0)
DOOR_CAMERA = Camera("Door & gate", "usb:2", 1)


class FakeModels:
    """Stands in for a `ModelStore`.

    Attributes:
        root: Where it would keep models.
        problem: Why it fell back to another model.
        loads: How often a classifier was loaded.
        error: Raised instead of giving a classifier.
    """

    def __init__(self) -> None:
        self.root = platformdirs.user_data_path("digitlens") / "models"
        self.problem: str | None = None
        self.loads = 0
        self.error: ModelError | None = None

    def load_classifier(self) -> Any:
        self.loads += 1
        if self.error is not None:
            raise self.error
        return fake_classifier

    def current(self) -> Any:
        raise ModelError("There is no model.")

    def versions(self) -> tuple[Any, ...]:
        return ()


class FakeCameras:
    """The cameras of a machine; put `source` in the place of `CameraSource`.

    Attributes:
        connected: What `list_cameras` gives.
        made: Every source that was made, the newest last.
        errors: For each identity, what opening it raises, one each time.
        hold_open: Opening waits for it while it is cleared.
        hold_read: Reading waits for it while it is cleared.
        picture: Gives the picture of a camera's nth frame.
    """

    def __init__(self, *connected: Camera) -> None:
        self.connected = connected
        self.made: list[Any] = []
        self.errors: dict[str, list[Exception]] = {}
        self.hold_open, self.hold_read = threading.Event(), threading.Event()
        self.hold_open.set()
        self.hold_read.set()
        self.picture: Callable[[Camera, int], Image | Exception] = self.noisy_picture

    def list_cameras(self) -> tuple[Camera, ...]:
        return self.connected

    @staticmethod
    def noisy_picture(camera: Camera, number: int) -> Image:
        """Shows the number 12 in the first camera, 34 in the second."""
        picture = picture_of_numbers("12" if camera.identity == "usb:1" else "34")
        picture[100:] = np.random.default_rng(number).integers(100, 200, (1, 640, 3))
        return picture

    @property
    def source(self) -> type:
        cameras = self

        class FakeCameraSource(FakeSource):
            def __init__(self, camera: Camera) -> None:
                self.camera = camera
                super().__init__(
                    lambda: cameras._frames(camera),
                    name=camera.name,
                    open_errors=cameras.errors.get(camera.identity, ()),
                    clock=time.monotonic,
                )
                cameras.made.append(self)

            def open(self) -> None:
                cameras.hold_open.wait(20)
                super().open()

        return FakeCameraSource

    def _frames(self, camera: Camera) -> Iterator[Any]:
        between = threading.Event()
        for number in range(100_000):
            between.wait(0.01)
            self.hold_read.wait(20)
            yield self.picture(camera, number)
