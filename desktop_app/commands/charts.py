"""Charts of an evaluation: confusion, calibration, and the digits that were misread."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from model.datasets import LabelledCrops
from model.evaluation import CALIBRATION_BINS, Evaluation
from vision.reading import NOT_A_DIGIT

DOTS_PER_INCH = 120
MOST_MISREAD = 60
MISREAD_COLUMNS = 12
BLUE, GREY = "#1f77b4", "#888888"


def write_charts(folder: Path, evaluation: Evaluation, crops: LabelledCrops) -> None:
    """Writes ``confusion.png``, ``calibration.png`` and ``misread.png``.

    Args:
        folder: Where to; there already.
        evaluation: What is shown.
        crops: What was evaluated on.

    Raises:
        OSError: They cannot be written.
    """
    for name, figure in (
        ("confusion", confusion_chart(evaluation)),
        ("calibration", calibration_chart(evaluation)),
        ("misread", misread_chart(evaluation, crops)),
    ):
        FigureCanvasAgg(figure)
        figure.savefig(folder / f"{name}.png", dpi=DOTS_PER_INCH)


def confusion_chart(evaluation: Evaluation) -> Figure:
    """What the crops are against what was read, with the right ones left pale."""
    confusion = evaluation.confusion
    rows = [row for row in range(len(confusion)) if confusion[row].any()]
    names = [*map(str, range(NOT_A_DIGIT)), "no"]
    figure, axes = _figure(7.0, 6.5)
    wrong = np.log1p(np.where(np.eye(len(confusion), dtype=bool), 0, confusion))[rows]
    axes.imshow(wrong, cmap="Oranges", aspect="auto", vmin=0, vmax=max(1.0, float(wrong.max())))
    for place, row in enumerate(rows):
        for column, count in enumerate(confusion[row].tolist()):
            if count:
                weight = "bold" if row == column else "normal"
                axes.text(column, place, str(count), ha="center", va="center", weight=weight)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(rows)), [names[row] for row in rows])
    axes.set_xlabel("read as")
    axes.set_ylabel("is")
    axes.set_title(f"{evaluation.accuracy:.2%} of {evaluation.count:,} right")
    return figure


def calibration_chart(evaluation: Evaluation) -> Figure:
    """How often the model is right where it says it is so sure."""
    confidences = evaluation.probabilities.max(axis=1)
    right = evaluation.probabilities.argmax(axis=1) == evaluation.labels
    bins = np.minimum((confidences * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    counts = np.bincount(bins, minlength=CALIBRATION_BINS)
    filled = np.flatnonzero(counts)
    said = np.bincount(bins, confidences, minlength=CALIBRATION_BINS)[filled] / counts[filled]
    came_true = np.bincount(bins, right, minlength=CALIBRATION_BINS)[filled] / counts[filled]
    figure, axes = _figure(6.0, 5.5)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="if it were perfect")
    axes.plot(said, came_true, color=BLUE, marker="o", label="this model")
    for x, y, count in zip(said, came_true, counts[filled], strict=True):
        axes.annotate(f"{count:,}", (x, y), xytext=(6, -12), textcoords="offset points", size=8)
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that is right")
    axes.set_title(f"Calibration error {evaluation.calibration_error:.2%}")
    axes.legend(loc="upper left")
    axes.set_xlim(0, 1.05)
    axes.set_ylim(0, 1.05)
    return figure


def misread_chart(evaluation: Evaluation, crops: LabelledCrops) -> Figure:
    """The crops that were misread, the surest mistakes first."""
    read = evaluation.probabilities.argmax(axis=1)
    confidences = evaluation.probabilities.max(axis=1)
    misread = np.flatnonzero(read != evaluation.labels)
    shown = misread[np.argsort(-confidences[misread], kind="stable")][:MOST_MISREAD]
    rows = max(1, -(-len(shown) // MISREAD_COLUMNS))
    figure = Figure(figsize=(MISREAD_COLUMNS * 0.9, rows * 1.15 + 0.6), layout="constrained")
    figure.suptitle(f"{len(misread)} misread; label, what was read, how surely")
    cells = figure.subplots(rows, MISREAD_COLUMNS, squeeze=False)
    for cell in cells.ravel():
        cell.set_axis_off()
    for cell, index in zip(cells.ravel(), shown.tolist(), strict=False):
        cell.imshow(crops.crops[index], cmap="gray", vmin=0, vmax=255)
        said = "no" if read[index] == NOT_A_DIGIT else str(read[index])
        cell.set_title(f"{evaluation.labels[index]}→{said} {confidences[index]:.0%}", size=8)
    return figure


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()
