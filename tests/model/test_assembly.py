"""What the bundled model is trained on."""

import json

import numpy as np
import pytest

from model import assembly
from model.assembly import assembled, balanced, training_crops
from vision.reading import NOT_A_DIGIT


@pytest.fixture(autouse=True)
def _few_own_crops(monkeypatch):
    for name in ("OWN_DIGITS", "OWN_NEGATIVES", "OWN_VALIDATION"):
        monkeypatch.setattr(assembly, name, 60)


def _write_bhmsds(folder, rng):
    """Thirty rings, twenty to train; each is a 0."""
    images = np.full((30, 28, 28), 255, np.uint8)
    images[:, 2:26, 2:26] = 0
    images[:, 8:20, 8:20] = 255
    (folder / "bhmsds").mkdir()
    np.savez(
        folder / "bhmsds" / "bhmsds.npz",
        images=images, symbols=np.array(["0"] * 30), index=np.arange(30),
    )  # fmt: skip
    splits = {"bhmsds": {"validation_index": [20, 24], "test_index": [25, 29]}}
    (folder / "splits.json").write_text(json.dumps(splits))


def test_data_sets_that_are_missing_are_named_and_skipped(tmp_path, rng, capsys):
    _write_bhmsds(tmp_path, rng)
    corpus = assembled(tmp_path, seed=1)
    told = capsys.readouterr().err
    for name in ("MNIST", "swiss_numbers", "unipen", "omniglot", "quickdraw", "photographs"):
        assert f"{name} is not there" in told or f"{name} are not there" in told
    assert [row["name"] for row in corpus.data] == ["bhmsds", "own strokes"]
    assert set(corpus.validation) == {"bhmsds"}
    assert corpus.mnist is None


def test_without_any_data_set_the_own_strokes_train_and_choose(tmp_path):
    corpus = assembled(tmp_path, seed=1)
    assert len(corpus.training) == 120
    assert set(corpus.validation) == {"own strokes"}
    assert len(training_crops(corpus)) == 120


def test_equal_seeds_assemble_equal_crops(tmp_path, rng):
    _write_bhmsds(tmp_path, rng)
    first, second = assembled(tmp_path, seed=1), assembled(tmp_path, seed=1)
    assert np.array_equal(first.training.crops, second.training.crops)
    assert np.array_equal(first.training.labels, second.training.labels)


@pytest.mark.parametrize("share", [0.1, 0.25])
def test_what_chooses_has_the_wanted_share_of_negatives(tmp_path, share):
    choosing = balanced(assembled(tmp_path, seed=1).validation, 1, share)
    assert (choosing.labels == NOT_A_DIGIT).mean() == pytest.approx(share, abs=0.02)
    assert (choosing.labels != NOT_A_DIGIT).sum() > 0
