"""Makes the bundled model anew: `python -m model.recipe --data FOLDER`."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import numpy as np

from model.assembly import (
    Corpus,
    assembled,
    balanced,
    report,
    training_crops,
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
    network="cnn", optimizer="adamw", learning_rate=2e-3, batch_size=128, epochs=20, patience=20,
    dropout=0.3, label_smoothing=0.0, augment=True, seed=20261121,
)  # fmt: skip

CHOOSING_SHARE = 0.25
"""Of negatives among the validation crops that tell which epoch is best."""

NEGATIVE_SHARE = 0.01
"""Of "not a digit" among the crops that the bundled model expects.

Nearly a third of those that train are negatives, for it takes many to know them, and then 5 in
1000 digits of other writers count as none. Of the validation writers of MNIST, Swiss numbers,
UNIPEN and bhmsds 99.42, 99.55, 97.62, 99.00 % are read right at a share of 0.06 and 99.50, 99.55,
98.08, 99.27 % at 0.01. How many there are on a page is not the model's business but that of
`vision.context`, which sees the page."""


def expecting(trained: Path, target: Path, trained_share: float, share: float) -> None:
    """Brings a network from the share of negatives that it was trained with to another.

    The log-odds of the classes change by the log-odds of their shares (Elkan, 2001),
    so that the bias of the last layer is all that has to change.

    Args:
        trained: A `.keras` file whose last layer is the softmax of the eleven classes.
        target: The `.keras` file to be written.
        trained_share: Share of negatives among the crops that trained it, 0 to 1.
        share: The wanted one.
    """
    from model.export import load_keras

    network = load_keras(trained)
    kernel, bias = network.layers[-1].get_weights()
    bias[NOT_A_DIGIT] += _log_odds(share) - _log_odds(trained_share)
    network.layers[-1].set_weights([kernel, bias])
    network.save(target)


def _log_odds(share: float) -> float:
    return math.log(share) - math.log(1 - share)


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
    choosing = balanced(corpus.validation, PLAN.seed, NEGATIVE_SHARE)
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
        plan=PLAN.to_json() | {"negative_share": NEGATIVE_SHARE}, data=corpus.data,
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
        "--trained", type=Path, metavar="KERAS", help="skip the training, take this network"
    )
    options = parser.parse_args()
    corpus = assembled(options.data, PLAN.seed)
    training = training_crops(corpus)
    choosing = balanced(corpus.validation, PLAN.seed, CHOOSING_SHARE)
    trained = options.trained or _trained(training, choosing, options.run)
    best = options.run / "expecting.keras"
    best.parent.mkdir(parents=True, exist_ok=True)
    expecting(trained, best, float((training.labels == NOT_A_DIGIT).mean()), NEGATIVE_SHARE)
    options.target.mkdir(parents=True, exist_ok=True)
    card = bundle(best, corpus, options.data, options.target)
    for name, metrics in card.metrics.items():
        report(f"{name}: {metrics}")
    return 0


def _trained(training: LabelledCrops, validation: LabelledCrops, run: Path) -> Path:
    """The best network of the training; interrupted, it is gone on with by the same command."""
    from model.training import fit

    report(f"{len(training)} crops train: {np.bincount(training.labels).tolist()}")
    (run / "state").mkdir(parents=True, exist_ok=True)
    return fit(PLAN, training, validation, run, on_event=_report_epoch, should_stop=lambda: False)


def _report_epoch(event: dict[str, object]) -> None:
    if event["event"] == "epoch":
        report(str(event))


if __name__ == "__main__":
    sys.exit(main())
