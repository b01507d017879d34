"""What the bundled model is trained on and chosen by.

Real handwriting is laid on pages, photographed, found and cut by the app's own
path; MNIST is also taken as it is. Letters, signs, doodles, joined digits,
fragments, and whatever the path proposes on photographs without digits make
the class "not a digit". A data set that is missing in the folder is named and
skipped. What chooses (validation) never shares a writer with what trains.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.corpus import (
    GLYPHS_A_PAGE,
    TOUCHING_SHARE,
    generated_digits,
    generated_negatives,
    labelled_crops,
    page_of,
)
from model.datasets import LabelledCrops, load_mnist
from model.glyphs import LOADERS, crops_of, glyphs_of_crops
from model.scenes import Glyph
from vision.reading import CROP_SIZE, NOT_A_DIGIT
from vision.segmentation import propose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from model.glyphs import GlyphDrawing
    from vision.reading import Crops

REPEATS = {"swiss_numbers": 2.0, "unipen digits": 3.0, "unipen": 0.5, "bhmsds": 1.0,
           "omniglot": 2.0, "quickdraw": 1.0, "mnist": 0.5}  # fmt: skip
"""How often each glyph of a data set is laid on a page; below 1, a share of them."""

MNIST_AS_IT_IS = 3
"""How often MNIST's own crops are seen an epoch, beside those that went over a page."""

NO_CROPS = np.empty((0, CROP_SIZE, CROP_SIZE), np.uint8)
TELLING_ON_SIDE = frozenset({2, 3, 4, 5, 6, 7, 9})
TELLING_ON_HEAD = frozenset({3, 4, 7})
"""Digits that are none when turned; a 0, 1 or 8 is one still, and a 2 or 5 in some hands."""

OWN_VALIDATION = 1_000
OWN_DIGITS = 12_000
OWN_NEGATIVES = 18_000
PHOTO_NEGATIVES = 14_000
HELD_OUT_PHOTOS = ("paper_test", "scene_coffee", "scene_camera")
"""Photographs without digits that are never trained on: they measure false digits."""


@dataclass(slots=True)
class Corpus:
    """What the bundled model is trained on and chosen by.

    Attributes:
        mnist: MNIST's own training crops, None without them.
        training: All other crops that train.
        validation: Crops of other writers, by data set.
        data: Name, licence and count of crops or glyphs, for the card.
    """

    mnist: LabelledCrops | None
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
    own_mnist: LabelledCrops | None = None
    if (folder / "mnist").is_dir():
        mnist = load_mnist(folder)
        own_mnist = mnist.training
        validation["mnist"] = mnist.validation
        drawings += _repeated(
            glyphs_of_crops(mnist.training.crops, mnist.training.labels), REPEATS["mnist"], rng
        )
        data.append({"name": "MNIST", "licence": "CC BY-SA 3.0 (as commonly stated)",
                     "training": len(mnist.training)})  # fmt: skip
    else:
        report("MNIST is not there: skipped.")
    for name, load in LOADERS.items():
        if not (folder / name).is_dir():
            report(f"{name} is not there: skipped.")
            continue
        glyphs = load(folder)
        report(f"{name}: {len(glyphs.training)} to train, {len(glyphs.validation)} to choose")
        if name == "unipen":
            written, others = _parted(glyphs.training)
            drawings += _repeated(written, REPEATS["unipen digits"], rng)
            drawings += _repeated(others, REPEATS["unipen"], rng)
            drawings += [_turned(draw) for draw in written]
        else:
            drawings += _repeated(glyphs.training, REPEATS[name], rng)
        if name == "bhmsds":
            direct.append(crops_of(glyphs.training))
        validation[name] = found_on_pages(glyphs.validation, rng, touching=0.0)
        data.append({"name": name, "licence": glyphs.licence, "training": len(glyphs.training)})
    if not validation:
        report("No data set is there: the project's own strokes choose, too.")
        validation["own strokes"] = LabelledCrops.joined(
            [
                generated_digits(OWN_VALIDATION, seed + 3),
                generated_negatives(OWN_VALIDATION, seed + 4),
            ]
        )
    report(f"{len(drawings)} glyphs go onto pages")
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
        report("photographs are not there: skipped.")
    return Corpus(own_mnist, LabelledCrops.joined(direct), validation, data)


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
    if not crops:
        return LabelledCrops(NO_CROPS, np.empty(0, np.int64))
    return LabelledCrops(np.stack(crops), np.array(labels, np.int64))


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


def _parted(drawings: Sequence[GlyphDrawing]) -> tuple[list[GlyphDrawing], list[GlyphDrawing]]:
    """Digits and others."""
    rng = np.random.default_rng(0)
    digits: list[GlyphDrawing] = []
    others: list[GlyphDrawing] = []
    for draw in drawings:
        (others if draw(16, rng).label == NOT_A_DIGIT else digits).append(draw)
    return digits, others


def _turned(draw: GlyphDrawing) -> GlyphDrawing:
    """A digit on its side or on its head, where that is no digit; else as it was.

    So that a page held the wrong way makes less sense than the right way.
    """

    def drawing(height_px: float, rng: np.random.Generator) -> Glyph:
        glyph = draw(height_px, rng)
        turns = int(rng.integers(1, 4))
        if glyph.label not in (TELLING_ON_HEAD if turns == 2 else TELLING_ON_SIDE):
            return glyph
        return Glyph(np.ascontiguousarray(np.rot90(glyph.ink, turns)), NOT_A_DIGIT)

    return drawing


def _repeated(
    drawings: Sequence[GlyphDrawing], times: float, rng: np.random.Generator
) -> list[GlyphDrawing]:
    if times >= 1:
        return list(drawings) * round(times)
    chosen = rng.permutation(len(drawings))[: round(times * len(drawings))]
    return [drawings[i] for i in chosen]


def training_crops(corpus: Corpus) -> LabelledCrops:
    """What the training sees each epoch."""
    mnist = [corpus.mnist] * MNIST_AS_IT_IS if corpus.mnist else []
    return LabelledCrops.joined([*mnist, corpus.training])


def balanced(
    validation: dict[str, LabelledCrops], seed: int, negative_share: float
) -> LabelledCrops:
    """All validation digits, and as many negatives as make up a share of the whole.

    Args:
        validation: By data set.
        seed: Of the choice.
        negative_share: Less than 1; fewer are taken if there are not enough.
    """
    everything = LabelledCrops.joined(list(validation.values()))
    digits = np.flatnonzero(everything.labels != NOT_A_DIGIT)
    negatives = np.flatnonzero(everything.labels == NOT_A_DIGIT)
    wanted = round(len(digits) * negative_share / (1 - negative_share))
    kept = np.random.default_rng(seed).permutation(negatives)[:wanted]
    rows = np.concatenate([digits, kept])
    return LabelledCrops(everything.crops[rows], everything.labels[rows], None)


def report(text: str) -> None:
    """Tells how it goes, on standard error."""
    print(text, file=sys.stderr, flush=True)
