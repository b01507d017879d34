"""The real window at 30 frames a second, in a process of its own that `latency.py` starts.

It prints one JSON object: for each round, on an idle machine and with one core
busy elsewhere, how long frames took from their capture to their painted overlay.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from PyQt6.QtCore import QEventLoop, QTimer
from PyQt6.QtGui import QPaintEvent

from desktop_app.app import make_application
from desktop_app.live.choice import SourceChoice
from desktop_app.live.video_view import VideoView
from desktop_app.main_window import MainWindow
from desktop_app.settings.store import Settings
from desktop_app.theme import apply_theme
from model.store import ModelStore
from tests.benchmarks.moving_page import MovingPage

SIZE = (720, 1280)
LINES = ("12345", "67890")
HEIGHT_PX = 79
SETTLE_S = 1.0
"""After the other core became busy or idle, what was read before is over."""
KINDS = ("idle", "busy")

_BUSY = "while True: pass"


@dataclass
class Painted:
    """What was painted in one round.

    Attributes:
        overlays_ms: From the capture of a frame to the end of the first painting of its overlay.
        frames_ms: From the capture of a frame to the end of its own first painting.
        digits: How many digits each reading had.
    """

    overlays_ms: dict[int, float] = field(default_factory=dict)
    frames_ms: dict[int, float] = field(default_factory=dict)
    digits: list[int] = field(default_factory=list)


class Watch:
    """Looks on the clock whenever the view was painted."""

    def __init__(self, window: MainWindow) -> None:
        self.painted = Painted()
        self._window = window
        paint = VideoView.paintEvent

        def painted(view: VideoView, event: QPaintEvent | None) -> None:
            paint(view, event)
            self._note()

        VideoView.paintEvent = painted

    def _note(self) -> None:
        now_s = time.monotonic()
        session, painted = self._window.session, self.painted
        frame, reading = session.frame, session.recognition
        if frame is not None:
            painted.frames_ms.setdefault(frame.index, 1000 * (now_s - frame.captured_at_s))
        if reading is None or self._window.view.overlay_opacity <= 0:
            return
        if reading.frame.index not in painted.overlays_ms:
            late_ms = 1000 * (now_s - reading.frame.captured_at_s)
            painted.overlays_ms[reading.frame.index] = late_ms
            painted.digits.append(len(reading.digits))


@contextlib.contextmanager
def busy_core() -> Iterator[subprocess.Popen[bytes]]:
    """One core computes for somebody else: the process that does it, until the end."""
    child = subprocess.Popen([sys.executable, "-c", _BUSY])
    try:
        os.sched_setaffinity(child.pid, {max(os.sched_getaffinity(0))})
        yield child
    finally:
        child.kill()
        child.wait()


def measured(watch: Watch, source: MovingPage, kind: str, seconds: float) -> dict[str, object]:
    with busy_core() if kind == "busy" else contextlib.nullcontext():
        wait(SETTLE_S)
        painted = watch.painted = Painted()
        given = source.count
        wait(seconds)
    return {
        "overlays_ms": list(painted.overlays_ms.values()),
        "frames_ms": list(painted.frames_ms.values()),
        "digits": float(np.median(painted.digits)),
        "given": source.count - given,
    }


def wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each kind in each round")
    options = parser.parse_args()
    source = MovingPage(LINES, HEIGHT_PX, SIZE)
    choice = SourceChoice(source.name, lambda: source, is_live=True)
    app, _ = make_application([])
    settings = Settings()
    apply_theme(app, settings.get("appearance.theme"))
    window = MainWindow(settings, ModelStore(), list_cameras=tuple, demo=lambda: choice)
    watch = Watch(window)
    window.show()
    while window.session.recognition is None or not window.session.recognition.digits:
        wait(0.05)
    wait(2 * SETTLE_S)  # the first readings take longer
    rounds = []
    for number in range(options.rounds):
        # Neither kind always comes after the other.
        kinds = KINDS if number % 2 == 0 else KINDS[::-1]
        rounds.append({kind: measured(watch, source, kind, options.seconds) for kind in kinds})
    window.close()
    print(json.dumps(rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
