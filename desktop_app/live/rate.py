"""How fast frames come, measured: what a camera reports about itself is often wrong."""

from __future__ import annotations

import statistics
from collections import deque
from itertools import pairwise

WINDOW_S = 2.0
STALL_LEAST_S = 2.0
STALL_FRAMES = 30


class FrameRate:
    """Measures a rate from the times at which frames came.

    The rate shown is the mean over the last `WINDOW_S`. The usual interval is
    the median over the last 30 frames, so that one long gap does not count as usual.
    """

    def __init__(self) -> None:
        self._times_s: deque[float] = deque(maxlen=400)

    def tick(self, now_s: float) -> None:
        """Counts one frame."""
        self._times_s.append(now_s)

    def reset(self) -> None:
        """Forgets all frames."""
        self._times_s.clear()

    def per_second(self, now_s: float) -> float:
        """Frames a second over the last two seconds, 0.0 where there were none."""
        recent = [time_s for time_s in tuple(self._times_s) if now_s - time_s <= WINDOW_S]
        if len(recent) < 2:
            return 0.0
        # Until the next frame is due, time that has passed since the last one tells nothing.
        span_s = max(recent[-1] - recent[0], (now_s - recent[0]) * (1 - 1 / len(recent)))
        return (len(recent) - 1) / span_s if span_s > 0 else 0.0

    @property
    def usual_interval_s(self) -> float:
        """The median time between frames, 0.0 where fewer than two came."""
        times_s = tuple(self._times_s)[-STALL_FRAMES - 1 :]
        gaps_s = [later - earlier for earlier, later in pairwise(times_s)]
        return statistics.median(gaps_s) if gaps_s else 0.0

    @property
    def stall_limit_s(self) -> float:
        """How long the next frame may take before the source counts as stalled."""
        return max(STALL_LEAST_S, STALL_FRAMES * self.usual_interval_s)
