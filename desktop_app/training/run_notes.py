"""What the window writes down of a training: begun, cancelled, failed, given up.

The child notes the same as soon as it can. That is seconds after the user's click, for Keras
has to be loaded, and a child that is killed notes nothing.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from model import runs as records
from model.run_lock import is_training

if TYPE_CHECKING:
    from pathlib import Path

    from model.choices import TrainingPlan
    from model.runs import Unfinished


def offered(runs: Path) -> Unfinished | None:
    """The latest training that died and was not given up; None while one runs.

    Args:
        runs: Folder of what trainings leave; it need not be there.
    """
    with contextlib.suppress(OSError):  # a folder that cannot be looked into offers nothing
        if not is_training(runs):
            found = records.unfinished(runs)
            return next((one for one in found if not one.was_cancelled), None)
    return None


def note_begun(runs: Path, plan: TrainingPlan) -> None:
    """A training is asked for: from now on it can be gone on with."""
    # Where nothing can be written, the child says so. Another program's is not to be touched.
    with contextlib.suppress(OSError):
        if not is_training(runs):
            records.run_for(runs, plan)


def note_cancelled(runs: Path, plan: TrainingPlan) -> None:
    """The user ended a training, which may have been killed before it wrote that down."""
    with contextlib.suppress(OSError):
        training = _of(runs, plan)
        if training is not None and not training.was_cancelled:
            records.cancel(training.folder, plan)


def note_failed(runs: Path, plan: TrainingPlan) -> None:
    """A training failed, and the user was told: without a whole epoch there is nothing to keep."""
    with contextlib.suppress(OSError):
        training = _of(runs, plan)
        if training is not None and training.epoch == 0:
            records.discard(training)


def dismiss(training: Unfinished) -> None:
    """Offers it no more; it can still be gone on with where trainings are begun."""
    with contextlib.suppress(OSError):
        records.cancel(training.folder, training.plan)


def _of(runs: Path, plan: TrainingPlan) -> Unfinished | None:
    """The unfinished training of a plan, unless a process is at it."""
    if is_training(runs):
        return None
    return next((one for one in records.unfinished(runs) if one.plan == plan), None)
