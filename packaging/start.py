"""Where the packaged program begins: as a part of itself, the window, or the command."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

from model.child import runs_part

WINDOW_PROGRAM = "digitlens-window"


def main() -> int:
    """Runs what this process was started for; gives the exit status."""
    # A process of a pool is the packaged program too: it does its work here and ends.
    multiprocessing.freeze_support()
    _keep_libraries_to_ourselves()
    if runs_part():
        return 0
    if Path(sys.executable).stem == WINDOW_PROGRAM:
        from desktop_app.app import main as run
    else:
        from desktop_app.cli import main as run
    return run()


def _keep_libraries_to_ourselves() -> None:
    """Lets programs that this one starts, like a file manager, find the system's libraries."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        os.environ.pop(name, None)
        if before := os.environ.pop(f"{name}_ORIG", None):
            os.environ[name] = before


if __name__ == "__main__":
    sys.exit(main())
