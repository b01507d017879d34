"""A training from the plan to the model in use: data, then fit or adapt, then promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.atomic_files import sha256_of
from model.card import KERAS_NAME
from model.classifier import ModelError
from model.comparison import HoldOut
from model.parent import Parent
from model.promotion import Trained, promoted
from model.runs import cancel, finish, prune, run_for
from model.training import TrainingCancelled, TrainingError, fit
from model.training_data import OWN_SAMPLES, SAMPLES_LICENCE, crops_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.choices import TrainingPlan
    from model.datasets import LabelledCrops
    from model.samples import SampleStore
    from model.store import ModelStore, ModelVersion

ADAPTED = ", adapted"


def retrain(
    plan: TrainingPlan,
    store: ModelStore,
    runs: Path,
    *,
    samples: SampleStore,
    on_event: Callable[[dict[str, Any]], None],
    should_stop: Callable[[], bool],
    is_cancelled: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Trains a model, adds it to the store, and puts it into use if it is no worse.

    Until the last step the model in use stays what it was.

    Args:
        plan: What to train and how.
        store: Where the model goes, and where the one to compare with, or to
            adapt, is.
        runs: Folder of what trainings leave: each has a folder of its own in it,
            where the same plan goes on if it was interrupted. An adapting takes
            seconds and starts afresh.
        samples: The user's own digits.
        on_event: Told of what happens, as dictionaries with "event".
        should_stop: Asked often; it may wait while the training is paused.
        is_cancelled: Asked while something is downloaded, which waits for nobody;
            `should_stop` if it is not given.

    Returns:
        The event "finished".

    Raises:
        DatasetError: The data cannot be had.
        ModelError: The model cannot be exported or saved.
        SampleError: The user's samples cannot be read.
        TrainingError: It did not learn, or there is nothing to learn from.
        TrainingCancelled: `should_stop` said so.
    """
    parent = Parent(on_event, should_stop, is_cancelled or should_stop)
    own = samples.crops("training") if plan.use_samples or plan.method == "adapt" else None
    if plan.method == "adapt" and not own:
        raise TrainingError(
            "There are no digits of yours to adapt to yet; correct some, or write the "
            "teaching sheet, and then try again."
        )
    run_dir = run_for(runs, plan)
    try:
        if plan.method == "adapt" and own:
            trained = _adapted(plan, own, store.current(), run_dir, parent)
        else:
            trained = _trained(plan, own, run_dir, parent)
        finished = promoted(trained, store, samples.crops("held_out"), parent)
    except TrainingCancelled:
        cancel(run_dir, plan)
        raise
    finish(run_dir, plan)
    prune(runs)
    return finished


def _trained(
    plan: TrainingPlan, own: LabelledCrops | None, run_dir: Path, parent: Parent
) -> Trained:
    """A network trained from the beginning."""
    parent.say("Preparing the digits.")
    data = crops_for(plan, own, on_progress=parent.download_progress(), check=parent.check)
    best = fit(
        plan, data.training, data.validation, run_dir,
        on_event=parent.tell, should_stop=parent.should_stop,
    )  # fmt: skip
    names = [str(source["name"]) for source in data.sources]
    compared_on = () if data.folder is None else (HoldOut(data.folder, data.validation),)
    return Trained(
        best, plan, f"{plan.network}, {', '.join(names)}", plan.network, data.sources,
        data.validation, compared_on,
    )  # fmt: skip


def _adapted(
    plan: TrainingPlan, own: LabelledCrops, current: ModelVersion, run_dir: Path, parent: Parent
) -> Trained:
    """The network of the model in use, trained further on the user's samples."""
    from model.adapting import adapt
    from model.rehearsal import rehearsal_crops

    parent.say("Preparing what the model must not forget.")
    _check_keras_file(current)
    rehearsal = rehearsal_crops(check=parent.check)
    parent.say("Learning your hand.")

    def tell(event: dict[str, Any]) -> None:
        parent.tell({"method": plan.method, **event} if event["event"] == "started" else event)

    best = adapt(
        current.keras_path, own, rehearsal, run_dir, seed=plan.seed,
        on_event=tell, should_stop=parent.should_stop,
    )  # fmt: skip
    earlier = [source for source in current.card.data if source.get("name") != OWN_SAMPLES]
    source = {"name": OWN_SAMPLES, "licence": SAMPLES_LICENCE, "training": len(own)}
    words = f"{len(own):,} sample{'' if len(own) == 1 else 's'}"
    name = f"{current.card.name.split(ADAPTED)[0]}{ADAPTED} to {words}"
    return Trained(best, plan, name, current.card.network, [*earlier, source])


def _check_keras_file(version: ModelVersion) -> None:
    """Refuses to adapt what is not the model in use.

    Raises:
        ModelError: The file is missing or not what it was.
    """
    name = version.card.name
    try:
        is_whole = sha256_of(version.keras_path) == version.card.sha256.get(KERAS_NAME)
    except OSError as error:
        raise ModelError(
            f"The model {name} cannot be adapted, for it cannot be read: {error.strerror or error}."
        ) from error
    if not is_whole:
        raise ModelError(f"The model {name} cannot be adapted, for its file is not what it was.")
