"""From a trained network to the model in use: converted, compared, kept, activated."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model import runs
from model.atomic_files import sha256_of
from model.card import KERAS_NAME, ModelCard, now_iso
from model.classifier import LiteRtClassifier
from model.comparison import HoldOut, compare, decide_all, hold_outs
from model.datasets import LabelledCrops
from model.evaluation import evaluate, fitted_temperature
from model.export import export_litert, load_keras
from model.gate import SAMPLES
from model.training_report import write_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from model.choices import TrainingPlan
    from model.comparison import Comparison
    from model.evaluation import Evaluation
    from model.gate import GateDecision
    from model.parent import Parent
    from model.store import ModelStore, ModelVersion

EXPORT_SAMPLE = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A network that was trained, and what is known of it.

    Attributes:
        best: Its ``.keras`` file, in the folder of its run.
        plan: What was asked for.
        name: For people.
        network: One of `model.choices.NETWORK_NAMES`, or what the card of an adapted
            model said.
        sources: The card's words for the data.
        validation: Crops that did not train it and that fit its temperature. None for
            one that was adapted: it has the temperature of the model in use, changed
            as much as the one that fits what both are compared on.
        compared_on: What it is compared on besides MNIST, strokes and samples.
    """

    best: Path
    plan: TrainingPlan
    name: str
    network: str
    sources: list[dict[str, Any]]
    validation: LabelledCrops | None = None
    compared_on: tuple[HoldOut, ...] = ()


def promoted(
    trained: Trained, store: ModelStore, held_out: LabelledCrops, parent: Parent
) -> dict[str, Any]:
    """Makes a network a model, and puts it into use if it is no worse than the one that is.

    Args:
        trained: The network.
        store: Where the model goes, and where the one to compare with is.
        held_out: The user's samples that never train, may be none.
        parent: Whom to tell.

    Returns:
        The event "finished".

    Raises:
        ModelError: The model cannot be converted or saved.
        TrainingCancelled: The parent said so.
    """
    run_dir = trained.best.parent
    parent.say("Converting the new model.")
    judges = (*hold_outs(held_out, check=parent.check), *trained.compared_on)
    fitting = trained.validation or _general(judges)
    tflite = run_dir / runs.CONVERTED_NAME
    export_litert(trained.best, tflite, sample=fitting.crops[:EXPORT_SAMPLE])
    parent.say("Comparing it with the model in use.")
    current_version = store.current()
    current = current_version.load_classifier()
    temperature = _fitted(tflite, fitting)
    if trained.validation is None:
        # Strokes are easier than what a camera sees: only the change is taken from them.
        temperature *= current_version.card.temperature
        temperature /= _fitted(current_version.tflite_path, fitting)
    candidate = LiteRtClassifier(tflite, temperature=temperature)
    parent.check()
    comparisons = compare(current, candidate, judges)
    parent.check()
    metrics = _metrics(evaluate(candidate, fitting), evaluate(current, fitting), comparisons)
    decision = decide_all(comparisons)
    parent.say("Writing the report.")
    names = (current_version.card.name, trained.name)
    report = _reported(run_dir, comparisons, decision, trained.plan, names, parent)
    parent.check()
    card = ModelCard(
        id=run_dir.name, name=trained.name, created_at=now_iso(), network=trained.network,
        plan=trained.plan.to_json(), data=trained.sources, metrics=metrics,
        temperature=temperature, parameters=int(load_keras(trained.best).count_params()),
        accepted=decision.accepted, reason=decision.reason, parent_id=current_version.id,
    )  # fmt: skip
    version = _kept(store, trained.best, tflite, card, report)
    parent.check()
    if decision.accepted:
        store.activate(version.id)
    return {
        "event": "finished", "model_id": version.id, "accepted": decision.accepted,
        "reason": decision.reason, "metrics": metrics,
        "checks": [dataclasses.asdict(check) for check in decision.checks],
        "report": None if version.report_path is None else str(version.report_path),
    }  # fmt: skip


def _reported(
    run_dir: Path,
    comparisons: Sequence[Comparison],
    decision: GateDecision,
    plan: TrainingPlan,
    names: tuple[str, str],
    parent: Parent,
) -> Path | None:
    """The report's folder, None if it cannot be written: the network is worth more than it."""
    folder = run_dir / runs.REPORT_FOLDER
    try:
        write_report(folder, comparisons, decision, runs.history_of(run_dir), plan.to_json(), names)
    except OSError as error:
        parent.say(f"The report cannot be written: {error.strerror or error}.")
        return None
    return folder


def _fitted(tflite: Path, crops: LabelledCrops) -> float:
    """The temperature that makes a converted network's probabilities fit some crops."""
    raw = evaluate(LiteRtClassifier(tflite), crops)
    return fitted_temperature(raw.probabilities, raw.labels)


def _general(judges: Sequence[HoldOut]) -> LabelledCrops:
    """The crops that a model is compared on, but for the user's own."""
    return LabelledCrops.joined([one.crops for one in judges if one.name != SAMPLES])


def _metrics(
    candidate: Evaluation, current: Evaluation, comparisons: Sequence[Comparison]
) -> dict[str, float]:
    figures = {
        "validation_accuracy": candidate.digit_accuracy,
        "validation_loss": candidate.loss,
        "calibration_error": candidate.calibration_error,
        "rejection_rate": candidate.rejection_rate,
        "current_validation_accuracy": current.digit_accuracy,
        "current_rejection_rate": current.rejection_rate,
    }
    for one in comparisons:
        if one.hold_out.name == SAMPLES:
            figures["samples_accuracy"] = one.new.accuracy
            figures["current_samples_accuracy"] = one.old.accuracy
    return {name: round(value, 5) for name, value in figures.items() if value is not None}


def _kept(
    store: ModelStore, keras_path: Path, tflite: Path, card: ModelCard, report: Path | None
) -> ModelVersion:
    """The version in the store; a process that was killed may have put it there already."""
    sha256 = sha256_of(keras_path)
    for version in store.versions():
        if version.id == card.id and version.card.sha256.get(KERAS_NAME) == sha256:
            return version
    return store.add(keras_path, tflite, card, report=report)
