"""Figures of evaluations.

matplotlib is imported when a figure is first asked for: it takes longer to
import than the rest of the program.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from model.evaluation import CLASS_NAMES
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from vision.reading import Crops, Probabilities

SHORT_NAMES = (*CLASS_NAMES[:10], "no")
RELIABILITY_BINS = 10
LINE_COLOR = "#2a78d6"
WRONG_COLOR = "#e0523c"
RIGHT_COLOR = "#7a828c"

_DPI = 110
_COLUMNS = 10


def confusion_figure(
    confusion: NDArray[np.int64], others: tuple[str, str] = ("no", "no")
) -> Figure:
    """A heat map of an (11, 11) confusion matrix with its counts.

    The colour is the share of the row, on a logarithmic scale: at 99 % right,
    mistakes would all be white on a linear one.

    Args:
        confusion: Rows are what they are, columns what was read.
        others: What the last row and the last column are called; both are left
            out where nothing is in them.
    """
    from matplotlib.colors import LogNorm
    from matplotlib.figure import Figure

    size = NOT_A_DIGIT + bool(confusion[NOT_A_DIGIT].any() or confusion[:, NOT_A_DIGIT].any())
    counts, digits = confusion[:size, :size], SHORT_NAMES[:NOT_A_DIGIT]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(6.4, 5.8), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot(xlabel="read as", ylabel="is")
    axes.set_xticks(range(size), (*digits, others[1])[:size])
    axes.set_yticks(range(size), (*digits, others[0])[:size])
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

    Returns:
        A figure to be read on white and on black: nothing is behind the crops.
    """
    from matplotlib.figure import Figure

    rows = max(1, -(-len(crops) // _COLUMNS))
    figure = Figure(figsize=(_COLUMNS, 1.35 * rows), dpi=_DPI, facecolor="none")
    # One pair of axes for all: a pair for each crop takes a hundred times as long.
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, _COLUMNS), ylim=(1.35 * rows, 0))
    axes.axis("off")
    for i, crop in enumerate(crops):
        left, top = i % _COLUMNS + 0.04, i // _COLUMNS * 1.35 + 0.4
        axes.imshow(
            crop, cmap="gray", vmin=0, vmax=255, extent=(left, left + 0.92, top + 0.92, top)
        )
        read, sure = int(probabilities[i].argmax()), float(probabilities[i].max())
        is_right = read == labels[i]
        text = f"{SHORT_NAMES[read]} {sure:.0%}"
        if not is_right:
            text += f"\nis {SHORT_NAMES[labels[i]]}"
        color = RIGHT_COLOR if is_right else WRONG_COLOR
        axes.text(left + 0.46, top - 0.03, text, ha="center", va="bottom", fontsize=8, color=color)
    axes.set(xlim=(0, _COLUMNS), ylim=(1.35 * rows, 0))
    return figure


def curves_figure(history: Sequence[Mapping[str, Any]]) -> Figure:
    """Learning curves: loss and accuracy of training and validation over the epochs.

    Args:
        history: For each epoch "epoch", "loss", "accuracy", "validation_loss" and
            "validation_accuracy"; what is missing or None leaves a gap.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    figure = Figure(figsize=(9.6, 3.8), dpi=_DPI, layout="constrained")
    epochs = [row["epoch"] for row in history]
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for key, label, color, marker in (
            (name, "training", RIGHT_COLOR, "s"),
            (f"validation_{name}", "validation", LINE_COLOR, "o"),
        ):
            values = [_number(row.get(key)) for row in history]
            axes.plot(epochs, values, color=color, marker=marker, markersize=4, label=label)
        axes.set(xlabel="epoch", ylabel=name)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.grid(alpha=0.25)
        axes.legend(frameon=False)
    figure.axes[1].yaxis.set_major_formatter(PercentFormatter(1.0))
    best = min(history, key=lambda row: _order(row.get("validation_loss")), default=None)
    if best is not None and _order(best.get("validation_loss")) < math.inf:
        for axes in figure.axes:
            axes.axvline(best["epoch"], color="gray", linestyle="--", linewidth=1)
        figure.axes[0].set_title(f"kept: epoch {best['epoch']}", fontsize=9, color=RIGHT_COLOR)
    return figure


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _order(value: float | None) -> float:
    return math.inf if value is None or math.isnan(value) else value


def reliability_figure(
    confidences: NDArray[np.float64], right: NDArray[np.bool_], *, least: float = 0.0
) -> Figure:
    """How often a reader is right when it says it is so sure, and how often it says so.

    Reliability diagram (DeGroot and Fienberg, 1983) over `RELIABILITY_BINS` bins;
    the bars are intervals that hold the true share with 95 % (Wilson, 1927).

    Args:
        confidences: (N,) from `least` to 1.
        right: (N,) whether that reading is right.
        least: Where the first bin begins, below 1.
    """
    from matplotlib.figure import Figure

    scaled = (confidences - least) / (1 - least) * RELIABILITY_BINS
    bins = np.clip(scaled.astype(np.int64), 0, RELIABILITY_BINS - 1)
    counts = np.bincount(bins, minlength=RELIABILITY_BINS)
    filled = counts > 0
    count = counts[filled]
    share = np.bincount(bins, right, minlength=RELIABILITY_BINS)[filled] / count
    said = np.bincount(bins, confidences, minlength=RELIABILITY_BINS)[filled] / count
    low, high = _wilson_interval(share, count)
    figure = Figure(figsize=(4.8, 5.8), dpi=_DPI, layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.set(xlim=(least, 1), ylim=(0, 1.02), ylabel="share that is right")
    upper.plot([least, 1], [least, 1], color="gray", linewidth=1, linestyle="--", label="ideal")
    upper.errorbar(
        said, share, yerr=(np.maximum(share - low, 0), np.maximum(high - share, 0)),
        color=LINE_COLOR, marker="o", markersize=5, capsize=3, label="this model",
        clip_on=False, zorder=3,
    )  # fmt: skip
    upper.legend(frameon=False, loc="lower right")
    width = (1 - least) / RELIABILITY_BINS
    left = least + width * np.arange(RELIABILITY_BINS)
    lower.bar(left, counts, width=width * 0.9, align="edge", color=LINE_COLOR)
    lower.set(xlabel="confidence", ylabel="readings", yscale="symlog")
    return figure


def _wilson_interval(
    share: NDArray[np.float64], count: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2) / (1 + z * z / count)
    return middle - half, middle + half


def save_figure(figure: Figure, path: Path) -> None:
    """Writes a figure as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure).print_figure(path, format="png")
