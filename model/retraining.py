"""A training from the plan to the model in use: data, fit, export, comparison, store."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from typing import TYPE_CHECKING, Any

from model.card import ModelCard, now_iso
from model.classifier import LiteRtClassifier
from model.evaluation import evaluate, fitted_temperature
from model.export import export_litert, load_keras
from model.gate import decide
from model.training import TrainingCancelled, fit
from model.training_data import crops_for
from model.training_state import HISTORY_NAME, forget_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.choices import TrainingPlan
    from model.datasets import Progress
    from model.evaluation import Evaluation
    from model.store import ModelStore, ModelVersion
    from model.training_data import TrainingData

    OnEvent = Callable[[dict[str, Any]], None]

DOWNLOAD_EVENT_INTERVAL_S = 0.1
EXPORT_SAMPLE = 1000
KEPT_RUNS = 10


def retrain(
    plan: TrainingPlan,
    store: ModelStore,
    runs: Path,
    *,
    on_event: OnEvent,
    should_stop: Callable[[], bool],
) -> dict[str, Any]:
    """Trains a model, adds it to the store, and puts it into use if it is no worse.

    Until the last step the model in use stays what it was.

    Args:
        plan: What to train and how.
        store: Where the model goes, and where the one to compare with is.
        runs: Folder of what trainings leave: each plan has a folder of its own in it,
            where an interrupted training is gone on with.
        on_event: Told of what happens, as dictionaries with "event".
        should_stop: Asked often.

    Returns:
        The event "finished".

    Raises:
        DatasetError: The data cannot be had.
        ModelError: The model cannot be exported or saved.
        TrainingError: It did not learn.
        TrainingCancelled: `should_stop` said so.
    """

    def check() -> None:
        if should_stop():
            raise TrainingCancelled

    def say(text: str) -> None:
        check()
        on_event({"event": "message", "text": text})

    say("Preparing the digits.")
    data = crops_for(plan, on_progress=_download_events(on_event, check), check=check)
    run_dir = runs / f"{plan.network}-{_hash_of(plan)}"
    best = fit(
        plan, data.training, data.validation, run_dir, on_event=on_event, should_stop=should_stop
    )
    say("Converting the new model.")
    tflite = run_dir / "best.tflite"
    export_litert(best, tflite, sample=data.validation.crops[:EXPORT_SAMPLE])
    say("Comparing it with the model in use.")
    temperature, candidate = _calibrated(tflite, data)
    check()
    current = evaluate(store.load_classifier(), data.validation)
    decision = decide(candidate, current)
    metrics = _metrics(candidate, current)
    check()
    version = _added(store, plan, data, metrics, temperature, (best, tflite))
    check()
    if decision.accepted:
        store.activate(version.id)
    forget_state(run_dir)
    _prune(runs)
    return {
        "event": "finished", "model_id": version.id, "accepted": decision.accepted,
        "reason": decision.reason, "metrics": metrics,
    }  # fmt: skip


def _download_events(on_event: OnEvent, check: Callable[[], None]) -> Progress:
    told_s = 0.0

    def tell(done: int, total: int, /) -> None:
        nonlocal told_s
        check()
        if done == total or time.monotonic() - told_s >= DOWNLOAD_EVENT_INTERVAL_S:
            told_s = time.monotonic()
            on_event({"event": "download", "done": done, "total": total})

    return tell


def _calibrated(tflite: Path, data: TrainingData) -> tuple[float, Evaluation]:
    """The temperature that fits the validation crops, and what the model makes of them with it."""
    raw = evaluate(LiteRtClassifier(tflite), data.validation)
    temperature = fitted_temperature(raw.probabilities, raw.labels)
    return temperature, evaluate(LiteRtClassifier(tflite, temperature=temperature), data.validation)


def _metrics(candidate: Evaluation, current: Evaluation) -> dict[str, float]:
    figures = {
        "validation_accuracy": candidate.digit_accuracy,
        "validation_loss": candidate.loss,
        "calibration_error": candidate.calibration_error,
        "rejection_rate": candidate.rejection_rate,
        "current_validation_accuracy": current.digit_accuracy,
        "current_rejection_rate": current.rejection_rate,
    }
    return {name: round(value, 5) for name, value in figures.items() if value is not None}


def _added(
    store: ModelStore,
    plan: TrainingPlan,
    data: TrainingData,
    metrics: dict[str, float],
    temperature: float,
    paths: tuple[Path, Path],
) -> ModelVersion:
    moment = now_iso()
    card = ModelCard(
        id=moment[:19].replace("-", "").replace(":", "").replace("T", "-"),
        name=f"{plan.network}, {', '.join(str(source['name']) for source in data.sources)}",
        created_at=moment,
        network=plan.network,
        plan=plan.to_json(),
        data=data.sources,
        metrics=metrics,
        temperature=temperature,
        parameters=int(load_keras(paths[0]).count_params()),
    )
    return store.add(*paths, card)


def _hash_of(plan: TrainingPlan) -> str:
    return hashlib.sha256(json.dumps(plan.to_json(), sort_keys=True).encode()).hexdigest()[:12]


def _prune(runs: Path) -> None:
    """Leaves the folders of the latest trainings only."""
    # What lies there besides is not a training's, and not ours to remove.
    own = (path for path in runs.iterdir() if (path / HISTORY_NAME).is_file())
    folders = sorted(own, key=lambda path: path.stat().st_mtime)
    for folder in folders[:-KEPT_RUNS]:
        shutil.rmtree(folder, ignore_errors=True)
