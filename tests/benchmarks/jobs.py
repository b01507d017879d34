"""What a second job does for reading many photographs: the whole command, by the clock."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Ratio
from tests.benchmarks.photo import drawn_photograph

PHOTOS = 200
LEAST_GAIN = 1.8
_PAIRS = 3
_READ = "import sys; from desktop_app.cli import main; sys.exit(main())"


def jobs_ratios() -> Iterator[Ratio]:
    """Two hundred photographs of 12 megapixels with one job and with two, in turn."""
    if (os.cpu_count() or 1) < 2:
        return
    with tempfile.TemporaryDirectory() as folder:
        photos = Path(folder, "photos")
        photos.mkdir()
        photo = drawn_photograph()
        for number in range(PHOTOS):
            (photos / f"{number:03}.jpg").write_bytes(photo)
        taken_s: dict[int, list[float]] = {1: [], 2: []}
        for pair in range(_PAIRS):
            # Each goes first in turn: what the machine does meanwhile meets both.
            for jobs in (1, 2) if pair % 2 == 0 else (2, 1):
                taken_s[jobs].append(_read_s(photos, jobs))
    one_s, two_s = (statistics.median(times) for times in taken_s.values())
    name = f"{PHOTOS} photographs of 12 megapixels: one job / two"
    yield Ratio(name, one_s, two_s, LEAST_GAIN, "s", is_least=True)


def _read_s(photos: Path, jobs: int) -> float:
    """Seconds that the command takes, from its start to its end."""
    command = [sys.executable, "-c", _READ, "read", str(photos), "--format", "json"]
    started_s = time.monotonic()
    done = subprocess.run(
        [*command, "--jobs", str(jobs)], capture_output=True, text=True, check=True, timeout=1800
    )
    if done.stdout.count('"digits"') != PHOTOS:
        raise SystemExit(f"Of {PHOTOS} photographs were not all read.")
    return time.monotonic() - started_s
