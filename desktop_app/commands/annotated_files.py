"""Pictures with what was read in them, written beside each other without ever hitting an input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError
from desktop_app.commands.known_files import KnownFiles, TakenPaths
from desktop_app.commands.picture_files import PictureFile

if TYPE_CHECKING:
    from vision.frame import Image
    from vision.reading import Recognition

_JPEG_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".jfif")
_JPEG_QUALITY = 92


class AnnotatedFiles:
    """Where the annotated pictures of a run go: ``a.jpg`` becomes ``DIR/a-read.jpg``.

    Pictures found in a folder keep their way inside it. Two inputs never share
    an output, and no output is one of the inputs. Copies in other processes write.
    """

    def __init__(self, folder: Path, inputs: KnownFiles) -> None:
        """Makes the folder.

        Raises:
            CommandError: The folder cannot be made.
        """
        make_folder(folder)
        self._folder = folder
        self._inputs = inputs

    def target(self, file: PictureFile, taken: TakenPaths) -> Path:
        """Where the picture of a file goes; the same for the same files in the same order."""
        wanted = self._folder / _annotated_name(file)
        return _free(wanted, lambda path: path not in self._inputs and taken.take(path))

    def write(self, recognition: Recognition, target: Path, page: int | None) -> None:
        """Writes one picture; may be called from several threads.

        Args:
            recognition: What was read.
            target: What `target` gave for its file.
            page: Of the file, from 1; None where it has one only.

        Raises:
            CommandError: It cannot be written.
        """
        from desktop_app.annotation import annotated

        if page is not None:
            name = f"{target.stem}-page-{page}{target.suffix}"
            target = _free(target.with_name(name), lambda path: path not in self._inputs)
        make_folder(target.parent)
        write_picture(target, annotated(recognition))


def write_picture(path: Path, image: Image) -> None:
    """Writes (H, W, 3) uint8 BGR or (H, W) uint8 in the format its name asks for.

    Raises:
        CommandError: The picture cannot be written there.
    """
    import cv2

    # OpenCV itself cannot write to every path on Windows: encode, then write the bytes.
    worked, data = cv2.imencode(path.suffix, image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not worked:
        raise CommandError(f"{path} cannot be written as a picture.")
    try:
        path.write_bytes(data.tobytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, unless it is there.

    Raises:
        CommandError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"The folder {folder} cannot be made: {error.strerror}.") from error


def _annotated_name(file: PictureFile) -> Path:
    suffix = file.inside.suffix.lower()
    suffix = suffix if suffix in _JPEG_SUFFIXES else ".png"
    return Path(file.inside.parent) / f"{file.inside.stem}-read{suffix}"


def _free(path: Path, is_free: Callable[[Path], bool]) -> Path:
    free, number = path, 1
    while not is_free(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
