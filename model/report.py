"""An evaluation as a part of a page: figures, tables and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.charts import confusion_figure, reliability_figure, samples_figure
from model.evaluation import CLASS_NAMES
from model.report_page import Section, Table, write_charts

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from model.datasets import LabelledCrops
    from model.evaluation import Evaluation

SHOWN_CROPS = 40


def digits_section(
    evaluation: Evaluation,
    crops: LabelledCrops,
    folder: Path,
    *,
    title: str = "Test digits",
    prefix: str = "",
) -> Section:
    """Writes an evaluation's pictures into a folder and gives the section that shows them.

    Args:
        evaluation: Of `crops`.
        crops: Shown are the first ones, and the surest mistakes.
        folder: Of the page, is there; pictures of the same names are replaced.
        title: Above the section, such as the name of the data.
        prefix: Before the pictures' names, to tell sections of one page apart.

    Raises:
        OSError: The folder cannot be written to.
    """
    body = _figures_table(evaluation) + _class_table(evaluation)
    figures = {
        f"{prefix}confusion.png": confusion_figure(evaluation.confusion),
        f"{prefix}calibration.png": calibration_figure(evaluation),
    }
    body += write_charts(folder, "Confusion and calibration", figures)
    for heading, name, rows in (
        ("The surest mistakes", "mistakes", surest_mistakes(evaluation)[:SHOWN_CROPS]),
        ("The first crops", "samples", np.arange(min(SHOWN_CROPS, len(crops)))),
    ):
        if len(rows):
            figure = samples_figure(
                crops.crops[rows], evaluation.labels[rows], evaluation.probabilities[rows]
            )
            body += write_charts(folder, heading, {f"{prefix}{name}.png": figure}, on_white=False)
    return Section(title, body)


def surest_mistakes(evaluation: Evaluation) -> NDArray[np.int64]:
    """Rows of crops that are read wrong, the surest first."""
    wrong = np.flatnonzero(evaluation.probabilities.argmax(axis=1) != evaluation.labels)
    return wrong[np.argsort(-evaluation.probabilities[wrong].max(axis=1), kind="stable")]


def calibration_figure(evaluation: Evaluation) -> Figure:
    """How often the answers are right that are given with a confidence."""
    confidences = evaluation.probabilities.max(axis=1).astype(np.float64)
    right = evaluation.probabilities.argmax(axis=1) == evaluation.labels
    return reliability_figure(confidences, right)


def _figures_table(evaluation: Evaluation) -> str:
    rejection = evaluation.rejection_rate
    rows = [
        ("Crops", f"{evaluation.count:,}"),
        ("Accuracy", f"{evaluation.accuracy:.2%}"),
        ("Digits read right", f"{evaluation.digit_accuracy:.2%}"),
        ("Others rejected", "none there" if rejection is None else f"{rejection:.2%}"),
        ("Loss", f"{evaluation.loss:.4f}"),
        ("Calibration error", f"{evaluation.calibration_error:.2%}"),
    ]
    return Table(("", ""), rows).as_html()


def _class_table(evaluation: Evaluation) -> str:
    rows = [
        (
            CLASS_NAMES[row.label], f"{row.count:,}", f"{row.precision:.2%}", f"{row.recall:.2%}",
            f"{row.f1:.2%}",
        )
        for row in evaluation.classes
        if row.count
    ]  # fmt: skip
    table = Table(("Class", "Count", "Precision", "Recall", "F1"), rows)
    return f"<h3>Classes</h3>\n{table.as_html()}"
