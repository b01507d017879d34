"""`digitlens evaluate`: the digits of a test set, and whole photographs."""

import gzip
import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from desktop_app.cli import main
from model.corpus import generated_digits


def write_idx(path, array):
    head = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(head + array.astype(np.uint8).tobytes()))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A small data set in MNIST's files, drawn by the program."""
    folder = tmp_path_factory.mktemp("data")
    for name, count, seed in (("train", 60, 1), ("t10k", 80, 2)):
        digits = generated_digits(count, seed=seed)
        labels = np.where(np.arange(count) < 10, np.arange(count), digits.labels)
        write_idx(folder / f"{name}-images-idx3-ubyte.gz", digits.crops)
        write_idx(folder / f"{name}-labels-idx1-ubyte.gz", labels)
    return folder


def test_a_data_set_is_read_and_told(data, capsys):
    assert main(["evaluate", "--data", str(data)]) == 0
    text = capsys.readouterr().out
    assert "Model: bundled" in text
    for words in ("crops", "80", "accuracy", "loss", "precision", "recall", "read as"):
        assert words in text


def test_a_report_can_be_looked_at(data, capsys, tmp_path):
    folder = tmp_path / "report"
    assert main(["evaluate", "--data", str(data), "--report", str(folder)]) == 0
    figures = json.loads((folder / "figures.json").read_text())
    assert figures["Test digits"]["count"] == 80
    assert "accuracy" in (folder / "report.txt").read_text()
    assert (folder / "report.html").is_file()
    assert list(folder.glob("*.png"))
    assert str(folder) in capsys.readouterr().out.splitlines()[-1]


@pytest.fixture
def photographs(picture, capsys, tmp_path):
    """The truth of a page with one digit more than there is, of a blank page, and of no file."""
    picture("photos/a.png", "4071")
    picture("photos/blank.png", "")
    main(["read", "--format", "json", str(tmp_path / "photos" / "a.png")])
    read = json.loads(capsys.readouterr().out)
    right = [{"label": digit["label"], "box": digit["box"]} for digit in read["digits"]]
    rows = [
        {"file": "photos/a.png", "kind": "paper", "tags": ["lined"], "text_lines": ["40713"],
         "digits": [*right, {"label": 3, "box": [300, 20, 40, 60]}]},
        {"file": "photos/blank.png", "kind": "negative", "digits": []},
        {"file": "photos/absent.png", "kind": "negative", "digits": []},
    ]  # fmt: skip
    truth = tmp_path / "truth.jsonl"
    truth.write_text("\n".join(map(json.dumps, rows)))
    return truth


def test_photographs_are_compared_with_their_truth(photographs, capsys, tmp_path):
    report = tmp_path / "report"
    assert main(["evaluate", "--photos", str(photographs), "--report", str(report)]) == 0
    output, errors = capsys.readouterr()
    assert "absent.png" in errors
    assert errors.count("\n") == 1
    assert "Test digits" not in output
    figures = json.loads((report / "figures.json").read_text())["Photographs"]
    for part in (figures, figures["by_kind"]["paper"], figures["by_tag"]["lined"]):
        assert part["precision"] == 1.0
        assert part["recall"] == pytest.approx(4 / 5)
        assert part["f1"] == pytest.approx(8 / 9)
        assert part["character_error_rate"] == pytest.approx(1 / 5)
    assert (figures["negatives"], figures["false_per_negative"]) == (2, 0.0)
    rows = [line.split() for line in output.splitlines()]
    for group in ("all", "paper", "lined"):
        assert [group, "1", "5", "0.8889"] in [row[:4] for row in rows]
    assert ["negative", "2", "0", "0.000", "100.00%"] in rows


def test_the_page_shows_the_missed_digit_and_the_absent_file(photographs, tmp_path):
    report = tmp_path / "report"
    assert main(["evaluate", "--photos", str(photographs), "--report", str(report)]) == 0
    page = (report / "report.html").read_text()
    assert "<b>3</b> no candidate" in page
    assert "<td>absent.png</td>" in page
    assert [path.name for path in (report / "cutouts").iterdir()] == ["missed-0001.jpg"]


def test_digits_and_photographs_share_a_page(data, photographs, tmp_path):
    report = tmp_path / "report"
    options = ["--data", str(data), "--photos", str(photographs), "--report", str(report)]
    assert main(["evaluate", *options]) == 0
    page = (report / "report.html").read_text()
    assert page.index(">Test digits</h2>") < page.index(">Photographs</h2>")
    assert set(json.loads((report / "figures.json").read_text())) == {"Test digits", "Photographs"}


def test_a_report_s_folder_that_is_a_file_is_told(photographs, capsys):
    assert main(["evaluate", "--photos", str(photographs), "--report", str(photographs)]) == 1
    assert str(photographs) in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    "wrong", [["--data", "absent"], ["--photos", "absent.jsonl"], ["--model", "absent"]]
)
def test_what_is_missing_is_told_in_one_sentence(capsys, wrong):
    assert main(["evaluate", *wrong]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: ")
    assert "absent" in errors
    assert errors.count("\n") == 1


def test_a_model_without_its_keras_file_cannot_be_compared(capsys, tmp_path):
    main(["models", "export", "bundled", str(tmp_path / "m")])
    model = str(tmp_path / "m" / "model.tflite")
    assert main(["evaluate", "--keras", "--model", model]) == 1
    assert "no Keras model" in capsys.readouterr().err


@pytest.mark.slow
def test_the_model_before_its_conversion_reads_the_same(data, capsys, tmp_path):
    """Starts TensorFlow, in a process of its own."""
    report = tmp_path / "report"
    assert main(["evaluate", "--data", str(data), "--keras", "--report", str(report)]) == 0
    figures = json.loads((report / "figures.json").read_text())
    converted, before = figures["Test digits"], figures["Test digits, before the conversion"]
    assert converted["count"] == before["count"] == 80
    assert converted["accuracy"] == pytest.approx(before["accuracy"], abs=0.02)


@pytest.mark.skipif(
    not os.environ.get("DIGITLENS_DATA"), reason="DIGITLENS_DATA names no folder with data sets"
)
def test_the_folder_of_data_sets_is_found(capsys):
    assert (Path(os.environ["DIGITLENS_DATA"])).is_dir()
    assert main(["evaluate"]) == 0
    assert "10000" in capsys.readouterr().out
