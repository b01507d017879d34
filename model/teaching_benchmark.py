"""How well sheets are labelled: how many rows are taken, and how many labels are wrong.

Sheets are drawn with the project's own strokes, or with those of real writers where
``DIGITLENS_DATA`` names a folder of data sets, and photographed as people hold them up.
Wrong labels teach a model nonsense, so rows with a digit left out, one too many, both,
begun with 1 or with two exchanged are shown as well. A model that does not know a hand
is had by exchanging what it says: all of three digits are then surely read as others.

Run ``python -m model.teaching_benchmark``.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from model.glyphs import cut_tight, read_splits, swiss_glyphs, unipen_glyphs
from model.store import ModelStore
from model.teaching_pages import IN_ORDER, own_hand, random_style, written_sheet
from model.teaching_sheet import read_sheet
from vision.color import ink_gray
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from model.glyphs import GlyphDrawing
    from model.scenes import PlacedGlyph
    from model.teaching_pages import SheetHand
    from model.teaching_sheet import SheetReading
    from vision.reading import Classifier, Crops, Probabilities

SAME = 0.5
"""Intersection over union from which a sample is the digit, its ink whole and alone."""

_LEAST_OF_EACH = 3
_TRIAL_PX = 24.0
_LEAST_TRIAL_PX = 16
_LEAST_UPRIGHT = 0.6
"""Height of a digit over its width: dots and dashes in the data are badly cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Misreading:
    """A model that takes each of some digits for another of them, as surely as it is otherwise.

    Attributes:
        classifier: The model.
        taken_for: What it says of the digit at each place.
    """

    classifier: Classifier
    taken_for: tuple[int, ...]

    def __call__(self, crops: Crops, /) -> Probabilities:
        answers = self.classifier(crops)
        exchanged = answers.copy()
        exchanged[:, list(self.taken_for)] = answers[:, :NOT_A_DIGIT]
        return exchanged

    @classmethod
    def of(cls, classifier: Classifier, rng: np.random.Generator, count: int) -> Misreading:
        """A model that misreads `count` digits, 2 or more."""
        chosen = rng.permutation(10)[:count].tolist()
        taken_for = list(range(10))
        for digit, other in zip(chosen, [*chosen[1:], chosen[0]], strict=True):
            taken_for[digit] = other
        return cls(classifier, tuple(taken_for))


@dataclass(slots=True)
class Figures:
    """What came of some sheets.

    Attributes:
        sheets, whole_sheets: All, and those with every row taken and every label right.
        rows, taken: All rows that were written, and that were taken.
        samples: Digits of rows that were taken.
        wrong: Of those, with a label that was not written there, or no digit at all.
        loose: Of those, with the right label and other ink in the crop, or not all of theirs.
    """

    sheets: int = 0
    whole_sheets: int = 0
    rows: int = 0
    taken: int = 0
    samples: int = 0
    wrong: int = 0
    loose: int = 0
    seen: set[str] = field(default_factory=set)

    def add(self, name: str, rows: Sequence[Sequence[PlacedGlyph]], reading: SheetReading) -> None:
        """Counts one sheet."""
        self.seen.add(name)
        wrong = loose = 0
        truth = [glyph for row in rows for glyph in row]
        for digit in reading.digits:
            best = max(truth, key=lambda one: one.box.intersection_over_union(digit.box))
            overlap = best.box.intersection_over_union(digit.box)
            is_wrong = best.label != digit.label or overlap < 0.1
            wrong += is_wrong
            loose += not is_wrong and overlap < SAME
        taken = sum(row.is_accepted for row in reading.rows)
        self.sheets += 1
        self.whole_sheets += taken == len(rows) and not wrong
        self.rows += len(rows)
        self.taken += taken
        self.samples += len(reading.digits)
        self.wrong += wrong
        self.loose += loose

    def line(self) -> str:
        """One line of the table."""
        return (
            f"{len(self.seen):4} hands {self.sheets:5} sheets"
            f" {self.whole_sheets / max(self.sheets, 1):7.1%} whole"
            f" {self.taken / max(self.rows, 1):7.1%} of rows taken {self.samples:6} samples"
            f" {self.wrong:4} wrong ({self.wrong / max(self.samples, 1):.2%})"
            f" {self.loose / max(self.samples, 1):6.2%} loose"
        )


