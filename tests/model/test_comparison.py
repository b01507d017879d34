"""On which crops two models are compared, and what comes of it."""

from __future__ import annotations

import functools
import gzip
import struct
from pathlib import Path

import numpy as np
import platformdirs
import pytest

import model.comparison
from model.comparison import HoldOut, compare, decide_all, hold_outs, stroke_hold_out
from model.corpus import generated_digits
from model.datasets import DATA_VARIABLE, LabelledCrops
from model.mnist_download import SHA256_OF_FILES
from vision.reading import NOT_A_DIGIT

DRAWINGS = ("generated_digits", "generated_negatives")
# A page is drawn once for all tests.
DRAWN = {name: functools.cache(getattr(model.comparison, name)) for name in DRAWINGS}


@pytest.fixture(autouse=True)
def small_and_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few crops, no data set of the machine's, and a cache folder of the test's own."""
    monkeypatch.setattr(model.comparison, "STROKE_DIGITS", 60)
    monkeypatch.setattr(model.comparison, "STROKE_NEGATIVES", 10)
    for name, draw in DRAWN.items():
        monkeypatch.setattr(model.comparison, name, draw)
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache" / name)


def idx(values: np.ndarray) -> bytes:
    head = struct.pack(">BBBB", 0, 0, 8, values.ndim) + struct.pack(
        f">{values.ndim}I", *values.shape
    )
    return gzip.compress(head + values.tobytes())


def write_mnist(folder: Path, count: int = 100) -> None:
    """Blank images with all labels, in MNIST's files."""
    folder.mkdir(parents=True)
    images = np.zeros((count, 28, 28), np.uint8)
    labels = (np.arange(count) % 10).astype(np.uint8)
    for name in SHA256_OF_FILES:
        (folder / name).write_bytes(idx(images if "images" in name else labels))


def names(found: tuple[HoldOut, ...]) -> list[str]:
    return [one.name for one in found]


def test_strokes_are_always_there_with_digits_and_others(tmp_path: Path) -> None:
    (strokes,) = hold_outs()
    counts = np.bincount(strokes.crops.labels, minlength=11)
    assert strokes.name == "strokes"
    assert counts[:10].sum() == 60
    assert counts[:10].min() >= 3
    assert counts[NOT_A_DIGIT] == 10


def test_strokes_are_the_same_each_time_and_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stroke_hold_out(tmp_path)
    monkeypatch.setattr(model.comparison, "generated_digits", generated_digits)
    again = stroke_hold_out(tmp_path / "elsewhere")
    assert np.array_equal(first.crops, again.crops)
    monkeypatch.setattr(model.comparison, "generated_digits", None)
    assert np.array_equal(stroke_hold_out(tmp_path).crops, first.crops)


def test_damaged_strokes_are_drawn_again(tmp_path: Path) -> None:
    first = stroke_hold_out(tmp_path)
    (path,) = tmp_path.glob("hold-out*")
    path.write_bytes(path.read_bytes()[:-7] + b"garbage")
    assert np.array_equal(stroke_hold_out(tmp_path).crops, first.crops)


def test_mnist_is_compared_on_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_mnist(tmp_path / "data")
    mnist, strokes = hold_outs(data=tmp_path / "data")
    assert names((mnist, strokes)) == ["mnist", "strokes"]
    assert len(mnist.crops) == 10  # the tenth that does not train
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    assert names(hold_outs()) == ["mnist", "strokes"]


def test_a_download_of_earlier_is_used_and_none_is_begun(tmp_path: Path) -> None:
    assert names(hold_outs()) == ["strokes"]
    write_mnist(tmp_path / "cache" / "digitlens" / "mnist")
    assert names(hold_outs()) == ["mnist", "strokes"]


@pytest.mark.parametrize("damage", ["missing", "torn", "no folder"])
def test_without_a_whole_mnist_the_strokes_do(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "data"
    write_mnist(folder)
    first = folder / next(iter(SHA256_OF_FILES))
    if damage == "missing":
        first.unlink()
    elif damage == "torn":
        first.write_bytes(first.read_bytes()[:40])
    else:
        folder = tmp_path / "nowhere"
    assert names(hold_outs(data=folder)) == ["strokes"]


def test_the_users_samples_come_along_where_there_are_any() -> None:
    none = LabelledCrops(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64))
    some = LabelledCrops(np.zeros((2, 28, 28), np.uint8), np.array([3, 10]))
    assert names(hold_outs(none)) == ["strokes"]
    found = hold_outs(some)
    assert names(found) == ["strokes", "samples"]
    assert found[-1].crops is some


def test_it_can_be_stopped() -> None:
    class Stopped(Exception):  # noqa: N818
        pass

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        hold_outs(check=stop)


def test_both_models_read_each_hold_out_and_the_gate_decides(drawn_crops: LabelledCrops) -> None:
    own = LabelledCrops(drawn_crops.crops[:30], drawn_crops.labels[:30])
    judges = (HoldOut("strokes", drawn_crops), HoldOut("samples", own))

    def reader(wrong_label: int | None) -> object:
        answers = {
            crop.tobytes(): int(label)
            for crop, label in zip(drawn_crops.crops, drawn_crops.labels, strict=True)
        }

        def read(crops: np.ndarray) -> np.ndarray:
            chances = np.full((len(crops), 11), 0.01, np.float32)
            for i, crop in enumerate(crops):
                label = answers[crop.tobytes()]
                chances[i, 10 if label == wrong_label else label] = 0.9
            return chances

        return read

    perfect, blind = reader(None), reader(7)
    compared = compare(perfect, blind, judges)
    assert [one.hold_out.name for one in compared] == ["strokes", "samples"]
    assert compared[0].old.accuracy == 1.0
    assert compared[0].new.classes[7].recall == 0.0
    assert decide_all(compare(perfect, perfect, judges)).accepted
    assert decide_all(compare(blind, perfect, judges)).accepted
    decision = decide_all(compared)
    assert not decision.accepted
    assert decision.reason == (
        "The new model reads 0% of the 7s of the program's own strokes right, the current one 100%."
    )
    assert not decide_all(compare(perfect, perfect, judges), unlike_keras=0.5).accepted
