"""Tasks that need Keras, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from typing import Any

from desktop_app.commands import CommandError

TIMEOUT_S = 600.0
ASKED_EVERY_S = 0.1


class TaskCancelled(CommandError):  # noqa: N818  a wish of the user is no error
    """Whoever asked for the task wants it no more; it has left nothing behind."""


def keras_task(
    task: str, *arguments: str, is_cancelled: Callable[[], bool] = lambda: False
) -> dict[str, Any]:
    """The result of a task of `model.keras_tasks`.

    Args:
        task: Its name.
        arguments: Of the task.
        is_cancelled: Asked often; the process is killed once it says so.

    Raises:
        TaskCancelled: `is_cancelled` said so.
        CommandError: It failed; the message is the task's own sentence if it had one.
    """
    from model.keras_child import task_command

    with subprocess.Popen(
        task_command(task, *arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # On Windows the window would otherwise be covered by an empty console.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    ) as process:
        try:
            output, errors = _wait(process, is_cancelled)
        except BaseException:
            process.kill()
            raise
    lines = output.decode(errors="replace").splitlines()
    try:
        result: dict[str, Any] = json.loads(lines[-1])
    except (IndexError, ValueError) as error:
        words = errors.decode(errors="replace").strip().splitlines()[-1:]
        raise CommandError(
            f"The process that runs Keras ended unexpectedly (exit status {process.returncode})"
            f"{': ' + words[0][:300] if words else '.'}"
        ) from error
    if "error" in result:
        raise CommandError(str(result["error"]))
    return result


def _wait(
    process: subprocess.Popen[bytes], is_cancelled: Callable[[], bool]
) -> tuple[bytes, bytes]:
    ends_at_s = time.monotonic() + TIMEOUT_S
    while True:
        if is_cancelled():
            raise TaskCancelled("It was cancelled.")
        if time.monotonic() > ends_at_s:
            raise CommandError("Keras took too long and was ended; try again.")
        try:
            return process.communicate(timeout=ASKED_EVERY_S)
        except subprocess.TimeoutExpired:
            continue
