"""Two things timed in turn, and their ratio."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ratio:
    """How much one thing costs beside another.

    Attributes:
        name: What is measured.
        measured, yardstick: Medians of both, in `unit`.
        limit: What the ratio is meant to stay below.
        is_least: Whether it is meant to stay above instead.
    """

    name: str
    measured: float
    yardstick: float
    limit: float
    unit: str = "ms"
    is_least: bool = False

    @property
    def value(self) -> float:
        return self.measured / self.yardstick

    @property
    def is_missed(self) -> bool:
        return self.value < self.limit if self.is_least else self.value > self.limit

    def __str__(self) -> str:
        verdict = "MISSED" if self.is_missed else "ok"
        limit = "at least" if self.is_least else "limit"
        return (
            f"{self.name:<58} {self.value:6.2f}  ({limit} {self.limit:g}, "
            f"{self.measured:.3g} / {self.yardstick:.3g} {self.unit})  {verdict}"
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name, "ratio": round(self.value, 3), "limit": self.limit,
            "measured": self.measured, "yardstick": self.yardstick, "unit": self.unit,
            "is_least": self.is_least,
        }  # fmt: skip


def timed_in_turn(
    first: Callable[[], Any], second: Callable[[], Any], *, rounds: int = 300, warm_up: int = 10
) -> tuple[float, float]:
    """Median times of two calls in milliseconds, taken in turn so that both see the same noise.

    Counted is the time that this thread had a core, for both work in one thread: what else
    the machine does meanwhile is not their cost.
    """
    for _ in range(warm_up):
        first()
        second()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, taken in zip((first, second), times, strict=True):
            started = time.thread_time()
            call()
            taken.append(time.thread_time() - started)
    return median_ms(times[0]), median_ms(times[1])


def median_ms(seconds: Sequence[float]) -> float:
    return 1000 * statistics.median(seconds)
