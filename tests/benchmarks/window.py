"""Whether the window stalls: its event loop with reading on beside reading off."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.measure import Ratio

DIGITS = 20
DELAY_LIMIT = 3.0
WAITING_LIMIT = 1.0
SHOWN_LIMIT = 0.95
TRAINING_LIMIT = 0.9


def window_ratios() -> Iterator[Ratio]:
    """Delay of the event loop, frames that wait, frames shown while reading is slow, or beside
    a training."""
    rounds = _measured()
    read = statistics.median(count for each in rounds for count in each["on"]["digits"])
    if read != DIGITS:
        raise SystemExit(f"Of the {DIGITS} digits of the benchmark's page {read:g} were read.")

    def median(kind: str, figure: Any) -> float:
        return statistics.median(figure(each[kind]) for each in rounds)

    def delay_ms(measured: Any) -> float:
        return measured["delays_ms"]["99"]

    def shown(measured: Any) -> float:
        return measured["painted"] / measured["seconds"]

    yield Ratio(
        "event loop's delay, 99th percentile: reading / not reading",
        median("on", delay_ms), median("off", delay_ms), DELAY_LIMIT,
    )  # fmt: skip
    waiting = max(measured["waiting"] for each in rounds for measured in each.values())
    yield Ratio("most frames that waited at once", waiting, 1, WAITING_LIMIT, "frames")
    yield Ratio(
        "frames shown: reading in 500 ms / not reading",
        median("slow", shown), median("off", shown), SHOWN_LIMIT, "/s", is_least=True,
    )  # fmt: skip
    rounds = _measured("--training")
    yield Ratio(
        "frames shown: beside a training / without",
        median("training", shown), median("on", shown), TRAINING_LIMIT, "/s", is_least=True,
    )  # fmt: skip


def _measured(*options: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            **{f"XDG_{name}_HOME": home for name in ("CONFIG", "DATA", "CACHE", "STATE")},
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.shown_window", *options],
            env=environment, capture_output=True, text=True, timeout=600, check=True,
        )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])
