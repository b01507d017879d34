"""What is measured while a source is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiveNumbers:
    """What the status bar shows.

    Attributes:
        size: Width and height of the frame, None before the first.
        per_second: Measured frame rate.
        latency_ms: From a frame to its reading, None before the first.
        dropped: Frames passed over by the recognition.
    """

    size: tuple[int, int] | None
    per_second: float
    latency_ms: float | None
    dropped: int
