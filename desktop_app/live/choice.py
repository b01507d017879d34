"""What to show: a source that can be made again whenever it is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.demo import DEMO_NAME, demo_path
from desktop_app.files.pasted import PastedSource
from vision.cameras import Camera, find_camera
from vision.files import path_from_text
from vision.frame import Image
from vision.sources import (
    STREAM_TIMEOUT_S,
    CameraSource,
    FrameSource,
    ImageSource,
    StreamSource,
    VideoSource,
    source_from_text,
)


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source that was chosen and how to make it.

    A source belongs to the thread that opened it, so each attempt has one of its own.

    Attributes:
        name: As the user sees it, without passwords.
        make: Makes a source, unopened.
        is_live: Whether it is a camera or a stream.
        is_still: Whether it is a single picture.
        camera: The camera it is, if it is one.
        is_demo: Whether it is the demo clip.
        path: The file of the user that it is, if it is one.
    """

    name: str
    make: Callable[[], FrameSource]
    is_live: bool
    is_still: bool = False
    camera: Camera | None = None
    is_demo: bool = False
    path: Path | None = None

    @classmethod
    def of_camera(cls, camera: Camera) -> SourceChoice:
        """A camera of the list."""
        return cls(camera.name, lambda: CameraSource(camera), is_live=True, camera=camera)

    @classmethod
    def of_text(
        cls, text: str, stream_timeout_s: Callable[[], float] = lambda: STREAM_TIMEOUT_S
    ) -> SourceChoice:
        """A camera's name or number, an address, or the path of a picture or video.

        Args:
            text: What the user typed, dropped or pasted.
            stream_timeout_s: Asked at each opening how long a stream may be silent.

        Raises:
            SourceError: It is none of these.
        """
        source = source_from_text(text)
        path = path_from_text(text.strip())
        if isinstance(source, ImageSource):
            return cls(
                source.name, lambda: ImageSource(path), is_live=False, is_still=True, path=path
            )
        if isinstance(source, VideoSource):
            return cls(source.name, lambda: VideoSource(path), is_live=False, path=path)
        if isinstance(source, StreamSource):
            return cls.of_stream(text.strip(), stream_timeout_s)
        camera = find_camera(text) if isinstance(source, CameraSource) else None
        if camera is not None:
            return cls.of_camera(camera)
        return cls(source.name, lambda: source_from_text(text), is_live=True)

    @classmethod
    def of_picture(cls, image: Image, name: str) -> SourceChoice:
        """A picture that is in memory, (H, W, 3) uint8 BGR."""
        return cls(name, lambda: PastedSource(image, name), is_live=False, is_still=True)

    @classmethod
    def of_stream(
        cls, url: str, timeout_s: Callable[[], float] = lambda: STREAM_TIMEOUT_S
    ) -> SourceChoice:
        """A stream.

        Args:
            url: Its address.
            timeout_s: Asked at each opening how long it may be silent.

        Raises:
            SourceError: The address is not one of a stream.
        """
        source = StreamSource(url)
        return cls(source.name, lambda: StreamSource(url, timeout_s()), is_live=True)

    @classmethod
    def of_demo(cls, path: Path) -> SourceChoice:
        """The demo clip, played over and over."""
        return cls(
            DEMO_NAME,
            lambda: VideoSource(path, loop=True, name=DEMO_NAME),
            is_live=False,
            is_demo=True,
        )


def demo_choice() -> SourceChoice | None:
    """The demo clip, None where this installation has none."""
    path = demo_path()
    return SourceChoice.of_demo(path) if path.exists() else None


def chosen_camera(cameras: Sequence[Camera], identity: str) -> Camera | None:
    """The camera of the settings.

    Another camera is never taken in its place: who chose one does not expect
    to be seen by another.

    Args:
        cameras: Those that are connected.
        identity: Of the camera that was chosen, "" for the first one found.
    """
    if not identity:
        return cameras[0] if cameras else None
    return next((camera for camera in cameras if camera.identity == identity), None)
