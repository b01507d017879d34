"""How well a classifier reads the data sets of a folder, and what it wrongly takes for a digit.

Two parts of the same table: the one of the writers that choose among models, and
the one of the writers that test, which nothing is chosen by. MNIST is taken as it
is, all else cut tight and normalised as the app does it, without a page. USPS is
read too, in the test part alone: it has never trained or chosen anything.

What is rejected hangs on a threshold: a digit is kept when its probability reaches
it and "not a digit" is no likelier. The threshold is the one that keeps 98 or 99 %
of the digits of one data set, read right or not, or of those of all writers; with
it, the share of other signs that is accepted is counted. MNIST has no signs, and
its many easy digits would loosen the threshold: it is left out there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from model.datasets import LabelledCrops, load_mnist
from model.evaluation import Evaluation, evaluate, judged
from model.glyphs import LOADERS, crops_of, cut_tight
from vision.normalization import normalized
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.reading import Classifier, Probabilities

    Part = Literal["validation", "test"]

WRITTEN = ("swiss_numbers", "unipen", "bhmsds")
"""Data sets of digits whose parts share no writer with what trains."""

SETS = ("mnist", "usps", *WRITTEN, "omniglot")
KEPT_SHARES = (0.98, 0.99)
ALL_WRITERS = "all writers"

_USPS_SIDE = 16


@dataclass(frozen=True, slots=True, eq=False)
class BenchmarkSet:
    """What is read of one data set.

    Attributes:
        name: Of the data set, as in `SETS`; USPS has two.
        crops: Digits and what is none.
        look_alikes: Letters and signs that can be a digit, labelled "not a digit".
    """

    name: str
    crops: LabelledCrops
    look_alikes: LabelledCrops | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SetReading:
    """How one data set was read.

    Attributes:
        name: Of the data set.
        digits: Its digits alone; None without any. "Not a digit" is a wrong answer.
        everything: Digits and what is none, look-alikes left out.
        look_alikes: (N, 11) what was said of the look-alikes, N may be 0.
    """

    name: str
    digits: Evaluation | None
    everything: Evaluation
    look_alikes: Probabilities

    @property
    def refused(self) -> float:
        """Share of the digits that is taken for none, whatever the threshold; 0 without any."""
        if self.digits is None:
            return 0.0
        return float(self.digits.confusion[:, NOT_A_DIGIT].sum() / self.digits.count)

    def metrics(self) -> dict[str, Any]:
        """The figures by name; those of digits are None without any."""
        digits, worst = self.digits, self.digits.worst_class if self.digits else None
        return {
            "digits": digits.count if digits else 0,
            "accuracy": digits.accuracy if digits else None,
            "worst_class": worst.label if worst else None,
            "worst_recall": worst.recall if worst else None,
            "refused": self.refused if digits else None,
            "loss": digits.loss if digits else None,
            "calibration_error": digits.calibration_error if digits else None,
            "others": self.everything.count - (digits.count if digits else 0),
            "rejection_rate": self.everything.rejection_rate,
            "calibration_error_with_others": self.everything.calibration_error,
        }


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is accepted at one threshold.

    Attributes:
        digits_of: The data set whose digits gave the threshold, or `ALL_WRITERS`.
        wanted: The share of them that was to be kept.
        kept: The share that is kept.
        threshold: The least score that is kept, see `scores`; below 0 where it
            takes digits that are rather none to keep so many.
        accepted: Share of other signs accepted, by data set.
        accepted_of_all: The same of the signs of all data sets together.
        accepted_look_alikes: Share of the look-alikes accepted; None without any.
    """

    digits_of: str
    wanted: float
    kept: float
    threshold: float
    accepted: dict[str, float]
    accepted_of_all: float
    accepted_look_alikes: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Benchmark:
    """All figures of one part.

    Attributes:
        part: Which.
        sets: A reading for each data set that is there.
        rejections: For each share kept, by whose digits; empty without other signs.
        missing: Names of data sets that are not in the folder.
    """

    part: Part
    sets: tuple[SetReading, ...]
    rejections: tuple[Rejection, ...]
    missing: tuple[str, ...]

    def metrics(self) -> dict[str, Any]:
        """The figures by name, for a card or a program."""
        return {
            "part": self.part,
            "sets": {reading.name: reading.metrics() for reading in self.sets},
            "rejection": [
                {name: getattr(one, name) for name in Rejection.__slots__}
                for one in self.rejections
            ],
            "missing": list(self.missing),
        }


def benchmark(classifier: Classifier, folder: Path, part: Part) -> Benchmark:
    """Lets a classifier read one part of all data sets in a folder.

    Equal folders give equal figures: what is drawn from strokes is always drawn
    the same.

    Args:
        classifier: Any; the bundled one with its temperature.
        folder: Holds a folder for each data set, and `splits.json`.
        part: "validation" to choose by, "test" for the final figures.

    Raises:
        DatasetError: MNIST is damaged.
        OSError, KeyError, ValueError: Another data set is.
    """
    readings = []
    missing = [name for name in SETS if not (folder / name).is_dir()]
    for one in benchmark_sets(folder, part):
        everything = evaluate(classifier, one.crops)
        rows = one.crops.labels != NOT_A_DIGIT
        digits = (
            judged(one.crops.labels[rows], everything.probabilities[rows]) if rows.any() else None
        )
        alike = one.look_alikes
        said = evaluate(classifier, alike).probabilities if alike else everything.probabilities[:0]
        readings.append(SetReading(one.name, digits, everything, said))
    return Benchmark(part, tuple(readings), tuple(_rejections(readings)), tuple(missing))


