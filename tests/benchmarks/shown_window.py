"""The real window on a source of 1920x1080, in a process of its own that `window.py` starts.

It prints one JSON object: for each kind of reading, and each round, what was
measured. The kinds take turns in one window, so that all see the same noise.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass, field

import numpy as np
from PyQt6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer

from desktop_app.app import make_application
from desktop_app.live.choice import SourceChoice
from desktop_app.live.recognition import FrameReader, Readers, make_readers
from desktop_app.main_window import MainWindow
from desktop_app.settings.store import Settings
from desktop_app.theme import apply_theme
from desktop_app.training.child import TrainingChild
from model.choices import TrainingPlan
from model.store import ModelStore
from tests.benchmarks.moving_page import MovingPage
from vision.frame import Frame
from vision.reading import Classifier, Recognition

SIZE = (1080, 1920)
LINES = ("12345", "67890", "24680", "13579")
HEIGHT_PX = 100
TICK_MS = 5
SETTLE_S = 1.0
"""After another kind of reading began, what the one before left is over."""
SLOW_S = 0.5
KINDS = ("off", "on", "slow")
TRAINING_KINDS = ("on", "training")


class Reader:
    """Reads as the project does, or nothing, or as the project does but slowly.

    Attributes:
        kind: One of `KINDS` or `TRAINING_KINDS`.
        held: The frames it holds: the one it reads and the one that it read before.
        digits: How many digits were read in each frame.
    """

    def __init__(self, real: FrameReader, classifier: Classifier) -> None:
        self.classifier = classifier
        self.confidence_threshold = 0.0
        self.kind = "off"
        self.held: tuple[Frame | None, Frame | None] = (None, None)
        self.digits: list[int] = []
        self._real = real

    def read(self, frame: Frame) -> Recognition:
        self.held = (frame, self.held[0])
        kind, started_s = self.kind, time.monotonic()
        if kind == "off":
            return Recognition(frame, (), (), (), 0.0)
        self._real.classifier = self.classifier
        self._real.confidence_threshold = self.confidence_threshold
        recognition = self._real.read(frame)
        self.digits.append(len(recognition.digits))
        if kind == "slow":
            time.sleep(max(0.0, SLOW_S - (time.monotonic() - started_s)))
        return recognition


@dataclass
class Measured:
    """What was measured while one kind of reading was on.

    Attributes:
        delays_ms: How late each tick of the window's timer was. A tick that did not come at
            all, for the one before was so late, counts as late as it would have been.
        painted: Numbers of the frames that were painted.
        waiting: The most frames that waited at once.
        digits: How many digits were read in each frame.
    """

    kind: str
    seconds: float = 0.0
    delays_ms: list[float] = field(default_factory=list)
    painted: set[int] = field(default_factory=set)
    waiting: int = 0
    digits: list[int] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        percentiles = np.percentile(self.delays_ms, (50, 90, 99, 100)).tolist()
        return {
            **asdict(self),
            "delays_ms": dict(zip(("50", "90", "99", "100"), percentiles, strict=True)),
            "painted": len(self.painted),
        }


class Watch(QObject):
    """Watches the window's event loop, and what its picture shows."""

    def __init__(self, window: MainWindow, source: MovingPage) -> None:
        super().__init__()
        self._window = window
        self._source = source
        self.reader: Reader | None = None
        self._measured: Measured | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._ticked_s = 0.0
        window.view.installEventFilter(self)

    def measure(self, kind: str, seconds: float) -> Measured:
        assert self.reader is not None
        self.reader.kind = kind
        _wait(SETTLE_S)
        self.reader.digits.clear()
        measured = self._measured = Measured(kind)
        started_s = self._ticked_s = time.perf_counter()
        self._timer.start()
        _wait(seconds)
        self._timer.stop()
        self._measured = None
        measured.seconds = time.perf_counter() - started_s
        measured.digits = list(self.reader.digits)
        return measured

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        frame, measured = self._window.session.frame, self._measured
        if measured and frame and event is not None and event.type() == QEvent.Type.Paint:
            measured.painted.add(frame.index)
        return False

    def _tick(self) -> None:
        now_s = time.perf_counter()
        late_ms = 1000 * (now_s - self._ticked_s) - TICK_MS
        self._ticked_s = now_s
        if self._measured is None:
            return
        self._measured.delays_ms.append(max(0.0, late_ms))
        while (late_ms := late_ms - TICK_MS) > 0:
            self._measured.delays_ms.append(late_ms)
        self._measured.waiting = max(self._measured.waiting, self._waiting())

    def _waiting(self) -> int:
        """Frames that are held though they are not being read and older ones not shown."""
        assert self.reader is not None
        given = set(self._source.given)
        session = self._window.session
        used = {frame.index for frame in self.reader.held if frame}
        if session.recognition is not None:
            used.add(session.recognition.frame.index)
        # The newest may be shown and wait to be read as well.
        if session.frame is not None and session.frame.index < max(given):
            used.add(session.frame.index)
        return len(given - used)


class Training:
    """A real training in a child process, which goes on or waits."""

    def __init__(self) -> None:
        self._child = TrainingChild()
        self._child.start(
            TrainingPlan(data="strokes", epochs=1000, patience=1000, use_samples=False)
        )
        # Preparing digits and importing are a small part of a training.
        self._until("batch")

    def set_running(self, is_running: bool) -> None:
        if self._child.is_paused == is_running:
            (self._child.resume if is_running else self._child.pause)()
            self._until("resumed" if is_running else "paused")

    def stop(self) -> None:
        self._child.stop_now()

    def _until(self, name: str) -> None:
        loop = QEventLoop()
        self._child.event_received.connect(
            lambda event: loop.quit() if event["event"] == name else None
        )
        self._child.ended.connect(loop.quit)
        loop.exec()
        if not self._child.running:
            raise SystemExit(f"The training of the benchmark ended: {self._child.last_words}")


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each kind in each round")
    parser.add_argument("--panels", action="store_true", help="show all panels")
    parser.add_argument("--training", action="store_true", help="beside a training, and without")
    options = parser.parse_args()
    source = MovingPage(LINES, HEIGHT_PX, SIZE)
    choice = SourceChoice(source.name, lambda: source, is_live=True)
    readers: list[Reader] = []

    def switched(classifier: Classifier) -> Readers:
        real = make_readers(classifier)
        live, single = Reader(real.live, classifier), Reader(real.single, classifier)
        readers.append(live)
        return Readers(live=live, single=single, forget=real.forget, adopt=real.adopt)

    app, _ = make_application([])
    settings = Settings()
    apply_theme(app, settings.get("appearance.theme"))
    window = MainWindow(
        settings, ModelStore(), list_cameras=tuple, make_readers=switched, demo=lambda: choice
    )
    window.show()
    if options.panels:
        for toggle in window.panels.toggles:
            toggle.setChecked(True)
    watch = Watch(window, source)
    while not readers or window.session.frame is None:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    watch.reader = readers[0]
    every = TRAINING_KINDS if options.training else KINDS
    training = Training() if options.training else None
    for kind in every:
        watch.measure(kind, 1.0)  # the first readings take longer
    rounds = []
    for number in range(options.rounds):
        measured = {}
        # No kind always comes after the same other.
        for kind in every if number % 2 == 0 else every[::-1]:
            if training is not None:
                training.set_running(kind == "training")
            measured[kind] = watch.measure(kind, options.seconds).to_json()
        rounds.append(measured)
    if training is not None:
        training.stop()
    window.close()
    print(json.dumps(rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
