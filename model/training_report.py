"""What came of a training: the new model beside the one in use, as a page and for programs.

A folder holds it all: ``report.html``, its pictures, and ``report.json`` with
the same figures, from which the window shows them.
"""

from __future__ import annotations

import dataclasses
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from model.atomic_files import write_atomically
from model.charts import confusion_figure, curves_figure, samples_figure, save_figure
from model.evaluation import judged
from model.report import SHOWN_CROPS, calibration_figure, surest_mistakes
from model.report_page import write_page
from model.training_page import page_sections, title_of
from model.version import REPORT_FIGURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from model.comparison import Comparison, HoldOut
    from model.evaluation import Evaluation
    from model.gate import GateDecision

CURVES_NAME = "curves.png"
VERSION = 1

SHOWN_CHANGES = 20
"""Crops shown of those lost, and of those gained: two rows."""


def write_report(
    folder: Path,
    comparisons: Sequence[Comparison],
    decision: GateDecision,
    history: Sequence[Mapping[str, Any]],
    plan: Mapping[str, Any],
    names: tuple[str, str],
) -> Path:
    """Writes page, pictures and figures into a folder; what it held of these is replaced.

    Args:
        folder: Made if it is not there.
        comparisons: Of both models, one for each hold-out.
        decision: Of the gate.
        history: Of each epoch, as in a run's ``history.json``; may be empty.
        plan: Fields of the training plan; may be empty.
        names: Of the model in use and of the new one, any text.

    Returns:
        The path of ``report.html``.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    comparisons = [_readable(one) for one in comparisons]
    values = report_values(comparisons, decision, history, plan, names)
    for one, told in zip(comparisons, values["hold_outs"], strict=True):
        for key, figure in _figures(one).items():
            told["pictures"][key] = f"{told['number']}-{key.replace('_', '-')}.png"
            save_figure(figure, folder / told["pictures"][key])
    if history:
        save_figure(curves_figure(history), folder / CURVES_NAME)
    page = write_page(folder, f"Training report: {names[1]}", page_sections(values))
    # Last: who finds it finds all that it names.
    text = json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(folder / REPORT_FIGURES, text.encode(errors="replace"))
    return page


def report_values(
    comparisons: Sequence[Comparison],
    decision: GateDecision,
    history: Sequence[Mapping[str, Any]],
    plan: Mapping[str, Any],
    names: tuple[str, str],
) -> dict[str, Any]:
    """All figures of a report as JSON has them; what is no finite number is None.

    Returns:
        "version": `VERSION`;
        "names": {"old": of the model in use, "new": ...};
        "accepted", "reason": the verdict;
        "checks": a list of the fields of `model.gate.GateCheck`;
        "plan", "history": as given;
        "curves": name of the picture, or None without a history;
        "hold_outs": a list of {
            "number": from 1; "name": "mnist", "strokes", "samples" or another;
            "title": for people; "count";
            "lost", "gained": crops that only the old, only the new one reads right;
            "old", "new": each with the figures of `Evaluation.metrics`, "classes" (a list
            of the fields of `ClassReport`, for classes that are there) and
            "confusion" (11 lists of 11 counts, rows are what they are);
            "pictures": names of files by "confusion_old", "confusion_new",
            "calibration_old", "calibration_new", and where there is something to show
            "mistakes" (the surest ones of the new model), "lost", "gained" }.
    """
    values = {
        "version": VERSION,
        "names": {"old": names[0], "new": names[1]},
        "accepted": decision.accepted,
        "reason": decision.reason,
        "checks": [dataclasses.asdict(check) for check in decision.checks],
        "plan": dict(plan),
        "history": [dict(row) for row in history],
        "curves": CURVES_NAME if history else None,
        "hold_outs": [_hold_out_values(i, one) for i, one in enumerate(comparisons, 1)],
    }
    ready: dict[str, Any] = _json_ready(values)
    return ready


def _hold_out_values(number: int, comparison: Comparison) -> dict[str, Any]:
    lost, gained = _changes(comparison)
    return {
        "number": number,
        "name": comparison.hold_out.name,
        "title": title_of(comparison.hold_out.name),
        "count": comparison.new.count,
        "lost": len(lost),
        "gained": len(gained),
        "old": _evaluation_values(comparison.old),
        "new": _evaluation_values(comparison.new),
        "pictures": {},
    }


def _evaluation_values(evaluation: Evaluation) -> dict[str, Any]:
    classes = [dataclasses.asdict(row) for row in evaluation.classes if row.count]
    return evaluation.metrics() | {
        "classes": classes, "confusion": evaluation.confusion.tolist(),
    }  # fmt: skip


def _figures(comparison: Comparison) -> dict[str, Figure]:
    """The pictures of a hold-out by the names that `report_values` tells."""
    old, new = comparison.old, comparison.new
    figures = {
        "confusion_old": confusion_figure(old.confusion),
        "confusion_new": confusion_figure(new.confusion),
        "calibration_old": calibration_figure(old),
        "calibration_new": calibration_figure(new),
    }
    lost, gained = _changes(comparison)
    for key, rows, evaluation in (
        ("mistakes", surest_mistakes(new)[:SHOWN_CROPS], new),
        ("lost", lost[:SHOWN_CHANGES], new),
        ("gained", gained[:SHOWN_CHANGES], old),
    ):
        if len(rows):
            figures[key] = _strip(comparison.hold_out, evaluation, rows)
    return figures


def _strip(hold_out: HoldOut, evaluation: Evaluation, rows: NDArray[np.int64]) -> Figure:
    return samples_figure(
        hold_out.crops.crops[rows], evaluation.labels[rows], evaluation.probabilities[rows]
    )


def _changes(comparison: Comparison) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows that only the old, and that only the new model reads right."""
    old, new = (
        one.probabilities.argmax(axis=1) == one.labels for one in (comparison.old, comparison.new)
    )
    return np.flatnonzero(old & ~new), np.flatnonzero(~old & new)


def _readable(comparison: Comparison) -> Comparison:
    """The same with zeros for what is no number, so that it can be drawn."""
    old, new = (_finite(one) for one in (comparison.old, comparison.new))
    return dataclasses.replace(comparison, old=old, new=new)


def _finite(evaluation: Evaluation) -> Evaluation:
    if np.isfinite(evaluation.probabilities).all():
        return evaluation
    chances = np.nan_to_num(evaluation.probabilities, nan=0.0, posinf=1.0, neginf=0.0)
    return judged(evaluation.labels, chances)


def _json_ready(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json_ready(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_json_ready(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
