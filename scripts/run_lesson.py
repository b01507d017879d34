"""Runs the lesson from top to bottom in a fresh kernel and writes it with its outputs.

    python -m scripts.run_lesson [--target build/first_steps.ipynb]

The environment makes it quick: ``DIGITLENS_LESSON_DATA=strokes`` (no download),
``DIGITLENS_LESSON_DIGITS`` and ``DIGITLENS_LESSON_EPOCHS``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "docs" / "lessons" / "first_steps.ipynb"
CELL_TIMEOUT_S = 1800


def main() -> None:
    """Runs it, and ends with status 1 at the first cell that fails."""
    parser = argparse.ArgumentParser(description="Runs the lesson and keeps its outputs.")
    parser.add_argument("--target", type=Path, default=ROOT / "build" / LESSON.name)
    target = parser.parse_args().target
    # The kernel finds the packages of the project wherever it is started.
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
    )
    lesson = nbformat.read(LESSON, as_version=4)
    with tempfile.TemporaryDirectory(prefix="lesson-") as folder:
        os.environ.setdefault("IPYTHONDIR", folder)  # else it writes into the user's home
        client = NotebookClient(lesson, timeout=CELL_TIMEOUT_S, kernel_name="python3")
        manager = client.create_kernel_manager()
        if os.name == "posix":  # sockets in the folder instead of open ports
            manager.transport = "ipc"
            manager.connection_file = str(Path(folder) / "kernel.json")
        try:
            client.execute(cwd=str(LESSON.parent))
        except CellExecutionError as error:
            sys.exit(str(error))
        finally:
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(lesson, target)
    print(f"The lesson with its pictures is in {target}")


if __name__ == "__main__":
    main()
