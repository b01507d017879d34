"""`digitlens read`: the digits in pictures and folders of pictures."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from desktop_app.commands.options import add_confidence, add_model, positive_int
from desktop_app.commands.readout import FORMATS, FileReadout, file_writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.commands.processes import ReadingProcesses
    from desktop_app.commands.reading_task import Plan, Task

SUMMARY = "read the digits in pictures and folders"
DESCRIPTION = """Reads the digits in pictures, in all pictures of folders, and in those that a
pattern such as "photos/**/*.jpg" names (in quotes, the shell leaves it alone).

Prints a line for each picture as soon as it is read. With --format json that is
one JSON object:

  {"file": "a.jpg", "width": 1280, "height": 720,
   "digits": [{"label": 7, "confidence": 0.98, "box": [x, y, w, h]}, ...],
   "lines": [{"text": "1234", "confidence": 0.95, "box": [x, y, w, h]}, ...],
   "ms": 4.1}

Boxes are in pixels of the upright picture. A file of several pages gives an
object for each, with its "page". A file that cannot be read gives
{"file": ..., "error": ...}; the others are still read, and the exit status is 1.

With --output the results go to a file, and --resume goes on where a run was
stopped, by whatever it was. --scheduler reads on a Dask cluster, whose workers
need to see the same files, or with "local" on one of this machine."""

LOCAL = "local"
"""The scheduler that is started for the run."""

_FORMAT_OF_SUFFIX = {".csv": "csv", ".txt": "text"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="a picture, a folder or a pattern in quotes"
    )
    parser.add_argument(
        "--list",
        metavar="FILE",
        dest="lists",
        action="append",
        default=[],
        help="also read what this file names, a path a line or as find -print0 gives them; "
        "- for standard input",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="how to print (default: text, and for an --output what its name says or else json)",
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="write to this file instead of printing"
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with an --output that was begun, where it stopped; the options and the "
        "pictures have to be the same",
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
        help="read so many files at once, 0 for one a processor core (default: 1)",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help='read on the Dask cluster at this address, or "local" for one of this machine '
        "(needs the extra cluster)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=positive_int,
        help="processes of a local cluster (default: one a processor core)",
    )
    parser.add_argument(
        "--unsure",
        action="store_true",
        help="also print the places the reader is not sure of, with label null",
    )
    add_confidence(parser)
    add_model(parser)
    parser.set_defaults(refuse=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    _check(arguments)
    with ExitStack() as stack:
        # Processes come first: they start while this one looks for the model and the files.
        jobs = 1 if arguments.scheduler else arguments.jobs or 1
        processes = stack.enter_context(_processes(jobs)) if jobs > 1 else None
        from desktop_app.commands.chosen_model import chosen_model
        from desktop_app.commands.kept_memory import freed_memory_kept
        from desktop_app.commands.ordered import in_order
        from desktop_app.commands.reading_task import Plan, lost, model_place, read_task

        place = model_place(chosen_model(arguments.model))
        plan = Plan(place, arguments.confidence, arguments.unsure)
        advance = stack.enter_context(_progress(to_file=arguments.output is not None))
        results = stack.enter_context(_results(arguments, plan))
        tasks = results.rest_of(_tasks(arguments, stack))
        found: Iterable[list[FileReadout]]
        if arguments.scheduler:
            from desktop_app.commands.cluster import BATCH, cluster_readers

            workers = arguments.workers or os.cpu_count() or 1
            readers = stack.enter_context(cluster_readers(arguments.scheduler, workers, plan))
            found = in_order(readers, tasks, lost, batch=BATCH)
        elif processes:
            processes.plan = plan
            found = in_order(processes, tasks, lost)
        else:
            stack.enter_context(freed_memory_kept())
            found = (read_task(plan, task) for task in tasks)
        for result in found:
            results.write(result)
            advance()
    return 1 if results.failed else 0


def _check(arguments: argparse.Namespace) -> None:
    """Ends the program where options do not go together."""
    if arguments.workers and not arguments.scheduler:
        arguments.scheduler = LOCAL
    wrong = (
        (not arguments.paths and not arguments.lists, "name pictures or folders, or a --list"),
        (arguments.resume and not arguments.output, "--resume goes on with an --output"),
        (
            arguments.workers and arguments.scheduler != LOCAL,
            "--workers is for a cluster of this machine: --scheduler local",
        ),
        (arguments.jobs and arguments.scheduler, "of a cluster --workers says how many read"),
        (arguments.annotate and arguments.scheduler, "--annotate is not done on a cluster"),
    )
    for is_so, sentence in wrong:
        if is_so:
            arguments.refuse(sentence)


def _processes(jobs: int) -> ReadingProcesses:
    from desktop_app.commands.processes import ReadingProcesses

    return ReadingProcesses(jobs)


def _tasks(arguments: argparse.Namespace, stack: ExitStack) -> Iterator[Task]:
    """All files, one by one as they are asked for."""
    from desktop_app.commands.picture_files import picture_files
    from desktop_app.commands.reading_task import Task
    from vision.images import is_image_path

    files = picture_files(arguments.paths, is_image_path, without=arguments.annotate)
    for name in arguments.lists:
        from desktop_app.commands.path_list import listed_paths

        listed = listed_paths(name)
        files = chain(
            files,
            picture_files(listed, is_image_path, without=arguments.annotate, with_patterns=False),
        )
    if arguments.annotate is None:
        return (Task(file) for file in files)
    from desktop_app.commands.annotated_files import AnnotatedFiles
    from desktop_app.commands.known_files import KnownFiles, TakenPaths

    # Which outputs are no inputs can be told when all inputs are known.
    folder = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
    known = KnownFiles(folder / "files", files)
    annotated = AnnotatedFiles(arguments.annotate, known)
    taken = stack.enter_context(closing(TakenPaths()))
    return (Task(file, None, annotated, annotated.target(file, taken)) for file in known)


class Results(Protocol):
    """Where the results go."""

    @property
    def failed(self) -> bool:
        """Whether a file could not be read."""

    def rest_of(self, tasks: Iterable[Task], /) -> Iterator[Task]:
        """Those that are not done."""

    def write(self, results: Sequence[FileReadout], /) -> None:
        """Adds all results of one file."""


class Printed:
    """Results on standard output."""

    def __init__(self, form: str) -> None:
        self.failed = False
        self._writer = file_writer(form, sys.stdout, sys.stderr)

    def rest_of(self, tasks: Iterable[Task]) -> Iterator[Task]:
        return iter(tasks)

    def write(self, results: Sequence[FileReadout]) -> None:
        for result in results:
            self._writer.write(result)
            self.failed = self.failed or result.readout is None


def _results(arguments: argparse.Namespace, plan: Plan) -> AbstractContextManager[Results]:
    if arguments.output is None:
        return nullcontext(Printed(arguments.format or "text"))
    from desktop_app.commands.result_file import ResultFile

    form = arguments.format or _FORMAT_OF_SUFFIX.get(arguments.output.suffix.lower(), "json")
    options = {
        "--format": form,
        "--model": f"{plan.model.name} ({plan.model.sha256[:12]})",
        "--confidence": str(plan.confidence),
        "--unsure": "yes" if plan.with_unsure else "no",
    }
    return ResultFile(arguments.output, form, options, resume=arguments.resume)


@contextmanager
def _progress(*, to_file: bool) -> Iterator[Callable[[], None]]:
    """A count on stderr that goes on by calling what this gives.

    Only where stderr is a terminal and the readings go elsewhere; on one
    screen they would be in each other's way, and the readings show how far it is.
    How many files there are nobody knows before all are found.
    """
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not to_file):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    # rich would otherwise send what is printed to stdout to stderr as well.
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.completed} read"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        redirect_stdout=False,
        transient=True,
    ) as shown:
        task = shown.add_task("", total=None)
        yield lambda: shown.advance(task)


def _job_count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= 64:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 64")
    return count or os.cpu_count() or 1
