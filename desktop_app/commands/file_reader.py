"""What is read in picture files, page by page, whatever is done with it then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol

from desktop_app.commands.picture_files import PictureFile
from desktop_app.commands.readout import FileReadout, Readout
from desktop_app.files.kinds import is_video_path
from vision.frame import Frame
from vision.images import ImageError, LoadedImage, read_images

if TYPE_CHECKING:
    from desktop_app.commands.annotated_files import AnnotatedFiles
    from vision.reading import Recognition


class PageReader(Protocol):
    """What reads a picture; `vision.recognizer.Recognizer` is one."""

    def read(self, frame: Frame, /) -> Recognition:
        """All that can be read in `frame`."""


class FileReader:
    """Reads files, in as many threads at once as it was given readers."""

    def __init__(
        self,
        readers: Sequence[PageReader],
        annotated: AnnotatedFiles | None = None,
        *,
        with_unsure: bool = False,
    ) -> None:
        """Takes the readers.

        Args:
            readers: Each is used by one thread at a time.
            annotated: Where pictures go with what was read drawn in; None for nowhere.
            with_unsure: Whether unsure places are part of the readouts.
        """
        self._annotated = annotated
        self._with_unsure = with_unsure
        self._idle: SimpleQueue[PageReader] = SimpleQueue()
        for reader in readers:
            self._idle.put(reader)

    def __call__(self, numbered: tuple[int, PictureFile]) -> list[FileReadout]:
        """What was read in a file, page by page, and last why it went no further."""
        return list(self.pages(numbered))

    def pages(self, numbered: tuple[int, PictureFile]) -> Iterator[FileReadout]:
        """The same, each page as soon as it is read."""
        number, file = numbered
        if file.error:
            yield FileReadout(file.name, error=file.error)
            return
        try:
            for loaded in read_images(Path(file.name)):
                yield self._page(file, number, loaded)
        except ImageError as error:
            yield FileReadout(file.name, error=_better_command(file.name) or str(error))

    def _page(self, file: PictureFile, number: int, loaded: LoadedImage) -> FileReadout:
        page = loaded.page + 1 if loaded.page or loaded.has_next else None
        reader = self._idle.get()
        recognition = reader.read(Frame(loaded.image))
        self._idle.put(reader)
        if self._annotated:
            self._annotated.write(recognition, number, page)
        readout = Readout.of(recognition, with_unsure=self._with_unsure)
        return FileReadout(file.name, readout, page=page, note=loaded.note or "")


def _better_command(name: str) -> str:
    """What to say about what another command reads, "" for anything else."""
    if "://" in name:
        return "This is the address of a stream; digitlens live reads those."
    if is_video_path(Path(name)) and Path(name).is_file():
        return f"This is a video, which digitlens live reads: digitlens live {name}"
    return ""
