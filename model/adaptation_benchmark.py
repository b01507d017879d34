"""Whether adapting helps the hands that are read worst, what others lose, and its time.

`python -m model.adaptation_benchmark --data FOLDER`: for each fold of `bad_writers`
a network is trained that never saw its writers (kept in a work folder). The ten
writers read worst give five of each digit to adapt to; the rest of their digits
is read before and after. The writers are drawn with replacement for the interval
(bootstrap; Efron, 1979). As little as one pass of the bundled network's training
over 60,000 crops is timed in the same run, to compare.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.assembly import report
from model.bad_writers import PLAN, fold_data, fold_network
from model.datasets import LabelledCrops
from model.rehearsal import rehearsal_crops
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.adapting import Settings
    from model.bad_writers import FoldData, Hand

WRITERS = 10
CHOOSING_WRITERS = 15
EACH = 5
"""Of each digit to adapt to; one of them is held out by the program, which trains on four."""

PASS_CROPS = 60_000
RESAMPLES = 10_000
SEED = 5


@dataclass(frozen=True, slots=True)
class HandFigures:
    """How one writer was read, before and after.

    Attributes:
        name: Data set and writer.
        digits: Read before and after; none of them was adapted to.
        wrong_before, wrong_after: How many of them were not read right.
        others_before, others_after: Share of the digits of other hands, by data set,
            that were read right.
        adapting_s: Time that the adapting took.
    """

    name: str
    digits: int
    wrong_before: int
    wrong_after: int
    others_before: dict[str, float]
    others_after: dict[str, float]
    adapting_s: float


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds, imports left out.

    Attributes:
        one_pass: Of the training of the bundled network over `PASS_CROPS` crops.
        rehearsal_drawn, rehearsal_kept: Until the crops to rehearse are there, the
            first time and later.
        adapting: Of the adapting to `EACH` of each digit.
    """

    one_pass: float
    rehearsal_drawn: float
    rehearsal_kept: float
    adapting: float


def ranked(data: FoldData, work: Path) -> list[tuple[Hand, Path, float]]:
    """All hands with the network that never saw them and their errors, the worst first."""
    found = []
    for fold in range(data.fold_count):
        path = fold_network(data, fold, work)
        for hand in data.hands:
            if hand.fold == fold:
                error = float(_wrong(path, hand.read).mean())
                found.append((hand, path, error))
    return sorted(found, key=lambda one: -one[2])


def adapted(
    hand: Hand,
    path: Path,
    rehearsal: LabelledCrops,
    others: dict[str, LabelledCrops],
    *,
    each: int = EACH,
    settings: Settings | None = None,
) -> HandFigures:
    """Adapts a network to a hand and reads what is left of the hand, and other hands.

    Args:
        hand: Gives `EACH` of each digit, drawn at random; what is read is the rest.
        path: Of the network.
        rehearsal: Crops to rehearse.
        others: Of other hands, by data set.
        each: How many of those of each digit are adapted to.
        settings: Of the adapting, None for the usual ones.
    """
    from model.adapting import SETTINGS, adapt

    given = given_rows(hand.read.labels)
    chosen = np.concatenate([rows[:each] for rows in given])
    rest = np.setdiff1d(np.arange(len(hand.read)), np.concatenate(given))
    samples, unseen = hand.read.subset(chosen), hand.read.subset(rest)
    with tempfile.TemporaryDirectory() as folder:
        started_s = time.monotonic()
        new = adapt(
            path, samples, rehearsal, Path(folder), seed=SEED,
            on_event=lambda _event: None, should_stop=lambda: False,
            settings=settings or SETTINGS,
        )  # fmt: skip
        adapting_s = time.monotonic() - started_s
        return HandFigures(
            hand.name, len(unseen), int(_wrong(path, unseen).sum()), int(_wrong(new, unseen).sum()),
            _right_of_others(path, others), _right_of_others(new, others), round(adapting_s, 1),
        )  # fmt: skip


