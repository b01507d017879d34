"""What a process holds, to be compared before and after."""

from __future__ import annotations

import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Held:
    """What this process holds.

    Attributes:
        threads: Of Python and of libraries.
        handles: Open files, sockets and pipes; 0 where the system does not tell.
        memory_mb: Resident memory; 0.0 where the system does not tell.
    """

    threads: int
    handles: int
    memory_mb: float


def held() -> Held:
    """What this process holds now."""
    gc.collect()
    if not (_FOLDER / "statm").exists():
        return Held(threading.active_count(), 0, 0.0)
    pages = int((_FOLDER / "statm").read_text().split()[1])
    return Held(
        len(list((_FOLDER / "task").iterdir())),
        len(list((_FOLDER / "fd").iterdir())),
        pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
    )
