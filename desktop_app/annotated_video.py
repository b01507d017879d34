"""A video file of pictures that come at their own pace."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from vision.frame import Image

CODECS = {".mp4": "mp4v", ".avi": "MJPG", ".mkv": "mp4v"}
LONGEST_REPEAT_S = 2.0
"""A source that stood still for longer leaves no longer gap in the video."""


class VideoError(Exception):
    """A video cannot be written; the message is one sentence for the user."""


class AnnotatedVideo:
    """Writes pictures at a constant rate, repeating or leaving out those that come unevenly.

    Use it as a context manager: only a closed file can be played.

    Attributes:
        frames_per_second: Of the video; may be set until the first picture.
    """

    def __init__(
        self, path: Path, frames_per_second: float = 25.0, *, may_replace: bool = False
    ) -> None:
        """Reserves the file, so that nothing that is there is overwritten by chance.

        Args:
            path: A new file, .mp4, .avi or .mkv.
            frames_per_second: Of the video; the default suits a camera, whose own rate varies.
            may_replace: Whether a file that is there gives way at `close`; until then
                the video grows beside it, under a hidden name.

        Raises:
            VideoError: The file exists, cannot be made, or has another suffix.
        """
        if path.suffix.lower() not in CODECS:
            raise VideoError(f"{path} is no name for a video; let it end in {', '.join(CODECS)}.")
        hidden = f".digitlens-{secrets.token_hex(6)}{path.suffix}"
        self._file = path.with_name(hidden) if may_replace else path
        try:
            self._file.open("xb").close()
        except FileExistsError as error:
            raise VideoError(f"{path} is already there; choose another name.") from error
        except OSError as error:
            raise VideoError(f"{path} cannot be written: {error.strerror}.") from error
        self._path = path
        self.frames_per_second = frames_per_second
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)
        self._first_s = 0.0
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, image: Image, time_s: float) -> None:
        """Adds a picture.

        Args:
            image: (H, W, 3) uint8 BGR; another size than the first is fitted into it.
            time_s: When it was taken; later than the one before.

        Raises:
            VideoError: OpenCV cannot write this file.
        """
        if self._writer is None:
            self._first_s = time_s
            self._writer = self._begun(image)
        rate = self.frames_per_second
        due = round((time_s - self._first_s) * rate) + 1
        most = max(1, round(LONGEST_REPEAT_S * rate))
        if due - self._written > most:
            self._first_s += (due - self._written - most) / rate
            due = self._written + most
        fitted = _fitted(image, self._size)
        for _ in range(due - self._written):
            self._writer.write(fitted)
            self._written += 1

    def close(self) -> bool:
        """Ends the file; gives whether there is one: without any picture it is removed.

        Raises:
            VideoError: It could not be written to its end, or not replace the one that was there.
        """
        if self._writer is not None:
            self._writer.release()
            self._writer = None
        if not self._written:
            self._file.unlink(missing_ok=True)
        elif self._file.exists() and self._file != self._path:
            self._replace()
        return self._written > 0

    def _replace(self) -> None:
        try:
            # OpenCV does not tell that a picture could not be written.
            if not _is_playable(self._file):
                raise VideoError(f"{self._path} could not be written; is the disk full?")
            self._file.replace(self._path)
        except OSError as error:
            raise VideoError(f"{self._path} cannot be written: {error.strerror}.") from error
        finally:
            self._file.unlink(missing_ok=True)

    def _begun(self, image: Image) -> cv2.VideoWriter:
        height, width = image.shape[:2]
        # The encoders take even sizes only.
        self._size = (max(2, width - width % 2), max(2, height - height % 2))
        codec = cv2.VideoWriter.fourcc(*CODECS[self._path.suffix.lower()])
        writer = cv2.VideoWriter(str(self._file), codec, self.frames_per_second, self._size)
        if not writer.isOpened():
            raise VideoError(f"OpenCV cannot write a video of {width}x{height} to {self._path}.")
        return writer


def free_path(stem: str, suffix: str) -> Path:
    """A name for a new file in the current folder, or in the one for temporary files.

    Args:
        stem: The name wished for; a number is added where it is taken.
        suffix: With its dot.
    """
    here = Path.cwd()
    folder = here if os.access(here, os.W_OK) else Path(tempfile.gettempdir())
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path


def _is_playable(path: Path) -> bool:
    capture = cv2.VideoCapture(str(path.absolute()))
    worked, _ = capture.read()
    capture.release()
    return bool(worked)


def _fitted(image: Image, size: tuple[int, int]) -> Image:
    """The picture, cropped where a pixel is too many, else scaled with black margins."""
    width, height = size
    rows, columns = image.shape[:2]
    if 0 <= columns - width <= 1 and 0 <= rows - height <= 1:
        return np.ascontiguousarray(image[:height, :width])
    scale = min(width / columns, height / rows)
    inner = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    canvas = np.zeros((height, width, 3), np.uint8)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(
        np.asarray(image), inner, interpolation=cv2.INTER_AREA
    )
    return canvas
