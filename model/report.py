"""An evaluation as a page to look at: figures, tables and pictures in a folder."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

import numpy as np

from model.charts import calibration_figure, confusion_figure, samples_figure, save_figure
from model.evaluation import CLASS_NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from model.datasets import LabelledCrops
    from model.evaluation import Evaluation

REPORT_NAME = "report.html"
SHOWN_CROPS = 40

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #ddd; }
th:first-child, td:first-child { text-align: left; }
img { max-width: 100%; display: block; }
"""


def write_report(
    evaluation: Evaluation, crops: LabelledCrops, folder: Path, *, title: str = "Evaluation"
) -> Path:
    """Writes ``report.html``, its pictures and ``metrics.json`` into a folder.

    Args:
        evaluation: Of `crops`.
        crops: Shown are the first ones, and the surest mistakes.
        folder: Made if need be; files of those names in it are replaced.
        title: Above the page, such as the names of model and data.

    Returns:
        The path of ``report.html``.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    read = evaluation.probabilities.argmax(axis=1)
    wrong = np.flatnonzero(read != evaluation.labels)
    surest = wrong[np.argsort(-evaluation.probabilities[wrong].max(axis=1), kind="stable")]
    pictures = [
        ("Confusion", "confusion.png", confusion_figure(evaluation.confusion)),
        ("Calibration", "calibration.png",
         calibration_figure(evaluation.labels, evaluation.probabilities)),
    ]  # fmt: skip
    for heading, name, rows in (
        ("The surest mistakes", "mistakes.png", surest[:SHOWN_CROPS]),
        ("The first crops", "samples.png", np.arange(min(SHOWN_CROPS, len(crops)))),
    ):
        if len(rows):
            figure = samples_figure(
                crops.crops[rows], evaluation.labels[rows], evaluation.probabilities[rows]
            )
            pictures.append((heading, name, figure))
    for _, name, figure in pictures:
        save_figure(figure, folder / name)
    metrics = json.dumps(evaluation.metrics(), indent=1)
    (folder / "metrics.json").write_text(metrics, "utf-8")
    body = "\n".join(
        f'<h2>{heading}</h2>\n<img src="{name}" alt="{heading}">' for heading, name, _ in pictures
    )
    page = _page(title, _figures_table(evaluation) + _class_table(evaluation) + body)
    (folder / REPORT_NAME).write_text(page, "utf-8")
    return folder / REPORT_NAME


def _page(title: str, body: str) -> str:
    title = html.escape(title)
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n<h1>{title}</h1>\n{body}\n</html>\n"
    )


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
    cells = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>\n" for name, value in rows)
    return f"<table>\n{cells}</table>\n"


def _class_table(evaluation: Evaluation) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("Class", "Count", "Precision", "Recall", "F1"))
    rows = "".join(
        f"<tr><td>{CLASS_NAMES[row.label]}</td><td>{row.count:,}</td><td>{row.precision:.2%}</td>"
        f"<td>{row.recall:.2%}</td><td>{row.f1:.2%}</td></tr>\n"
        for row in evaluation.classes
        if row.count
    )
    return f"<h2>Classes</h2>\n<table>\n<tr>{head}</tr>\n{rows}</table>\n"
