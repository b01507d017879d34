from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model import classifier as module
from model.classifier import BATCH_SIZE, LiteRtClassifier, ModelError
from model.datasets import LabelledCrops


@pytest.fixture(scope="module")
def tflite(bundled_folder: Path) -> Path:
    return bundled_folder / "model.tflite"


@pytest.fixture(scope="module")
def classifier(tflite: Path) -> LiteRtClassifier:
    return LiteRtClassifier(tflite)


def test_the_bundled_model_reads_drawn_digits(
    classifier: LiteRtClassifier, drawn_digits: LabelledCrops
) -> None:
    read = classifier(drawn_digits.crops).argmax(axis=1)
    assert (read == drawn_digits.labels).mean() > 0.95


@pytest.mark.parametrize("count", [0, 1, BATCH_SIZE - 1, BATCH_SIZE, 2 * BATCH_SIZE + 3])
def test_a_batch_says_what_its_crops_say_alone(
    classifier: LiteRtClassifier, drawn_digits: LabelledCrops, count: int
) -> None:
    crops = drawn_digits.crops[:count]
    together = classifier(crops)
    assert together.shape == (count, 11)
    assert together.dtype == np.float32
    for i in range(count):
        np.testing.assert_allclose(together[i], classifier(crops[i : i + 1])[0], atol=1e-3)


@pytest.mark.parametrize("temperature", [0.6, 1.0, 1.7])
def test_probabilities_sum_to_one(
    tflite: Path, drawn_crops: LabelledCrops, temperature: float
) -> None:
    probabilities = LiteRtClassifier(tflite, temperature=temperature)(drawn_crops.crops)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert probabilities.min() >= 0


def test_temperature_flattens_and_changes_no_answer(
    tflite: Path, classifier: LiteRtClassifier, drawn_crops: LabelledCrops
) -> None:
    plain = classifier(drawn_crops.crops)
    flat = LiteRtClassifier(tflite, temperature=2.0)(drawn_crops.crops)
    assert (flat.argmax(axis=1) == plain.argmax(axis=1)).all()
    assert (flat.max(axis=1) <= plain.max(axis=1) + 1e-6).all()


def test_crops_may_be_a_view(classifier: LiteRtClassifier, drawn_digits: LabelledCrops) -> None:
    every_third = drawn_digits.crops[:30:3]
    np.testing.assert_array_equal(classifier(every_third), classifier(every_third.copy()))


@pytest.mark.parametrize(
    "crops", [np.zeros((2, 28, 27), np.uint8), np.zeros((2, 28, 28), np.float32)]
)
def test_other_arrays_are_refused(classifier: LiteRtClassifier, crops: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"shape \(N, 28, 28\)"):
        classifier(crops)


@pytest.mark.parametrize("damage", [lambda b: b"", lambda b: b"x" * 3000, lambda b: b[:9000]])
def test_a_damaged_file_is_refused(tflite: Path, tmp_path: Path, damage) -> None:
    path = tmp_path / "model.tflite"
    path.write_bytes(damage(tflite.read_bytes()))
    with pytest.raises(ModelError, match="damaged or no model"):
        LiteRtClassifier(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.tflite cannot be read"):
        LiteRtClassifier(tmp_path / "gone.tflite")


def test_a_huge_file_is_not_read(tflite: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "MAX_MODEL_BYTES", 1000)
    with pytest.raises(ModelError, match="too large"):
        LiteRtClassifier(tflite)


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan"), float("inf")])
def test_a_temperature_must_be_a_positive_number(tflite: Path, temperature: float) -> None:
    with pytest.raises(ModelError, match="temperature"):
        LiteRtClassifier(tflite, temperature=temperature)


def test_loading_says_nothing(tflite: Path, capfd) -> None:
    LiteRtClassifier(tflite)
    assert capfd.readouterr() == ("", "")
