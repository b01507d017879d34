"""What a soak measures, and whether it stays flat."""

from __future__ import annotations

import ctypes
import gc
import itertools
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

WARM_UP_SHARE = 0.25
"""Of the samples at rest: what is made once (fonts, pools of threads, caches) is made in these."""
LEAST_RESTS = 6
"""Fewer samples at rest after the warm-up say nothing: the course is printed without a verdict."""
MEMORY_LIMIT_MB = 12.0
"""Within ten minutes. The window at rest holds 219 to 236 MB by turns, as the holes between what
is held fall; through the 14 samples of ten minutes in any other order, the slope made up to 8.5.
If each of the ten sources of a round left but one frame behind, it were 250."""
MEMORY_LIMIT_MB_PER_HOUR = 20.0
"""Over an hour, where the same noise makes less than 4; after a working day the window then
holds less than twice what it began with. Measured were 1.3 MB an hour."""
PAGE_MB = 4096 / 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """The process at one moment.

    Attributes:
        at_s: Since the start of the soak.
        memory_mb: Resident.
        threads: Those of all libraries too.
        handles: Open files, sockets, pipes.
        qt_objects: Below the window, with all widgets.
        python_objects: Those that the garbage collector follows.
    """

    at_s: float
    memory_mb: float
    threads: int
    handles: int
    qt_objects: int = 0
    python_objects: int = 0


def measured(at_s: float, qt_objects: int = 0) -> Sample:
    """The process as it is; read from Linux' /proc."""
    this = Path("/proc/self")
    pages = int((this / "statm").read_text().split()[1])
    return Sample(
        at_s,
        pages * PAGE_MB,
        len(list((this / "task").iterdir())),
        len(list((this / "fd").iterdir())),
        qt_objects,
        len(gc.get_objects()),
    )


def give_back_memory() -> None:
    """Collects garbage, and has the C library return what is free.

    What the allocator keeps for later goes up and down by tens of megabytes with the frames
    of the moment; what is left is held by somebody, or by the holes between what is held.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


@dataclass(frozen=True, slots=True)
class Course:
    """How one figure went, from the warm-up's end to the end.

    Attributes:
        name: Of the figure.
        first: Median of the first third.
        last: Median of the last third.
        spread: From the least to the most.
        slope: Growth an hour, the median of the slopes between any two samples (Theil 1950,
            Sen 1968), which single samples that stand out do not move.
        grown: What is held against `limit`.
        limit: The most that it may grow; None where it is only shown.
    """

    name: str
    first: float
    last: float
    spread: float
    slope: float
    grown: float
    limit: float | None

    @property
    def is_leak(self) -> bool:
        return self.limit is not None and self.grown > self.limit


def steady_part(rests: Sequence[Sample]) -> Sequence[Sample]:
    """The samples at rest after the warm-up."""
    return rests[max(1, round(WARM_UP_SHARE * len(rests))) :]


def courses(rests: Sequence[Sample]) -> list[Course]:
    """How each figure went, from samples that were taken at rest after the warm-up."""
    hours = (rests[-1].at_s - rests[0].at_s) / 3600
    found = []
    for field in fields(Sample)[1:]:
        values = [float(getattr(rest, field.name)) for rest in rests]
        third = max(1, len(values) // 3)
        first, last = values[:third], values[-third:]
        slope = _slope([rest.at_s / 3600 for rest in rests], values)
        if field.name == "memory_mb":
            # Over ten minutes the holes between what is held decide, over an hour the slope.
            grown, limit = slope * hours, max(MEMORY_LIMIT_MB, MEMORY_LIMIT_MB_PER_HOUR * hours)
        else:
            # A leak lifts what is there at the least over what there was at the most.
            grown = max(0.0, min(last) - max(first))
            limit = None if field.name == "python_objects" else 0
        found.append(
            Course(
                field.name.replace("_mb", " [MB]").replace("_", " "),
                statistics.median(first),
                statistics.median(last),
                max(values) - min(values),
                slope,
                grown,
                limit,
            )
        )
    return found


def _slope(times: Sequence[float], values: Sequence[float]) -> float:
    pairs = itertools.combinations(zip(times, values, strict=True), 2)
    slopes = [(later[1] - first[1]) / (later[0] - first[0]) for first, later in pairs]
    return statistics.median(slopes) if slopes else 0.0


def table(found: Sequence[Course]) -> str:
    """The courses for people."""
    lines = [f"{'at rest':<16}{'first':>9}{'last':>9}{'spread':>9}{'per hour':>10}{'grown':>8}  "]
    for one in found:
        verdict = "" if one.limit is None else "LEAK" if one.is_leak else "flat"
        limit = "" if one.limit is None else f"at most {one.limit:g}"
        lines.append(
            f"{one.name:<16}{one.first:>9.1f}{one.last:>9.1f}{one.spread:>9.1f}"
            f"{one.slope:>10.1f}{one.grown:>8.1f}  {verdict:<5} {limit}"
        )
    return "\n".join(lines)
