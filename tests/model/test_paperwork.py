"""Drawn forms, cheques, boards, score sheets and prose."""

import json

import cv2
import numpy as np
import pytest

from model.paperwork import FILLED_IN, SHEETS, paperwork_page
from model.paperwork_writer import Hand, own_hand, unipen_hand
from model.scenes import Glyph
from vision.reading import NOT_A_DIGIT

HAND = own_hand()


def _page(kind, *, filled=True, seed=5, hand=HAND):
    return paperwork_page(kind, hand, np.random.default_rng(seed), filled=filled)


def _block(label):
    """Ink that fills its box."""

    def draw(height_px, rng):
        ink = np.zeros((int(height_px), max(3, int(height_px) // 2)), np.uint8)
        ink[1:-1, 1:-1] = 255
        return Glyph(ink, label)

    return draw


def _gray_in_and_around(page, box, reach=3):
    """The grey levels within a box, and those of a frame about it."""
    gray = cv2.cvtColor(page.image, cv2.COLOR_BGR2GRAY)
    top, left = max(box.top - reach, 0), max(box.left - reach, 0)
    around = gray[top : box.bottom + reach, left : box.right + reach].astype(float)
    inside = np.zeros(around.shape, bool)
    inside[
        box.top - top : box.top - top + box.height, box.left - left : box.left - left + box.width
    ] = True
    return around[inside], around[~inside]


@pytest.mark.parametrize("kind", SHEETS)
def test_equal_seeds_give_equal_pages(kind):
    filled = kind in FILLED_IN
    one, same, other = (_page(kind, filled=filled, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.image, same.image)
    assert one.glyphs == same.glyphs
    assert one.image.shape != other.image.shape or not np.array_equal(one.image, other.image)


@pytest.mark.parametrize("kind", FILLED_IN)
def test_every_digit_in_truth_is_ink_in_the_picture(kind):
    page = _page(kind)
    height, width = page.image.shape[:2]
    assert len(page.glyphs) > 3
    for glyph in page.glyphs:
        box = glyph.box
        assert 0 <= glyph.label <= 9
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= width
        assert box.bottom <= height
        inside, around = _gray_in_and_around(page, box)
        assert np.percentile(inside, 10) < np.median(around) - 15


@pytest.mark.parametrize("kind", ["form", "board"])
def test_the_boxes_are_tight_to_the_ink(kind):
    page = _page(kind, hand=Hand([_block(8)], [_block(NOT_A_DIGIT)]))
    for glyph in page.glyphs:
        inside, around = _gray_in_and_around(page, glyph.box)
        middle = (np.percentile(inside, 20) + np.median(around)) / 2
        assert np.median(around) - np.percentile(inside, 20) > 20
        assert (inside < middle).mean() > 0.7


@pytest.mark.parametrize("kind", SHEETS)
def test_an_empty_sheet_has_print_or_words_and_no_digits(kind):
    page = _page(kind, filled=False)
    assert page.glyphs == ()
    gray = cv2.cvtColor(page.image, cv2.COLOR_BGR2GRAY)
    inner = gray[gray.shape[0] // 6 : -gray.shape[0] // 6, gray.shape[1] // 6 : -gray.shape[1] // 6]
    ground = cv2.medianBlur(inner, 31).astype(int)
    assert (ground - inner > 20).mean() > 0.002


def test_prose_is_not_filled_in():
    with pytest.raises(ValueError, match="'prose'"):
        _page("prose")


def _write_unipen(folder, signs, writers, validation):
    """Each sign is one slanted stroke, but for - and 9, which lie flat."""
    (folder / "unipen").mkdir()
    flat, slanted = [[0, 0], [1000, 100]], [[0, 0], [300, 1000]]
    np.savez(
        folder / "unipen" / "unipen_strokes.npz",
        points=np.array([p for sign in signs for p in (flat if sign in "-9" else slanted)]),
        stroke_start=2 * np.arange(len(signs) + 1), glyph_start=np.arange(len(signs) + 1),
        label=np.array(signs), writer=np.array(writers), p_label=np.full(len(signs), np.nan),
    )  # fmt: skip
    splits = {"unipen": {"validation_writers": validation, "test_writers": [3]}}
    (folder / "splits.json").write_text(json.dumps(splits))


def _labels(drawings):
    return [draw(30, np.random.default_rng(0)).label for draw in drawings]


def test_only_writers_who_choose_write_and_badly_cut_digits_are_left_out(tmp_path):
    signs, writers = ["4", "9", "7", "-", "O", "5", "K"], [2, 2, 2, 2, 2, 1, 3]
    _write_unipen(tmp_path, signs, writers, validation=[2])
    hand = unipen_hand(tmp_path)
    assert _labels(hand.digits) == [4, 7]
    assert _labels(hand.letters) == [NOT_A_DIGIT] * 2


def test_data_without_writers_who_choose_is_refused(tmp_path):
    _write_unipen(tmp_path, ["4", "K"], [1, 1], validation=[])
    with pytest.raises(ValueError, match="0 digits"):
        unipen_hand(tmp_path)
