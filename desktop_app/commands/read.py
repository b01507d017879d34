"""`digitlens read`: the digits in pictures and folders of pictures."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.commands.options import add_confidence, add_model
from desktop_app.commands.readout import FORMATS, file_writer

SUMMARY = "read the digits in pictures and folders"
DESCRIPTION = """Reads the digits in pictures, and in all pictures of folders.

Prints a line for each picture as soon as it is read. With --format json that is
one JSON object:

  {"file": "a.jpg", "width": 1280, "height": 720,
   "digits": [{"label": 7, "confidence": 0.98, "box": [x, y, w, h]}, ...],
   "lines": [{"text": "1234", "confidence": 0.95, "box": [x, y, w, h]}, ...],
   "ms": 4.1}

Boxes are in pixels of the upright picture. A file of several pages gives an
object for each, with its "page". A file that cannot be read gives
{"file": ..., "error": ...}; the others are still read, and the exit status is 1."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a picture or a folder")
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="how to print (default: %(default)s)"
    )
    parser.add_argument(
        "--annotate",
        metavar="DIR",
        type=Path,
        help="also write the pictures there, with boxes and digits drawn in; those of an "
        "earlier run are replaced",
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_job_count,
        default=1,
        help="read so many files at once, 0 for one a processor core (default: %(default)s)",
    )
    parser.add_argument(
        "--unsure",
        action="store_true",
        help="also print the places the reader is not sure of, with label null",
    )
    add_confidence(parser)
    add_model(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from desktop_app.commands.annotated_files import AnnotatedFiles
    from desktop_app.commands.chosen_model import chosen_model
    from desktop_app.commands.file_reader import FileReader
    from desktop_app.commands.ordered import in_order
    from desktop_app.commands.picture_files import picture_files
    from vision.images import is_image_path
    from vision.recognizer import Recognizer

    model = chosen_model(arguments.model)
    files = list(picture_files(arguments.paths, is_image_path, without=arguments.annotate))
    jobs = max(1, min(arguments.jobs, len(files)))
    reader = FileReader(
        [Recognizer(model.load(), confidence_threshold=arguments.confidence) for _ in range(jobs)],
        AnnotatedFiles(arguments.annotate, files) if arguments.annotate else None,
        with_unsure=arguments.unsure,
    )
    writer = file_writer(arguments.format, sys.stdout, sys.stderr)
    failed = False
    with _progress(len(files)) as advance:
        for results in in_order(reader, enumerate(files), jobs):
            for result in results:
                writer.write(result)
                failed = failed or result.readout is None
            advance()
    return 1 if failed else 0


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr that is moved by calling what this gives.

    Only where stderr is a terminal and the readings go elsewhere; on one
    screen they would be in each other's way, and the readings show how far it is.
    """
    if total < 2 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    # rich would otherwise send what is printed to stdout to stderr as well.
    with Progress(
        "Reading",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        redirect_stdout=False,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _job_count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= 64:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 64")
    return count or os.cpu_count() or 1
