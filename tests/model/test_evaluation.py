from __future__ import annotations

import numpy as np
import pytest

from model.datasets import LabelledCrops
from model.evaluation import (
    Evaluation,
    evaluate,
    fitted_temperature,
    report_text,
)


def evaluation_of(labels: list[int], read: list[int], sure: float = 0.9) -> Evaluation:
    """The evaluation of a classifier that reads `read`, each time equally sure."""
    crops = np.zeros((len(labels), 28, 28), np.uint8)
    crops[:, 0, 0] = np.arange(len(labels))

    def classifier(asked: np.ndarray) -> np.ndarray:
        probabilities = np.full((len(asked), 11), (1 - sure) / 10, np.float32)
        probabilities[np.arange(len(asked)), np.array(read)[asked[:, 0, 0]]] = sure
        return probabilities

    return evaluate(classifier, LabelledCrops(crops, np.array(labels)))


def test_accuracy_confusion_and_classes_are_counted() -> None:
    found = evaluation_of([1, 1, 1, 7, 7, 2], [1, 1, 7, 7, 7, 10])
    assert found.accuracy == pytest.approx(4 / 6)
    assert found.confusion[1].tolist() == [0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert found.confusion[2, 10] == 1
    one, two, seven = (found.classes[label] for label in (1, 2, 7))
    assert (one.count, one.precision, one.recall) == (3, 1.0, pytest.approx(2 / 3))
    assert one.f1 == pytest.approx(0.8)
    assert (two.recall, two.f1) == (0.0, 0.0)
    assert (seven.precision, seven.recall) == (pytest.approx(2 / 3), 1.0)


def test_digits_and_others_are_measured_apart() -> None:
    found = evaluation_of([3, 3, 3, 3, 10, 10], [3, 3, 3, 5, 10, 1])
    assert found.digit_accuracy == 0.75
    assert found.rejection_rate == 0.5
    assert evaluation_of([3], [3]).rejection_rate is None


def test_the_worst_class_is_the_digit_least_often_read_right() -> None:
    worst = evaluation_of([3, 3, 3, 8, 8, 10], [3, 3, 1, 8, 10, 1]).worst_class
    assert worst is not None
    assert (worst.label, worst.recall) == (8, 0.5)
    assert evaluation_of([10], [1]).worst_class is None


def test_not_a_digit_is_an_answer_that_can_be_right_or_wrong_with_confidence() -> None:
    right, wrong = evaluation_of([10], [10], sure=0.8), evaluation_of([4], [10], sure=0.8)
    assert right.calibration_error == pytest.approx(0.2)
    assert wrong.calibration_error == pytest.approx(0.8)


def test_loss_is_the_cross_entropy() -> None:
    assert evaluation_of([4, 4], [4, 4], sure=0.5).loss == pytest.approx(np.log(2))


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    right, wrong = [5] * 10, [5] * 7 + [6] * 3
    assert evaluation_of([5] * 10, wrong, sure=0.7).calibration_error == pytest.approx(0, abs=1e-6)
    assert evaluation_of([5] * 10, right, sure=0.7).calibration_error == pytest.approx(0.3)


def test_nothing_to_evaluate_is_refused() -> None:
    with pytest.raises(ValueError, match="no crops"):
        evaluate(
            lambda crops: np.zeros((0, 11), np.float32),
            LabelledCrops(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64)),
        )


@pytest.mark.parametrize("temperature", [0.7, 1.0, 2.0])
def test_the_temperature_that_was_applied_is_found(
    rng: np.random.Generator, temperature: float
) -> None:
    logits = rng.normal(0, 2, (4000, 11))
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(11, p=row) for row in honest])
    said = honest**temperature
    said = (said / said.sum(axis=1, keepdims=True)).astype(np.float32)
    assert fitted_temperature(said, labels) == pytest.approx(temperature, rel=0.1)


def test_the_text_has_the_figures_and_the_mistakes() -> None:
    text = report_text(evaluation_of([1] * 90 + [7] * 9 + [10], [1] * 90 + [7] * 8 + [1, 10]))
    assert "accuracy           99.00%" in text
    assert "others rejected    100.00%" in text
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}
    assert rows["7"][1:4] == ["·", "1", "·"]
    assert "not a digit" in text


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_answers_that_are_no_numbers_are_counted_and_break_nothing(number: float) -> None:
    crops = LabelledCrops(np.zeros((3, 28, 28), np.uint8), np.array([2, 2, 0]))
    chances = np.full((3, 11), 0.05, np.float32)
    chances[:2, 2] = 0.5
    chances[2, :] = number
    found = evaluate(lambda asked: chances[: len(asked)], crops)
    assert found.count == 3
    assert found.confusion[2, 2] == 2
    assert 0 <= found.calibration_error <= 1
