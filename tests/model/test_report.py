from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from model.classifier import LiteRtClassifier
from model.datasets import LabelledCrops
from model.evaluation import evaluate
from model.report import digits_section


def test_a_section_shows_figures_and_pictures(
    tmp_path: Path, bundled_folder: Path, drawn_crops: LabelledCrops
) -> None:
    evaluation = evaluate(LiteRtClassifier(bundled_folder / "model.tflite"), drawn_crops)
    section = digits_section(evaluation, drawn_crops, tmp_path, title="Drawn", prefix="drawn-")
    assert section.title == "Drawn"
    assert f"{evaluation.accuracy:.2%}" in section.body
    for name in ("drawn-confusion.png", "drawn-calibration.png", "drawn-samples.png"):
        assert f'src="{name}"' in section.body
        assert cv2.imread(str(tmp_path / name)).std() > 5


def test_a_flawless_evaluation_shows_no_mistakes(tmp_path: Path) -> None:
    def right(crops: np.ndarray) -> np.ndarray:
        return np.eye(11, dtype=np.float32)[np.full(len(crops), 4)]

    crops = LabelledCrops(np.zeros((3, 28, 28), np.uint8), np.full(3, 4))
    assert "mistakes" not in digits_section(evaluate(right, crops), crops, tmp_path).body
