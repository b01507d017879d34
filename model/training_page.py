"""The page of a training's report, from the figures of ``report.json``."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from model.evaluation import CLASS_NAMES
from model.report_page import Section, Table, charts_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TITLES = {
    "mnist": "MNIST, validation part",
    "strokes": "Digits drawn by the program",
    "samples": "Your own samples, held out",
}

_OLD, _NEW = "in use", "new"

_STYLE = """
.verdict { border-left: .3rem solid var(--line); padding: .2rem 1rem; background: var(--card); }
"""

Values = dict[str, Any]


def title_of(hold_out: str) -> str:
    """What a hold-out is called."""
    return _TITLES.get(hold_out, hold_out)


def page_sections(values: Values) -> list[Section]:
    """The parts of the page; its pictures are named, not drawn.

    Args:
        values: As `model.training_report.report_values` gives them, pictures included.
    """
    sections = [Section("Verdict", _verdict(values), _STYLE)]
    sections += [Section(one["title"], _hold_out(one)) for one in values["hold_outs"]]
    if values["history"] or values["plan"]:
        sections.append(Section("Training", _training(values)))
    return sections


def _verdict(values: Values) -> str:
    said = "Good enough to be used." if values["accepted"] else "Not put into use."
    names = Table(
        ("", ""),
        [("Model in use", values["names"]["old"]), ("New model", values["names"]["new"])],
    )
    return (
        f'<p class="verdict"><strong>{said}</strong> {html.escape(values["reason"])}</p>\n'
        f"{names.as_html()}<h3>What was compared</h3>\n"
        '<p class="soft">Lost are crops that only the model in use reads right, gained are '
        "those that only the new one does. The new model is refused where it has surely lost "
        "more points than allowed: where “at least” is above “allowed”.</p>\n"
        f"{_checks(values['checks'])}"
    )


def _checks(checks: Sequence[Values]) -> str:
    head = ("", "Crops", "Lost", "Gained", "Points lost", "At least", "Allowed", "")
    rows = []
    for check in checks:
        figures = [
            "" if check[key] is None else f"{check[key]:.2f}"
            for key in ("lost_points", "lower_points", "allowed_points")
        ]
        counts = (
            [f"{check[key]:,}" for key in ("count", "lost", "gained")]
            if check["hold_out"]
            else ["", "", ""]
        )
        verdict = "passed" if check["passed"] else "refused"
        rows.append((_what(check), *counts, *figures, verdict))
    return Table(head, rows).as_html()


def _what(check: Values) -> str:
    if check["name"] in ("overall", "samples"):
        return f"{title_of(check['hold_out'])}: all"
    if check["name"] == "class":
        return f"{title_of(check['hold_out'])}: {CLASS_NAMES[check['label']]}"
    return str(check["sentence"])


def _hold_out(one: Values) -> str:
    pictures = one["pictures"]
    body = _figures_table(one["old"], one["new"]) + _class_table(one["old"], one["new"])
    for heading, key in (("Confusion", "confusion"), ("Calibration", "calibration")):
        names = [pictures[f"{key}_old"], pictures[f"{key}_new"]]
        body += charts_html(heading, names, captions=(_OLD, _NEW))
    for heading, key in (
        ("The surest mistakes of the new model", "mistakes"),
        (f"Lost: {one['lost']:,} that only the model in use reads right", "lost"),
        (f"Gained: {one['gained']:,} that the model in use misreads as shown", "gained"),
    ):
        if key in pictures:
            body += charts_html(heading, [pictures[key]], on_white=False)
    return body


def _figures_table(old: Values, new: Values) -> str:
    rows: list[tuple[str, ...]] = [("Crops", f"{old['count']:,}", f"{new['count']:,}", "")]
    for name, key in (
        ("Accuracy", "accuracy"),
        ("Digits read right", "digit_accuracy"),
        ("Others rejected", "rejection_rate"),
        ("Loss", "loss"),
        ("Calibration error", "calibration_error"),
    ):
        before, after = old[key], new[key]
        if before is None and after is None:
            continue
        in_percent = key != "loss"
        told = [_figure(value, in_percent=in_percent) for value in (before, after)]
        rows.append((name, *told, _difference(before, after, in_percent=in_percent)))
    return Table(("", _OLD, _NEW, "difference"), rows).as_html()


def _figure(value: float | None, *, in_percent: bool) -> str:
    if value is None:
        return "no number"
    return f"{value:.2%}" if in_percent else f"{value:.4f}"


def _difference(old: float | None, new: float | None, *, in_percent: bool) -> str:
    if old is None or new is None:
        return ""
    return f"{100 * (new - old):+.2f}" if in_percent else f"{new - old:+.4f}"


def _class_table(old: Values, new: Values) -> str:
    head = ["Class", "Count"]
    for name in ("Precision", "Recall", "F1"):
        head += [f"{name}, {_OLD}", _NEW]
    rows = []
    for before, after in zip(old["classes"], new["classes"], strict=True):
        cells = [CLASS_NAMES[after["label"]], f"{after['count']:,}"]
        for key in ("precision", "recall", "f1"):
            cells += [f"{before[key]:.2%}", f"{after[key]:.2%}"]
        rows.append(cells)
    return f"<h3>Classes</h3>\n{Table(head, rows).as_html()}"


def _training(values: Values) -> str:
    body = ""
    if values["curves"]:
        body += charts_html("Learning curves", [values["curves"]])
        body += (
            f"<details>\n<summary>All epochs</summary>\n{_epochs(values['history'])}</details>\n"
        )
    if values["plan"]:
        rows = [(name.replace("_", " "), _said(value)) for name, value in values["plan"].items()]
        body += f"<h3>Plan</h3>\n{Table(('', ''), rows).as_html()}"
    return body


def _epochs(history: Sequence[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in history for name in row))
    head = [name.replace("_", " ") for name in names]
    return Table(head, [[_said(row.get(name)) for name in names] for row in history]).as_html()


def _said(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
