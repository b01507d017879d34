"""What the program that started this process says to it, line by line."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_CANCELLED = 3
EXIT_ABANDONED = 4

CANCEL_GRACE_S = 4.0
"""After this long the process ends wherever it is; its files are whole or not there."""

PAUSED_EVENT_INTERVAL_S = 30.0
"""A paused process says so this often, so that it is not taken for dead."""

MAX_LINE_BYTES = 1 << 20


class Orders:
    """Waits for orders in a thread of its own; the others ask what was said."""

    def __init__(self, descriptor: int) -> None:
        """Listens to nothing yet.

        Args:
            descriptor: Of the file to read.
        """
        self._descriptor = descriptor
        self._buffer = b""
        self._changed = threading.Condition()
        self._cancelled = False
        self._paused = False

    def next_line(self) -> bytes | None:
        """The next line without its end; None where the input ends or the line is too long."""
        # Not sys.stdin: a thread that waits in it upsets the end of the process.
        while b"\n" not in self._buffer:
            data = os.read(self._descriptor, 1 << 16)
            if not data or len(self._buffer) > MAX_LINE_BYTES:
                return None
            self._buffer += data
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line

    def watch(self) -> None:
        """Waits for orders; ends the process when there can be no more."""
        while (line := self.next_line()) is not None:
            with contextlib.suppress(ValueError, AttributeError, RecursionError):
                self._obey(json.loads(line).get("command"))
        os._exit(EXIT_CANCELLED if self._cancelled else EXIT_ABANDONED)

    def is_cancelled(self) -> bool:
        """Whether to stop."""
        return self._cancelled

    def should_stop(self, on_event: Callable[[dict[str, Any]], None]) -> bool:
        """Whether to stop; while paused it waits until it is to go on or to stop.

        Args:
            on_event: Told "paused", again and again, and at last "resumed".
        """
        if self._paused and not self._cancelled:
            while self._waits():
                on_event({"event": "paused"})
                with self._changed:
                    if self._waits():
                        self._changed.wait(PAUSED_EVENT_INTERVAL_S)
            if not self._cancelled:
                on_event({"event": "resumed"})
        return self._cancelled

    def _waits(self) -> bool:
        return self._paused and not self._cancelled

    def _obey(self, command: object) -> None:
        with self._changed:
            if command in ("pause", "resume"):
                self._paused = command == "pause"
            elif command == "cancel" and not self._cancelled:
                self._cancelled = True
                timer = threading.Timer(CANCEL_GRACE_S, os._exit, (EXIT_CANCELLED,))
                timer.daemon = True
                timer.start()
            self._changed.notify_all()
