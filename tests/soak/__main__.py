"""Uses the real window for minutes or hours, and looks whether memory, threads and files stay flat.

`make soak` runs ten minutes of it, `make soak ARGS="--minutes 60"` an hour. Streams come and go,
cameras are unplugged, recognisers are slow or die, models and sources change, panels and dialogs
open and close, digits are corrected and undone. After each round of all acts the window comes to
rest with one picture; from one rest to the next, nothing may have grown. The exit status is 1 if
something did. Nothing of the user is read or written.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.soak.figures import (
    LEAST_RESTS,
    Course,
    Sample,
    courses,
    give_back_memory,
    measured,
    steady_part,
    table,
)

SAMPLE_EVERY_MS = 3000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="make soak")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default 10)")
    parser.add_argument("--rounds", type=int, help="end after so many rounds of all acts")
    parser.add_argument("--pace", type=float, default=1.0, help="share of the time between acts")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the acts")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="digitlens-soak-") as home:
        _leave_the_user_alone(Path(home))
        return soak(options, Path(home))


def _leave_the_user_alone(home: Path) -> None:
    """Gives this process folders of its own; before anything of Qt is imported."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        folder = home / name.lower()
        folder.mkdir()
        os.environ[f"XDG_{name}_HOME"] = str(folder)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def soak(options: argparse.Namespace, home: Path) -> int:
    """Runs it and tells what it found."""
    from PyQt6.QtCore import QTimer

    from desktop_app.problems import stop_log
    from tests.soak.acts import Acts
    from tests.soak.world import made_world, qt_objects

    started_s = time.monotonic()

    def at_s() -> float:
        return time.monotonic() - started_s

    with made_world(home) as world:
        acts = Acts(world, options.seed, options.pace)
        samples: list[Sample] = []
        rests: list[Sample] = []
        timer = QTimer()
        timer.timeout.connect(lambda: samples.append(measured(at_s(), qt_objects(world.window))))
        timer.start(SAMPLE_EVERY_MS)
        while not _is_over(options, len(rests), at_s()):
            acts.do_round(_never if options.rounds else lambda: at_s() > 60 * options.minutes)
            acts.come_to_rest()
            give_back_memory()
            rests.append(measured(at_s(), qt_objects(world.window)))
            _tell(len(rests), rests[-1])
        timer.stop()
    stop_log()
    steady = steady_part(rests)
    found = courses(steady) if len(steady) >= LEAST_RESTS else []
    _tell_all(samples, acts, found)
    if options.json:
        document = {
            "seconds": at_s(),
            "rounds": len(rests),
            "acts": acts.done,
            "came": acts.came,
            "missed": acts.missed,
            "rests": [asdict(one) for one in rests],
            "samples": [asdict(one) for one in samples],
            "courses": [asdict(one) | {"is_leak": one.is_leak} for one in found],
        }
        options.json.write_text(json.dumps(document, indent=1))
    return int(any(one.is_leak for one in found))


def _never() -> bool:
    return False


def _is_over(options: argparse.Namespace, rounds: int, at_s: float) -> bool:
    if options.rounds:
        return rounds >= options.rounds
    return at_s > 60 * options.minutes


def _tell(number: int, rest: Sample) -> None:
    print(
        f"{rest.at_s:7.0f} s  round {number:3d}  {rest.memory_mb:7.1f} MB  "
        f"{rest.threads:3d} threads  {rest.handles:3d} handles  {rest.qt_objects:5d} Qt objects  "
        f"{rest.python_objects:7d} Python objects",
        flush=True,
    )


def _tell_all(samples: list[Sample], acts: Any, found: list[Course]) -> None:
    done, came, missed = (getattr(acts, name) for name in ("done", "came", "missed"))
    print(f"\n{sum(done.values())} acts: " + _listed(done))
    print("came: " + _listed(came))
    print("waited for in vain: " + (_listed(missed) or "nothing"))
    if samples:
        _tell_range("memory while at work [MB]", samples, lambda one: one.memory_mb)
        _tell_range("threads while at work", samples, lambda one: one.threads)
        _tell_range("handles while at work", samples, lambda one: one.handles)
    if found:
        print("\n" + table(found))
    else:
        print(f"\nToo short for a verdict: it takes {LEAST_RESTS} rests after the warm-up.")


def _tell_range(name: str, samples: list[Sample], figure: Callable[[Sample], float]) -> None:
    values = sorted(figure(one) for one in samples)
    print(f"{name}: {values[0]:.0f} to {values[-1]:.0f}, median {values[len(values) // 2]:.0f}")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
