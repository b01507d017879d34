"""`digitlens` where no window can be shown: the same reading, printed and drawn into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError

if TYPE_CHECKING:
    from vision.recognizer import Recognizer
    from vision.sources import FrameSource


def run(text: str | None) -> int:
    """Reads a source, or the demo, and leaves an annotated video or picture.

    Args:
        text: What to read, as it was given; None for the demo.

    Returns:
        The exit status.

    Raises:
        CommandError: The source cannot be read, or nothing be written.
    """
    from desktop_app.annotated_video import free_path
    from desktop_app.commands.chosen_model import chosen_model
    from desktop_app.commands.live import chosen_source, follow, writer
    from vision.recognizer import Recognizer
    from vision.sources import ImageSource

    source = demo_source() if text is None else chosen_source(text)
    what = "the demo" if text is None else source.name
    until = "; Ctrl+C ends it" if source.is_live else ""
    print(f"There is no display for a window: {what} is read without one{until}.", flush=True)
    recognizer = Recognizer(chosen_model(None).load())
    if isinstance(source, ImageSource):
        path = free_path(f"{_stem(text)}-read", ".png")
        _read_picture(source, recognizer, path)
        print(f"Annotated picture: {path}")
        return 0
    path = free_path(f"{_stem(text)}-read", ".mp4")
    try:
        with writer("text", None, what) as write:
            follow(source, recognizer, write, video=path)
    finally:
        # After Ctrl+C too, which is the only way to end a camera.
        if path.exists():
            print(f"Annotated video: {path}", flush=True)
    return 0


def demo_source() -> FrameSource:
    """The demo clip, played once."""
    from desktop_app.demo import demo_path
    from vision.sources import VideoSource

    return VideoSource(demo_path(), name="the demo")


def _read_picture(source: FrameSource, recognizer: Recognizer, path: Path) -> None:
    from desktop_app.annotation import annotated
    from desktop_app.commands.annotated_files import write_picture
    from desktop_app.commands.readout import Readout
    from vision.sources import SourceError

    try:
        source.open()
        frame = source.read()
        source.close()
    except SourceError as error:
        raise CommandError(str(error)) from error
    if frame is None:
        raise CommandError(f"{source.name} holds no picture.")
    recognition = recognizer.read(frame)
    print(Readout.of(recognition).text or "no digits")
    write_picture(path, annotated(recognition))


def _stem(text: str | None) -> str:
    """A name for the file that is written: that of the file that is read."""
    if text is None:
        return "digitlens-demo"
    path = Path(text)
    return path.stem if path.is_file() else "digitlens"