def given_rows(labels: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    """For each digit the rows of `EACH`, drawn at random and always the same."""
    rng = np.random.default_rng(SEED)
    return [rng.permutation(np.flatnonzero(labels == digit))[:EACH] for digit in range(10)]


def _wrong(path: Path, crops: LabelledCrops) -> NDArray[np.bool_]:
    from model.export import keras_probabilities, load_keras

    wrong: NDArray[np.bool_] = (
        keras_probabilities(load_keras(path), crops.crops).argmax(axis=1) != crops.labels
    )
    return wrong


def _right_of_others(path: Path, others: dict[str, LabelledCrops]) -> dict[str, float]:
    return {name: float(1 - _wrong(path, crops).mean()) for name, crops in others.items()}


def pooled_errors(figures: Sequence[HandFigures]) -> tuple[float, float]:
    """The error over all digits of all writers, before and after."""
    digits = sum(one.digits for one in figures)
    before = sum(one.wrong_before for one in figures)
    return before / digits, sum(one.wrong_after for one in figures) / digits


def interval(figures: Sequence[HandFigures]) -> tuple[float, float]:
    """The 95 % bootstrap interval over writers of how much the pooled error falls.

    Returns:
        The ends, in shares of the digits, by which the error falls.
    """
    counts = np.array([(one.digits, one.wrong_before, one.wrong_after) for one in figures])
    rng = np.random.default_rng(SEED)
    drawn = counts[rng.integers(len(counts), size=(RESAMPLES, len(counts)))].sum(axis=1)
    low, high = np.percentile((drawn[:, 1] - drawn[:, 2]) / drawn[:, 0], (2.5, 97.5))
    return float(low), float(high)


def times(path: Path, hand: Hand, data: FoldData, folder: Path, *, count: int) -> Times:
    """The times of one pass and of an adapting, one after the other.

    Args:
        path: Of the network that is adapted.
        hand: To which it is adapted.
        data: Gives the crops of the pass.
        folder: Of the data sets.
        count: Crops of the pass.
    """
    from model.training import fit

    crops = data.training(0)
    chosen = np.random.default_rng(SEED).permutation(len(crops))[:count]
    few = data.validation["mnist"].subset(slice(100))
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "cache"
        drawn_s, rehearsal = _timed_rehearsal(folder, cache)
        kept_s, _ = _timed_rehearsal(folder, cache)
        run = Path(place) / "run"
        (run / "state").mkdir(parents=True)
        started_s = time.monotonic()
        fit(
            dataclasses.replace(PLAN, epochs=1), crops.subset(chosen), few, run,
            on_event=lambda _event: None, should_stop=lambda: False,
        )  # fmt: skip
        pass_s = time.monotonic() - started_s
    figures = adapted(hand, path, rehearsal, {})
    return Times(round(pass_s, 1), round(drawn_s, 1), round(kept_s, 1), figures.adapting_s)


def _timed_rehearsal(folder: Path, cache: Path) -> tuple[float, LabelledCrops]:
    started_s = time.monotonic()
    crops = rehearsal_crops(data=folder, cache=cache)
    return time.monotonic() - started_s, crops


def figures_text(figures: Sequence[HandFigures]) -> str:
    """The figures as an aligned table of plain text, with what they come to."""
    names = list(figures[0].others_before)
    lines = [
        f"{'writer':<26}{'digits':>7}{'before':>9}{'after':>9}{'s':>7}"
        + "".join(f"{name:>10}" for name in names)
    ]
    for one in figures:
        changes = [one.others_after[name] - one.others_before[name] for name in names]
        lines.append(
            f"{one.name:<26}{one.digits:>7}{one.wrong_before / one.digits:>9.2%}"
            f"{one.wrong_after / one.digits:>9.2%}{one.adapting_s:>7.1f}"
            + "".join(f"{change:>+10.2%}" for change in changes)
        )
    before, after = pooled_errors(figures)
    low, high = interval(figures)
    lines.append(
        f"pooled error {before:.2%} -> {after:.2%}: it falls by {1 - after / before:.0%}, by "
        f"{before - after:.2%} [{low:.2%}, {high:.2%}] of the digits (95 % over writers)"
    )
    for name in names:
        old = [one.others_before[name] for one in figures]
        new = [one.others_after[name] for one in figures]
        change = np.subtract(new, old)
        lines.append(
            f"{name}: {np.mean(old):.2%} -> {np.mean(new):.2%}, mean change {change.mean():+.3%}, "
            f"worst {change.min():+.3%}"
        )
    return "\n".join(lines)


def times_text(measured: Times) -> str:
    """The times as plain text."""
    cold = measured.rehearsal_drawn + measured.adapting
    warm = measured.rehearsal_kept + measured.adapting
    return (
        f"one pass over {PASS_CROPS:,} crops: {measured.one_pass:.1f} s; adapting to {10 * EACH} "
        f"digits: {warm:.1f} s, the first time {cold:.1f} s (crops to rehearse: "
        f"{measured.rehearsal_kept:.1f} s, the first time {measured.rehearsal_drawn:.1f} s)"
    )


def main() -> int:
    """Trains the networks of the folds, adapts them, and prints the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument(
        "--work", type=Path, default=Path("build/adaptation"), help="keeps the trained networks"
    )
    parser.add_argument(
        "--choosing", action="store_true",
        help="the next worst writers that are kept for no test, by which settings are chosen",
    )  # fmt: skip
    parser.add_argument(
        "--own-strokes", action="store_true", help="rehearse without MNIST, as without a download"
    )
    parser.add_argument("--json", type=Path, help="write all figures to this file, too")
    options = parser.parse_args()
    data = fold_data(options.data, options.work)
    hands = ranked(data, options.work)
    report("\n".join(f"{hand.name:<26}{error:>8.2%}" for hand, _, error in hands))
    chosen = hands[:WRITERS]
    if options.choosing:
        chosen = [one for one in hands[WRITERS:] if not one[0].is_for_tests][:CHOOSING_WRITERS]
    rehearsal = rehearsal_crops(data=options.data, with_mnist=not options.own_strokes)
    others = {
        name: crops.subset(crops.labels != NOT_A_DIGIT) for name, crops in data.validation.items()
    }
    written: dict[str, Any] = {}
    for each in (EACH, EACH - 1):
        figures = []
        for hand, path, _ in chosen:
            figures.append(adapted(hand, path, rehearsal, others, each=each))
            report(f"{hand.name}: {figures[-1].wrong_before} -> {figures[-1].wrong_after} wrong")
        print(f"{each} of each digit\n{figures_text(figures)}\n", flush=True)
        written[f"{each} of each"] = [dataclasses.asdict(one) for one in figures]
    if not options.choosing:
        measured = times(chosen[0][1], chosen[0][0], data, options.data, count=PASS_CROPS)
        print(times_text(measured))
        written["times"] = dataclasses.asdict(measured)
    if options.json:
        options.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
