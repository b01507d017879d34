"""How well a classifier reads labelled crops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.reading import CLASS_COUNT, NOT_A_DIGIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.datasets import LabelledCrops
    from vision.reading import Classifier, Probabilities

CALIBRATION_BINS = 15
CLASS_NAMES = (*map(str, range(10)), "not a digit")

_CHUNK = 1024
_LEAST_PROBABILITY = 1e-7


@dataclass(frozen=True, slots=True)
class ClassReport:
    """How well one class is read; a share of nothing is 0.

    Attributes:
        label: 0 to 9, 10 for "not a digit".
        count: Crops that are of this class.
        precision: Share of those read as this class that are of it.
        recall: Share of those of this class that are read as it.
        f1: Harmonic mean of the two.
    """

    label: int
    count: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a classifier made of labelled crops.

    Attributes:
        labels: (N,) int64, what the crops are.
        probabilities: (N, 11) float32, what the classifier said.
        confusion: (11, 11) int64, rows are what they are, columns what was read.
        loss: Mean cross-entropy in nats.
        calibration_error: Expected difference between confidence and accuracy, 0
            to 1, of the answer of highest probability, over `CALIBRATION_BINS` bins
            of equal width (Naeini et al., 2015; Guo et al., 2017). "Not a digit"
            is an answer like the others, right for what is no digit.
    """

    labels: NDArray[np.int64]
    probabilities: Probabilities
    confusion: NDArray[np.int64]
    loss: float
    calibration_error: float

    @property
    def count(self) -> int:
        return len(self.labels)

    @property
    def accuracy(self) -> float:
        """Share of all crops that is read as what it is, 0 to 1."""
        return _share(np.trace(self.confusion), self.confusion.sum())

    @property
    def digit_accuracy(self) -> float:
        """Share of the digits that is read as what it is, 0 to 1."""
        digits = self.confusion[:NOT_A_DIGIT]
        return _share(np.trace(digits), digits.sum())

    @property
    def rejection_rate(self) -> float | None:
        """Share of what is no digit that is read so, 0 to 1; None without any."""
        others = self.confusion[NOT_A_DIGIT]
        return _share(others[NOT_A_DIGIT], others.sum()) if others.sum() else None

    @property
    def classes(self) -> tuple[ClassReport, ...]:
        """A report for each of the eleven classes."""
        reports = []
        for label in range(CLASS_COUNT):
            right = self.confusion[label, label]
            precision = _share(right, self.confusion[:, label].sum())
            recall = _share(right, self.confusion[label].sum())
            f1 = 2 * precision * recall / (precision + recall) if right else 0.0
            count = int(self.confusion[label].sum())
            reports.append(ClassReport(label, count, precision, recall, f1))
        return tuple(reports)

    @property
    def worst_class(self) -> ClassReport | None:
        """The digit of least recall, the smaller of equals; None without digits."""
        digits = [row for row in self.classes[:NOT_A_DIGIT] if row.count]
        return min(digits, key=lambda row: row.recall, default=None)

    def metrics(self) -> dict[str, Any]:
        """The figures by name, for a card or a program."""
        return {
            "count": self.count,
            "accuracy": self.accuracy,
            "digit_accuracy": self.digit_accuracy,
            "rejection_rate": self.rejection_rate,
            "loss": self.loss,
            "calibration_error": self.calibration_error,
        }


def evaluate(classifier: Classifier, crops: LabelledCrops) -> Evaluation:
    """Lets a classifier read labelled crops.

    Raises:
        ValueError: There are no crops.
    """
    if not len(crops):
        raise ValueError("There are no crops to evaluate on.")
    parts = [
        classifier(crops.crops[start : start + _CHUNK]) for start in range(0, len(crops), _CHUNK)
    ]
    return judged(crops.labels, np.concatenate(parts))


def judged(labels: NDArray[np.int64], probabilities: Probabilities) -> Evaluation:
    """The figures of answers that are there already.

    Args:
        labels: (N,) 0 to 10, at least one.
        probabilities: (N, 11), what was said.
    """
    return Evaluation(
        labels,
        probabilities,
        _confusion(labels, probabilities.argmax(axis=1)),
        cross_entropy(probabilities, labels),
        _calibration_error(labels, probabilities),
    )


def cross_entropy(probabilities: Probabilities, labels: NDArray[np.int64]) -> float:
    """Mean negative log-probability of the labels in nats."""
    said = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(said, _LEAST_PROBABILITY)).mean())


def fitted_temperature(probabilities: Probabilities, labels: NDArray[np.int64]) -> float:
    """The temperature that calibrates best (Guo et al., 2017).

    Args:
        probabilities: (N, 11) of a classifier at temperature 1.
        labels: (N,) of crops that did not train it.

    Returns:
        The one of a fine grid from 0.5 to 4 with the lowest cross-entropy.
    """
    logs = np.log(np.maximum(probabilities.astype(np.float64), 1e-12))
    rows = np.arange(len(labels))

    def loss_at(temperature: float) -> float:
        scaled = logs / temperature
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, labels]).mean())

    return float(min(np.round(np.geomspace(0.5, 4, 85), 3), key=loss_at))


def report_text(evaluation: Evaluation) -> str:
    """Figures, a row for each class, and the confusion matrix, as plain text."""
    rejection = evaluation.rejection_rate
    lines = [
        f"crops              {evaluation.count}",
        f"accuracy           {evaluation.accuracy:.2%}",
        f"loss               {evaluation.loss:.4f}",
        f"calibration error  {evaluation.calibration_error:.2%}",
    ]
    if rejection is not None:
        lines.insert(2, f"digits read right  {evaluation.digit_accuracy:.2%}")
        lines.insert(3, f"others rejected    {rejection:.2%}")
    lines += ["", f"{'class':>11} {'count':>7} {'precision':>10} {'recall':>8} {'F1':>8}"]
    lines += [
        f"{CLASS_NAMES[row.label]:>11} {row.count:>7} {row.precision:>10.2%} {row.recall:>8.2%} "
        f"{row.f1:>8.2%}"
        for row in evaluation.classes
        if row.count or evaluation.confusion[:, row.label].any()
    ]
    return "\n".join([*lines, "", confusion_text(evaluation.confusion)])


def confusion_text(confusion: NDArray[np.int64]) -> str:
    """The matrix as plain text: rows are what the crops are, columns what was read."""
    names = [*map(str, range(10)), "no"]
    width = max(5, len(str(confusion.max())) + 1)
    lines = ["is \\ read as".rjust(12) + "".join(name.rjust(width) for name in names)]
    for label, row in enumerate(confusion):
        if row.any() or label != NOT_A_DIGIT:
            counts = "".join((str(n) if n else "·").rjust(width) for n in row)
            lines.append(CLASS_NAMES[label].rjust(12) + counts)
    return "\n".join(lines)


def _confusion(labels: NDArray[np.int64], read: NDArray[np.int64]) -> NDArray[np.int64]:
    counts = np.bincount(labels * CLASS_COUNT + read, minlength=CLASS_COUNT**2)
    return counts.reshape(CLASS_COUNT, CLASS_COUNT).astype(np.int64)


def _calibration_error(labels: NDArray[np.int64], probabilities: Probabilities) -> float:
    # A damaged model's answers can be judged, too: what is no number is no confidence.
    confidences = np.nan_to_num(probabilities.max(axis=1).astype(np.float64), posinf=1.0)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidences * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, right - confidences, minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / len(labels))


def _share(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else 0.0
