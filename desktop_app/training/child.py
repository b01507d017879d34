"""The training child as the window sees it: started, listened to, watched, ended."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from PyQt6.QtCore import (
    QCoreApplication,
    QObject,
    QProcess,
    QTimer,
    pyqtSignal,
)

from desktop_app.training.protocol import LineSplitter, parse_event
from model.child import child_command
from model.choices import TrainingPlan

# A child that has not obeyed by then is killed: gone within 8 s of the click.
CANCEL_GRACE_MS = 7_000
STOP_GRACE_MS = 1_500
# After "finished" nothing is left to do but to exit.
EXIT_GRACE_MS = 30_000
SILENCE_MS = 120_000
MAX_GARBAGE_BYTES = 4 << 20
# A line costs time even if it is short.
LEAST_LINE_COST_BYTES = 64
MAX_STDERR_BYTES = 16 << 10
MAX_LAST_LINES = 12

_CONTROL_CHARACTERS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[^\x20-\x7e\n\t\u00a0-\uffff]")


class TrainingRunningError(RuntimeError):
    """A training was asked for while one runs."""


class Outcome(Enum):
    """How a training ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


class TrainingChild(QObject):
    """One training at a time in a process of its own.

    The child lives only as long as this process: its standard input closes
    with it, and at that it ends.

    Attributes:
        outcome: How the last training ended; None before that.
        is_paused: Whether the child says that it waits.
        garbage: Lines of the child that were no events.

    Signals:
        event_received: An event of the child, as `protocol.parse_event` gives it.
        fell_silent: Nothing was heard for so many seconds.
        ended: The child is gone; an empty text if it finished or was
            cancelled, else one sentence on what went wrong.
    """

    event_received = pyqtSignal(dict)
    fell_silent = pyqtSignal(int)
    ended = pyqtSignal(str)

    def __init__(self, command: Sequence[str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.outcome: Outcome | None = None
        self.is_paused = False
        self.garbage = 0
        self.cancel_grace_ms = CANCEL_GRACE_MS
        self.silence_ms = SILENCE_MS
        self._command = command
        self._process: QProcess | None = None
        self._splitter = LineSplitter()
        self._stderr = bytearray()
        self._garbage_bytes = 0
        self._cancelled = False
        self._finished = False
        self._failure = ""
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._report_silence)
        self._deadline = QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.timeout.connect(self._kill)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop_now)

    @property
    def running(self) -> bool:
        """Whether a child is there."""
        return self._process is not None

    @property
    def process_id(self) -> int:
        """Of the child, 0 if there is none."""
        return self._process.processId() if self._process else 0

    @property
    def last_words(self) -> str:
        """The end of what the child wrote on its standard error."""
        text = self._stderr.decode("utf-8", errors="replace").replace("\r\n", "\n")
        text = _CONTROL_CHARACTERS.sub("", text.replace("\r", "\n"))
        lines = [line.rstrip() for line in text.splitlines() if line.strip()]
        return "\n".join(lines[-MAX_LAST_LINES:]).replace(str(Path.home()), "~")

    def start(
        self,
        plan: TrainingPlan,
        store_root: Path | None = None,
        samples_folder: Path | None = None,
    ) -> None:
        """Starts a training.

        Args:
            plan: What is to be trained.
            store_root: Folder of the models; None for the user's.
            samples_folder: Of the user's own digits; None for where they usually are.

        Raises:
            TrainingRunningError: One runs already.
        """
        if self.running:
            raise TrainingRunningError("A training is running already: wait for it or cancel it.")
        self.outcome = None
        self.is_paused = False
        self.garbage = self._garbage_bytes = 0
        self._cancelled = self._finished = False
        self._failure = ""
        self._splitter = LineSplitter()
        self._stderr.clear()
        program, *arguments = self._command or child_command()
        process = QProcess(self)
        process.readyReadStandardOutput.connect(self._read_events)
        process.readyReadStandardError.connect(self._read_stderr)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        # First, for where it cannot be started, it may have ended when `start` returns.
        self._silence.start(self.silence_ms)
        process.start(program, arguments)
        self._send(
            {
                "plan": plan.to_json(),
                "store": None if store_root is None else str(store_root),
                "runs": None,
                "samples": None if samples_folder is None else str(samples_folder),
            }
        )

    def pause(self) -> None:
        """Asks the child to wait; it says "paused" when it does."""
        self._order("pause")

    def resume(self) -> None:
        """Asks a child that waits to go on; it says "resumed" then."""
        self._order("resume")

    def cancel(self) -> None:
        """Asks the child to end; it is killed if it does not."""
        if self._process is None or self._cancelled:
            return
        self._cancelled = True
        self._silence.stop()
        self._send({"command": "cancel"})
        self._deadline.start(self.cancel_grace_ms)

    def stop_now(self) -> None:
        """Ends the child and waits for that, at most a few seconds: the window closes."""
        process = self._process
        if process is None:
            return
        self._cancelled = True
        process.closeWriteChannel()
        if not process.waitForFinished(STOP_GRACE_MS) and self._process is not None:
            process.kill()
            process.waitForFinished(STOP_GRACE_MS)

    def _order(self, command: str) -> None:
        if not (self._cancelled or self._finished):
            self._send({"command": command})

    def _send(self, message: dict[str, object]) -> None:
        if self._process is not None:
            self._process.write(json.dumps(message).encode() + b"\n")

    def _read_events(self) -> None:
        if self._process is None:
            return
        for line in self._splitter.feed(self._process.readAllStandardOutput().data()):
            event = parse_event(line)
            if event is None:
                self.garbage += 1
                self._garbage_bytes += max(len(line), LEAST_LINE_COST_BYTES)
                continue
            self._note(event["event"], event)
            self.event_received.emit(event)
        garbage_bytes = self._garbage_bytes + self._splitter.dropped_bytes
        if garbage_bytes > MAX_GARBAGE_BYTES and not self._failure:
            self._failure = self.tr(
                "The training sent only nonsense and was stopped: please try again."
            )
            self._kill()

    def _note(self, name: str, event: dict[str, str]) -> None:
        if name in ("paused", "resumed"):
            self.is_paused = name == "paused"
        if self.is_paused:
            # Then there is nothing to tell.
            self._silence.stop()
        elif not self._cancelled:
            self._silence.start(self.silence_ms)
        if name == "finished":
            self._finished = True
            self._silence.stop()
            if not self._cancelled:
                self._deadline.start(EXIT_GRACE_MS)
        elif name == "failed":
            self._failure = event["error"]

    def _read_stderr(self) -> None:
        if self._process is not None:
            self._stderr += self._process.readAllStandardError().data()
            del self._stderr[:-MAX_STDERR_BYTES]

    def _report_silence(self) -> None:
        self.fell_silent.emit(self.silence_ms // 1000)

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._failure = self.tr(
                "The training could not be started ({reason}): reinstalling DigitLens may help."
            ).format(reason=self._process.errorString())
            self._conclude()

    def _on_finished(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        self._read_events()
        self._read_stderr()
        if not (self._finished or self._failure):
            self._failure = _unexpected_end(exit_code, status)
        self._conclude()

    def _conclude(self) -> None:
        self._silence.stop()
        self._deadline.stop()
        self.is_paused = False
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._finished:
            self.outcome = Outcome.FINISHED
        elif self._cancelled:
            self.outcome = Outcome.CANCELLED
        else:
            self.outcome = Outcome.FAILED
        self.ended.emit(self._failure if self.outcome is Outcome.FAILED else "")


def _unexpected_end(exit_code: int, status: QProcess.ExitStatus) -> str:
    if status is QProcess.ExitStatus.CrashExit:
        return QCoreApplication.translate(
            "TrainingChild",
            "The training was ended from outside or crashed; perhaps memory ran out. "
            "The current model is unchanged: please try again.",
        )
    return QCoreApplication.translate(
        "TrainingChild",
        "The training ended unexpectedly (exit status {status}). "
        "The current model is unchanged: please try again.",
    ).format(status=exit_code)
