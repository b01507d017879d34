"""How long a frame takes from its capture to its painted overlay, in the real window."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.benchmarks.measure import Ratio

DIGITS = 10
FRAME_MS = 1000 / 30
BUSY_LIMIT = 3.0
MEDIAN_LIMIT = 1.0
SHOWN_LIMIT = 0.9
"""Of the frames with an overlay: those that are passed over are not late in any figure."""


def latency_ratios() -> Iterator[Ratio]:
    """Overlays' age when they are painted: one core busy elsewhere beside an idle machine."""
    if not hasattr(os, "sched_setaffinity"):
        return
    rounds = _measured()
    read = {measured["digits"] for each in rounds for measured in each.values()}
    if read != {DIGITS}:
        raise SystemExit(f"Of the {DIGITS} digits of the benchmark's page {read} were read.")

    def late_ms(kind: str, percentile: float) -> float:
        rounds_ms = [np.percentile(each[kind]["overlays_ms"], percentile) for each in rounds]
        return float(np.median(rounds_ms))

    def shown(kind: str) -> float:
        painted = sum(len(each[kind]["overlays_ms"]) for each in rounds)
        return painted / sum(each[kind]["given"] for each in rounds)

    yield Ratio(
        "capture to overlay, 99th percentile: one core busy / idle",
        late_ms("busy", 99), late_ms("idle", 99), BUSY_LIMIT,
    )  # fmt: skip
    yield Ratio(
        "capture to overlay, median / one frame's time", late_ms("idle", 50), FRAME_MS, MEDIAN_LIMIT
    )
    yield Ratio(
        "capture to overlay, median with one core busy / one frame's time",
        late_ms("busy", 50), FRAME_MS, MEDIAN_LIMIT,
    )  # fmt: skip
    yield Ratio(
        "share of frames whose overlay was painted: one core busy / idle",
        shown("busy"), shown("idle"), SHOWN_LIMIT, "of all", is_least=True,
    )  # fmt: skip


def _measured() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            **{f"XDG_{name}_HOME": home for name in ("CONFIG", "DATA", "CACHE", "STATE")},
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.latency_window"],
            env=environment, capture_output=True, text=True, timeout=600, check=True,
        )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])
