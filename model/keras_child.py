"""How to start the process that carries out `model.keras_tasks`; imports nothing heavy."""

from __future__ import annotations

import sys
from pathlib import Path


def task_command(task: str, *arguments: str) -> list[str]:
    """The command that carries out a task.

    Python runs with ``-P``, as the training process does, so that no folder
    ``model`` where the user happens to be is taken for this package.

    Args:
        task: "export" KERAS_FILE TFLITE_FILE or "evaluate" KERAS_FILE DATA_FOLDER,
            where an empty folder stands for the default.
        arguments: Of the task.
    """
    place = str(Path(__file__).resolve().parent.parent)
    start = f"import sys; sys.path.append({place!r}); from model.keras_tasks import main; main()"
    return [sys.executable, "-P", "-c", start, task, *arguments]
