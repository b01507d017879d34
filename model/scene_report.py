"""The figures of pages of known difficulty as files: a table, records and a chart."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from model.atomic_files import write_atomically
from model.charts import LINE_COLOR, save_figure
from model.difficulties import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from model.scene_benchmark import SceneResult

CSV_NAME = "scenes.csv"
JSON_NAME = "scenes.json"
CHART_NAME = "scenes.png"

_COLUMNS = 2
_SIZE = (5.2, 3.0)
_LEAST_SHOWN = 0.8


def write_scene_report(found: Sequence[SceneResult], folder: Path) -> None:
    """Writes ``scenes.csv``, ``scenes.json`` and ``scenes.png`` into a folder.

    Args:
        found: At least one result.
        folder: Made if need be; files of those names in it are replaced.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_record(result) for result in found]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(folder / CSV_NAME, text.getvalue().encode())
    write_atomically(folder / JSON_NAME, json.dumps(rows, indent=1).encode())
    save_figure(scenes_figure(found), folder / CHART_NAME)


def _record(result: SceneResult) -> dict[str, str | float]:
    score = result.score
    return {
        "axis": result.difficulty.axis,
        "value": result.difficulty.value,
        "pages": score.photos,
        "digits": score.wanted,
        "right": score.right,
        "mislabelled": score.mislabelled,
        "false": score.false,
        "f1": round(score.f1, 6),
        "precision": round(score.precision, 6),
        "recall": round(score.recall, 6),
        "located": round(score.located, 6),
        "character_error_rate": round(score.character_error_rate, 6),
    }


def scenes_figure(found: Sequence[SceneResult]) -> Figure:
    """F1, precision and recall over each axis, one small chart for each."""
    from matplotlib.figure import Figure

    axes_found = list(dict.fromkeys(result.difficulty.axis for result in found))
    columns = min(_COLUMNS, len(axes_found))
    rows = -(-len(axes_found) // columns)
    figure = Figure(figsize=(_SIZE[0] * columns, _SIZE[1] * rows), dpi=110, layout="constrained")
    charts = figure.subplots(rows, columns, squeeze=False).flat
    for chart in charts[len(axes_found) :]:
        chart.axis("off")
    for chart, axis in zip(charts, axes_found, strict=False):
        results = [result for result in found if result.difficulty.axis == axis]
        values = [result.difficulty.value for result in results]
        scores = [result.score for result in results]
        f1 = [score.f1 for score in scores]
        chart.plot(
            values, [score.precision for score in scores],
            color="gray", linewidth=1, linestyle="--", label="precision",
        )  # fmt: skip
        chart.plot(
            values, [score.recall for score in scores],
            color="gray", linewidth=1, linestyle=":", label="recall",
        )  # fmt: skip
        chart.plot(values, f1, color=LINE_COLOR, marker="o", markersize=4, label="F1")
        chart.set_title(axis)
        chart.set_xlabel(UNITS[axis])
        # One scale shows small differences until something falls out of it.
        chart.set_ylim(min(_LEAST_SHOWN, *f1) - 0.01, 1.01)
        if axis == "height":
            _on_octaves(chart, values)
        chart.grid(alpha=0.25)
        chart.legend(frameon=False, fontsize=8, loc="lower center", ncols=3)
    return figure


def _on_octaves(chart: Axes, heights: Sequence[float]) -> None:
    """A logarithmic axis with plain numbers: each octave is as wide."""
    chart.set_xscale("log", base=2)
    octaves = [height for height in (12, 24, 48, 96, 192, 384, 648)
               if min(heights) <= height <= max(heights)]  # fmt: skip
    chart.set_xticks(octaves, [str(height) for height in octaves])
