"""Where frames come from: camera, stream, video file or picture, behind one protocol."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import cv2

from vision.camera_source import CameraSource
from vision.cameras import find_camera
from vision.capture import CaptureReader, SourceError, frame_interval_s
from vision.files import FileError, head_bytes, path_from_text, shown_name
from vision.frame import Frame
from vision.images import ImageError, LoadedImage, holds_image, is_image_path, read_images
from vision.streams import TIMEOUT_S as STREAM_TIMEOUT_S
from vision.streams import StreamSource, is_address, redacted

__all__ = [
    "STREAM_TIMEOUT_S",
    "CameraSource",
    "FrameSource",
    "ImageSource",
    "SourceError",
    "StreamSource",
    "VideoSource",
    "redacted",
    "source_from_text",
]


class FrameSource(Protocol):
    """Gives one frame after another.

    `open`, `read` and `close` are called from one thread only, and may block.

    Attributes:
        name: What the user sees; holds no password.
        is_live: Whether frames are lost that are not read in time. True for cameras
            and streams, so that one reconnects; known for sure once it is open.
        frame_interval_s: How long each frame is to be shown, where the reader keeps
            the time; 0.0 where `read` itself waits for the next frame.
    """

    name: str
    is_live: bool
    frame_interval_s: float

    def open(self) -> None:
        """Opens the source, again after `close`; an open one starts afresh.

        Raises:
            SourceError: It cannot be opened.
        """

    def read(self) -> Frame | None:
        """The next frame; None at the end.

        Raises:
            SourceError: The source was lost.
        """

    def close(self) -> None:
        """Releases the device or file; does nothing where it is closed."""


class VideoSource:
    """A video file, as a `FrameSource`; its reader keeps the time.

    Attributes:
        frame_interval_s: From the rate the file reports; known once it is open.
    """

    def __init__(
        self,
        path: Path,
        loop: bool = False,
        name: str | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Chooses a file; nothing is opened yet.

        Args:
            path: Of any format FFmpeg knows.
            loop: Whether it starts again at its end, without end.
            name: What the user sees; the file's name where it is None.
            clock: Stamps the frames.
        """
        self.name = name or path.name
        self.is_live = False
        self.frame_interval_s = frame_interval_s(0)
        self._path = path
        self._loop = loop
        self._clock = clock
        self._reader: CaptureReader | None = None

    def open(self) -> None:
        """Opens the file at its beginning.

        Raises:
            SourceError: It is not there, may not be read, or is no video.
        """
        self.close()
        self._reader = self._opened(first_index=0)

    def read(self) -> Frame | None:
        """The next frame; None at the end, unless the video is looped.

        Raises:
            SourceError: There is not one frame in it that can be read.
        """
        if self._reader is None:
            raise RuntimeError("A source must be opened before it is read.")
        frame = self._reader.read()
        if frame is None and self._loop and self._reader.frames_read:
            # Seeking back is not exact in every format, opening again is.
            next_index = self._reader.next_index
            self._reader.close()
            self._reader = self._opened(next_index)
            frame = self._reader.read()
        if frame is None and not self._reader.frames_read:
            raise SourceError(self._broken())
        return frame

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _opened(self, first_index: int) -> CaptureReader:
        try:
            head_bytes(self._path, 1)  # FFmpeg would wait for a pipe, and not say why
        except FileError as error:
            raise SourceError(str(error)) from error
        # Absolute: FFmpeg would take "concat:x" or "-" for something else than a file.
        capture = cv2.VideoCapture(str(self._path.absolute()), cv2.CAP_FFMPEG)
        if not capture.isOpened():
            capture.release()
            raise SourceError(self._broken())
        self.frame_interval_s = frame_interval_s(capture.get(cv2.CAP_PROP_FPS))
        return CaptureReader(capture, self._clock, first_index)

    def _broken(self) -> str:
        return (
            f"{shown_name(self._path)} is not a video that can be read; it may be damaged, "
            "or its format unknown: convert it to MP4."
        )


class ImageSource:
    """A picture file, as a `FrameSource` of one frame.

    Attributes:
        note: What the user should know about it, one sentence, None where there is
            nothing; known once it is open.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = path.name
        self.is_live = False
        self.frame_interval_s = 0.0
        self.note: str | None = None
        self._path = path
        self._clock = clock
        self._frames: list[Frame] = []

    def open(self) -> None:
        """Reads the picture.

        Raises:
            SourceError: There is no picture that can be read.
        """
        try:
            loaded = next(read_images(self._path))
        except ImageError as error:
            raise SourceError(str(error)) from error
        self.note = _note(loaded)
        self._frames = [Frame(loaded.image, 0, self._clock())]

    def read(self) -> Frame | None:
        """The picture, then None."""
        return self._frames.pop() if self._frames else None

    def close(self) -> None:
        self._frames = []


def _note(loaded: LoadedImage) -> str | None:
    notes = [loaded.note] if loaded.note else []
    if loaded.has_next:
        notes.append("several pages: the first one only")
    text = "; ".join(notes)
    return f"{text[0].upper()}{text[1:]}." if text else None


def source_from_text(text: str) -> FrameSource:
    """The source that a user means; nothing is opened yet.

    Args:
        text: A camera's index, name or identity, the address of a stream, or the
            path of a picture or video.

    Raises:
        SourceError: It is none of these.
    """
    text = text.strip()
    if re.fullmatch(r"\d{1,3}", text):
        return CameraSource(int(text))
    if is_address(text):
        return StreamSource(text)
    if re.fullmatch(r"/dev/video\d+", text):
        return CameraSource(int(text.removeprefix("/dev/video")))
    if text and "\0" not in text:
        path = path_from_text(text)
        if os.path.lexists(path):
            return _source_from_file(path)
        if find_camera(text) is not None:
            return CameraSource(text)
    raise SourceError(_nothing_called(text))


def _source_from_file(path: Path) -> FrameSource:
    try:
        is_image = holds_image(path)
    except ImageError as error:
        raise SourceError(str(error)) from error
    return ImageSource(path) if is_image or is_image_path(path) else VideoSource(path)


def _nothing_called(text: str) -> str:
    shown = shown_name(redacted(text))
    return (
        f"There is no file, camera or stream {shown}; give the path of a picture or video, "
        "the name or number of a camera, or an address such as http://192.168.0.5:8080/video."
    )
