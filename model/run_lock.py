"""One training at a time: a lock that the system lets go of when the process ends."""

from __future__ import annotations

import contextlib
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_NAME = "lock"


class TrainingRunsError(Exception):
    """Another process trains."""


@contextlib.contextmanager
def alone(runs: Path) -> Iterator[None]:
    """Holds the lock, however the process ends.

    Args:
        runs: Folder of what trainings leave; it is made.

    Raises:
        TrainingRunsError: Another process holds it.
        OSError: The folder cannot be made or written to.
    """
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / LOCK_NAME).open("wb") as lock:
        try:
            _take(lock)
        except OSError as error:
            raise TrainingRunsError from error
        yield


def is_training(runs: Path) -> bool:
    """Whether a process trains just now; False where that cannot be told."""
    try:
        with (runs / LOCK_NAME).open("r+b") as lock:
            try:
                _take(lock)
            except OSError:
                return True
    except OSError:  # nobody ever trained here, or it is not for us to see
        return False
    return False


def _take(lock: IO[bytes]) -> None:
    """Takes the lock; closing the file lets go of it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
