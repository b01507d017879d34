"""Makes the bundled model anew: `python -m model.recipe --data FOLDER`."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

import numpy as np

from model.assembly import (
    Corpus,
    assembled,
    balanced,
    first_crops,
    polishing_crops,
    report,
)
from model.atomic_files import sha256_of, write_atomically
from model.benchmark_sets import benchmark
from model.card import CARD_NAME, KERAS_NAME, TFLITE_NAME, ModelCard, now_iso
from model.choices import TrainingPlan
from model.classifier import LiteRtClassifier
from model.datasets import LabelledCrops, load_mnist
from model.evaluation import evaluate, fitted_temperature
from vision.reading import NOT_A_DIGIT

BUNDLED = Path(__file__).with_name("bundled")

PLAN = TrainingPlan(
    network="cnn", optimizer="adamw", learning_rate=2e-3, batch_size=128, epochs=11, patience=11,
    dropout=0.3, label_smoothing=0.0, augment=True, seed=20261121,
)  # fmt: skip

POLISH = dataclasses.replace(PLAN, learning_rate=6e-4, epochs=5, patience=5)
"""A second, short training on more of MNIST and fewer negatives.

The first sees a third of negatives and so takes 4 in 1000 digits of other writers for none.
How many negatives a page has is the business of `vision.selection`, which knows the page.
It is chosen by digits alone."""


def bundle(best: Path, corpus: Corpus, folder: Path, target: Path) -> ModelCard:
    """Exports, calibrates and tests a trained network and writes it with its card.

    Args:
        best: The `.keras` file that the training left.
        corpus: Its validation part fits the temperature.
        folder: The data sets, for the test parts.
        target: Receives `model.keras`, `model.tflite` and `card.json`.
    """
    from model.export import export_litert, keras_probabilities, load_keras

    keras_path, tflite_path = target / KERAS_NAME, target / TFLITE_NAME
    write_atomically(keras_path, best.read_bytes())
    export_litert(keras_path, tflite_path)
    choosing = balanced(corpus.validation, PLAN.seed)
    raw = LiteRtClassifier(tflite_path)(choosing.crops)
    temperature = fitted_temperature(raw, choosing.labels)
    classifier = LiteRtClassifier(tflite_path, temperature=temperature)
    metrics: dict[str, object] = {
        "validation_accuracy": evaluate(classifier, choosing).digit_accuracy
    }
    for name, crops in corpus.validation.items():
        metrics[f"validation {name}"] = evaluate(classifier, crops).metrics()
    tested = benchmark(classifier, folder, "test")
    for reading in tested.sets:
        if reading.name == "mnist" and reading.digits:
            metrics["mnist_test_accuracy"] = reading.digits.accuracy
        metrics[f"test {reading.name}"] = reading.metrics()
    metrics["test rejection"] = tested.metrics()["rejection"]
    network = load_keras(keras_path)
    if (folder / "mnist").is_dir():
        test = load_mnist(folder).test
        right = keras_probabilities(network, test.crops).argmax(axis=1) == test.labels
        metrics["mnist_test_accuracy_by_keras"] = float(right.mean())
    card = ModelCard(
        id="bundled", name="DigitLens", created_at=now_iso(), network=PLAN.network,
        plan={"first": PLAN.to_json(), "polish": POLISH.to_json()}, data=corpus.data,
        metrics=metrics, temperature=temperature,
        sha256={path.name: sha256_of(path) for path in (keras_path, tflite_path)},
        parameters=int(network.count_params()),
        notes="Made by `make model DATA=folder`; figures are of the LiteRT file. Chosen by the "
        "validation parts; crops of the test parts are normalised without a page.",
    )  # fmt: skip
    write_atomically(target / CARD_NAME, card.to_json().encode())
    return card


def main() -> int:
    """Assembles, trains, exports, calibrates, tests, and writes the bundled model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument(
        "--run", type=Path, default=Path("runs/bundled"), help="where the training keeps its state"
    )
    parser.add_argument("--target", type=Path, default=BUNDLED, help="where the model is written")
    parser.add_argument(
        "--trained", type=Path, metavar="KERAS", help="skip the first training, start from this"
    )
    options = parser.parse_args()
    corpus = assembled(options.data, PLAN.seed)
    choosing = balanced(corpus.validation, PLAN.seed)
    best = options.trained or _trained(PLAN, first_crops(corpus), choosing, options.run / "first")
    digits = choosing.subset(choosing.labels != NOT_A_DIGIT)
    best = _trained(
        POLISH, polishing_crops(corpus, PLAN.seed), digits, options.run / "polish", best
    )
    card = bundle(best, corpus, options.data, options.target)
    for name, metrics in card.metrics.items():
        report(f"{name}: {metrics}")
    return 0


def _trained(
    plan: TrainingPlan,
    training: LabelledCrops,
    validation: LabelledCrops,
    run: Path,
    start_from: Path | None = None,
) -> Path:
    """The best network of one training; interrupted, it is gone on with by the same command."""
    from model.training import fit

    report(f"{len(training)} crops train: {np.bincount(training.labels).tolist()}")
    (run / "state").mkdir(parents=True, exist_ok=True)
    return fit(
        plan, training, validation, run,
        on_event=_report_epoch, should_stop=lambda: False, start_from=start_from,
    )  # fmt: skip


def _report_epoch(event: dict[str, object]) -> None:
    if event["event"] == "epoch":
        report(str(event))


if __name__ == "__main__":
    sys.exit(main())
