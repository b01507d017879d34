"""Makes the bundled model anew: `python -m model.recipe --data FOLDER`.

Real handwriting is laid on pages, photographed, found and cut by the app's own
path; MNIST is also taken as it is. Letters, signs, doodles, joined digits,
fragments, and whatever the path proposes on photographs without digits make
the class "not a digit". A data set that is missing in the folder is named and
skipped. What chooses (validation) and what tests never shares a writer with
what trains.
"""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.atomic_files import sha256_of, write_atomically
from model.card import CARD_NAME, KERAS_NAME, TFLITE_NAME, ModelCard, now_iso
from model.choices import TrainingPlan
from model.classifier import LiteRtClassifier
from model.corpus import (
    GLYPHS_A_PAGE,
    TOUCHING_SHARE,
    generated_digits,
    generated_negatives,
    labelled_crops,
    page_of,
)
from model.datasets import LabelledCrops, load_mnist
from model.evaluation import Evaluation, evaluate, fitted_temperature
from model.glyphs import LOADERS, glyphs_of_crops
from vision.normalization import normalized
from vision.reading import NOT_A_DIGIT
from vision.segmentation import propose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.glyphs import GlyphDrawing
    from vision.reading import Classifier, Crops

BUNDLED = Path(__file__).with_name("bundled")

PLAN = TrainingPlan(
    network="cnn", optimizer="adamw", learning_rate=3e-3, batch_size=256, epochs=18, patience=18,
    dropout=0.3, label_smoothing=0.0, augment=True, seed=20261121,
)  # fmt: skip

POLISH = dataclasses.replace(PLAN, learning_rate=6e-4, epochs=6, patience=6, augment=False)
"""A second, short training on the crops as they are: augmentation bends them further than
hands do, and the last steps are better spent on what is really seen."""

REPEATS = {"swiss_numbers": 2.0, "unipen digits": 3.0, "unipen": 0.5, "bhmsds": 1.0,
           "omniglot": 2.0, "quickdraw": 1.0, "mnist": 0.5}  # fmt: skip
"""How often each glyph of a data set is laid on a page; below 1, a share of them."""

MNIST_AS_IT_IS = 2
"""How often MNIST's own crops are seen an epoch, beside those that went over a page."""

OWN_DIGITS = 12_000
OWN_NEGATIVES = 12_000
PHOTO_NEGATIVES = 14_000
HELD_OUT_PHOTOS = ("paper_test", "scene_coffee", "scene_camera")
"""Photographs without digits that are never trained on: they measure false digits."""


@dataclass(slots=True)
class Corpus:
    """What the bundled model is trained on and chosen by.

    Attributes:
        training: Crops that train.
        validation: Crops of other writers, by data set.
        data: Name, licence and count of crops or glyphs, for the card.
    """

    training: LabelledCrops
    validation: dict[str, LabelledCrops]
    data: list[dict[str, object]] = field(default_factory=list)


def assembled(folder: Path, seed: int) -> Corpus:
    """Training and validation crops from all data sets in a folder.

    Args:
        folder: Holds a folder for each data set.
        seed: Of everything random.
    """
    rng = np.random.default_rng(seed)
    drawings: list[GlyphDrawing] = []
    direct: list[LabelledCrops] = []
    validation: dict[str, LabelledCrops] = {}
    data: list[dict[str, object]] = []
    if (folder / "mnist").is_dir():
        mnist = load_mnist(folder)
        direct += [mnist.training] * MNIST_AS_IT_IS
        validation["mnist"] = mnist.validation
        drawings += _repeated(
            glyphs_of_crops(mnist.training.crops, mnist.training.labels), REPEATS["mnist"], rng
        )
        data.append({"name": "MNIST", "licence": "CC BY-SA 3.0 (as commonly stated)",
                     "training": len(mnist.training)})  # fmt: skip
    else:
        _report("MNIST is not there: skipped.")
    for name, load in LOADERS.items():
        if not (folder / name).is_dir():
            _report(f"{name} is not there: skipped.")
            continue
        glyphs = load(folder)
        _report(f"{name}: {len(glyphs.training)} to train, {len(glyphs.validation)} to choose")
        if name == "unipen":
            digits, others = _parted(glyphs.training)
            drawings += _repeated(digits, REPEATS["unipen digits"], rng)
            drawings += _repeated(others, REPEATS["unipen"], rng)
        else:
            drawings += _repeated(glyphs.training, REPEATS[name], rng)
        if name == "bhmsds":
            direct.append(_as_they_are(glyphs.training))
        validation[name] = found_on_pages(glyphs.validation, rng, touching=0.0)
        data.append({"name": name, "licence": glyphs.licence, "training": len(glyphs.training)})
    _report(f"{len(drawings)} glyphs go onto pages")
    direct.append(found_on_pages([drawings[i] for i in rng.permutation(len(drawings))], rng))
    direct.append(generated_digits(OWN_DIGITS, seed + 1))
    direct.append(generated_negatives(OWN_NEGATIVES, seed + 2))
    data.append({"name": "own strokes", "licence": "GPL-3.0-or-later",
                 "training": OWN_DIGITS + OWN_NEGATIVES})  # fmt: skip
    if (folder / "photos").is_dir():
        photos = photo_negatives(folder / "photos", rng, PHOTO_NEGATIVES)
        direct.append(photos)
        data.append({"name": "photographs without digits",
                     "licence": "MIT (Bretislav Hajek), CC0, public domain",
                     "training": len(photos)})  # fmt: skip
    else:
        _report("photographs are not there: skipped.")
    return Corpus(joined(direct), validation, data)


