"""The thread that opens, reads and closes a source; nobody else touches it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop_app.live.rate import FrameRate
from vision.camera_controls import CameraState, CameraWish, TunableSource
from vision.frame import Frame
from vision.sources import FrameSource, SourceError

BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_AFTER_S = 10.0
"""A source that ran this long is no longer flapping: its next loss waits the shortest time."""
RELEASE_AFTER_S = 30.0
"""A pause longer than this gives a camera back: nobody wants its light on all day."""
TUNING_LIMIT_S = 30.0
"""So long may a driver take for another format, or for all that are tried."""
LATE_FRAMES = 5
"""A reader this many frames behind a video's clock sets the clock instead of racing after it."""


class CaptureState(StrEnum):
    """What the capture thread is doing.

    PAUSED keeps a camera open, so that it goes on at once; RELEASED has given it back.
    """

    OPENING = "opening"
    RUNNING = "running"
    RECONNECTING = "reconnecting"
    PAUSED = "paused"
    RELEASED = "released"
    ENDED = "ended"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class CaptureStatus:
    """The state of a capture.

    Attributes:
        since_s: When it came to this state, on the capture's clock.
        problem: Why it is reconnecting or failed: one sentence for the user.
        losses: How often in a row the source failed or was lost.
    """

    state: CaptureState
    since_s: float
    problem: str = ""
    losses: int = 0


class Clock(Protocol):
    """Time as the capture thread sees it; tests have one that does not wait."""

    def now(self) -> float:
        """Seconds, as `time.monotonic` counts them."""

    def wait(self, event: threading.Event, timeout_s: float | None) -> None:
        """Waits for `event`, at most so long."""


class SystemClock:
    """The real time."""

    def now(self) -> float:
        return time.monotonic()

    def wait(self, event: threading.Event, timeout_s: float | None) -> None:
        event.wait(timeout_s)


