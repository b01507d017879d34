from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from model.classifier import LiteRtClassifier
from model.datasets import LabelledCrops
from model.evaluation import evaluate
from model.report import write_report


def test_a_report_shows_figures_and_pictures(
    tmp_path: Path, bundled_folder: Path, drawn_crops: LabelledCrops
) -> None:
    evaluation = evaluate(LiteRtClassifier(bundled_folder / "model.tflite"), drawn_crops)
    page = write_report(evaluation, drawn_crops, tmp_path / "new", title="<Mine> on drawn digits")
    text = page.read_text("utf-8")
    assert "&lt;Mine&gt; on drawn digits" in text
    assert f"{evaluation.accuracy:.2%}" in text
    for name in ("confusion.png", "calibration.png", "samples.png"):
        assert name in text
        assert cv2.imread(str(page.parent / name)).std() > 5
    metrics = json.loads((page.parent / "metrics.json").read_text())
    assert metrics["accuracy"] == evaluation.accuracy


def test_a_flawless_evaluation_shows_no_mistakes(tmp_path: Path) -> None:
    def right(crops: np.ndarray) -> np.ndarray:
        return np.eye(11, dtype=np.float32)[np.full(len(crops), 4)]

    crops = LabelledCrops(np.zeros((3, 28, 28), np.uint8), np.full(3, 4))
    page = write_report(evaluate(right, crops), crops, tmp_path)
    assert "mistakes" not in page.read_text("utf-8")
