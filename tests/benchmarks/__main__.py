"""Speed, start-up, memory, latency and stalls as ratios measured side by side: `make bench`.

Absolute times depend on the machine and its mood; ratios of two things timed
in turn in one run hardly do.
"""

import argparse
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Ratio
from tests.benchmarks.results import PARTS, Run, machine, part_figures, publish, save_run

LEAST_F1 = 0.95
"""Of the photographs, as `tests/test_end_to_end.py` wants it."""

MEASURED_HERE = tuple(
    part.name
    for part in PARTS
    if importlib.util.find_spec(f"tests.benchmarks.{part.name}") is not None
)


def main() -> int:
    options = _options()
    run: Run = {"machine": machine(), "parts": {}}
    missed = False
    for name in options.only or ([] if options.also else MEASURED_HERE):
        ratios = []
        for ratio in _ratios(name, options.runs):
            print(ratio, flush=True)
            ratios.append(ratio)
        if ratios:
            missed |= any(ratio.is_missed for ratio in ratios)
            run["parts"][name] = part_figures(ratios)
    for name, path in options.also or ():
        run["parts"][name] = part_figures(_read_ratios(path))
    if not options.only and not options.also and (truth := os.environ.get("DIGITLENS_PHOTOS")):
        run["photographs"] = _photographs(truth)
        print(f"F1 of the same build on photographs: {run['photographs']['f1']:.3f}", flush=True)
        missed |= run["photographs"]["f1"] < LEAST_F1
    save_run(run, options.json)
    print(f"The figures are in {options.json}.")
    if options.docs:
        publish(run)
    return int(missed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, prog="make bench", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--json", type=Path, default=Path("build/bench.json"),
        help="file for all results (default build/bench.json)",
    )  # fmt: skip
    parser.add_argument("--runs", type=int, default=5, help="starts of each process (default 5)")
    parser.add_argument("--only", action="append", choices=MEASURED_HERE, help="measure this part")
    parser.add_argument(
        "--also", action="append", type=_part_and_file, metavar="PART=FILE",
        help="take over what another tool measured of a part: a list of ratios in JSON;\n"
        "then only the parts given by --only are measured",
    )  # fmt: skip
    parser.add_argument(
        "--docs", action="store_true",
        help="put the figures into docs/speed.json and docs/speed.md too;\n"
        "what is not measured now stays as it was",
    )  # fmt: skip
    return parser.parse_args()


def _ratios(name: str, runs: int) -> Iterator[Ratio]:
    measure = getattr(importlib.import_module(f"tests.benchmarks.{name}"), f"{name}_ratios")
    return measure(runs) if name == "start" else measure()


def _part_and_file(text: str) -> tuple[str, Path]:
    name, _, path = text.partition("=")
    if name not in {part.name for part in PARTS} or not path:
        raise argparse.ArgumentTypeError(f"expected PART=FILE, got {text!r}")
    return name, Path(path)


def _read_ratios(path: Path) -> list[Ratio]:
    values = json.loads(path.read_text(encoding="utf-8"))
    fields = ("name", "measured", "yardstick", "limit", "unit", "is_least")
    return [Ratio(**{key: one[key] for key in fields if key in one}) for one in values]


def _photographs(truth: str) -> dict[str, Any]:
    """How well the program reads photographs, by its own command."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "desktop_app", "evaluate", "--photos", truth,
             "--report", folder],
            stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        figures = json.loads((Path(folder) / "figures.json").read_text())["Photographs"]
    kept = ("photos", "wanted", "f1", "negatives", "false_per_negative")
    return {key: figures[key] for key in kept} | {"limit": LEAST_F1}


if __name__ == "__main__":
    sys.exit(main())
