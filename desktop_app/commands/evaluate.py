"""`digitlens evaluate`: how well a model reads."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.commands import CommandError
from desktop_app.commands.options import add_confidence, add_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.commands.chosen_model import ChosenModel
    from model.report_page import Section

SUMMARY = "tell how well a model reads"
DESCRIPTION = """Lets a model read the 10,000 test digits of MNIST, and prints accuracy, loss, a
report for each class, and the confusion matrix.

With --photos it reads whole photographs instead, and what it finds is compared
with the truth, a file of one JSON object a line:

  {"file": "photos/a.jpg", "kind": "paper", "digits": [
   {"label": 7, "box": [x, y, w, h]}, ...], "text_lines": ["1234"]}

Digits that are printed ("printed": true) or whose label is null count neither
way. A digit counts as found where the boxes overlap by 0.3 or more. With both
--photos and --data, both are done.

With --sets it reads all data sets in a folder, what is kept of them for tests
or, to choose by, for validation: accuracy, the worst class, calibration, and
how much of what is no digit is taken for one.

With --report the page shows confusion, reliability and the worst crops, and of
photographs every digit that was missed or read falsely in a cut-out."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        help="the folder that holds MNIST or a data set in its formats (default: the one that "
        "DIGITLENS_DATA names, or a download)",
    )
    parser.add_argument(
        "--sets",
        nargs="?",
        const="test",
        choices=("test", "validation"),
        help="read one part of all data sets in the folder instead (default: test)",
    )
    parser.add_argument(
        "--photos", metavar="TRUTH", type=Path, help="the file that says what is on photographs"
    )
    parser.add_argument(
        "--keras",
        action="store_true",
        help="also let the model read as it was before its conversion (slow: loads TensorFlow)",
    )
    parser.add_argument(
        "--report",
        metavar="DIR",
        type=Path,
        help="also write a page with charts and pictures there; "
        "files of an earlier run are replaced",
    )
    add_confidence(parser)
    add_model(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from desktop_app.commands.chosen_model import chosen_model

    model = chosen_model(arguments.model)
    if arguments.keras and (model.version is None or not model.version.keras_path.is_file()):
        raise CommandError(f"{model.name} has no Keras model beside it.")
    print(f"Model: {model.name}")
    report = _Report()
    others_asked = arguments.sets is not None or (
        arguments.photos is not None and arguments.data is None
    )
    if arguments.keras or not others_asked:
        _evaluate_digits(model, arguments.data, report, with_keras=arguments.keras)
    if arguments.sets is not None:
        from desktop_app.commands.evaluate_sets import evaluate_sets

        evaluate_sets(model.load(), arguments.data, report.add, arguments.sets)
    if arguments.photos is not None:
        _evaluate_photos(model, arguments.photos, arguments.confidence, report)
    if arguments.report is not None:
        report.write(arguments.report, f"Model: {model.name}")
    return 0


class _Report:
    """Prints what is found and keeps it for the report's folder."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._figures: dict[str, Any] = {}
        self._sections: list[Callable[[Path], Section]] = []

    def add(
        self,
        title: str,
        text: str,
        figures: dict[str, Any],
        section: Callable[[Path], Section] | None = None,
    ) -> None:
        """Prints figures at once and keeps them.

        Args:
            title: Above them.
            text: As they are printed.
            figures: The same for a program.
            section: Writes pictures into the report's folder and gives its part of the page.
        """
        print(f"\n{title}\n\n{text}", flush=True)
        self._texts.append(f"{title}\n\n{text}\n")
        self._figures[title] = figures
        if section is not None:
            self._sections.append(section)

    def write(self, folder: Path, title: str) -> None:
        """Writes all that was added.

        Raises:
            CommandError: The folder cannot be written to.
        """
        from desktop_app.commands.annotated_files import make_folder
        from model.report_page import write_page

        make_folder(folder)
        try:
            (folder / "report.txt").write_text("\n".join(self._texts), encoding="utf-8")
            (folder / "figures.json").write_text(
                json.dumps(self._figures, indent=2) + "\n", encoding="utf-8"
            )
            page = write_page(folder, title, [section(folder) for section in self._sections])
        except OSError as error:
            raise CommandError(
                f"The report cannot be written to {folder}: {error.strerror or error}."
            ) from error
        print(f"\nReport: {page}")


def _evaluate_digits(
    model: ChosenModel, folder: Path | None, report: _Report, *, with_keras: bool
) -> None:
    from model.array_files import DatasetError
    from model.datasets import load_mnist
    from model.evaluation import evaluate, report_text

    try:
        with ExitStack() as stack:
            test = load_mnist(folder, on_progress=_Download(stack)).test
    except DatasetError as error:
        raise CommandError(str(error)) from error
    evaluation = evaluate(model.load(), test)

    def section(report_folder: Path) -> Section:
        from model.report import digits_section

        return digits_section(evaluation, test, report_folder)

    report.add("Test digits", report_text(evaluation), evaluation.metrics(), section)
    if with_keras and model.version is not None:
        from desktop_app.commands.keras_process import keras_task

        figures = keras_task(
            "evaluate",
            str(model.version.keras_path.absolute()),
            str(folder.absolute()) if folder else "",
        )
        difference = evaluation.accuracy - figures["accuracy"]
        text = (
            f"accuracy           {figures['accuracy']:.2%}\n"
            f"loss               {figures['loss']:.4f} (not calibrated)\n"
            f"converted minus this  {100 * difference:+.2f} points"
        )
        report.add("Test digits, before the conversion", text, figures)


def _evaluate_photos(
    model: ChosenModel, truth_path: Path, confidence: float, report: _Report
) -> None:
    from desktop_app.commands.photos import outcomes
    from model.photo_figures import photo_figures, photo_text
    from model.photo_truth import TruthError, read_truths
    from vision.recognizer import Recognizer

    try:
        truths = read_truths(truth_path)
    except TruthError as error:
        raise CommandError(str(error)) from error
    recognizer = Recognizer(model.load(), confidence_threshold=confidence)
    found = tuple(outcomes(truths, recognizer))

    def section(report_folder: Path) -> Section:
        from model.photo_report import photos_section

        return photos_section(found, report_folder)

    report.add("Photographs", photo_text(found), photo_figures(found), section)


class _Download:
    """A bar on stderr for a download, from its first bytes on."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._advance: Any = None

    def __call__(self, done: int, total: int, /) -> None:
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import DownloadColumn, Progress

        if self._advance is None:
            bar = self._stack.enter_context(
                Progress(
                    *Progress.get_default_columns(),
                    DownloadColumn(),
                    console=Console(stderr=True),
                    redirect_stdout=False,
                    transient=True,
                )
            )
            task = bar.add_task("Downloading MNIST", total=total)
            self._advance = lambda completed: bar.update(task, completed=completed)
        self._advance(done)
