"""Work that the window's thread must not wait for, such as looking at a slow drive."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QObject

from desktop_app.live.doorbell import Doorbell

Work = Callable[[], Any]
Done = Callable[[Any], object]


class Errands(QObject):
    """Does one thing after another in a thread, and tells each result in the window's thread.

    The thread is there only while there is something to do. It is a daemon, so
    that a drive that hangs cannot keep the program from ending.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """Makes it.

        Args:
            name: Of its thread.
            parent: Its owner, which calls `stop` at the end.
        """
        super().__init__(parent)
        self._name = name
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Work, Done]] = deque()
        self._results: deque[tuple[Done, Any]] = deque()
        self._thread: threading.Thread | None = None
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._tell)

    @property
    def is_busy(self) -> bool:
        """Whether there is something to do."""
        with self._lock:
            return self._thread is not None

    def run(self, work: Work, done: Done) -> None:
        """Does something when all before is done.

        Args:
            work: Called in the thread. What it raises is reported as a bug.
            done: Called in the window's thread with what `work` gave.
        """
        with self._lock:
            self._waiting.append((work, done))
            if self._thread is None:
                self._thread = threading.Thread(target=self._go, name=self._name, daemon=True)
                self._thread.start()

    def stop(self, wait_s: float = 0.0) -> None:
        """Tells no result any more, and waits so long for what is being done."""
        self._doorbell.silence()
        ends_at_s = time.monotonic() + wait_s
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(max(0.0, ends_at_s - time.monotonic()))

    def _go(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                work, done = self._waiting.popleft()
            try:
                self._results.append((done, work()))
            except Exception:
                # The next errand is to be done all the same.
                sys.excepthook(*sys.exc_info())
            self._doorbell.ring()

    def _tell(self) -> None:
        while self._results:
            done, result = self._results.popleft()
            done(result)
