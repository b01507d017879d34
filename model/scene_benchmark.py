"""How well pages of known difficulty are read: `python -m model.scene_benchmark`.

Every page is read by the app's one path with the bundled model, one page at a
time and without its neighbours, and scored as photographs are. A page depends
on its difficulty and number alone, so the figures are the same each time and
for any number of workers.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from model.difficulties import AXES, UNITS, Difficulty, difficulties, written_page
from model.photo_evaluation import (
    PhotoScore,
    PhotoTruth,
    PlacedDigit,
    score_photo,
    total_of,
)
from model.photo_outcomes import photo_box, reading_of
from model.store import ModelStore
from vision.frame import Frame
from vision.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from model.difficulties import WrittenPage

PAGES = 500
_PAGES_A_TASK = 25

_COLUMNS = ("pages", "digits", "F1", "precision", "recall", "located", "false/page", "CER")


@dataclass(frozen=True, slots=True)
class SceneResult:
    """What was read on the pages of one difficulty."""

    difficulty: Difficulty
    score: PhotoScore


@dataclass(frozen=True, slots=True)
class _Task:
    difficulty: Difficulty
    pages: range


def results(wanted: Sequence[Difficulty], pages: int, *, workers: int = 1) -> Iterator[SceneResult]:
    """Each difficulty's score, in their order, as soon as it is known.

    Args:
        wanted: The difficulties.
        pages: How many of each.
        workers: Processes; the figures are the same for any number.

    Raises:
        ModelError: The bundled model cannot be used.
        ValueError: `pages` or `workers` is less than 1.
    """
    if pages < 1 or workers < 1:
        raise ValueError(f"Expected at least 1 page and 1 worker, got {pages} and {workers}.")
    tasks = [
        _Task(difficulty, range(start, min(start + _PAGES_A_TASK, pages)))
        for difficulty in wanted
        for start in range(0, pages, _PAGES_A_TASK)
    ]
    tasks_each = -(-pages // _PAGES_A_TASK)
    scores: list[PhotoScore] = []
    for index, score in enumerate(_scores(tasks, workers)):
        scores.append(score)
        if len(scores) == tasks_each:
            yield SceneResult(wanted[index // tasks_each], total_of(scores))
            scores = []


def _scores(tasks: Sequence[_Task], workers: int) -> Iterator[PhotoScore]:
    """The tasks' scores in the order of the tasks."""
    workers = min(workers, len(tasks), os.cpu_count() or 1)
    if workers <= 1:
        recognizer = bundled_recognizer()
        yield from (_score(task, recognizer) for task in tasks)
        return
    bundled_recognizer()  # a damaged model is told once and here, not by every worker
    # Forked from a process with threads, OpenCV and LiteRT may hang.
    with multiprocessing.get_context("spawn").Pool(workers, _start_worker) as pool:
        yield from pool.imap(_work, tasks)


_worker_recognizer: Recognizer | None = None
"""Of a worker process: a model is loaded once, not for each task."""


def _start_worker() -> None:
    global _worker_recognizer  # noqa: PLW0603 - a pool hands its workers nothing else
    cv2.setNumThreads(1)
    _worker_recognizer = bundled_recognizer()


def _work(task: _Task) -> PhotoScore:
    assert _worker_recognizer is not None
    return _score(task, _worker_recognizer)


def bundled_recognizer() -> Recognizer:
    """The app's path with the model that ships, whatever model its user has chosen.

    Raises:
        ModelError: The model is damaged.
    """
    store = ModelStore()
    return Recognizer(store.load_classifier(store.bundled))


def _score(task: _Task, recognizer: Recognizer) -> PhotoScore:
    return total_of(
        page_score(written_page(task.difficulty, number), recognizer) for number in task.pages
    )


def page_score(written: WrittenPage, recognizer: Recognizer) -> PhotoScore:
    """The counts of one page."""
    truth = PhotoTruth(
        path=Path(),
        kind="scene",
        digits=tuple(
            PlacedDigit(glyph.label, photo_box(glyph.box)) for glyph in written.page.glyphs
        ),
        has_boxes=True,
        lines=written.lines,
        order_is_certain=True,
    )
    return score_photo(truth, reading_of(recognizer.read(Frame(written.page.image))))


def heading(axis: str) -> list[str]:
    """The lines above the rows of an axis."""
    return [f"{axis} ({UNITS[axis]})", _aligned(("value", *_COLUMNS))]


def row(result: SceneResult) -> str:
    """One difficulty's line of the table."""
    score = result.score
    return _aligned((
        f"{result.difficulty.value:g}", str(score.photos), str(score.wanted), f"{score.f1:.4f}",
        f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.located:.4f}",
        f"{score.false / max(score.photos, 1):.3f}", f"{score.character_error_rate:.4f}",
    ))  # fmt: skip


def _aligned(cells: Sequence[str]) -> str:
    return "  ".join(f"{cell:>10}" for cell in cells)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table as it grows, and writes the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--pages", type=int, default=PAGES, help="of each difficulty")
    parser.add_argument("--workers", type=int, default=1, help="processes that read")
    parser.add_argument("--axis", choices=AXES, action="append", help="only this one; repeatable")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write CSV, JSON and charts")
    options = parser.parse_args(arguments)
    if options.pages < 1 or options.workers < 1:
        parser.error("--pages and --workers must be at least 1")
    wanted = difficulties(tuple(dict.fromkeys(options.axis or AXES)))
    found: list[SceneResult] = []
    for result in results(wanted, options.pages, workers=options.workers):
        if not found or found[-1].difficulty.axis != result.difficulty.axis:
            print("\n".join([""] * bool(found) + heading(result.difficulty.axis)))
        print(row(result), flush=True)
        found.append(result)
    if options.report:
        from model.scene_report import write_scene_report

        write_scene_report(found, options.report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
