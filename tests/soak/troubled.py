"""Cameras and recognisers that come, go, stall and die, as the soak tells them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from desktop_app.live.recognition import FrameReader, Readers, make_readers
from vision.cameras import Camera
from vision.frame import Frame, Image
from vision.reading import Classifier, Recognition
from vision.sources import SourceError

DESK_CAMERA = Camera("Desk camera", "usb:1", 0)
DOOR_CAMERA = Camera("Door camera", "usb:2", 1)
FRAME_S = 1 / 25
STALL_LIMIT_S = 20.0
SLOW_S = 0.7


class FlappingCameras:
    """The cameras of a machine whose cables are loose; put `source` in `CameraSource`'s place.

    Attributes:
        connected: What a search finds.
        mood: What opened cameras do: "plays", "stalls", "drops" or "refuses".
    """

    def __init__(self, pictures: Sequence[Image]) -> None:
        self.connected: tuple[Camera, ...] = (DESK_CAMERA, DOOR_CAMERA)
        self.mood = "plays"
        self._pictures = pictures

    def list_cameras(self) -> tuple[Camera, ...]:
        return self.connected

    @property
    def source(self) -> type:
        cameras = self

        class FlappingCamera:
            """A `FrameSource` in the mood of the moment."""

            is_live = True
            frame_interval_s = 0.0

            def __init__(self, camera: Camera) -> None:
                self.name = camera.name
                self._number = 0

            def open(self) -> None:
                if cameras.mood == "refuses":
                    raise SourceError(f"{self.name} may be in use by another program.")

            def read(self) -> Frame:
                time.sleep(FRAME_S)
                ends_at_s = time.monotonic() + STALL_LIMIT_S
                while cameras.mood == "stalls" and time.monotonic() < ends_at_s:
                    time.sleep(FRAME_S)
                if cameras.mood in ("drops", "refuses"):
                    raise SourceError(f"{self.name} was lost; check its cable.")
                self._number += 1
                picture = cameras._pictures[self._number % len(cameras._pictures)]
                return Frame(picture.copy(), self._number, time.monotonic())

            def close(self) -> None:
                pass

        return FlappingCamera


class TroubledReaders:
    """Makes the project's own readers, which can be made slow or die.

    Attributes:
        mood: "reads", "is slow" or "dies".
        deaths: How many readings died.
    """

    def __init__(self) -> None:
        self.mood = "reads"
        self.deaths = 0

    def __call__(self, classifier: Classifier) -> Readers:
        real = make_readers(classifier)
        return Readers(
            live=TroubledReader(real.live, self),
            single=TroubledReader(real.single, self),
            forget=real.forget,
            adopt=real.adopt,
        )


class TroubledReader:
    """Reads as the project does, in the mood of `readers`."""

    def __init__(self, real: FrameReader, readers: TroubledReaders) -> None:
        self._real = real
        self._readers = readers

    def read(self, frame: Frame) -> Recognition:
        match self._readers.mood:
            case "dies":
                self._readers.deaths += 1
                time.sleep(FRAME_S)
                raise RuntimeError("The recogniser of the soak died.")
            case "is slow":
                time.sleep(SLOW_S)
        return self._real.read(frame)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __setattr__(self, name: str, value: Any) -> None:
        # The window sets classifier and confidence; they are the real reader's.
        if name in ("_real", "_readers"):
            object.__setattr__(self, name, value)
        else:
            setattr(self._real, name, value)
