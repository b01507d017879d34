"""The folders that trainings leave: what was planned, how far it got, what can be gone on with.

Pure Python, for the window looks here too: keras is nowhere near.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from model.atomic_files import write_atomically
from model.choices import TrainingPlan

if TYPE_CHECKING:
    from pathlib import Path

PLAN_NAME = "plan.json"
HISTORY_NAME = "history.json"
BEST_NAME = "best.keras"
CONVERTED_NAME = "best.tflite"
REPORT_FOLDER = "report"
STATE_FOLDER = "state"
STATE_NAME = "state.json"

KEPT_RUNS = 100
"""Plan and history of more are not kept; they take a few kilobytes each."""

KEPT_UNFINISHED = 3
"""Networks of more are not kept; they take some ten megabytes each."""


class Stage(StrEnum):
    """How far a training got."""

    UNFINISHED = "unfinished"
    CANCELLED = "cancelled"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A training that can be gone on with, by asking for the same plan again.

    Attributes:
        plan: What was asked for.
        epoch: The last whole epoch, 0 if there is none. An adapting takes seconds
            and always starts afresh.
        epochs: How many there are at most; 0 for an adapting, which has its own.
        folder: Where it is.
        changed_at: When something happened last; ISO 8601, UTC.
        was_cancelled: Whether the user ended it; else the process died.
    """

    plan: TrainingPlan
    epoch: int
    epochs: int
    folder: Path
    changed_at: str
    was_cancelled: bool = False


def run_for(runs: Path, plan: TrainingPlan) -> Path:
    """The folder of an interrupted training of this plan, or else a new one.

    It counts as unfinished from now on.

    Raises:
        OSError: It cannot be made.
    """
    equal = [one.folder for one in unfinished(runs) if one.plan == plan]
    folder = equal[0] if equal else _new_folder(runs)
    _note(folder, plan, Stage.UNFINISHED)
    return folder


def unfinished(runs: Path) -> tuple[Unfinished, ...]:
    """The trainings that were interrupted, the latest first.

    One that runs just now counts as well.

    Args:
        runs: Folder of what trainings leave; it need not be there.
    """
    found = []
    for folder in _folders(runs):
        plan, stage = _noted(folder)
        if plan is None or stage is Stage.FINISHED:
            continue
        epochs, epoch = 0, 0
        if plan.method == "anew":
            epochs, epoch = plan.epochs, _whole_epochs(folder)
        moment = datetime.fromtimestamp(_changed_s(folder), UTC).isoformat(timespec="seconds")
        cancelled = stage is Stage.CANCELLED
        found.append(Unfinished(plan, epoch, epochs, folder, moment, cancelled))
    return tuple(sorted(found, key=lambda one: (one.changed_at, one.folder.name), reverse=True))


def discard(training: Unfinished) -> None:
    """Gives up an interrupted training; its history stays if it has one.

    Raises:
        OSError: Its files cannot be removed.
    """
    if (training.folder / HISTORY_NAME).is_file():
        finish(training.folder, training.plan)
    else:
        shutil.rmtree(training.folder)


def cancel(folder: Path, plan: TrainingPlan) -> None:
    """Notes that the user ended a training."""
    _note(folder, plan, Stage.CANCELLED)


def finish(folder: Path, plan: TrainingPlan) -> None:
    """Notes that a training is done with, and removes what only it needed: all but its history."""
    _note(folder, plan, Stage.FINISHED)
    _lighten(folder)


def history_of(folder: Path) -> list[dict[str, Any]]:
    """The figures of all whole epochs; empty where there are none."""
    try:
        rows = json.loads((folder / HISTORY_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def forget_state(folder: Path) -> None:
    """Removes what is needed to go on with a training; its best network and history stay."""
    state = folder / STATE_FOLDER
    (state / STATE_NAME).unlink(missing_ok=True)
    for path in (*state.glob("*.keras"), *state.glob(".new-*"), *folder.glob(".new-*")):
        path.unlink(missing_ok=True)


def prune(runs: Path) -> None:
    """Leaves the folders of the latest trainings only, and networks of the latest unfinished."""
    folders = sorted(_folders(runs), key=_changed_s, reverse=True)
    for folder in folders[KEPT_RUNS:]:
        shutil.rmtree(folder, ignore_errors=True)
    for training in unfinished(runs)[KEPT_UNFINISHED:]:
        discard(training)


def _folders(runs: Path) -> list[Path]:
    """Those of trainings: what lies there besides is not ours to look into, or to remove."""
    if not runs.is_dir():
        return []
    own = (PLAN_NAME, HISTORY_NAME)
    return [path for path in runs.iterdir() if any((path / name).is_file() for name in own)]


def _new_folder(runs: Path) -> Path:
    """A folder of the name that the model will have: the time of its beginning."""
    name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    runs.mkdir(parents=True, exist_ok=True)
    taken = {path.name for path in runs.iterdir()}
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    folder = runs / next(one for one in names if one not in taken)
    folder.mkdir()
    return folder


def _note(folder: Path, plan: TrainingPlan, stage: Stage) -> None:
    content = {"version": 1, "plan": plan.to_json(), "stage": stage}
    write_atomically(folder / PLAN_NAME, json.dumps(content, indent=1).encode())


def _noted(folder: Path) -> tuple[TrainingPlan | None, Stage]:
    """What `_note` left; no plan where it cannot be understood."""
    try:
        values = json.loads((folder / PLAN_NAME).read_text("utf-8"))
        return TrainingPlan.from_json(values["plan"]), Stage(values["stage"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, Stage.FINISHED


def _whole_epochs(folder: Path) -> int:
    try:
        record = json.loads((folder / STATE_FOLDER / STATE_NAME).read_text("utf-8"))
        return len(record["history"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _changed_s(folder: Path) -> float:
    """When something was last written, in seconds since the epoch."""
    places = (folder / PLAN_NAME, folder / HISTORY_NAME, folder / STATE_FOLDER / STATE_NAME)
    return max((path.stat().st_mtime for path in places if path.is_file()), default=0.0)


def _lighten(folder: Path) -> None:
    forget_state(folder)
    for name in (BEST_NAME, CONVERTED_NAME):
        (folder / name).unlink(missing_ok=True)
    for name in (REPORT_FOLDER, STATE_FOLDER):
        shutil.rmtree(folder / name, ignore_errors=True)
