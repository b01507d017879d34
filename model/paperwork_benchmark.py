"""How well drawn paperwork is read: `python -m model.paperwork_benchmark --data FOLDER`.

Forms, cheques, boards and score sheets are read with and without digits, prose without,
by the app's one path. With data sets the handwriting is that of UNIPEN's writers who choose
among models, without it the project's own. A page depends on the seed, its kind and its
number alone, so the figures are the same each time and for any number of workers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import zlib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.atomic_files import write_atomically
from model.classifier import ModelError
from model.paperwork import FILLED_IN, SHEETS, paperwork_page
from model.paperwork_writer import own_hand, unipen_hand
from model.photo_evaluation import PhotoScore, PhotoTruth, PlacedDigit, total_of
from model.photo_outcomes import outcome_of, photo_box
from model.report_page import Table, write_page
from model.store import ModelStore
from vision.frame import Frame
from vision.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from model.paperwork_writer import Hand
    from model.photo_outcomes import PhotoOutcome

PAGES = 24
LEAST_HEIGHT_PX = 11
"""Digits less high in the picture count neither for nor against: 12 pixels are promised."""

JSON_NAME = "paperwork.json"
PICTURES = "pages"

_HEAD = ("sheet", "filled", "pages", "digits", "F1", "precision", "recall", "false/page")


@dataclass(frozen=True, slots=True)
class Variant:
    """A kind of sheet, with digits or without: one row of the table."""

    kind: str
    filled: bool


VARIANTS = tuple(
    Variant(kind, filled)
    for kind in SHEETS
    for filled in (True, False)
    if kind in FILLED_IN or not filled
)


@dataclass(frozen=True, slots=True)
class PageNumber:
    """One page of a variant; equal numbers give equal pages."""

    variant: Variant
    number: int


@dataclass(frozen=True, slots=True)
class PaperworkResult:
    """What was read on the pages of one variant."""

    variant: Variant
    score: PhotoScore

    @property
    def pages(self) -> int:
        return self.score.photos + self.score.negatives

    @property
    def false_a_page(self) -> float:
        """Digits read where there is none, those taken for another not among them."""
        return (self.score.false + self.score.false_on_negatives) / max(self.pages, 1)


@dataclass(frozen=True, slots=True, eq=False)
class PaperworkReader:
    """Draws pages and reads them.

    Attributes:
        hand: Whose handwriting is on them.
        recognizer: The app's path, without a tracker.
        seed: Of all pages.
        pictures: Folder that is there and gets a picture of each page; None for none.
    """

    hand: Hand
    recognizer: Recognizer
    seed: int = 0
    pictures: Path | None = None

    def read(self, page_number: PageNumber) -> PhotoOutcome:
        """What became of each digit on a page.

        Raises:
            OSError: Its picture cannot be written.
        """
        variant, number = page_number.variant, page_number.number
        kind_id = zlib.crc32(variant.kind.encode())
        rng = np.random.default_rng((self.seed, kind_id, variant.filled, number))
        page = paperwork_page(variant.kind, self.hand, rng, filled=variant.filled)
        state = "filled" if variant.filled else "empty"
        path = Path(f"{variant.kind}-{state}-{number:03}.png".replace(" ", "-"))
        if self.pictures is not None:
            path = self.pictures / path
            path.write_bytes(cv2.imencode(".png", page.image)[1].tobytes())
        truth = PhotoTruth(
            path=path,
            kind=variant.kind,
            digits=tuple(
                PlacedDigit(
                    glyph.label, photo_box(glyph.box), counts=glyph.box.height >= LEAST_HEIGHT_PX
                )
                for glyph in page.glyphs
            ),
            has_boxes=True,
            lines=(),
            order_is_certain=False,
        )
        return outcome_of(truth, self.recognizer.read(Frame(page.image)))


@dataclass(frozen=True, slots=True)
class ReaderPlan:
    """What a process makes its reader from.

    Attributes:
        data: Folder of the data sets, None for the project's own handwriting.
        model: Folder of a model, None for the bundled one.
        seed, pictures: As `PaperworkReader` has them.
    """

    data: Path | None = None
    model: Path | None = None
    seed: int = 0
    pictures: Path | None = None

    def reader(self) -> PaperworkReader:
        """A new reader.

        Raises:
            ModelError: The model is not there or damaged.
            OSError, KeyError, ValueError: The handwriting is.
        """
        store = ModelStore(bundled_folder=self.model) if self.model else ModelStore()
        recognizer = Recognizer(store.load_classifier(store.bundled))
        hand = unipen_hand(self.data) if self.data else own_hand()
        return PaperworkReader(hand, recognizer, self.seed, self.pictures)


def page_numbers(pages: int) -> list[PageNumber]:
    """So many pages of each variant, one variant after the other."""
    return [PageNumber(variant, number) for variant in VARIANTS for number in range(pages)]


def outcomes(
    wanted: Sequence[PageNumber], plan: ReaderPlan, *, workers: int = 1
) -> Iterator[PhotoOutcome]:
    """What was read on each page, in their order, as soon as it is known.

    Args:
        wanted: The pages.
        plan: Of the reader.
        workers: Processes; the outcomes are the same for any number.

    Raises:
        ModelError, OSError, KeyError, ValueError: As `ReaderPlan.reader` and
            `PaperworkReader.read`.
    """
    reader = plan.reader()  # what is damaged is told once and here, not by every worker
    workers = min(workers, len(wanted), os.cpu_count() or 1)
    if workers <= 1:
        yield from map(reader.read, wanted)
        return
    # Forked from a process with threads, OpenCV and LiteRT may hang.
    with multiprocessing.get_context("spawn").Pool(workers, _start_worker, (plan,)) as pool:
        yield from pool.imap(_work, wanted)


_worker_reader: PaperworkReader | None = None
"""Of a worker process: model and handwriting are loaded once, not for each page."""


def _start_worker(plan: ReaderPlan) -> None:
    global _worker_reader  # noqa: PLW0603 - a pool hands its workers nothing else
    cv2.setNumThreads(1)
    _worker_reader = plan.reader()


def _work(page_number: PageNumber) -> PhotoOutcome:
    assert _worker_reader is not None
    return _worker_reader.read(page_number)


def results(read: Iterable[tuple[PageNumber, PhotoOutcome]]) -> list[PaperworkResult]:
    """The counts of each variant, whose pages must follow one another."""
    return [
        PaperworkResult(variant, total_of(outcome.score for _, outcome in pairs))
        for variant, pairs in groupby(read, key=lambda pair: pair[0].variant)
    ]


def table_of(found: Iterable[PaperworkResult]) -> Table:
    """A row for each variant; without digits there is only what was read falsely."""
    return Table(_HEAD, [_row(result) for result in found])


def _row(result: PaperworkResult) -> tuple[str, ...]:
    score, filled = result.score, result.variant.filled
    figures = (score.f1, score.precision, score.recall)
    return (
        result.variant.kind, "yes" if filled else "no", str(result.pages), str(score.wanted),
        *(f"{figure:.4f}" if filled else "" for figure in figures), f"{result.false_a_page:.3f}",
    )  # fmt: skip


def write_paperwork_report(
    found: Sequence[PaperworkResult], read: Sequence[PhotoOutcome], folder: Path
) -> None:
    """Writes the figures as ``paperwork.json`` and every mistake in its picture as a page.

    Args:
        found: The figures.
        read: All outcomes, their pictures written.
        folder: Is there; files of those names in it are replaced.

    Raises:
        OSError: The folder cannot be written to.
    """
    from model.photo_report import photos_section

    records = [
        {
            "sheet": result.variant.kind,
            "filled": result.variant.filled,
            "pages": result.pages,
            "digits": result.score.wanted,
            "right": result.score.right,
            "mislabelled": result.score.mislabelled,
            "false": result.score.false + result.score.false_on_negatives,
            "f1": round(result.score.f1, 6),
            "precision": round(result.score.precision, 6),
            "recall": round(result.score.recall, 6),
            "false_a_page": round(result.false_a_page, 6),
        }
        for result in found
    ]
    write_atomically(folder / JSON_NAME, json.dumps(records, indent=1).encode())
    write_page(folder, "Paperwork", [photos_section(read, folder, title="Drawn paperwork")])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table, and writes the report."""
    parser = argparse.ArgumentParser(
        prog="model.paperwork_benchmark", description=(__doc__ or "").split("\n\n", maxsplit=1)[0]
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="data sets, UNIPEN among them")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"of each row ({PAGES})")
    parser.add_argument("--seed", type=int, default=0, help="of the pages (0)")
    parser.add_argument("--model", type=Path, metavar="DIR", help="a model's folder (the bundled)")
    parser.add_argument("--workers", type=int, default=1, help="processes that read (1)")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write JSON, page and pictures")
    options = parser.parse_args(arguments)
    if options.pages < 1 or options.workers < 1 or options.seed < 0:
        parser.error("--pages and --workers must be at least 1, --seed at least 0")
    pictures = options.report / PICTURES if options.report else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    plan = ReaderPlan(options.data, options.model, options.seed, pictures)
    wanted = page_numbers(options.pages)
    read: list[PhotoOutcome] = []
    try:
        for outcome in outcomes(wanted, plan, workers=options.workers):
            read.append(outcome)
            print(f"\r{len(read)} of {len(wanted)} pages", end="", file=sys.stderr)
    except (ModelError, OSError, KeyError, ValueError) as error:
        print(f"The paperwork cannot be read: {error}", file=sys.stderr)
        return 1
    print(file=sys.stderr)
    found = results(zip(wanted, read, strict=True))
    print(table_of(found).as_text())
    if options.report:
        write_paperwork_report(found, read, options.report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
