"""The slow work of the history, done in a thread: models brought in and handed on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model.classifier import ModelError

if TYPE_CHECKING:
    from model.store import ModelStore, ModelVersion

MODEL_PATTERNS = ("*.keras", "*.zip", "card.json")
"""What can be chosen to be imported; a card stands for the folder that was exported."""


@dataclass(frozen=True, slots=True)
class Result:
    """How it ended.

    Attributes:
        version: What was added, if a model was.
        path: What was written, if a model was exported.
        problem: One sentence, if it went wrong; empty where it was cancelled.
    """

    version: ModelVersion | None = None
    path: Path | None = None
    problem: str = ""


def import_model(store: ModelStore, path: Path, cancelled: threading.Event) -> Result:
    """Adds a model made elsewhere; its network is tried in a process of its own."""
    # Imported when it is first wanted, and in the thread: the window need not wait.
    from desktop_app.commands import CommandError
    from desktop_app.commands.keras_process import TaskCancelled
    from desktop_app.commands.model_import import imported

    place = path.parent if path.name == "card.json" else path
    try:
        return Result(version=imported(store, place, is_cancelled=cancelled.is_set))
    except TaskCancelled:
        return Result()
    except (CommandError, ModelError) as error:
        return Result(problem=str(error))


def export_model(store: ModelStore, model_id: str, folder: Path) -> Result:
    """Copies a model into a new folder in this one."""
    from model.version_files import free_target

    try:
        return Result(path=store.export(model_id, free_target(folder, model_id)))
    except ModelError as error:
        return Result(problem=str(error))


Importer = Callable[["ModelStore", Path, threading.Event], Result]
