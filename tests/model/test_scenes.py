"""Pages with known digits."""

import itertools
import math

import cv2
import numpy as np
import pytest

from model.handwriting import draw_digit
from model.scenes import (
    Conditions,
    Glyph,
    LineStyle,
    photographed,
    photographed_page,
    random_conditions,
    scattered,
    written_line,
)


def _glyphs(rng, count=12):
    return [Glyph(draw_digit(i % 10, rng, height_px=40), i % 10) for i in range(count)]


def test_the_boxes_are_tight_to_the_ink(rng):
    ink, placed = scattered(_glyphs(rng), rng, columns=4, cell_px=90)
    assert len(placed) == 12
    covered = np.zeros_like(ink)
    for glyph in placed:
        box = glyph.box
        inside = ink[box.top : box.bottom, box.left : box.right] > 90
        assert inside[0].any()
        assert inside[-1].any()
        assert inside[:, 0].any()
        assert inside[:, -1].any()
        covered[box.top : box.bottom, box.left : box.right] = 1
    assert not (ink > 90)[covered == 0].any()


def test_touching_glyphs_share_their_border(rng):
    _, placed = scattered(_glyphs(rng), rng, columns=4, cell_px=90, touching=1.0)
    pairs = itertools.pairwise(placed)
    beside = [(a.box, b.box) for a, b in pairs if abs(a.box.bottom - b.box.bottom) < 10]
    assert beside
    assert all(after.left <= before.right + 3 for before, after in beside)


def test_equal_seeds_give_equal_pages():
    pages = [
        photographed_page(
            _glyphs(np.random.default_rng(1)), np.random.default_rng(2), columns=4, cell_px=90
        )
        for _ in range(2)
    ]
    assert np.array_equal(pages[0].image, pages[1].image)
    assert pages[0].glyphs == pages[1].glyphs


def test_paper_and_ink_have_their_colours(rng):
    ink = np.zeros((60, 60), np.uint8)
    ink[20:40, 20:40] = 255
    image = photographed(ink, Conditions(paper=(200, 210, 220), ink=(30, 20, 10)), rng)
    assert image[5, 5].tolist() == [200, 210, 220]
    assert image[30, 30].tolist() == [30, 20, 10]


@pytest.mark.parametrize(
    ("harder", "measure"),
    [
        (Conditions(noise=6.0), lambda image: image[:20].std()),
        (Conditions(shading=0.6), lambda image: np.ptp(image.astype(int))),
        (Conditions(rule_px=20), lambda image: np.ptp(image[:, 0].astype(int))),
    ],
)
def test_each_condition_shows(harder, measure, rng):
    blank = np.zeros((120, 160), np.uint8)
    assert measure(photographed(blank, harder, rng)) > measure(
        photographed(blank, Conditions(), rng)
    )


def test_random_conditions_have_both_polarities(rng):
    conditions = [random_conditions(rng) for _ in range(200)]
    lighter = sum(sum(c.ink) > sum(c.paper) for c in conditions)
    assert 20 < lighter < 70


def test_a_written_line_places_its_digits_in_order(rng):
    ink, placed = written_line("40 25", rng, height_px=40, size=(120, 400), origin=(20, 30))
    assert [glyph.label for glyph in placed] == [4, 0, 2, 5]
    lefts = [glyph.box.left for glyph in placed]
    assert lefts == sorted(lefts)
    assert placed[2].box.left - placed[1].box.right > placed[1].box.left - placed[0].box.right
    assert ink.max() == 255


def _line(text, style, *, origin=(60, 120), seed=3):
    rng = np.random.default_rng(seed)
    return written_line(text, rng, height_px=40, size=(320, 500), origin=origin, style=style)


def _component_count(ink):
    return cv2.connectedComponents((ink > 90).astype(np.uint8))[0] - 1


def test_touching_digits_of_a_line_are_one_piece_of_ink():
    apart, _ = _line("086", LineStyle())
    joined, placed = _line("086", LineStyle(touching=1.0))
    assert _component_count(apart) == 3
    assert _component_count(joined) == 1
    assert all(
        after.box.left > before.box.left + 0.5 * before.box.width
        for before, after in itertools.pairwise(placed)
    )


def test_a_gap_parts_digits_that_would_touch():
    ink, _ = _line("08 6", LineStyle(touching=1.0))
    assert _component_count(ink) == 2


@pytest.mark.parametrize("slope_deg", [-30, -8, 8, 30])
def test_a_line_slopes_and_its_boxes_stay_tight(slope_deg):
    ink, placed = _line("08663", LineStyle(slope_deg=slope_deg))
    (x, y), (last_x, last_y) = placed[0].box.center, placed[-1].box.center
    slope = math.degrees(math.atan2(last_y - y, last_x - x))
    assert slope == pytest.approx(slope_deg, abs=3)
    for glyph in placed:
        box = glyph.box
        inside = ink[box.top : box.bottom, box.left : box.right] > 90
        assert inside[[0, -1]].any(axis=1).all()
        assert inside[:, [0, -1]].any(axis=0).all()


def test_turned_digits_keep_their_size():
    level, _ = _line("086", LineStyle())
    turned, _ = _line("086", LineStyle(slope_deg=25))
    assert np.count_nonzero(turned > 90) == pytest.approx(np.count_nonzero(level > 90), rel=0.03)


def test_what_leaves_the_page_is_not_written():
    ink, _ = _line("0866", LineStyle(slope_deg=-60), origin=(-10, 20))
    assert ink.shape == (320, 500)
    assert ink[:, :80].any()


def test_a_thicker_pen_leaves_more_ink():
    thin, _ = _line("086", LineStyle(pen=0.06))
    thick, _ = _line("086", LineStyle(pen=0.12))
    assert thick.sum(dtype=int) > 1.6 * thin.sum(dtype=int)
