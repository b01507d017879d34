"""Pages that are hard in one respect."""

import itertools
import math

import cv2
import numpy as np
import pytest

from model.difficulties import AXES, FRAME_SIZE, Difficulty, difficulties, written_page


def _pages(axis, value, count=3):
    return [written_page(Difficulty(axis, value), number) for number in range(count)]


def _contrasts(pages):
    for written in pages:
        gray = cv2.cvtColor(written.page.image, cv2.COLOR_BGR2GRAY).astype(float)
        for glyph in written.page.glyphs:
            box = glyph.box
            inside = gray[box.top : box.bottom, box.left : box.right]
            yield float(np.percentile(inside, 96) - np.percentile(inside, 4))


def test_a_page_is_given_by_its_difficulty_and_number():
    first, again = (written_page(Difficulty("slope", 20), 3) for _ in range(2))
    assert np.array_equal(first.page.image, again.page.image)
    assert first.page.glyphs == again.page.glyphs
    other = written_page(Difficulty("slope", 20), 4)
    assert other.lines != first.lines


@pytest.mark.parametrize(
    "difficulty", [Difficulty(axis, AXES[axis][end]) for axis in AXES for end in (0, -1)], ids=str
)
def test_every_page_is_a_frame_with_its_digits_inside(difficulty):
    height, width = FRAME_SIZE
    written = written_page(difficulty, 0)
    assert written.page.image.shape == (height, width, 3)
    assert written.lines
    assert "".join(written.lines) == "".join(str(glyph.label) for glyph in written.page.glyphs)
    for glyph in written.page.glyphs:
        box = glyph.box
        assert box.left > 0
        assert box.top > 0
        assert box.right < width
        assert box.bottom < height


@pytest.mark.parametrize("value", [12, 40, 200, 648])
def test_digits_have_the_asked_height(value):
    heights = [glyph.box.height for page in _pages("height", value) for glyph in page.page.glyphs]
    assert np.median(heights) == pytest.approx(value, abs=1.1)


def test_the_largest_digits_are_nine_tenths_of_the_frame():
    assert max(AXES["height"]) == 0.9 * FRAME_SIZE[0]


def test_contrast_is_what_was_asked():
    faint, strong = (np.median(list(_contrasts(_pages("contrast", v)))) for v in (30, 160))
    # Shading and noise move both a little.
    assert 15 < faint < 45
    assert 110 < strong < 175


def test_blur_takes_edges_away():
    def steepest(value):
        return max(
            np.abs(np.diff(written.page.image[..., 1].astype(int), axis=1)).max()
            for written in _pages("blur", value)
        )

    assert steepest(0.08) < 0.5 * steepest(0)


@pytest.mark.parametrize("value", [0, 15, 30])
def test_lines_slope_both_ways(value):
    slopes = []
    for written in _pages("slope", value, 4):
        start = 0
        for text in written.lines:
            glyphs = written.page.glyphs[start : start + len(text)]
            start += len(text)
            if len(text) >= 4:
                (x, y), (last_x, last_y) = glyphs[0].box.center, glyphs[-1].box.center
                slopes.append(math.degrees(math.atan2(last_y - y, last_x - x)))
    assert np.median(np.abs(slopes)) == pytest.approx(value, abs=2)
    if value:
        assert min(slopes) < 0 < max(slopes)


def test_lines_come_nearer():
    def distance(value):
        written = written_page(Difficulty("spacing", value), 0)
        starts = itertools.accumulate((len(text) for text in written.lines[:-1]), initial=0)
        tops = [written.page.glyphs[start].box.top for start in starts]
        return np.mean(np.diff(tops))

    assert distance(2.0) == pytest.approx(96, abs=3)
    assert distance(1.1) == pytest.approx(53, abs=3)


def test_more_digits_touch():
    def shared(value):
        return sum(
            a.box.right > b.box.left > a.box.left
            for written in _pages("touching", value)
            for a, b in itertools.pairwise(written.page.glyphs)
        )

    assert shared(0.6) > shared(0.2) > shared(0)


def test_the_whole_table_can_be_asked_for():
    assert [one.value for one in difficulties(("blur",))] == list(AXES["blur"])
    assert len(difficulties()) == sum(map(len, AXES.values()))


def test_an_unknown_axis_is_refused():
    with pytest.raises(ValueError, match="height"):
        Difficulty("weight", 1)
