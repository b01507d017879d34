"""The program's main job, from pictures to readings, with the model that ships."""

import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from desktop_app.cli import main
from desktop_app.demo import demo_path
from model.datasets import load_mnist
from model.demo import LINES
from model.evaluation import evaluate
from model.scenes import Conditions, photographed, written_line
from model.store import ModelStore
from vision.frame import Frame
from vision.recognizer import Recognizer
from vision.sources import VideoSource
from vision.tracking import Tracker

PHOTOS = os.environ.get("DIGITLENS_PHOTOS", "")
DATA = os.environ.get("DIGITLENS_DATA", "")


def _written(path: Path, text: str, conditions: Conditions, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink, _ = written_line(text, rng, height_px=64, size=(240, 1000), origin=(60, 80))
    cv2.imwrite(str(path), photographed(ink, conditions, rng))


def _read(capsys, *arguments: str) -> list[dict]:
    status = main(["read", "--format", "json", *arguments])
    assert status == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(),
        Conditions(shading=0.5, shadow=0.4),
        Conditions(noise=5, blur_px=1.0, jpeg_quality=50),
        Conditions(paper=(40, 60, 45), ink=(225, 230, 228)),
        Conditions(opacity=0.4),
    ],
    ids=["clean", "shadow", "noisy", "chalkboard", "pencil"],
)
def test_numbers_on_paper_and_board_are_read(conditions, tmp_path, capsys):
    texts = ["2718", "31415", "60022", "947 38"]
    for i, text in enumerate(texts):
        _written(tmp_path / f"{i}.png", text, conditions, seed=i)
    rows = _read(capsys, str(tmp_path))
    assert [line["text"] for row in rows for line in row["lines"]] == texts


def test_the_demo_is_read_without_a_flicker():
    source = VideoSource(demo_path())
    source.open()
    recognizer = Recognizer(ModelStore().load_classifier(), tracker=Tracker())
    labels: dict[int, set[int]] = {}
    texts: list[str] = []
    while (frame := source.read()) is not None:
        recognition = recognizer.read(frame)
        texts = [number.text for number in recognition.numbers]
        for digit in recognition.digits:
            assert digit.track_id is not None
            labels.setdefault(digit.track_id, set()).add(digit.digit)
    source.close()
    assert texts == [number for text, _, _ in LINES for number in text.split()]
    assert all(len(shown) == 1 for shown in labels.values())


def test_a_blank_page_a_gradient_and_noise_have_no_digits(rng):
    recognizer = Recognizer(ModelStore().load_classifier())
    gradient = np.tile(np.linspace(30, 230, 640).astype(np.uint8), (480, 1))
    noise = np.clip(rng.normal(128, 12, (480, 640)), 0, 255).astype(np.uint8)
    for gray in (np.full((480, 640), 200, np.uint8), gradient, noise):
        assert not recognizer.read(Frame(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR))).digits


@pytest.mark.skipif(not DATA, reason="DIGITLENS_DATA names no folder with data sets")
def test_the_bundled_model_reads_mnist_s_test_set():
    evaluation = evaluate(ModelStore().load_classifier(), load_mnist(Path(DATA)).test)
    assert evaluation.count == 10_000
    assert evaluation.digit_accuracy >= 0.995


@pytest.mark.skipif(not PHOTOS, reason="DIGITLENS_PHOTOS names no truth of photographs")
def test_real_photographs_are_read(tmp_path, capsys):
    assert main(["evaluate", "--photos", PHOTOS, "--report", str(tmp_path)]) == 0
    figures = json.loads((tmp_path / "figures.json").read_text())["Photographs"]
    assert figures["f1"] >= 0.95
    assert figures["false_per_negative"] <= 0.1
