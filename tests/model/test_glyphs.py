"""Real handwriting as glyphs: polarity, parts, what is left out."""

import json

import numpy as np
import pytest

from model.glyphs import bhmsds, read_splits, swiss_numbers, unipen
from vision.reading import NOT_A_DIGIT


def _write_swiss(folder):
    images = np.full((4, 104, 104), 255, np.uint8)
    images[:, 20:80, 40:50] = 120
    (folder / "swiss_numbers").mkdir()
    np.savez(
        folder / "swiss_numbers" / "swiss_numbers.npz",
        images=images, labels=np.array([1, 1, 1, 1]), writer=np.array(["A", "B", "C", "A"]),
        height=np.full(4, 104), width=np.full(4, 104), suspect=np.array([0, 0, 0, 1]),
    )  # fmt: skip
    splits = {"swiss_numbers": {"validation_writers": ["B"], "test_writers": ["C"]}}
    (folder / "splits.json").write_text(json.dumps(splits))


def test_parts_share_no_writer_and_suspects_are_dropped(tmp_path, rng):
    _write_swiss(tmp_path)
    glyphs = swiss_numbers(tmp_path)
    assert (len(glyphs.training), len(glyphs.validation), len(glyphs.test)) == (1, 1, 1)


def test_dark_ink_on_white_becomes_white_on_black_at_full_contrast(tmp_path, rng):
    _write_swiss(tmp_path)
    glyph = swiss_numbers(tmp_path).training[0](40, rng)
    assert glyph.label == 1
    assert max(glyph.ink.shape) == 44
    assert glyph.ink[2:-2, 2:-2].min() > 200
    assert not glyph.ink[0].any()


def test_strokes_are_drawn_and_look_alikes_left_out(tmp_path, rng):
    (tmp_path / "unipen").mkdir()
    points = np.array([[0, 0], [0, 1000], [0, 0], [900, 1000], [0, 0], [1000, 0]], np.int16)
    np.savez(
        tmp_path / "unipen" / "unipen_strokes.npz",
        points=points, stroke_start=np.array([0, 2, 4, 6]), glyph_start=np.array([0, 1, 2, 3]),
        label=np.array(["1", "l", "W"]), writer=np.array([5, 5, 6]),
        p_label=np.array([0.9, np.nan, np.nan]),
    )  # fmt: skip
    glyphs = unipen(tmp_path).training
    assert [draw(30, rng).label for draw in glyphs] == [1, NOT_A_DIGIT]


def test_stretched_ones_become_narrow_again(tmp_path, rng):
    (tmp_path / "bhmsds").mkdir()
    np.savez(
        tmp_path / "bhmsds" / "bhmsds.npz",
        images=np.zeros((2, 28, 28), np.uint8), symbols=np.array(["1", "slash"]),
        index=np.array([3, 4]),
    )  # fmt: skip
    glyphs = bhmsds(tmp_path).training
    assert len(glyphs) == 1
    height, width = glyphs[0](40, rng).ink.shape
    assert width < 0.65 * height


def test_without_splits_everything_trains(tmp_path):
    assert read_splits(tmp_path) == {}


@pytest.mark.parametrize("sign", ["O", "l", "Z", "S", "b", "|"])
def test_letters_that_can_be_a_digit_are_known(sign):
    from model.glyphs import LOOK_ALIKES

    assert sign in LOOK_ALIKES
