"""The presets are trained as by the training process, and judged by the test digits."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from model import mnist_benchmark
from model.choices import PRESETS, TrainingPlan
from model.mnist_benchmark import MOST_EPOCHS, WANTED, Measured, main


@pytest.mark.parametrize("preset", WANTED)
def test_no_preset_takes_more_epochs_than_are_allowed(preset: str) -> None:
    assert PRESETS[preset].epochs <= MOST_EPOCHS


def test_enough_is_what_was_promised() -> None:
    result = Measured("dense lesson", TrainingPlan(), 15, 60.0, 0.98, 0.975)
    assert result.is_enough
    assert not dataclasses.replace(result, test=0.9749).is_enough
    assert not dataclasses.replace(result, epochs=16).is_enough


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_preset_is_trained_and_its_row_says_what_is_missing(
    own_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = dataclasses.replace(PRESETS["dense lesson"], epochs=2, batch_size=32)
    monkeypatch.setitem(mnist_benchmark.PRESETS, "dense lesson", quick)
    assert main(["--data", str(own_folder), "--preset", "dense lesson", "--limit", "100"]) == 1
    (line,) = capsys.readouterr().out.splitlines()[1:]
    assert line.split()[:4] == ["dense", "lesson", "dense", "2"]
    assert "too little" in line


def test_a_folder_without_mnist_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path)])
    assert str(tmp_path) in capsys.readouterr().err
