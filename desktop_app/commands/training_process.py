"""The training child, run from the command line."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from desktop_app.commands import CommandError
from desktop_app.training.protocol import LineSplitter, parse_event
from model.choices import TrainingPlan

CANCELLED = 3
"""Exit status of a child that was cancelled."""
INTERRUPTED = 130
CANCEL_GRACE_S = 8.0
EXIT_GRACE_S = 30.0
LAST_WORDS = 12
READ_BYTES = 1 << 16

Event = dict[str, Any]


def train(
    plan: TrainingPlan, show: Callable[[Event], None], command: Sequence[str] | None = None
) -> int:
    """Trains in a child process.

    Ctrl+C asks the child to stop and waits for it; a second one ends it.

    Args:
        plan: What to train.
        show: Called with each event.
        command: Starts the child; the program's own by default.

    Returns:
        0 when the training finished, whether or not the model came into use;
        130 when it was cancelled.

    Raises:
        CommandError: The training failed.
        KeyboardInterrupt: It was interrupted twice.
    """
    if command is None:
        from model.child import child_command

        command = child_command()
    child = _Child(command, plan)
    is_cancelled = False
    try:
        while True:
            try:
                for event in child.events():
                    show(event)
                return child.outcome(is_cancelled)
            except KeyboardInterrupt:
                if is_cancelled:
                    raise
                is_cancelled = True
                print("\nCancelling; Ctrl+C again ends it at once.", file=sys.stderr, flush=True)
                child.cancel()
    finally:
        child.end()


class _Child:
    """The process, with a thread that listens to each of its outputs."""

    def __init__(self, command: Sequence[str], plan: TrainingPlan) -> None:
        # In a session of its own Ctrl+C in the terminal reaches this program alone, which
        # then cancels in order; when this program dies, the child sees its input end.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._events: queue.Queue[Event | None] = queue.Queue(maxsize=1000)
        self._last_words: deque[str] = deque(maxlen=LAST_WORDS)
        self._is_silent = False
        self._finished = False
        self._error = ""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._listeners = [
            threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._overhear, args=(self._process.stderr,), daemon=True),
        ]
        for listener in self._listeners:
            listener.start()
        self._send({"plan": plan.to_json(), "store": None, "runs": None, "samples": None})

    def events(self) -> Iterator[Event]:
        """The events that are still to come; may be asked for again after an interrupt."""
        while not self._is_silent:
            try:
                # With a time-out, so that Ctrl+C is noticed on Windows too.
                event = self._events.get(timeout=0.5)
            except queue.Empty:
                continue
            if event is None:
                self._is_silent = True
                return
            self._finished = self._finished or event["event"] == "finished"
            if event["event"] == "failed":
                self._error = event["error"]
            yield event

    def cancel(self) -> None:
        """Asks the child to stop, and sees to it that it does."""
        self._send({"command": "cancel"})
        timer = threading.Timer(CANCEL_GRACE_S, self._process.kill)
        timer.daemon = True
        timer.start()

    def outcome(self, is_cancelled: bool) -> int:
        """How it ended, once there are no more events: the exit status of the program."""
        try:
            status = self._process.wait(EXIT_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        if self._finished:
            return 0
        if is_cancelled or status == CANCELLED:
            return INTERRUPTED
        self._listeners[1].join(1.0)
        if self._error:
            raise CommandError(self._error)
        words = "\n    ".join(["", *self._last_words])
        raise CommandError(
            f"The training ended before it was done (exit status {status}); run the command "
            f"again to go on where it stopped.{words}"
        )

    def end(self) -> None:
        """Leaves no process behind, whatever happened."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for listener in self._listeners:
            listener.join(5.0)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                _close(pipe)

    def _send(self, request: Event) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has gone already; its end says why
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def _listen(self, pipe: IO[bytes]) -> None:
        splitter = LineSplitter()
        while data := _read(pipe):
            for line in splitter.feed(data):
                if (event := parse_event(line)) is not None:
                    self._events.put(event)
        self._events.put(None)

    def _overhear(self, pipe: IO[bytes]) -> None:
        splitter = LineSplitter()
        while data := _read(pipe):
            for line in splitter.feed(data):
                text = line.decode(errors="replace").strip()
                if text:
                    self._last_words.append(text[:500])


def _read(pipe: IO[bytes]) -> bytes:
    return os.read(pipe.fileno(), READ_BYTES)


def _close(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # unsent bytes to a child that has gone
        pipe.close()