def benchmark_sets(folder: Path, part: Part) -> Iterator[BenchmarkSet]:
    """The crops of one part of each data set that is in a folder, one after the other."""
    if (folder / "mnist").is_dir():
        mnist = load_mnist(folder)
        yield BenchmarkSet("mnist", mnist.test if part == "test" else mnist.validation)
    if (folder / "usps").is_dir() and part == "test":
        yield from (BenchmarkSet(f"usps {name}", usps(folder, name)) for name in ("test", "train"))
    for name in (*WRITTEN, "omniglot"):
        if not (folder / name).is_dir():
            continue
        glyphs = LOADERS[name](folder)
        drawings, alike = (
            (glyphs.test, glyphs.test_look_alikes)
            if part == "test"
            else (glyphs.validation, glyphs.validation_look_alikes)
        )
        if drawings:
            yield BenchmarkSet(name, crops_of(drawings), crops_of(alike) if alike else None)


def usps(folder: Path, part: str) -> LabelledCrops:
    """The digits of zip codes of one part, "train" or "test", of USPS, cut tight.

    The pictures were stretched to 16x16 by those who made the set; they stay so.
    """
    import h5py

    with h5py.File(folder / "usps" / "usps.h5", "r") as stored:
        pictures, labels = stored[part]["data"][:], stored[part]["target"][:]
    pictures = np.rint(pictures.reshape(-1, _USPS_SIDE, _USPS_SIDE) * 255).astype(np.uint8)
    crops = np.stack([normalized(cut_tight(picture)) for picture in pictures])
    return LabelledCrops(crops, labels.astype(np.int64))


def scores(probabilities: Probabilities) -> NDArray[np.float64]:
    """How readily each crop is accepted as a digit.

    Returns:
        (N,) the confidence, 0 to 1, where a digit is likeliest; else the probability
        of "not a digit" below 0, so that any share of digits has its threshold.
    """
    none = probabilities[:, NOT_A_DIGIT].astype(np.float64)
    best = probabilities[:, :NOT_A_DIGIT].max(axis=1)
    return np.where(none > best, -none, best)


def _rejections(readings: list[SetReading]) -> Iterator[Rejection]:
    """The thresholds of each data set of `WRITTEN` that is there, and of all of them."""
    digits: dict[str, NDArray[np.float64]] = {}
    others: dict[str, NDArray[np.float64]] = {}
    for reading in readings:
        is_digit = reading.everything.labels != NOT_A_DIGIT
        said = scores(reading.everything.probabilities)
        if reading.name in WRITTEN and is_digit.any():
            digits[reading.name] = said[is_digit]
        if not is_digit.all():
            others[reading.name] = said[~is_digit]
    if not digits or not others:
        return
    digits[ALL_WRITERS] = np.concatenate(list(digits.values()))
    everything = np.concatenate(list(others.values()))
    alike = scores(np.concatenate([reading.look_alikes for reading in readings]))
    for wanted in KEPT_SHARES:
        for name, known in digits.items():
            # So many of the lowest scores may fall below; 1e-9 against 0.02 * 100 = 1.99...
            threshold = float(np.sort(known)[int((1 - wanted) * len(known) + 1e-9)])
            yield Rejection(
                name, wanted, _share(known, threshold), threshold,
                {other: _share(said, threshold) for other, said in others.items()},
                _share(everything, threshold),
                _share(alike, threshold) if len(alike) else None,
            )  # fmt: skip


def _share(said: NDArray[np.float64], threshold: float) -> float:
    return float((said >= threshold).mean())


def benchmark_text(result: Benchmark) -> str:
    """The figures as two aligned tables of plain text."""
    lines = [
        f"{'digits of':<14}{'count':>7}{'accuracy':>10}{'worst':>7}{'recall':>9}"
        f"{'refused':>9}{'loss':>9}{'ECE':>7}{'ECE*':>7}"
    ]
    for reading in result.sets:
        digits = reading.digits
        worst = digits.worst_class if digits else None
        if digits is None or worst is None:
            continue
        both = f"{reading.everything.calibration_error:.2%}"
        lines.append(
            f"{reading.name:<14}{digits.count:>7}{digits.accuracy:>10.2%}{worst.label:>7}"
            f"{worst.recall:>9.2%}{reading.refused:>9.2%}{digits.loss:>9.4f}"
            f"{digits.calibration_error:>7.2%}"
            f"{both if reading.everything.count > digits.count else '':>7}"
        )
    lines.append(
        "refused: taken for no digit. ECE: expected calibration error; * with other signs."
    )
    if result.rejections:
        lines += ["", *_rejection_lines(result)]
    if result.missing:
        lines += ["", f"Not in the folder: {', '.join(result.missing)}"]
    return "\n".join(lines)


def _rejection_lines(result: Benchmark) -> list[str]:
    names = list(result.rejections[0].accepted)
    counts = [
        f"{reading.name} {reading.everything.confusion[NOT_A_DIGIT].sum()}"
        for reading in result.sets
        if reading.name in names
    ]
    alike = sum(len(reading.look_alikes) for reading in result.sets)
    lines = [
        f"Other signs: {', '.join(counts)}; look-alikes {alike}",
        f"{'kept of':<14}{'kept':>8}{'threshold':>11}  accepted:"
        + "".join(f"{name:>10}" for name in (*names, "all", "alike")),
    ]
    for one in result.rejections:
        shares = [*one.accepted.values(), one.accepted_of_all]
        cells = [f"{share:.2%}" for share in shares]
        cells.append("" if one.accepted_look_alikes is None else f"{one.accepted_look_alikes:.2%}")
        lines.append(
            f"{one.digits_of:<14}{one.kept:>8.2%}{one.threshold:>11.4f}{'':>11}"
            + "".join(f"{cell:>10}" for cell in cells)
        )
    return lines