def validation_hands(folder: Path) -> dict[str, SheetHand]:
    """Writers of UNIPEN that the bundled model never saw."""
    chosen = set(read_splits(folder)["unipen"]["validation_writers"])
    return _hands({("unipen", writer) for writer in chosen}, folder)


def bad_writers(folder: Path) -> dict[str, SheetHand]:
    """The writers of the folds ``bad_writers`` of `splits.json`."""
    folds = read_splits(folder)["bad_writers"]["folds"]
    return _hands({(name, writer) for fold in folds for name, writer in fold}, folder)


def _hands(writers: set[tuple[str, object]], folder: Path) -> dict[str, SheetHand]:
    hands: dict[str, dict[int, list[GlyphDrawing]]] = defaultdict(lambda: defaultdict(list))
    rng = np.random.default_rng(0)
    pens: set[Any] = {writer for name, writer in writers if name == "unipen"}
    for writer, sign, draw in unipen_glyphs(folder, pens_only=pens):
        if ("unipen", writer) in writers and sign.isdigit() and _is_upright(draw, rng):
            hands[f"unipen {writer}"][int(sign)].append(draw)
    if any(name == "swiss_numbers" for name, _ in writers):
        for swiss, draw in swiss_glyphs(folder):
            if ("swiss_numbers", swiss) in writers and _is_upright(draw, rng):
                label = draw(_TRIAL_PX, rng).label
                hands[f"swiss {swiss}"][label].append(draw)
    return {
        name: hand
        for name, hand in sorted(hands.items())
        if all(len(hand[digit]) >= _LEAST_OF_EACH for digit in range(10))
    }


def _is_upright(draw: GlyphDrawing, rng: np.random.Generator) -> bool:
    height, width = cut_tight(draw(_TRIAL_PX, rng).ink).shape
    return height > max(_LEAST_UPRIGHT * width, _LEAST_TRIAL_PX)


def faulty_row(rng: np.random.Generator) -> str:
    """A row that is not 0 to 9."""
    kind, at, digits = int(rng.integers(5)), int(rng.integers(10)), list(IN_ORDER)
    if kind == 0:  # one is left out
        del digits[at]
    elif kind == 1:  # one is too many
        digits.insert(at, str(rng.integers(10)))
    elif kind == 2:  # both
        del digits[at]
        digits.insert((at + int(rng.integers(1, 9))) % 10, str(rng.integers(10)))
    elif kind == 3:
        digits = [*digits[1:], "0"]
    else:
        at = min(at, 8)
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
    return "".join(digits)


def measured(
    hands: Mapping[str, SheetHand],
    classifier: Classifier,
    count: int,
    *,
    misread: int = 0,
    row: Callable[[np.random.Generator], str] = lambda _rng: IN_ORDER,
) -> Figures:
    """What comes of drawn sheets.

    Args:
        hands: They take turns.
        classifier: The model in use.
        count: Of sheets.
        misread: How many digits are taken for others; 0 or from 2.
        row: Gives what is written in a row.
    """
    figures = Figures()
    names = list(hands)
    for number in range(count):
        rng = np.random.default_rng((7, number))
        name = names[number % len(names)]
        style, conditions = random_style(rng)
        rows = [row(rng) for _ in range(int(rng.integers(1, 11)))]
        page = written_sheet(rows, hands[name], rng, style, conditions)
        model = Misreading.of(classifier, rng, misread) if misread else classifier
        figures.add(name, page.rows, read_sheet(ink_gray(page.image), model))
    return figures


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--sheets", type=int, default=60, help="of each kind (default: %(default)s)"
    )
    count = parser.parse_args().sheets
    cv2.setNumThreads(1)
    classifier = ModelStore().load_classifier()
    groups: dict[str, Mapping[str, SheetHand]] = {"own strokes": {"own": own_hand()}}
    if folder := os.environ.get("DIGITLENS_DATA"):
        groups["unipen, validation"] = validation_hands(Path(folder))
        groups["bad writers"] = bad_writers(Path(folder))
    for name, hands in groups.items():
        for misread in (0, 3):
            for title, row in (("in order", lambda _rng: IN_ORDER), ("faulty", faulty_row)):
                figures = measured(hands, classifier, count, misread=misread, row=row)
                print(f"{name:19} {misread} misread {title:9} {figures.line()}", flush=True)


if __name__ == "__main__":
    main()