class Capture(threading.Thread):
    """Reads a source at its own rate until it ends or `stop` is called.

    A camera or stream that is lost is opened again and again, with growing
    pauses; a file that fails has failed. The thread is a daemon: a read that
    blocks for ever cannot keep the program from ending, and a capture that is
    no longer wanted is left to finish by itself.

    Attributes:
        status: What it is doing; replaced as a whole, so any thread may look.
        rate: The measured frame rate.
        last_frame_at_s: When the last frame came, or the source was opened.
        camera: What a camera really does, None where it is none or is not open.
    """

    def __init__(
        self,
        source: FrameSource,
        publish: Callable[[Frame], None],
        *,
        status_changed: Callable[[], None] = lambda: None,
        wish: CameraWish | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Prepares the thread; `start` opens the source.

        Args:
            source: Handed over: from here on only this thread calls it.
            publish: Called in this thread with each frame; must not block.
            status_changed: Called in this thread after `status` or `camera` changed.
            wish: What is asked of a camera; None leaves it as it is.
            clock: The real time by default.
        """
        super().__init__(name=f"capture of {source.name}", daemon=True)
        self.rate = FrameRate()
        self._source = source
        self._publish = publish
        self._status_changed = status_changed
        self._clock = clock or SystemClock()
        self._wake = threading.Event()
        self._is_stopping = False
        self._is_pausing = False
        self._release_at_s = 0.0
        self._is_tuning = False
        self._must_try_formats = False
        self._wish = wish
        self._asked: CameraWish | None = None
        self.camera: CameraState | None = None
        self._is_open = False
        self._opened_at_s = 0.0
        self._due_at_s: float | None = None
        self._losses = 0
        self.status = CaptureStatus(CaptureState.OPENING, self._clock.now())
        self.last_frame_at_s = self._clock.now()

    @property
    def is_pausing(self) -> bool:
        """Whether it is paused, or will be once the running read returns."""
        return self._is_pausing

    def stop(self) -> None:
        """Asks the thread to release the source and end; does not wait for it."""
        self._is_stopping = True
        self._wake.set()

    def pause(self) -> None:
        """Asks the thread to rest: a file keeps its place, a camera is open for a while yet."""
        self._release_at_s = self._clock.now() + RELEASE_AFTER_S
        self._is_pausing = True
        self._wake.set()

    def release(self) -> None:
        """Asks the thread to rest and to give a live source back at once."""
        self._release_at_s = float("-inf")
        self._is_pausing = True
        self._wake.set()

    def resume(self) -> None:
        """Ends a pause."""
        self.last_frame_at_s = self._clock.now()
        self._is_pausing = False
        self._wake.set()

    def ask(self, wish: CameraWish) -> None:
        """Asks a camera for something else; `camera` tells what came of it."""
        self._wish = wish

    def try_formats(self) -> None:
        """Asks the thread to try what formats a camera has; `camera` tells them."""
        self._must_try_formats = True

    def retry_now(self) -> None:
        """Cuts short the wait before the next attempt."""
        self._wake.set()

    def is_stalled(self, now_s: float) -> bool:
        """Whether a read takes longer than this source's frames ever should."""
        # A video of a picture every five seconds is not late before the next is due.
        limit_s = self._source.frame_interval_s + self.rate.stall_limit_s
        if self._is_tuning:
            limit_s = max(limit_s, TUNING_LIMIT_S)
        return (
            self.status.state in (CaptureState.RUNNING, CaptureState.PAUSED)
            and not self._is_pausing
            and now_s - self.last_frame_at_s > limit_s
        )

    def run(self) -> None:
        try:
            while not self._is_stopping and self._go_on():
                pass
        except Exception:
            self._change(
                CaptureState.FAILED, f"{self._source.name} was stopped by an unexpected error."
            )
            raise
        finally:
            self._close()
            if self._is_stopping:
                self.status = CaptureStatus(CaptureState.STOPPED, self._clock.now())

    def _go_on(self) -> bool:
        """Does the next thing; False when there is nothing left to do."""
        try:
            if self._is_pausing:
                self._rest()
                return True
            if not self._is_open:
                self._open()
                return True
            self._tune()
            return self._read()
        except SourceError as error:
            return self._lost(str(error))

    def _open(self) -> None:
        if self.status.state is not CaptureState.RECONNECTING:
            self._change(CaptureState.OPENING)
        self._wake.clear()
        wish = self._wish
        if wish is not None and isinstance(self._source, TunableSource):
            self._asked = wish
            self._source.ask(wish)
        self._source.open()
        self._is_open = True
        self._opened_at_s = self.last_frame_at_s = self._clock.now()
        self._due_at_s = None
        self.rate.reset()
        self._tell_camera()

    def _tune(self) -> None:
        """Does with an open camera what was asked for since the last frame."""
        source, wish = self._source, self._wish
        must_ask = wish is not None and wish != self._asked
        if not (must_ask or self._must_try_formats) or not isinstance(source, TunableSource):
            return
        self._is_tuning = True
        try:
            if must_ask and wish is not None:
                self._asked = wish
                source.ask(wish)
            if self._must_try_formats:
                self._must_try_formats = False
                source.try_formats()
        finally:
            self.last_frame_at_s = self._clock.now()
            self._is_tuning = False
        self.rate.reset()
        self._tell_camera()

    def _tell_camera(self) -> None:
        camera = self._source.state if isinstance(self._source, TunableSource) else None
        if camera is not self.camera:  # asked for in vain, it is another one of the same values
            self.camera = camera
            self._status_changed()

    def _read(self) -> bool:
        asked_at_s = self._clock.now()
        frame = self._source.read()
        now_s = self._clock.now()
        if self._is_stopping or self._is_pausing:
            return True
        if frame is None:
            if self._source.is_live:
                raise SourceError(f"{self._source.name} stopped sending pictures.")
            self._change(CaptureState.ENDED)
            return False
        self.rate.tick(now_s)
        self.last_frame_at_s = now_s
        if self.status.state is not CaptureState.RUNNING:
            self._change(CaptureState.RUNNING)
        elif self._source.is_live and now_s - asked_at_s > self.rate.stall_limit_s:
            return True  # what a stalled read brings at last shows what is long past
        self._publish(frame)
        self._pace(now_s)
        return True

    def _pace(self, now_s: float) -> None:
        """Waits until the next frame of a video file is due."""
        interval_s = self._source.frame_interval_s
        if interval_s <= 0:
            return
        due_at_s = now_s if self._due_at_s is None else self._due_at_s
        if now_s - due_at_s > LATE_FRAMES * interval_s:
            due_at_s = now_s
        self._due_at_s = due_at_s + interval_s
        if self._due_at_s > now_s:
            self._clock.wait(self._wake, self._due_at_s - now_s)
            self._wake.clear()

    def _rest(self) -> None:
        if self._source.is_live:
            self._keep_open()
        if self._is_pausing and not self._is_stopping:
            self._change(CaptureState.RELEASED if self._source.is_live else CaptureState.PAUSED)
        while self._is_pausing and not self._is_stopping:
            self._clock.wait(self._wake, None)
            self._wake.clear()
        self._due_at_s = None
        self._losses = 0
        self.last_frame_at_s = self._clock.now()
        self.rate.reset()
        if self._is_open and not self._is_stopping:
            self._change(CaptureState.RUNNING)

    def _keep_open(self) -> None:
        """Reads and throws away, so that it can go on at once; in the end closes the source."""
        if self._is_open:
            self._change(CaptureState.PAUSED)
        try:
            while self._is_open and self._is_pausing and not self._is_stopping:
                if self._clock.now() >= self._release_at_s:
                    self._close()
                    return
                self._tune()
                if self._source.read() is None:
                    self._close()
        except SourceError:
            self._close()  # whoever goes on has it opened again, and is told then

    def _lost(self, problem: str) -> bool:
        """Waits before the next attempt at a live source; False for a file."""
        if self._is_open and self._clock.now() - self._opened_at_s >= STEADY_AFTER_S:
            self._losses = 0
        self._close()
        self._losses += 1
        if not self._source.is_live:
            self._change(CaptureState.FAILED, problem)
            return False
        self._change(CaptureState.RECONNECTING, problem)
        if not (self._is_stopping or self._is_pausing):
            self._clock.wait(self._wake, BACK_OFF_S[min(self._losses, len(BACK_OFF_S)) - 1])
        return True

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._source.close()
            self._tell_camera()

    def _change(self, state: CaptureState, problem: str = "") -> None:
        self.status = CaptureStatus(state, self._clock.now(), problem, self._losses)
        self._status_changed()
