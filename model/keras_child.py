"""How to start the process that carries out `model.keras_tasks`; imports nothing heavy."""

from __future__ import annotations

from model.child import part_command


def task_command(task: str, *arguments: str) -> list[str]:
    """The command that carries out a task.

    Args:
        task: "export" KERAS_FILE TFLITE_FILE or "evaluate" KERAS_FILE DATA_FOLDER,
            where an empty folder stands for the default.
        arguments: Of the task.
    """
    return part_command("model.keras_tasks", task, *arguments)
