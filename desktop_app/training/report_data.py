"""The report of a training as the window shows it, read with nothing taken on trust."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from model.version import REPORT_FIGURES, REPORT_PAGE
from vision.reading import CLASS_COUNT

translate = QCoreApplication.translate

# Of `model.training_report`, which is not imported: what it imports leads to the training.
VERSION = 1
# A report of three hold-outs and a thousand epochs has 200 kB.
MAX_REPORT_BYTES = 4 << 20

FIGURES = ("digit_accuracy", "rejection_rate", "loss", "calibration_error")
PICTURES = (
    "confusion_old",
    "confusion_new",
    "calibration_old",
    "calibration_new",
    "mistakes",
    "lost",
    "gained",
)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How well one class is read, each 0 to 1.

    Attributes:
        count: How many digits of it there are.
        precision: Share of those read as this class that are of it.
        recall: Share of those of this class that are read as it.
        f1: Harmonic mean of the two.
    """

    count: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What one model made of the digits.

    Attributes:
        figures: By the names of `FIGURES`; None where there was nothing to measure.
        classes: By label, 0 to 10, those that are there.
    """

    figures: dict[str, float | None]
    classes: dict[int, ClassFigures]


@dataclass(frozen=True, slots=True)
class Measured:
    """Both models on the same digits, which neither learnt from.

    Attributes:
        name: "mnist", "strokes", "samples" or another.
        title: For people.
        count: How many there are.
        lost: How many only the old model reads right.
        gained: How many only the new one reads right.
        old: The model that was in use.
        new: The new one.
        pictures: By the names of `PICTURES`, those that are there.
    """

    name: str
    title: str
    count: int
    lost: int
    gained: int
    old: ModelFigures
    new: ModelFigures
    pictures: dict[str, Path]


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What came of a training.

    Attributes:
        measured: Both models on each of the hold-outs.
        curves: Picture of loss and accuracy; None where there is none.
        page: The same as a page for the browser; None where there is none.
    """

    measured: tuple[Measured, ...]
    curves: Path | None
    page: Path | None


def load_report(folder: Path) -> TrainingReport | None:
    """The report in a folder; None where there is none, or a damaged one."""
    try:
        with (folder / REPORT_FIGURES).open("rb") as stream:
            values = json.loads(stream.read(MAX_REPORT_BYTES))
        if values["version"] != VERSION:
            return None
        measured = tuple(_measured(one, folder) for one in values["hold_outs"])
        curves = _picture(values.get("curves"), folder)
    except (
        OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError
    ):  # fmt: skip
        return None
    page = folder / REPORT_PAGE
    return TrainingReport(measured, curves, page if page.is_file() else None)


def _measured(values: dict[str, Any], folder: Path) -> Measured:
    name = str(values["name"])
    titles = {
        "mnist": translate("TrainingReport", "MNIST, held back"),
        "strokes": translate("TrainingReport", "Digits drawn by DigitLens"),
        "samples": translate("TrainingReport", "My samples, held back"),
    }
    pictures = {key: _picture(values["pictures"].get(key), folder) for key in PICTURES}
    return Measured(
        name,
        titles.get(name, str(values["title"])),
        _whole(values["count"]),
        _whole(values["lost"]),
        _whole(values["gained"]),
        _model(values["old"]),
        _model(values["new"]),
        {key: path for key, path in pictures.items() if path is not None},
    )


def _model(values: dict[str, Any]) -> ModelFigures:
    classes = {
        int(row["label"]): ClassFigures(
            _whole(row["count"]), float(row["precision"]), float(row["recall"]), float(row["f1"])
        )
        for row in values["classes"]
        if row["label"] in range(CLASS_COUNT)
    }
    return ModelFigures({name: _number(values.get(name)) for name in FIGURES}, classes)


def _whole(value: object) -> int:
    """A count of digits; Qt has no plural of more than 2**31 of anything."""
    if not isinstance(value, int | float) or not 0 <= value < 2**31:
        raise ValueError(f"{value!r} is no count.")
    return int(value)


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]


def _picture(name: object, folder: Path) -> Path | None:
    """A picture beside the report, and nowhere else."""
    if not isinstance(name, str) or Path(name).name != name:
        return None
    path = folder / name
    return path if path.is_file() else None
