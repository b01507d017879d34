"""Figures of evaluations.

matplotlib is imported when a figure is first asked for: it takes longer to
import than the rest of the program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.evaluation import CLASS_NAMES
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from vision.reading import Crops, Probabilities

SHORT_NAMES = (*CLASS_NAMES[:10], "no")
LINE_COLOR = "#2a78d6"
WRONG_COLOR = "#c8321e"

_DPI = 110
_COLUMNS = 10


def confusion_figure(confusion: NDArray[np.int64]) -> Figure:
    """A heat map of an (11, 11) confusion matrix with its counts.

    The colour is the share of the row, on a logarithmic scale: at 99 % right,
    mistakes would all be white on a linear one.
    """
    from matplotlib.colors import LogNorm
    from matplotlib.figure import Figure

    size = NOT_A_DIGIT + bool(confusion[NOT_A_DIGIT].any() or confusion[:, NOT_A_DIGIT].any())
    counts, names = confusion[:size, :size], SHORT_NAMES[:size]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(6.4, 5.8), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot(xlabel="read as", ylabel="is")
    axes.set_xticks(range(size), names)
    axes.set_yticks(range(size), names)
    heat = axes.imshow(np.maximum(shares, 1e-4), cmap="Blues", norm=LogNorm(1e-4, 1))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            color = "white" if shares[row, column] > 0.1 else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=color, fontsize=8)
    figure.colorbar(heat, ax=axes, label="share of the row", shrink=0.85)
    return figure


def samples_figure(crops: Crops, labels: NDArray[np.int64], probabilities: Probabilities) -> Figure:
    """Crops with what was read and how sure, and what they are where that is something else.

    Args:
        crops: (N, 28, 28) uint8, some dozens at most.
        labels: (N,) what they are.
        probabilities: (N, 11) what the classifier said.
    """
    from matplotlib.figure import Figure

    rows = max(1, -(-len(crops) // _COLUMNS))
    figure = Figure(figsize=(10, 1.3 * rows + 0.1), dpi=_DPI, layout="constrained")
    for i, axes in enumerate(figure.subplots(rows, _COLUMNS, squeeze=False).flat):
        axes.axis("off")
        if i < len(crops):
            read, sure = int(probabilities[i].argmax()), float(probabilities[i].max())
            is_right = read == labels[i]
            axes.imshow(crops[i], cmap="gray", vmin=0, vmax=255)
            text = f"{SHORT_NAMES[read]} {sure:.0%}"
            if not is_right:
                text += f"\nis {SHORT_NAMES[labels[i]]}"
            axes.set_title(text, fontsize=8, color="black" if is_right else WRONG_COLOR)
    return figure


def calibration_figure(labels: NDArray[np.int64], probabilities: Probabilities) -> Figure:
    """How often the classifier is right when it says it is so sure (reliability diagram)."""
    from matplotlib.figure import Figure

    confidences = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidences * 10).astype(np.int64), 9)
    counts = np.bincount(bins, minlength=10)
    filled = counts > 0
    figure = Figure(figsize=(4.6, 4.2), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="right")
    axes.plot([0, 1], [0, 1], color="gray", linewidth=1, linestyle="--", label="ideal")
    axes.plot(
        (np.bincount(bins, confidences, minlength=10) / np.maximum(counts, 1))[filled],
        (np.bincount(bins, right, minlength=10) / np.maximum(counts, 1))[filled],
        color=LINE_COLOR, marker="o", label="this model",
    )  # fmt: skip
    axes.legend(frameon=False)
    return figure


def save_figure(figure: Figure, path: Path) -> None:
    """Writes a figure as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure).print_figure(path, format="png")
