"""Tasks that need Keras, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from desktop_app.commands import CommandError

TIMEOUT_S = 600.0


def keras_task(task: str, *arguments: str) -> dict[str, Any]:
    """The result of a task of `model.keras_tasks`.

    Raises:
        CommandError: It failed; the message is the task's own sentence if it had one.
    """
    from model.keras_child import task_command

    try:
        done = subprocess.run(
            task_command(task, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        )
    except subprocess.TimeoutExpired as error:
        raise CommandError("Keras took too long and was ended; try again.") from error
    lines = done.stdout.decode(errors="replace").splitlines()
    try:
        result: dict[str, Any] = json.loads(lines[-1])
    except (IndexError, ValueError) as error:
        words = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise CommandError(
            f"The process that runs Keras ended unexpectedly (exit status {done.returncode})"
            f"{': ' + words[0][:300] if words else '.'}"
        ) from error
    if "error" in result:
        raise CommandError(str(result["error"]))
    return result