def found_on_pages(
    drawings: Sequence[GlyphDrawing], rng: np.random.Generator, *, touching: float | None = None
) -> LabelledCrops:
    """The crops that the app's path finds of glyphs on photographed pages."""
    crops: list[Crops] = []
    labels: list[int] = []
    share = TOUCHING_SHARE if touching is None else touching
    for start in range(0, len(drawings), GLYPHS_A_PAGE):
        page = page_of(drawings[start : start + GLYPHS_A_PAGE], rng, touching=share)
        for crop, label in labelled_crops(page, rng):
            crops.append(crop)
            labels.append(label)
    return LabelledCrops(np.stack(crops), np.array(labels, np.int64), None)


def photo_negatives(folder: Path, rng: np.random.Generator, count: int) -> LabelledCrops:
    """What the path proposes on photographs without digits, turned, mirrored and scaled."""
    crops: list[Crops] = []
    paths = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix in (".jpg", ".png") and not path.name.startswith(HELD_OUT_PHOTOS)
    ]
    for path in paths:
        gray = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_GRAYSCALE)
        found: list[Crops] = []
        for scale in (1.0, 0.7, 0.5, 0.35):
            small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            for turns in range(4):
                turned = np.ascontiguousarray(np.rot90(small, turns))
                picture = turned if rng.random() < 0.5 else np.ascontiguousarray(turned[:, ::-1])
                found += [candidate.crop for candidate in propose(picture)[0]]
        kept = rng.permutation(len(found))[: 2 * count // len(paths)]
        crops += [found[i] for i in kept]
    chosen = rng.permutation(len(crops))[:count]
    return LabelledCrops(
        np.stack([crops[i] for i in chosen]), np.full(len(chosen), NOT_A_DIGIT, np.int64), None
    )


def joined(parts: Sequence[LabelledCrops]) -> LabelledCrops:
    """All crops of several sets in one."""
    return LabelledCrops(
        np.concatenate([part.crops for part in parts]),
        np.concatenate([part.labels for part in parts]),
        None,
    )


def _as_they_are(drawings: Sequence[GlyphDrawing]) -> LabelledCrops:
    """Glyphs normalised without a page."""
    rng = np.random.default_rng(0)
    glyphs = [draw(28, rng) for draw in drawings]
    return LabelledCrops(
        np.stack([normalized(glyph.ink) for glyph in glyphs]),
        np.array([glyph.label for glyph in glyphs], np.int64),
        None,
    )


def _parted(drawings: Sequence[GlyphDrawing]) -> tuple[list[GlyphDrawing], list[GlyphDrawing]]:
    """Digits and others."""
    rng = np.random.default_rng(0)
    digits: list[GlyphDrawing] = []
    others: list[GlyphDrawing] = []
    for draw in drawings:
        (others if draw(16, rng).label == NOT_A_DIGIT else digits).append(draw)
    return digits, others


def _repeated(
    drawings: Sequence[GlyphDrawing], times: float, rng: np.random.Generator
) -> list[GlyphDrawing]:
    if times >= 1:
        return list(drawings) * round(times)
    chosen = rng.permutation(len(drawings))[: round(times * len(drawings))]
    return [drawings[i] for i in chosen]


def _report(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def balanced(validation: dict[str, LabelledCrops], seed: int) -> LabelledCrops:
    """All validation digits, and as many negatives as a third of them."""
    everything = joined(list(validation.values()))
    digits = np.flatnonzero(everything.labels != NOT_A_DIGIT)
    negatives = np.flatnonzero(everything.labels == NOT_A_DIGIT)
    rng = np.random.default_rng(seed)
    kept = rng.permutation(negatives)[: len(digits) // 3]
    rows = np.concatenate([digits, kept])
    return LabelledCrops(everything.crops[rows], everything.labels[rows], None)


def tested(classifier: Classifier, folder: Path) -> dict[str, Evaluation]:
    """How the finished model reads the test parts, which nothing was chosen by."""
    results: dict[str, Evaluation] = {}
    if (folder / "mnist").is_dir():
        results["mnist"] = evaluate(classifier, load_mnist(folder).test)
    for name, load in LOADERS.items():
        glyphs = load(folder).test if (folder / name).is_dir() else []
        if glyphs:
            results[name] = evaluate(classifier, _as_they_are(glyphs))
    return results


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
    shutil.copyfile(best, keras_path)
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
    for name, evaluation in tested(classifier, folder).items():
        metrics[f"{name}_test_accuracy"] = evaluation.digit_accuracy
        metrics[f"test {name}"] = evaluation.metrics()
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
        notes="Made by `make model DATA=folder`; figures are of the LiteRT file. Test parts were "
        "read once, after everything was chosen, their crops normalised without a page.",
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
    _report(f"{len(corpus.training)} crops train: {np.bincount(corpus.training.labels).tolist()}")
    best = options.trained or _trained(PLAN, corpus, options.run / "first")
    best = _trained(POLISH, corpus, options.run / "polish", start_from=best)
    card = bundle(best, corpus, options.data, options.target)
    for name, metrics in card.metrics.items():
        _report(f"{name}: {metrics}")
    return 0


def _trained(
    plan: TrainingPlan, corpus: Corpus, run: Path, *, start_from: Path | None = None
) -> Path:
    """The best network of one training; interrupted, it is gone on with by the same command."""
    from model.training import fit

    (run / "state").mkdir(parents=True, exist_ok=True)
    return fit(
        plan, corpus.training, balanced(corpus.validation, PLAN.seed), run,
        on_event=_report_epoch, should_stop=lambda: False, start_from=start_from,
    )  # fmt: skip


def _report_epoch(event: dict[str, object]) -> None:
    if event["event"] == "epoch":
        _report(str(event))


if __name__ == "__main__":
    sys.exit(main())
