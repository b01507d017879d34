"""`digitlens live`: the readings of a camera, stream or video as they come."""

from __future__ import annotations

import argparse
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError
from desktop_app.commands.options import add_confidence, add_model, positive_float, positive_int

if TYPE_CHECKING:
    from desktop_app.commands.readout import Readout
    from vision.reading import Recognition
    from vision.recognizer import Recognizer
    from vision.sources import FrameSource

SUMMARY = "print the readings of a camera, stream or video as they come"
DESCRIPTION = """Reads a camera, a stream or a video without a window.

Prints what is read whenever it has changed, with the time in seconds since the
first picture. With --format json that is one JSON object a line, the same as
digitlens read prints, with "time", "frame", "at" (the time of day) and "source" in
place of "file"; with --format csv a row for each reading. Ctrl+C ends it."""

Print = Callable[["Readout", float, int], None]
"""Prints a readout, its time in seconds and the number of its frame."""

FORMATS = ("text", "json", "csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        nargs="?",
        help="a camera by its name or number, the address of a stream (http, https, rtsp), "
        "a video or a picture (default: the first camera)",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="how to print (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help="add the readings to a file, or a named pipe, instead of printing them; "
        "each is there at once, and what is in the file stays",
    )
    parser.add_argument(
        "--annotate",
        metavar="VIDEO",
        type=Path,
        help="also write a video with boxes and digits drawn in, a new .mp4, .avi or .mkv file",
    )
    parser.add_argument(
        "--seconds", metavar="S", type=positive_float, help="end after so many seconds"
    )
    parser.add_argument(
        "--frames", metavar="N", type=positive_int, help="end after so many pictures"
    )
    parser.add_argument(
        "--unsure",
        action="store_true",
        help="in JSON, also print the places the reader is not sure of, with label null",
    )
    add_confidence(parser)
    add_model(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from desktop_app.commands.chosen_model import chosen_model
    from vision.recognizer import Recognizer

    source = chosen_source(arguments.source)
    recognizer = Recognizer(
        chosen_model(arguments.model).load(), confidence_threshold=arguments.confidence
    )
    with writer(arguments.format, arguments.output, source.name) as write:
        follow(
            source,
            recognizer,
            write,
            video=arguments.annotate,
            seconds=arguments.seconds,
            frames=arguments.frames,
            with_unsure=arguments.unsure,
        )
    return 0


def chosen_source(text: str | None) -> FrameSource:
    """The source that `text` names, or the first camera.

    Raises:
        CommandError: There is none.
    """
    from vision.cameras import list_cameras
    from vision.sources import CameraSource, SourceError, source_from_text

    if text is None:
        cameras = list_cameras()
        if not cameras:
            raise CommandError(
                "No camera was found; plug one in, or name a video or the address of a stream: "
                "digitlens live SOURCE."
            )
        return CameraSource(cameras[0])
    try:
        return source_from_text(text)
    except SourceError as error:
        raise CommandError(str(error)) from error


def follow(
    source: FrameSource,
    recognizer: Recognizer,
    print_readout: Print,
    *,
    video: Path | None = None,
    seconds: float | None = None,
    frames: int | None = None,
    with_unsure: bool = False,
) -> None:
    """Reads a source to its end and prints what changes.

    Args:
        source: Not yet opened; closed afterwards, whatever happens.
        recognizer: Given a tracker of its own, unless the source is a single picture.
        print_readout: Called with each readout that is new.
        video: Where to write a video of the annotated frames; None for nowhere.
        seconds: When to stop although the source goes on; None for never.
        frames: After how many frames to stop; None for never.
        with_unsure: Whether unsure places are part of the readouts.

    Raises:
        CommandError: The source cannot be read, or the video not written.
    """
    from desktop_app.commands.following import Changes, frames_of
    from desktop_app.commands.readout import Readout
    from vision.sources import ImageSource
    from vision.tracking import Tracker

    recognizer.tracker = None if isinstance(source, ImageSource) else Tracker()
    changes = Changes()
    time_s, count = 0.0, 0
    with (
        ended_by_signal(),
        _drawing_to(video, source) as draw,
        closing(frames_of(source, seconds)) as timed_frames,
    ):
        for time_s, frame in islice(timed_frames, frames):
            recognition = recognizer.read(frame)
            readout = Readout.of(recognition, with_unsure=with_unsure)
            if changes.take(readout, time_s):
                print_readout(readout, time_s, count)
            draw(recognition, time_s)
            count += 1
            _check_output()
    if last := changes.last():
        print_readout(last, time_s, count - 1)


@contextmanager
def writer(name: str, path: Path | None, source_name: str) -> Iterator[Print]:
    """A function that writes readings in one of `FORMATS`.

    Args:
        name: Of the format.
        path: Of a file that they are added to; None for standard output.
        source_name: Of what is read.

    Raises:
        CommandError: The file cannot be written, now or later, or holds something else.
    """
    from desktop_app.outlet.line_file import ForeignFileError, LineFile
    from desktop_app.outlet.lines import FORMS, Moment

    form = FORMS[name]

    def line_of(readout: Readout, time_s: float, frame: int) -> str:
        now = datetime.now().astimezone()
        return form.line(readout, Moment(time_s, frame, now, source_name))

    if path is None:
        if form.header:
            print(form.header, flush=True)
        yield lambda *reading: print(line_of(*reading), flush=True)
        return
    try:
        file = LineFile(path, header=form.header, start=form.start)
    except ForeignFileError as error:
        raise CommandError(
            f"{path} holds something else than readings as {name}; choose another file."
        ) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error

    def write(readout: Readout, time_s: float, frame: int) -> None:
        try:
            file.write(line_of(readout, time_s, frame))
        except (OSError, ForeignFileError) as error:
            reason = getattr(error, "strerror", None) or "it holds something else now"
            raise CommandError(f"{path} cannot be written any more: {reason}.") from error

    with closing(file):
        yield write


def _check_output() -> None:
    """Ends the command when nobody reads its output any more: a camera is not held for nobody.

    Without this, only the next reading would show it, which may take hours.

    Raises:
        BrokenPipeError: Whoever read standard output has gone.
    """
    if sys.platform == "win32":
        return
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return  # no output of the system's
    watch = select.poll()
    watch.register(descriptor, 0)
    if any(event & select.POLLERR for _, event in watch.poll(0)):
        raise BrokenPipeError


@contextmanager
def _drawing_to(
    path: Path | None, source: FrameSource
) -> Iterator[Callable[[Recognition, float], None]]:
    """A function that adds an annotated frame to the video at `path`, if there is one."""
    if path is None:
        yield lambda _recognition, _time_s: None
        return
    from desktop_app.annotated_video import AnnotatedVideo, VideoError
    from desktop_app.annotation import annotated

    try:
        with AnnotatedVideo(path) as video:

            def draw(recognition: Recognition, time_s: float) -> None:
                # Only an open source knows its rate; a live one has none that can be relied on.
                if source.frame_interval_s > 0:
                    video.frames_per_second = 1 / source.frame_interval_s
                video.write(annotated(recognition), time_s)

            yield draw
    except VideoError as error:
        raise CommandError(str(error)) from error


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Ends what is within cleanly at SIGTERM too, as at Ctrl+C: a video cut off is no video."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
