"""Reads a folder of many drawn pictures, and tells what it takes: `make many`.

Four things are tried with the real program in processes of its own: that its memory stays as it
is, that it is killed and goes on without loss, how fast a Dask cluster of one and of two workers
on this machine reads, and that a worker of it that is killed loses nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import cv2
import numpy as np
import psutil

from model.scenes import written_line
from tests.desktop_app.commands.running import DIGITLENS, cluster, started

COUNT = 10_000
FLAT_MB = 50
_SIZE = (96, 224)
_FOLDERS = 10
_LOOK_S = 0.1
_SETTLED = 0.02
"""The first memory is taken when this share of the files is read, and all libraries loaded."""


def main() -> int:
    """Measures, prints, and gives 1 where something was lost or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__, prog="make many")
    parser.add_argument("--count", type=int, default=COUNT, help="pictures (default %(default)s)")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="digitlens-many-") as folder:
        trial = Trial(Path(folder), options.count)
        trial.measure()
    if options.json:
        options.json.write_text(json.dumps(trial.figures, indent=1) + "\n", encoding="utf-8")
    return int(trial.is_missed)


class Trial:
    """The pictures, and what was measured with them.

    Attributes:
        figures: By their names.
        is_missed: Whether one of them is not as it should be.
    """

    def __init__(self, folder: Path, count: int) -> None:
        """Draws the pictures."""
        self.figures: dict[str, float] = {}
        self.is_missed = False
        self._folder = folder
        self._count = count
        self._whole: list[object] = []
        draw_pictures(folder / "photos", count)

    def measure(self) -> None:
        """All of it."""
        self._tell("pictures", self._count, "")
        for jobs in (1, 2):
            self._measure_memory(jobs)
        self._measure_kills()
        for workers in (1, 2):
            with cluster(self._folder, workers) as (address, _):
                rate = self._read(f"dask-{workers}", "--scheduler", address)
            self._tell(f"Dask, workers: {workers}", rate, "pictures a second")
        with cluster(self._folder) as (address, (first, _)):
            self._read("dask-killed", "--scheduler", address, at_half=first.kill)
        self._tell("Dask, one of two workers killed in the middle: lost or twice", 0, "pictures")

    def _measure_memory(self, jobs: int) -> None:
        memory_mb: list[float] = []
        rate = self._read(f"jobs-{jobs}", "--jobs", str(jobs), memory_mb=memory_mb)
        self._tell(f"jobs: {jobs}", rate, "pictures a second")
        first, last, most = memory_mb[0], memory_mb[-1], max(memory_mb)
        self._tell(f"jobs: {jobs}, memory at first", first, "MB")
        self._tell(f"jobs: {jobs}, memory at last", last, "MB")
        self._tell(f"jobs: {jobs}, memory at most", most, "MB")
        self._fail_if(most - first > FLAT_MB * jobs, "The memory grew.")

    def _measure_kills(self) -> None:
        """Killed at a third and at two thirds, then to the end."""
        out = self._folder / "killed.jsonl"
        for part in (1 / 3, 2 / 3):
            with self._reading(out, "--resume", "--jobs", "2") as process:
                _wait_for_rows(_Rows(out), round(part * self._count), process)
                process.send_signal(signal.SIGKILL)
        with self._reading(out, "--resume", "--jobs", "2") as process:
            process.wait()
        self._compare(out)
        self._tell("killed twice and resumed: lost or twice", 0, "pictures")

    def _read(
        self,
        name: str,
        *options: str,
        at_half: Callable[[], None] | None = None,
        memory_mb: list[float] | None = None,
    ) -> float:
        """Reads all and compares; gives pictures a second, from the first results on."""
        out = self._folder / f"{name}.jsonl"
        with self._reading(out, *options) as process:
            rows = _Rows(out)
            _wait_for_rows(rows, max(1, round(_SETTLED * self._count)), process)
            started_s = time.monotonic()
            begun = rows.count()
            while process.poll() is None:
                # At its end the processes end one by one, which is no figure of its work.
                if memory_mb is not None and rows.count() < self._count:
                    with suppress(psutil.NoSuchProcess):  # one of them ended just now
                        memory_mb.append(_memory_mb(process.pid))
                if at_half and rows.count() >= self._count / 2:
                    at_half()
                    at_half = None
                time.sleep(_LOOK_S)
            taken_s = time.monotonic() - started_s
        self._fail_if(process.returncode != 0, f"{name} ended with {process.returncode}.")
        self._compare(out)
        return (self._count - begun) / taken_s

    @contextmanager
    def _reading(self, out: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
        command = (*DIGITLENS, "read", "photos", "--output", str(out), *options)
        # What becomes of the processes of one that is killed, Python tells on standard error.
        with started(command, cwd=self._folder, stderr=subprocess.DEVNULL) as process:
            yield process

    def _compare(self, out: Path) -> None:
        """Compares with the first run, which is compared with the pictures."""
        with out.open(encoding="utf-8") as lines:
            rows = [json.loads(line) | {"ms": 0} for line in lines]
        if not self._whole:
            found = sorted(path.relative_to(self._folder) for path in _pictures(self._folder))
            self._fail_if([row["file"] for row in rows] != [str(one) for one in found], "Lost.")
            self._whole = [hash(json.dumps(row)) for row in rows]
        same = [hash(json.dumps(row)) for row in rows] == self._whole
        self._fail_if(not same, f"{out.name} is not what the first run read.")

    def _tell(self, name: str, value: float, unit: str) -> None:
        self.figures[name] = round(value, 1)
        print(f"{name:<62} {value:8.1f} {unit}".rstrip(), flush=True)

    def _fail_if(self, is_so: bool, sentence: str) -> None:
        if is_so:
            self.is_missed = True
            print(sentence, file=sys.stderr, flush=True)


def draw_pictures(folder: Path, count: int) -> None:
    """Small pictures of four written digits each, in folders by the last figure of their number."""
    rng = np.random.default_rng(0)
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(count):
        text = "".join(str(digit) for digit in rng.integers(0, 10, 4))
        ink, _ = written_line(text, rng, height_px=40, size=_SIZE, origin=(24, 28))
        picture = folder / f"{number % _FOLDERS}" / f"{number:06}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        _, data = cv2.imencode(".png", 235 - (ink * 0.75).astype(np.uint8))
        picture.write_bytes(data.tobytes())


def _pictures(folder: Path) -> Iterator[Path]:
    return (folder / "photos").rglob("*.png")


class _Rows:
    """How many rows a file has, counted on from where it was counted before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counted = self._rows = 0

    def count(self) -> int:
        if not self._path.exists():
            return 0
        with self._path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_size < self._counted:  # what was torn is cut off
                self._counted = self._rows = 0
            stream.seek(self._counted)
            new = stream.read()
        self._counted += len(new)
        self._rows += new.count(b"\n")
        return self._rows


def _wait_for_rows(rows: _Rows, count: int, process: subprocess.Popen[bytes]) -> None:
    while rows.count() < count and process.poll() is None:
        time.sleep(_LOOK_S)


def _memory_mb(pid: int) -> float:
    """Resident memory of a process and all those it began."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return float(sum(one.memory_info().rss for one in family)) / 2**20


if __name__ == "__main__":
    sys.exit(main())
