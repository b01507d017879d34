"""The process that trains: one request on standard input, events on standard output.

The first line of the input is the request, as JSON: ``{"plan": {...}, "store":
folder or null, "runs": folder or null, "samples": folder or null}``. A later
line ``{"command": "cancel"}`` cancels (exit status 3); "pause" and "resume" take
effect between two batches. When the input ends, so does the process, at once:
it cannot outlive the program that started it.

Each line of the output is a JSON object with "event": "started", "download",
"message", "batch", "epoch", "predictions", "paused", "resumed", and at last
"finished" or "failed". Everything else goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from model.native_output import silenced
from model.orders import EXIT_ABANDONED, EXIT_CANCELLED, Orders
from model.run_lock import TrainingRunsError, alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.choices import TrainingPlan
    from model.samples import SampleStore
    from model.store import ModelStore

EXIT_FAILED = 1
NICENESS = 10

_STDIN, _STDOUT, _STDERR = 0, 1, 2

_OUT_OF_MEMORY = "ResourceExhaustedError"
"""TensorFlow's own error, which is told by its name: it is not imported here."""


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


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for."""

    plan: TrainingPlan
    store: ModelStore
    runs: Path
    samples: SampleStore


def _answer(line: bytes, emit: Callable[[dict[str, Any]], None], orders: Orders) -> int:
    """The exit status, after the request was carried out or could not be."""
    try:
        request = _parsed(line)
        with alone(request.runs):
            return _carry_out(request, emit, orders)
    except TrainingRunsError:
        problem = "Another training is running; wait for its end or cancel it."
    except RequestError as error:
        problem = str(error)
    except OSError as error:
        problem = f"The training cannot use its files: {error.strerror or error}."
    except MemoryError:
        problem = "There is not enough memory for this training; try a smaller batch size."
    emit({"event": "failed", "error": problem})
    return EXIT_FAILED


def _carry_out(request: _Request, emit: Callable[[dict[str, Any]], None], orders: Orders) -> int:
    # Only now: it takes seconds, and a refusal should not. TensorFlow's greeting on
    # standard error would be taken for last words.
    with silenced(_STDERR):
        from model.retraining import retrain
        from model.training import TrainingCancelled, TrainingError
    from model.classifier import ModelError
    from model.datasets import DatasetError
    from model.samples import SampleError

    try:
        finished = retrain(
            request.plan, request.store, request.runs, samples=request.samples, on_event=emit,
            should_stop=lambda: orders.should_stop(emit), is_cancelled=orders.is_cancelled,
        )  # fmt: skip
    except TrainingCancelled:
        return EXIT_CANCELLED
    except (DatasetError, ModelError, SampleError, TrainingError) as error:
        raise RequestError(str(error)) from error
    except Exception as error:
        if type(error).__name__ == _OUT_OF_MEMORY:
            raise MemoryError from error
        raise
    emit(finished)
    return 0


class RequestError(Exception):
    """What was asked for cannot be done; one sentence for the user."""


def _parsed(line: bytes) -> _Request:
    from model.choices import TrainingPlan
    from model.samples import SampleStore
    from model.store import ModelStore

    try:
        values = json.loads(line)
        plan = TrainingPlan.from_json(values["plan"])
        store = ModelStore(Path(values["store"]) if values.get("store") else None)
        beside = store.root.parent
        runs = Path(values["runs"]) if values.get("runs") else beside / "runs"
        samples = Path(values["samples"]) if values.get("samples") else beside / "samples"
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RequestError(f"This training cannot be asked for: {error}") from error
    return _Request(plan, store, runs, SampleStore(samples))


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
