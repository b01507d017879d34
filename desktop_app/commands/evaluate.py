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
    from desktop_app.commands.chosen_model import ChosenModel
    from model.datasets import LabelledCrops
    from model.evaluation import Evaluation
    from model.photo_evaluation import PhotoScore

SUMMARY = "tell how well a model reads"
DESCRIPTION = """Lets a model read the 10,000 test digits of MNIST, and prints accuracy, loss, a
report for each class, and the confusion matrix.

With --photos it reads whole photographs instead, and what it finds is compared
with the truth, a file of one JSON object a line:

  {"file": "photos/a.jpg", "kind": "paper", "digits": [
   {"label": 7, "box": [x, y, w, h]}, ...], "text_lines": ["1234"]}

Digits that are printed ("printed": true) or whose label is null count neither
way. A digit counts as found where the boxes overlap by 0.3 or more. With both
--photos and --data, both are done."""


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
        help="also write a page with charts there; files of an earlier run are replaced",
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
    with_digits = arguments.photos is None or arguments.data is not None or arguments.keras
    if with_digits:
        _evaluate_digits(model, arguments.data, report, with_keras=arguments.keras)
    if arguments.photos is not None:
        _evaluate_photos(model, arguments.photos, arguments.confidence, report)
    if arguments.report is not None:
        report.write(arguments.report)
    return 0


class _Report:
    """Prints what is found and keeps it for the report's folder."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._figures: dict[str, Any] = {}
        self._digits: tuple[Evaluation, LabelledCrops] | None = None

    def add(self, title: str, text: str, figures: dict[str, Any]) -> None:
        print(f"\n{title}\n\n{text}", flush=True)
        self._texts.append(f"{title}\n\n{text}\n")
        self._figures[title] = figures

    def add_digits(self, evaluation: Evaluation, crops: LabelledCrops) -> None:
        """Keeps what the page is made from."""
        self._digits = (evaluation, crops)

    def write(self, folder: Path) -> None:
        from desktop_app.commands.annotated_files import make_folder

        make_folder(folder)
        try:
            (folder / "report.txt").write_text("\n".join(self._texts), encoding="utf-8")
            (folder / "figures.json").write_text(
                json.dumps(self._figures, indent=2) + "\n", encoding="utf-8"
            )
            if self._digits is not None:
                from model.report import write_report

                folder = write_report(*self._digits, folder, title="Test digits")
        except OSError as error:
            raise CommandError(
                f"The report cannot be written to {folder}: {error.strerror or error}."
            ) from error
        print(f"\nReport: {folder}")


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
    report.add("Test digits", report_text(evaluation), evaluation.metrics())
    report.add_digits(evaluation, test)
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
    from desktop_app.commands.photos import scored
    from model.photo_evaluation import TruthError, read_truths, total_of
    from vision.recognizer import Recognizer

    try:
        truths = read_truths(truth_path)
    except TruthError as error:
        raise CommandError(str(error)) from error
    recognizer = Recognizer(model.load(), confidence_threshold=confidence)
    total = total_of(scored(truths, recognizer))
    report.add("Photographs", _photo_text(total), _photo_figures(total))


def _photo_text(total: PhotoScore) -> str:
    lines = [
        f"photographs with digits     {total.photos}",
        f"digits on them              {total.wanted}",
        f"F1                          {total.f1:.4f}",
        f"precision                   {total.precision:.2%}",
        f"recall                      {total.recall:.2%}",
        f"found, whatever the label   {total.located:.2%}",
        f"right label, of those found {total.label_accuracy:.2%}",
        f"edits a digit of text       {total.character_error_rate:.4f}",
    ]
    if total.negatives:
        lines += [
            f"photographs without digits  {total.negatives}",
            f"false digits on each        {total.false_per_negative:.3f}",
            f"without any false digit     {total.clean_negatives / total.negatives:.2%}",
        ]
    return "\n".join(lines)


def _photo_figures(total: PhotoScore) -> dict[str, Any]:
    names = (
        "photos", "wanted", "f1", "precision", "recall", "located", "label_accuracy",
        "character_error_rate", "negatives", "false_per_negative", "clean_negatives",
    )  # fmt: skip
    return {name: getattr(total, name) for name in names}


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
