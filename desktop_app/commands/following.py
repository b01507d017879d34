"""A source read without a window: its frames as they come, and what changes in what is read."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError

if TYPE_CHECKING:
    from desktop_app.commands.readout import Readout
    from vision.frame import Frame
    from vision.sources import FrameSource

STEADY_S = 0.2
"""A reading that lasted this long is told; shorter ones are mostly a hand or a blur."""
JOIN_S = 2.0
LOOK_EVERY_S = 0.5


TimedFrames = Generator[tuple[float, "Frame"], None, None]


def frames_of(source: FrameSource, seconds: float | None = None) -> TimedFrames:
    """The frames of a source with their times in seconds, the first at 0.

    Every frame of a file is given, as fast as it is taken. Of a camera or
    stream the newest is given, read in a thread of its own, so that neither a
    slow reader nor a blocked device makes frames old or hinders an interrupt.
    A camera or stream that is lost is waited for, and stderr told.

    Args:
        source: Not yet opened; closed at the end.
        seconds: When to end although the source goes on; None for never.

    Raises:
        CommandError: The source cannot be opened, or a file cannot be read to its end.
    """
    most_s = math.inf if seconds is None else seconds
    return _newest_frames(source, most_s) if source.is_live else _all_frames(source, most_s)


def _all_frames(source: FrameSource, most_s: float) -> TimedFrames:
    from vision.sources import SourceError

    started_s = time.monotonic()
    try:
        source.open()
        try:
            time_s = 0.0
            while time_s < most_s and (frame := source.read()) is not None:
                yield time_s, replace(frame, captured_at_s=started_s + time_s)
                time_s += source.frame_interval_s
        finally:
            source.close()
    except SourceError as error:
        raise CommandError(str(error)) from error


def _newest_frames(source: FrameSource, most_s: float) -> TimedFrames:
    from desktop_app.live.capture import Capture, CaptureState
    from desktop_app.live.slot import LatestSlot

    slot: LatestSlot[Frame] = LatestSlot()
    capture = Capture(source, slot.put, status_changed=slot.wake)
    capture.start()
    began_s = time.monotonic()
    first_s: float | None = None
    told = ""
    try:
        while time.monotonic() - began_s < most_s:
            frame = slot.take(timeout_s=LOOK_EVERY_S)
            status = capture.status
            if frame is not None:
                if first_s is None:
                    first_s, began_s = frame.captured_at_s, time.monotonic()
                told = ""
                yield frame.captured_at_s - first_s, frame
            elif status.state is CaptureState.ENDED:
                return
            elif status.problem and (status.state is CaptureState.FAILED or first_s is None):
                raise CommandError(status.problem)
            elif status.problem and status.problem != told:
                told = status.problem
                print(f"digitlens: {told} Trying again.", file=sys.stderr, flush=True)
    finally:
        capture.stop()
        capture.join(JOIN_S)


class Changes:
    """Tells when what is read has changed for good."""

    def __init__(self, steady_s: float = STEADY_S) -> None:
        self._steady_s = steady_s
        self._told: tuple[str, ...] = ()
        self._has_told = False
        self._next: tuple[str, ...] = ()
        self._since_s = 0.0
        self._latest: Readout | None = None

    def take(self, readout: Readout, time_s: float) -> Readout | None:
        """The readout if it says something new that has lasted, else None.

        Numbers that merely change places say nothing new.
        """
        self._latest = readout
        texts = tuple(sorted(line.text for line in readout.lines))
        if texts != self._next:
            self._next, self._since_s = texts, time_s
        if texts == self._told or time_s - self._since_s < self._steady_s:
            return None
        self._told, self._has_told = texts, True
        return readout

    def last(self) -> Readout | None:
        """At the end: the last readout if nothing was told so far."""
        return None if self._has_told else self._latest
