"""Real handwriting as glyphs: polarity, parts, what is left out."""

import json

import numpy as np
import pytest

from model.glyphs import bhmsds, crops_of, read_splits, swiss_numbers, unipen
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


def _write_unipen(folder, labels, writers, p_label=None):
    """Each glyph is one slanted stroke."""
    count = len(labels)
    (folder / "unipen").mkdir()
    np.savez(
        folder / "unipen" / "unipen_strokes.npz",
        points=np.tile(np.array([[0, 0], [300, 1000]], np.int16), (count, 1)),
        stroke_start=2 * np.arange(count + 1), glyph_start=np.arange(count + 1),
        label=np.array(labels), writer=np.array(writers),
        p_label=np.full(count, np.nan) if p_label is None else np.array(p_label),
    )  # fmt: skip


def test_strokes_are_drawn_and_look_alikes_left_out(tmp_path, rng):
    _write_unipen(tmp_path, ["1", "l", "W", "3"], [5, 5, 6, 6], [0.9, np.nan, np.nan, 0.05])
    glyphs = unipen(tmp_path)
    assert [draw(30, rng).label for draw in glyphs.training] == [1, NOT_A_DIGIT]
    assert not glyphs.validation_look_alikes
    assert not glyphs.test_look_alikes


def test_look_alikes_of_writers_that_choose_and_test_are_kept_apart(tmp_path, rng):
    _write_unipen(tmp_path, ["l", "l", "l", "O", "1", "K"], [1, 2, 3, 3, 3, 3])
    splits = {"unipen": {"validation_writers": [2], "test_writers": [3]}}
    (tmp_path / "splits.json").write_text(json.dumps(splits))
    glyphs = unipen(tmp_path)
    assert [draw(30, rng).label for draw in glyphs.test] == [1, NOT_A_DIGIT]
    assert not glyphs.training
    assert not glyphs.validation
    assert [draw(30, rng).label for draw in glyphs.validation_look_alikes] == [NOT_A_DIGIT]
    assert [draw(30, rng).label for draw in glyphs.test_look_alikes] == [NOT_A_DIGIT] * 2


def _write_bhmsds(folder, symbols, indices):
    """Each picture is a bar, twice as tall as wide."""
    images = np.full((len(symbols), 28, 28), 255, np.uint8)
    images[:, :, 7:21] = 0
    (folder / "bhmsds").mkdir()
    np.savez(
        folder / "bhmsds" / "bhmsds.npz",
        images=images, symbols=np.array(symbols), index=np.array(indices),
    )  # fmt: skip


def test_photographed_signs_and_their_look_alikes_are_told_apart(tmp_path, rng):
    _write_bhmsds(tmp_path, ["1", "slash", "z", "plus", "y"], [3, 4, 1100, 1300, 1400])
    glyphs = bhmsds(tmp_path)
    assert [draw(30, rng).label for draw in glyphs.training] == [1]
    assert [draw(30, rng).label for draw in glyphs.test] == [NOT_A_DIGIT]
    assert (len(glyphs.validation_look_alikes), len(glyphs.test_look_alikes)) == (1, 1)


def test_without_a_page_ink_fills_the_field_as_mnist_does(tmp_path):
    _write_bhmsds(tmp_path, ["4", "plus"], [3, 4])
    found = crops_of(bhmsds(tmp_path).training)
    assert found.labels.tolist() == [4, NOT_A_DIGIT]
    rows, columns = np.nonzero(found.crops[0] > 127)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 10)


def test_a_glyph_is_drawn_the_same_whatever_the_others_are(tmp_path):
    _write_unipen(tmp_path, ["1"] * 6, [1] * 6)
    drawings = unipen(tmp_path).training
    few, many = crops_of(drawings[:3]).crops, crops_of(drawings).crops
    assert np.array_equal(few, many[:3])
    assert not np.array_equal(many[0], many[1])
    assert not np.array_equal(crops_of(drawings, seed=1).crops[0], many[0])


def test_without_splits_everything_trains(tmp_path):
    assert read_splits(tmp_path) == {}


@pytest.mark.parametrize("sign", ["O", "l", "Z", "S", "b", "|"])
def test_letters_that_can_be_a_digit_are_known(sign):
    from model.glyphs import LOOK_ALIKES

    assert sign in LOOK_ALIKES
