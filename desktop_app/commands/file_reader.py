"""What is read in picture files, page by page, whatever is done with it then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop_app.commands.picture_files import PictureFile
from desktop_app.commands.readout import FileReadout, Readout
from desktop_app.files.kinds import is_video_path
from vision.frame import Frame
from vision.images import ImageError, LoadedImage, read_images

if TYPE_CHECKING:
    from vision.reading import Recognition


class PageReader(Protocol):
    """What reads a picture; `vision.recognizer.Recognizer` is one."""

    def read(self, frame: Frame, /) -> Recognition:
        """All that can be read in `frame`."""


class FileReader:
    """Reads files, one after the other."""

    def __init__(self, reader: PageReader, *, with_unsure: bool = False) -> None:
        """Takes the reader.

        Args:
            reader: Reads the pages.
            with_unsure: Whether unsure places are part of the readouts.
        """
        self._reader = reader
        self._with_unsure = with_unsure

    def pages(
        self,
        file: PictureFile,
        place: Path | None = None,
        seen: Callable[[Recognition, int | None], None] | None = None,
    ) -> Iterator[FileReadout]:
        """What is read in a file, page by page, and last why it went no further.

        Args:
            file: What to read.
            place: Where it is found, if not under its name.
            seen: Called with each page's recognition, and its number from 1 where there are more.
        """
        if file.error:
            yield FileReadout(file.name, error=file.error)
            return
        try:
            for loaded in read_images(place or Path(file.name)):
                yield self._page(file, loaded, seen)
        except ImageError as error:
            yield FileReadout(file.name, error=_better_command(file.name) or str(error))

    def _page(
        self,
        file: PictureFile,
        loaded: LoadedImage,
        seen: Callable[[Recognition, int | None], None] | None,
    ) -> FileReadout:
        page = loaded.page + 1 if loaded.page or loaded.has_next else None
        recognition = self._reader.read(Frame(loaded.image))
        if seen:
            seen(recognition, page)
        readout = Readout.of(recognition, with_unsure=self._with_unsure)
        return FileReadout(file.name, readout, page=page, note=loaded.note or "")


def _better_command(name: str) -> str:
    """What to say about what another command reads, "" for anything else."""
    if "://" in name:
        return "This is the address of a stream; digitlens live reads those."
    if is_video_path(Path(name)) and Path(name).is_file():
        return f"This is a video, which digitlens live reads: digitlens live {name}"
    return ""
