"""Start-up and memory of the window beside a process that imports TensorFlow."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Ratio

START_LIMIT = 0.35
MEMORY_LIMIT = 0.35

# Both print when they were ready, on the clock that the parent reads too, and their memory.
_RESULT = """
import json, time
now = time.monotonic()
resident = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(json.dumps({"ready_s": now, "resident_kb": int(resident.split()[1])}), flush=True)
"""

_TENSORFLOW = "import tensorflow\n" + _RESULT

# What the command `digitlens` does, with a look at the window as it is shown. It is a window
# of its own, whatever others this user has open.
_WINDOW = """
import sys
from desktop_app.cli import main
from desktop_app.demo import demo_path
from desktop_app.main_window import MainWindow
from PyQt6.QtCore import QEvent, QObject, QTimer

class FirstFrame(QObject):
    def __init__(self, window):
        super().__init__(window)
        self.window, self.ready_s = window, None
        window.view.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.window.session.frame is not None:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.note)
        return False

    def note(self):
        import time
        self.ready_s = time.monotonic()
        self.wait_for_reading()

    def wait_for_reading(self):
        # Memory is taken later, when the classifier is loaded and digits are read.
        recognition = self.window.session.recognition
        if recognition is None or not recognition.digits:
            QTimer.singleShot(50, self.wait_for_reading)
            return
        import json
        resident = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
        figures = {"ready_s": self.ready_s, "resident_kb": int(resident.split()[1])}
        print(json.dumps(figures), flush=True)
        self.window.close()

show = MainWindow.show

def watched_show(window):
    window.first = FirstFrame(window)
    show(window)

MainWindow.show = watched_show
sys.exit(main(["--new-window", str(demo_path())]))
"""


def start_ratios(runs: int) -> Iterator[Ratio]:
    """Time to the first painted frame and memory while reading, over TensorFlow's import."""
    if not Path("/proc/self/status").exists():
        return
    window: list[tuple[float, float]] = []
    tensorflow: list[tuple[float, float]] = []
    for i in range(runs + 1):
        pair = _started(_WINDOW), _started(_TENSORFLOW)
        # The first start of each reads its files from the disk; both are left out.
        if i:
            window.append(pair[0])
            tensorflow.append(pair[1])
    window_s, window_mb = (statistics.median(column) for column in zip(*window, strict=True))
    tensorflow_s, tensorflow_mb = (
        statistics.median(column) for column in zip(*tensorflow, strict=True)
    )
    yield Ratio(
        "start to the first painted frame / import tensorflow",
        window_s, tensorflow_s, START_LIMIT, "s",
    )  # fmt: skip
    yield Ratio(
        "memory of the reading window / a process with tensorflow",
        window_mb, tensorflow_mb, MEMORY_LIMIT, "MB",
    )  # fmt: skip


def _started(code: str) -> tuple[float, float]:
    """Seconds until the code says that it is ready, and its memory in MB."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            **{f"XDG_{name}_HOME": home for name in ("CONFIG", "DATA", "CACHE", "STATE")},
        }
        started_s = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment, capture_output=True, text=True, timeout=300, check=True,
        )  # fmt: skip
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return result["ready_s"] - started_s, result["resident_kb"] / 1024
