"""Handwriting of real people as glyphs, from data sets in one folder.

Each loader reads one data set and gives its glyphs in three parts: those that
train, those that choose (validation) and those that test. Parts never share a
writer where the data set knows its writers. Polarity, cropping and labels are
brought to one form: white ink on black, cut tight, 0 to 9 or "not a digit".

Letters and signs that can be a digit are in none of the parts. Those of the
writers that choose and test are kept apart, to tell how many are read.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from model.datasets import LabelledCrops
from model.handwriting import drawn
from model.scenes import Glyph
from model.symbols import fitted
from vision.normalization import normalized
from vision.reading import CROP_SIZE, NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.frame import Image

    GlyphDrawing = Callable[[float, np.random.Generator], Glyph]

LOOK_ALIKES = frozenset("OoDQlIi|/!ZzSsbGTBgqyY")
"""Letters and symbols that can be a digit; they neither train nor test rejection."""

LEAST_INK = 90
"""Grey level, of 255, from which ink counts when a glyph is cut tight; as `fitted` has it."""

PEN_WIDTHS = (0.035, 0.16)
"""Over the height of the glyph: from a fine pen to a felt tip."""

MARKER_WIDTHS = (0.16, 0.26)
MARKER_SHARE = 0.15
"""Of the glyphs that train; those that choose and test are drawn with pens."""

_DRAWN_PX = 40.0


@dataclass(slots=True)
class GlyphSet:
    """The glyphs of one data set, each a function that draws it at a height.

    Attributes:
        name: Of the data set.
        licence: As its source states it.
        training, validation, test: The three parts.
        validation_look_alikes, test_look_alikes: What can be a digit and is none, of
            the writers of those parts; it is labelled "not a digit".
    """

    name: str
    licence: str
    training: list[GlyphDrawing] = field(default_factory=list)
    validation: list[GlyphDrawing] = field(default_factory=list)
    test: list[GlyphDrawing] = field(default_factory=list)
    validation_look_alikes: list[GlyphDrawing] = field(default_factory=list)
    test_look_alikes: list[GlyphDrawing] = field(default_factory=list)

    def part(self, is_validation: bool, is_test: bool) -> list[GlyphDrawing]:
        """The part a glyph belongs to."""
        return self.test if is_test else self.validation if is_validation else self.training

    def add_look_alike(self, draw: GlyphDrawing, is_validation: bool, is_test: bool) -> None:
        """Keeps what can be a digit, unless its writer trains."""
        if is_test:
            self.test_look_alikes.append(draw)
        elif is_validation:
            self.validation_look_alikes.append(draw)


def read_splits(folder: Path) -> dict[str, Any]:
    """What `splits.json` of a data folder fixes; empty where there is none."""
    path = folder / "splits.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def swiss_numbers(folder: Path) -> GlyphSet:
    """Scanned pen digits of Swiss writers: hooked 1, crossed 7."""
    result = GlyphSet("swiss_numbers", "CC0 1.0")
    splits = read_splits(folder).get("swiss_numbers", {})
    for writer, draw in swiss_glyphs(folder):
        part = result.part(
            writer in splits.get("validation_writers", ()), writer in splits.get("test_writers", ())
        )
        part.append(draw)
    return result


def swiss_glyphs(folder: Path) -> Iterator[tuple[str, GlyphDrawing]]:
    """The digits of all Swiss writers, each with its writer."""
    with np.load(folder / "swiss_numbers" / "swiss_numbers.npz", allow_pickle=False) as data:
        images, labels, writers = data["images"], data["labels"], data["writer"]
        heights, widths, suspect = data["height"], data["width"], data["suspect"]
    for i in np.flatnonzero(~suspect.astype(bool)).tolist():
        picture = 255 - images[i, : heights[i], : widths[i]]
        yield str(writers[i]), _picture(_stretched(picture), int(labels[i]))


def bhmsds(folder: Path) -> GlyphSet:
    """Photographed digits and operators, cut tight and laid in a square as they are."""
    result = GlyphSet("bhmsds", "MIT")
    splits = read_splits(folder).get("bhmsds", {})
    low, high = splits.get("validation_index", (1050, 1199))
    first_test, _ = splits.get("test_index", (1200, 1499))
    look_alikes = {"slash", "y", "z"}
    with np.load(folder / "bhmsds" / "bhmsds.npz", allow_pickle=False) as data:
        images, symbols, indices = data["images"], data["symbols"], data["index"]
    for image, symbol, index in zip(images, symbols.tolist(), indices.tolist(), strict=True):
        label = int(symbol) if symbol.isdigit() else NOT_A_DIGIT
        draw = _picture(255 - image, label)
        if symbol in look_alikes:
            result.add_look_alike(draw, low <= index <= high, index >= first_test)
        else:
            result.part(low <= index <= high, index >= first_test).append(draw)
    return result


def unipen(folder: Path) -> GlyphSet:
    """Pen strokes of writers of many countries, drawn with pens of any width."""
    result = GlyphSet("unipen", "CC BY 4.0")
    splits = read_splits(folder).get("unipen", {})
    validation = set(splits.get("validation_writers", ()))
    test = set(splits.get("test_writers", ()))
    for writer, sign, draw in unipen_glyphs(folder, pens_only=validation | test):
        if sign in LOOK_ALIKES:
            result.add_look_alike(draw, writer in validation, writer in test)
        else:
            result.part(writer in validation, writer in test).append(draw)
    return result


def unipen_glyphs(
    folder: Path, *, pens_only: Container[int]
) -> Iterator[tuple[int, str, GlyphDrawing]]:
    """All signs of UNIPEN, each with its writer and its character.

    Args:
        folder: Holds the folder ``unipen``.
        pens_only: Writers who are never given a marker.
    """
    with np.load(folder / "unipen" / "unipen_strokes.npz", allow_pickle=False) as data:
        points, stroke_start, glyph_start = (
            data[name] for name in ("points", "stroke_start", "glyph_start")
        )
        labels, writers, p_label = data["label"], data["writer"], data["p_label"]
    for i, (sign, writer) in enumerate(zip(labels.tolist(), writers.tolist(), strict=True)):
        # Half of the digits below 0.1 are wrong labels or badly cut.
        if p_label[i] < 0.1:
            continue
        strokes = [
            points[stroke_start[k] : stroke_start[k + 1]].astype(np.float32)
            for k in range(glyph_start[i], glyph_start[i + 1])
        ]
        label = int(sign) if sign.isdigit() else NOT_A_DIGIT
        marker_share = 0.0 if writer in pens_only else MARKER_SHARE
        yield writer, sign, _strokes(strokes, label, marker_share=marker_share)


def omniglot(folder: Path) -> GlyphSet:
    """Characters of foreign alphabets, all "not a digit".

    Latin and Greek are left out: their letters include the look-alikes.
    """
    result = GlyphSet("omniglot", "MIT")
    splits = read_splits(folder).get("omniglot", {})
    test = set(splits.get("test_alphabets", ()))
    seen: set[str] = set()
    for archive in sorted((folder / "omniglot").glob("*.zip")):
        with zipfile.ZipFile(archive) as pictures:
            for name in pictures.namelist():
                if not name.endswith(".png") or name.split("/", 1)[1] in seen:
                    continue
                seen.add(name.split("/", 1)[1])
                alphabet = name.split("/")[1]
                if alphabet in ("Latin", "Greek"):
                    continue
                data = np.frombuffer(pictures.read(name), np.uint8)
                picture = cv2.bitwise_not(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
                # Drawers 19 and 20 of each character choose.
                drawer = int(name.rsplit("_", 1)[1].split(".")[0])
                part = result.part(drawer >= 19, alphabet in test)
                part.append(_picture(picture, NOT_A_DIGIT))
    return result


def quickdraw(folder: Path) -> GlyphSet:
    """Doodles of cats and trains, all "not a digit"; rainbows are often a single arc."""
    result = GlyphSet("quickdraw", "CC BY 4.0")
    for name in ("cats", "trains"):
        path = folder / "quickdraw" / f"{name}1000.bin"
        for i, image in enumerate(np.fromfile(path, np.uint8).reshape(-1, 28, 28)):
            result.part(i % 10 == 9, is_test=False).append(_picture(image, NOT_A_DIGIT))
    return result


LOADERS: dict[str, Callable[[Path], GlyphSet]] = {
    "swiss_numbers": swiss_numbers,
    "unipen": unipen,
    "bhmsds": bhmsds,
    "omniglot": omniglot,
    "quickdraw": quickdraw,
}


def glyphs_of_crops(crops: NDArray[np.uint8], labels: NDArray[Any]) -> list[GlyphDrawing]:
    """Glyphs from 28x28 crops with white ink on black, as MNIST has them."""
    return [_picture(crop, int(label)) for crop, label in zip(crops, labels, strict=True)]


def crops_of(drawings: Sequence[GlyphDrawing], seed: int = 0) -> LabelledCrops:
    """Glyphs normalised as the app does it, without a page.

    Args:
        drawings: The n-th is drawn the same whatever the others are.
        seed: Of what is random in a drawing, such as the width of the pen.
    """
    crops = np.empty((len(drawings), CROP_SIZE, CROP_SIZE), np.uint8)
    labels = np.empty(len(drawings), np.int64)
    for i, draw in enumerate(drawings):
        glyph = draw(_DRAWN_PX, np.random.default_rng((seed, i)))
        crops[i], labels[i] = normalized(cut_tight(glyph.ink)), glyph.label
    return LabelledCrops(crops, labels)


def cut_tight(ink: Image) -> Image:
    """The part of a picture, (H, W) white on black, that holds ink; all of it without any."""
    left, top, width, height = cv2.boundingRect((ink >= LEAST_INK).astype(np.uint8))
    return ink[top : top + height, left : left + width] if width else ink


def _picture(picture: NDArray[np.uint8], label: int) -> GlyphDrawing:
    def draw(height_px: float, _rng: np.random.Generator) -> Glyph:
        return Glyph(fitted(picture, height_px), label)

    return draw


def _strokes(
    strokes: list[NDArray[np.float32]], label: int, *, marker_share: float
) -> GlyphDrawing:
    def draw(height_px: float, rng: np.random.Generator) -> Glyph:
        marker = marker_share > 0 and rng.random() < marker_share
        pen = rng.uniform(*(MARKER_WIDTHS if marker else PEN_WIDTHS))
        return Glyph(drawn(strokes, height_px, height_px * pen), label)

    return draw


def _stretched(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ball-pen ink on white is light in grey: brought to the full range."""
    low, high = np.percentile(picture, (50, 99.5))
    scaled = (picture.astype(np.float32) - low - 10) * (255 / max(high - low - 10, 1))
    return np.clip(scaled, 0, 255).astype(np.uint8)
