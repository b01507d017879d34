"""Models that never saw some writers, and the hands of those writers, to adapt to.

`bad_writers` of `splits.json` parts the Swiss writers and those UNIPEN writers who
wrote ten of each digit into folds. The network of a fold is trained on all other
hands and on what the bundled one is trained on, without pages but for the project's
own strokes. Writers whom the splits keep for tests and who are in no fold train
nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.assembly import balanced, report
from model.atomic_files import replacing
from model.choices import TrainingPlan
from model.corpus import generated_digits, generated_negatives
from model.datasets import LabelledCrops, load_mnist
from model.glyphs import (
    LOADERS,
    LOOK_ALIKES,
    crops_of,
    read_splits,
    swiss_glyphs,
    unipen_glyphs,
)
from model.recipe import CHOOSING_SHARE, NEGATIVE_SHARE, expecting
from model.rehearsal import cached_crops
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from model.glyphs import GlyphDrawing

    Writer = tuple[str, str | int]

PLAN = TrainingPlan(network="cnn", epochs=4, patience=4, seed=20261121)
"""As the bundled network is trained, in a fifth of its epochs: five folds are trained."""

OWN_DIGITS = 8_000
OWN_NEGATIVES = 6_000
SWISS_REPEATS = 1
UNIPEN_REPEATS = 2
LETTER_SHARE = 0.15
"""How often a digit trains, each time with another pen, and the share of letters that do."""

_READING_SEED = 1000
"""Of the pens with which hands are drawn that are read; the pens that train have others."""


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """The digits of one writer.

    Attributes:
        name: Data set and writer.
        fold: The fold whose network never saw this hand.
        is_for_tests: The splits keep the writer for tests: it chooses nothing.
        read: All digits, drawn with pens, to be read and adapted to.
        training: The same digits as the networks of the other folds are trained on them.
    """

    name: str
    fold: int
    is_for_tests: bool
    read: LabelledCrops
    training: LabelledCrops


@dataclass(frozen=True, slots=True, eq=False)
class FoldData:
    """What the networks of all folds are trained and chosen by.

    Attributes:
        hands: Of all folds.
        fold_count: How many folds there are.
        shared: Crops that train every network.
        validation: Crops of other writers by data set; they choose the best epoch.
    """

    hands: tuple[Hand, ...]
    fold_count: int
    shared: LabelledCrops
    validation: dict[str, LabelledCrops]

    def training(self, fold: int) -> LabelledCrops:
        """What trains the network of one fold: all but the hands of this fold."""
        others = [hand.training for hand in self.hands if hand.fold != fold]
        return LabelledCrops.joined([self.shared, *others])


def fold_data(folder: Path, work: Path) -> FoldData:
    """Hands and crops for all folds.

    Args:
        folder: Holds a folder for each data set, and `splits.json` with ``bad_writers``.
        work: Keeps the crops that take long to make.

    Raises:
        OSError, KeyError, ValueError, DatasetError: A data set is missing or damaged.
    """
    splits = read_splits(folder)
    folds = [[(name, writer) for name, writer in fold] for fold in splits["bad_writers"]["folds"]]
    everyone = {hand for fold in folds for hand in fold}
    tests = {("unipen", writer) for writer in splits["unipen"]["test_writers"]} | {
        ("swiss_numbers", writer) for writer in splits["swiss_numbers"]["test_writers"]
    }
    with_pens = _digits_of(folder, everyone, markers=False)
    with_markers = _digits_of(folder, everyone, markers=True)
    hands = tuple(
        _hand(one, fold, one in tests, with_pens[one], with_markers[one])
        for fold, names in enumerate(folds)
        for one in names
    )
    training, choosing = _other_unipen(folder, everyone, splits["unipen"])
    mnist = load_mnist(folder)
    report("Preparing the crops that all folds share")
    shared = cached_crops(work / f"shared-{_key()}.npz", lambda: _shared_crops(folder, training))
    known = LabelledCrops(mnist.training.crops, mnist.training.labels)
    validation = {
        "mnist": mnist.validation,
        "unipen": crops_of(choosing),
        "bhmsds": crops_of(LOADERS["bhmsds"](folder).validation),
    }
    return FoldData(hands, len(folds), LabelledCrops.joined([known, shared]), validation)


def _digits_of(
    folder: Path, hands: set[Writer], *, markers: bool
) -> dict[Writer, list[GlyphDrawing]]:
    """The digits of writers, drawn with pens, or with some markers among them."""
    found: dict[Writer, list[GlyphDrawing]] = {hand: [] for hand in hands}
    for name, draw in swiss_glyphs(folder):
        if ("swiss_numbers", name) in hands:
            found["swiss_numbers", name].append(draw)
    numbers = {int(number) for name, number in hands if name == "unipen"}
    for number, sign, draw in unipen_glyphs(folder, pens_only=() if markers else numbers):
        if number in numbers and sign.isdigit():
            found["unipen", number].append(draw)
    return found


def _hand(
    writer: Writer,
    fold: int,
    is_for_tests: bool,
    read: list[GlyphDrawing],
    training: list[GlyphDrawing],
) -> Hand:
    times = SWISS_REPEATS if writer[0] == "swiss_numbers" else UNIPEN_REPEATS
    return Hand(
        f"{writer[0]} {writer[1]}", fold, is_for_tests,
        crops_of(read, _READING_SEED), crops_of(training * times),
    )  # fmt: skip


def _other_unipen(
    folder: Path, hands: set[Writer], splits: dict[str, Any]
) -> tuple[list[GlyphDrawing], list[GlyphDrawing]]:
    """Signs of the writers in no fold: those that train and those that choose."""
    training: list[GlyphDrawing] = []
    choosing: list[GlyphDrawing] = []
    tests, chooses = set(splits["test_writers"]), set(splits["validation_writers"])
    rng = np.random.default_rng(PLAN.seed)
    for number, sign, draw in unipen_glyphs(folder, pens_only=chooses):
        if ("unipen", number) in hands or number in tests or sign in LOOK_ALIKES:
            continue
        if number in chooses:
            choosing.append(draw)
        elif sign.isdigit():
            training += [draw] * UNIPEN_REPEATS
        elif rng.random() < LETTER_SHARE:
            training.append(draw)
    return training, choosing


def _shared_crops(folder: Path, written: Sequence[GlyphDrawing]) -> LabelledCrops:
    others = [*written]
    for name in ("bhmsds", "omniglot", "quickdraw"):
        others += LOADERS[name](folder).training
    return LabelledCrops.joined([
        crops_of(others),
        generated_digits(OWN_DIGITS, PLAN.seed + 1),
        generated_negatives(OWN_NEGATIVES, PLAN.seed + 2),
    ])  # fmt: skip


def fold_network(data: FoldData, fold: int, work: Path) -> Path:
    """The network that never saw the hands of a fold; trained if it is not there yet.

    An interrupted training is gone on with.

    Returns:
        The path of its ``.keras`` file.
    """
    from model.training import fit

    run = work / f"fold-{fold}-{_key()}"
    finished = run / "model.keras"
    if finished.is_file():
        return finished
    training = data.training(fold)
    share = float((training.labels == NOT_A_DIGIT).mean())
    report(f"Fold {fold}: {len(training)} crops train, {share:.0%} of them no digits")
    (run / "state").mkdir(parents=True, exist_ok=True)
    choosing = balanced(data.validation, PLAN.seed, CHOOSING_SHARE)
    best = fit(PLAN, training, choosing, run, on_event=_report_epoch, should_stop=lambda: False)
    with replacing(finished) as unfinished:
        expecting(best, unfinished, share, NEGATIVE_SHARE)
    return finished


def _report_epoch(event: dict[str, object]) -> None:
    if event["event"] == "epoch":
        report(str(event))


def _key() -> str:
    """Changes with all that the networks of the folds are trained by."""
    what = [PLAN.network, PLAN.epochs, PLAN.learning_rate, PLAN.batch_size, PLAN.dropout, PLAN.seed,
            OWN_DIGITS, OWN_NEGATIVES, SWISS_REPEATS, UNIPEN_REPEATS, LETTER_SHARE]  # fmt: skip
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:8]
