"""A training as one call, for programs in Python; `digitlens train` has a process for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.samples import SampleStore
from model.store import ModelStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.choices import TrainingPlan
    from model.store import ModelVersion


def train_model(
    plan: TrainingPlan,
    *,
    store: ModelStore | None = None,
    on_event: Callable[[dict[str, Any]], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> ModelVersion:
    """Trains a model, adds it to the store, and puts it into use if it is no worse.

    It takes as long as `digitlens train` does, loads TensorFlow into this
    process, and goes on where the same plan was interrupted.

    Args:
        plan: What to train and how.
        store: Where the model goes; the user's own by default. What trainings
            leave and the user's samples are in the folders ``runs`` and
            ``samples`` beside it.
        on_event: Told of what happens, as `model.train` describes it.
        should_stop: Asked often; True ends the training.

    Returns:
        The new model. Whether it came into use is in ``card.accepted``, and why
        not in ``card.reason``.

    Raises:
        DatasetError: The data cannot be had.
        ModelError: The model cannot be exported or saved.
        SampleError: The user's samples cannot be read.
        TrainingRunsError: Another training is running.
        TrainingError: It did not learn, or there is nothing to learn from.
        TrainingCancelled: `should_stop` said so.
    """
    from model.retraining import retrain
    from model.run_lock import alone

    store = store or ModelStore()
    beside = store.root.parent
    runs = beside / "runs"
    with alone(runs):
        finished = retrain(
            plan.validated(),
            store,
            runs,
            samples=SampleStore(beside / "samples"),
            on_event=on_event or (lambda _event: None),
            should_stop=should_stop or (lambda: False),
        )
    model_id = finished["model_id"]
    return next(version for version in store.versions() if version.id == model_id)
