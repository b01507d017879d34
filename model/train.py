"""The process that trains: one request on standard input, events on standard output.

The first line of the input is the request, as JSON:
``{"plan": {...}, "store": folder or null, "runs": folder or null}``. A later
line ``{"command": "cancel"}`` cancels (exit status 3). When the input ends, so
does the process, at once: it cannot outlive the program that started it.

Each line of the output is a JSON object with "event": "started", "download",
"message", "batch", "epoch", and at last "finished" or "failed". Everything
else goes to standard error.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from model.native_output import silenced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from model.choices import TrainingPlan
    from model.store import ModelStore

EXIT_FAILED = 1
EXIT_CANCELLED = 3
EXIT_ABANDONED = 4

CANCEL_GRACE_S = 4.0
"""After this long the process ends wherever it is; its files are whole or not there."""

MAX_LINE_BYTES = 1 << 20
NICENESS = 10

_STDIN, _STDOUT, _STDERR = 0, 1, 2


def main() -> NoReturn:
    """Carries out the request on standard input and ends the process."""
    emit = _events_to_stdout()
    orders = Orders(_STDIN)
    request = orders.next_line()
    if request is None:
        os._exit(EXIT_ABANDONED)
    threading.Thread(target=orders.watch, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    status = _answer(request, emit, orders)
    # Not sys.exit: it would wait for TensorFlow's threads.
    sys.stderr.flush()
    os._exit(status)


class Orders:
    """What the parent process says, line by line.

    Attributes:
        cancelled: Set once the parent cancels.
    """

    def __init__(self, descriptor: int) -> None:
        self.cancelled = threading.Event()
        self._descriptor = descriptor
        self._buffer = b""

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
            with contextlib.suppress(ValueError, AttributeError):
                if json.loads(line).get("command") == "cancel":
                    self.cancelled.set()
                    timer = threading.Timer(CANCEL_GRACE_S, os._exit, (EXIT_CANCELLED,))
                    timer.daemon = True
                    timer.start()
        os._exit(EXIT_CANCELLED if self.cancelled.is_set() else EXIT_ABANDONED)


def _answer(request: bytes, emit: Callable[[dict[str, Any]], None], orders: Orders) -> int:
    """The exit status, after the request was carried out or could not be."""
    try:
        plan, store, runs = _parsed(request)
        with _alone(runs):
            return _carry_out(plan, store, runs, emit, orders)
    except RequestError as error:
        problem = str(error)
    except OSError as error:
        problem = f"The training cannot use its files: {error.strerror or error}."
    except MemoryError:
        problem = "There is not enough memory for this training; try a smaller batch size."
    emit({"event": "failed", "error": problem})
    return EXIT_FAILED


def _carry_out(
    plan: TrainingPlan,
    store: ModelStore,
    runs: Path,
    emit: Callable[[dict[str, Any]], None],
    orders: Orders,
) -> int:
    # Only now: it takes seconds, and a refusal should not. TensorFlow's greeting on
    # standard error would be taken for last words.
    with silenced(_STDERR):
        from model.retraining import retrain
        from model.training import TrainingCancelled, TrainingError
    from model.classifier import ModelError
    from model.datasets import DatasetError

    try:
        emit(retrain(plan, store, runs, on_event=emit, should_stop=orders.cancelled.is_set))
    except TrainingCancelled:
        return EXIT_CANCELLED
    except (DatasetError, ModelError, TrainingError) as error:
        raise RequestError(str(error)) from error
    return 0


class RequestError(Exception):
    """What was asked for cannot be done; one sentence for the user."""


def _parsed(request: bytes) -> tuple[TrainingPlan, ModelStore, Path]:
    """The plan, the store, and the folder for what trainings leave."""
    from model.choices import TrainingPlan
    from model.store import ModelStore

    try:
        values = json.loads(request)
        plan = TrainingPlan.from_json(values["plan"])
        store = ModelStore(Path(values["store"]) if values.get("store") else None)
        runs = Path(values["runs"]) if values.get("runs") else store.root.parent / "runs"
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RequestError(f"This training cannot be asked for: {error}") from error
    return plan, store, runs


@contextlib.contextmanager
def _alone(runs: Path) -> Iterator[None]:
    """Holds a lock that the system lets go of when the process ends, however it ends."""
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / "lock").open("wb") as lock:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RequestError(
                "Another training is running; wait for its end or cancel it."
            ) from error
        yield


def _events_to_stdout() -> Callable[[dict[str, Any]], None]:
    """Keeps standard output for events; whatever else is written there goes to standard error."""
    events = os.fdopen(os.dup(_STDOUT), "w", encoding="utf-8", newline="\n")
    os.dup2(_STDERR, _STDOUT)

    def emit(event: dict[str, Any]) -> None:
        try:
            events.write(json.dumps(event, allow_nan=False) + "\n")
            events.flush()
        except OSError:  # nobody listens any more
            os._exit(EXIT_ABANDONED)

    return emit


if __name__ == "__main__":
    main()
