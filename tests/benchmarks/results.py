"""Figures of a run of the benchmarks: as JSON, and as the table of `docs/speed.md`."""

import datetime
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2

from tests.benchmarks.measure import Ratio

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "speed.md"
FIGURES = ROOT / "docs" / "speed.json"

Run = dict[str, Any]
"""What is written as JSON: "machine"; "parts", by name; "photographs", how well the same build
reads those; and "profile", where the time of a frame goes."""


@dataclass(frozen=True)
class Part:
    """A group of figures that are measured together.

    Attributes:
        name: As `make bench` is told.
        title: Above its rows in the table.
        command: What measures it; by default `make bench` with this part alone.
    """

    name: str
    title: str
    command: str = ""

    @property
    def shown_command(self) -> str:
        return self.command or f'make bench ARGS="--only {self.name}"'


PARTS = (
    Part("reading", "Reading a frame"),
    Part("sample", "Beside the sample that comes with OpenCV", "make sample"),
    Part("start", "Starting the window"),
    Part("photo", "Reading a photograph"),
    Part("jobs", "Reading many photographs"),
    Part("training", "Training"),
    Part("latency", "From a frame's capture to its painted overlay"),
    Part("window", "The window beside other work"),
)


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "opencv": cv2.__version__,
    }


def part_figures(ratios: Iterable[Ratio]) -> dict[str, Any]:
    """What was measured of one part just now."""
    return {
        "measured_on": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "build": _build(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "results": [ratio.to_json() | {"is_met": not ratio.is_missed} for ratio in ratios],
    }


def with_run(before: Run, run: Run) -> Run:
    """A run's figures, and of those before what it did not measure."""
    return {**before, **run, "parts": {**before.get("parts", {}), **run["parts"]}}


def load_run(path: Path) -> Run:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"parts": {}}


def save_run(run: Run, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def table(run: Run) -> str:
    """All figures in Markdown, those missed and those not measured too."""
    lines = ["| figure | measured | limit | | both sides | command |", "|---|---|---|---|---|---|"]
    for part in PARTS:
        lines.append(f"| **{part.title}** | | | | | |")
        figures = run["parts"].get(part.name)
        if figures is None:
            lines.append(f"| not measured | – | – | – | – | `{part.shown_command}` |")
            continue
        lines += [_row(one, part.shown_command) for one in figures["results"]]
    lines.append("| **The same build reads** | | | | | |")
    lines.append(_photographs_row(run.get("photographs")))
    return "\n".join([*lines, "", _origin(run)])


def profile_table(values: Mapping[str, Mapping[str, float]], unit: str) -> str:
    """Whole numbers by row and column, in Markdown."""
    columns = list(next(iter(values.values())))
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    for name, row in values.items():
        lines.append(f"| {name} | {' | '.join(f'{row[one]:.0f}{unit}' for one in columns)} |")
    return "\n".join(lines)


def page_with(page: str, run: Run) -> str:
    """The page of `docs/speed.md` with the tables of a run in their places."""
    page = _replaced(page, "figures", table(run))
    for name, values in run.get("profile", {}).items():
        page = _replaced(page, name, profile_table(values, "" if name == "calls" else " %"))
    return page


def publish(run: Run) -> None:
    """Puts a run's figures into `docs/`, beside what it did not measure."""
    merged = with_run(load_run(FIGURES), run)
    save_run(merged, FIGURES)
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), merged), encoding="utf-8")


def _row(figure: Mapping[str, Any], command: str) -> str:
    limit = f"at least {figure['limit']:g}" if figure["is_least"] else f"{figure['limit']:g}"
    verdict = "met" if figure["is_met"] else "**missed**"
    sides = f"{figure['measured']:.3g} / {figure['yardstick']:.3g} {figure['unit']}"
    name = figure["name"].replace("|", "/")
    return f"| {name} | {figure['ratio']:.2f} | {limit} | {verdict} | {sides} | `{command}` |"


def _photographs_row(figures: Mapping[str, Any] | None) -> str:
    command = "`digitlens evaluate --photos TRUTH`"
    if figures is None:
        return f"| photographs, F1 | – | – | – | – | {command} |"
    what = f"{figures['photos']} photographs with {figures['wanted']} digits, F1"
    verdict = "met" if figures["f1"] >= figures["limit"] else "**missed**"
    false, negatives = figures["false_per_negative"], figures["negatives"]
    sides = f"{false:.2f} false digits on each of {negatives} without any"
    row = (what, f"{figures['f1']:.3f}", f"at least {figures['limit']:g}", verdict, sides, command)
    return f"| {' | '.join(row)} |"


def _origin(run: Run) -> str:
    where, parts = run["machine"], run["parts"].values()
    days = sorted({part["measured_on"] for part in parts})
    builds = ", ".join(sorted({part["build"] for part in parts}))
    loads = [part["load"] for part in parts if part["load"] is not None]
    load = f"; load average {min(loads):g} to {max(loads):g}" if loads else ""
    return (
        f"Measured {' to '.join(dict.fromkeys((days[0], days[-1])))} of {builds} on "
        f"{where['cores']} cores of {where['processor']}, {where['system']}, Python "
        f"{where['python']}, OpenCV {where['opencv']}{load}."
    )


def _replaced(page: str, name: str, text: str) -> str:
    """The page with other text between two comments that name its place.

    Raises:
        ValueError: The page has no such place.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    if page.count(begin) != 1 or page.count(end) != 1:
        raise ValueError(f"The page has no place for {name}.")
    before, rest = page.split(begin)
    return f"{before}{begin}{text}\n{end}{rest.split(end)[1]}"


def _build() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "an unknown build"
    return done.stdout.strip()


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "an unknown processor"
