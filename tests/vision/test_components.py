"""Where the finest level of a large picture is looked at, and that nothing is lost by it."""

from collections import Counter

import cv2
import numpy as np
import pytest

from model.scenes import Conditions, LineStyle, photographed, written_line
from model.store import ModelStore
from vision import components as components_module
from vision import small_ink
from vision.components import LARGE_PIXELS, components
from vision.frame import Box, Frame
from vision.reading import Reason
from vision.recognizer import Recognizer
from vision.segmentation import propose
from vision.still import StillInk

SIZE = (2400, 3200)


def _page(boxes, *, noise=3.0):
    """A large page with an upright ring in each box, under a sensor's noise."""
    page = np.full(SIZE, 210, np.uint8)
    for box in boxes:
        thickness = max(2, box.height // 8)
        axes = (box.width - thickness) // 2, (box.height - thickness) // 2
        center = box.left + box.width // 2, box.top + box.height // 2
        cv2.ellipse(page, center, axes, 0, 0, 360, 60, thickness, cv2.LINE_AA)
    sensor = np.random.default_rng(0).normal(0, noise, SIZE)
    return np.clip(page + sensor, 0, 255).astype(np.uint8)


def _box(left, top, height):
    return Box(left, top, round(0.7 * height), height)


def _looks(gray):
    """Share of the picture that the finest level is looked at."""
    finest = [one.mask for one in components(gray, in_parts=True) if one.mask.scale == 1]
    return sum(mask.ink.size for mask in finest) / gray.size


def _best_overlap(candidates, box):
    return max((c.box.intersection_over_union(box) for c in candidates), default=0.0)


def test_the_pictures_here_are_large():
    assert SIZE[0] * SIZE[1] > LARGE_PIXELS


def test_without_small_ink_the_finest_level_is_not_looked_at():
    assert _looks(_page([_box(400, 300, 60), _box(1200, 900, 400)])) == 0


def test_the_finest_level_is_looked_at_around_small_ink():
    small = _box(2000, 500, 14)
    gray = _page([_box(400, 300, 200), small])
    assert 0 < _looks(gray) < 0.03
    (mask,) = (one.mask for one in components(gray, in_parts=True) if one.mask.scale == 1)
    assert mask.left < small.left - 20
    assert mask.left + mask.ink.shape[1] > small.right + 20
    assert (mask.level_width, mask.level_height) == SIZE[::-1]


@pytest.mark.parametrize("height", [12, 14, 18, 22, 26, 30, 36, 44, 60, 90, 170, 300, 700])
def test_digits_of_every_size_are_found_wherever_they_stand(height):
    boxes = [_box(left, top, height) for left in (150, 1001, 2202) for top in (303, 1406)]
    candidates, _ = propose(_page(boxes))
    # The soft edge adds a pixel all round, which counts for more the smaller the digit.
    least = 0.75 if height >= 20 else 0.6
    assert all(_best_overlap(candidates, box) > least for box in boxes)


def test_the_same_digits_are_found_as_by_looking_everywhere(monkeypatch):
    boxes = [_box(100 + 130 * i, 200 + 90 * i, 12 + 5 * i) for i in range(22)]
    gray = _page(boxes)
    in_parts = propose(gray)[0]
    monkeypatch.setattr(components_module, "LARGE_PIXELS", gray.size)
    everywhere = propose(gray)[0]
    for candidate in everywhere:
        assert _best_overlap(in_parts, candidate.box) > 0.7
    assert len(in_parts) <= len(everywhere) + 2


def test_what_a_part_cuts_is_not_taken_for_ink_at_the_border():
    beside = [_box(1000, 400, 14), _box(1060, 300, 200), _box(862, 380, 90)]
    candidates, rejections = propose(_page(beside))
    assert not any(one.reason is Reason.CUT_OFF for one in rejections)
    assert all(_best_overlap(candidates, box) > 0.6 for box in beside)
    # No candidate is a piece of a digit that was cut where a part ends.
    for candidate in candidates:
        if candidate.cut_from is None:
            assert max(candidate.box.intersection_over_union(box) for box in beside) > 0.6


@pytest.mark.parametrize("height", [14, 16, 20, 25, 30, 40])
@pytest.mark.parametrize("place", ["left", "right", "top", "bottom"])
def test_small_ink_at_the_border_is_cut_off_once(place, height):
    left, top = {
        "left": (-height // 3, 700),
        "right": (SIZE[1] - height // 3, 700),
        "top": (700, -height // 3),
        "bottom": (700, SIZE[0] - height + 2),
    }[place]
    candidates, rejections = propose(_page([_box(left, top, height)]))
    assert not candidates
    assert len(rejections) == 1


def test_light_ink_is_found_as_dark_ink_is():
    boxes = [_box(700, 500, 14), _box(1500, 900, 60)]
    candidates, _ = propose(255 - _page(boxes))
    assert all(_best_overlap(candidates, box) > 0.6 for box in boxes)


def _grid_of_digits(step, side=None):
    tops, lefts = range(60, (side or SIZE[0]) - 60, step), range(60, (side or SIZE[1]) - 60, step)
    return [_box(left, top, 14) for top in tops for left in lefts]


def test_so_much_small_ink_that_looking_for_it_costs_as_much_is_looked_at_everywhere():
    boxes = _grid_of_digits(20, side=560)
    assert len(boxes) > small_ink._MOST_SMALL
    assert not any(one.is_part for one in components(_page(boxes), in_parts=True))


def test_small_ink_all_over_the_page_is_looked_at_everywhere():
    boxes = _grid_of_digits(220)
    assert len(boxes) < small_ink._MOST_SMALL
    assert _looks(_page(boxes)) > 0.9
    assert not any(one.is_part for one in components(_page(boxes), in_parts=True))


def test_what_is_not_clear_is_no_small_ink(monkeypatch):
    gray = _page([_box(400, 300, 200), _box(2000, 500, 14)])
    assert _looks(gray) > 0
    monkeypatch.setattr(small_ink, "LEAST_CLARITY", 1e9)
    assert _looks(gray) == 0


def test_parts_do_not_overlap():
    cells = np.zeros((40, 40), np.uint8)
    cells[2:30, 2:5] = cells[27:30, 2:30] = 255  # an L, and a spot in its corner
    cells[10:14, 20:24] = 255
    boxes = small_ink._rectangles(cells)
    assert boxes == [(2, 2, 28, 28)]


def _read_alike(gray, monkeypatch, classifier):
    """What is read in parts, and everywhere, as sorted text."""
    texts = []
    for pixels in (components_module.LARGE_PIXELS, gray.size):
        monkeypatch.setattr(components_module, "LARGE_PIXELS", pixels)
        digits = Recognizer(classifier).read(Frame(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR))).digits
        texts.append("".join(sorted(str(digit.digit) for digit in digits)))
    return texts


def _written(kind, height, seed):
    """Six numbers in boxes, on lines, struck through or with digits that touch."""
    rng = np.random.default_rng(seed)
    ink = np.zeros((1500, 1900), np.uint8)
    for row in range(3):
        for column in range(2):
            left, top = 150 + 850 * column, 200 + 400 * row
            text = "".join(str(digit) for digit in rng.integers(0, 10, 4 if kind == "boxed" else 5))
            ink, placed = written_line(
                text,
                rng,
                height_px=height,
                size=ink.shape,
                origin=(left, top),
                ink=ink,
                style=LineStyle(touching=float(kind == "touching")),
            )
            box = Box.union_of([glyph.box for glyph in placed])
            right, middle = box.right + height // 3, box.top + box.height // 2
            start = left - height // 3
            if kind == "boxed":
                cv2.rectangle(ink, (start, box.top - 1), (right, box.bottom), 255, 2)
            elif kind == "underlined":
                cv2.line(ink, (start, box.bottom - 1), (right, box.bottom - 1), 255, 2)
            elif kind == "struck":
                cv2.line(ink, (start, middle), (right, middle), 255, 2)
    page = photographed(ink, Conditions(noise=3, blur_px=0.8, shading=0.2), rng)
    return cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)


@pytest.mark.parametrize(
    ("kind", "height"),
    [
        *((kind, height) for kind in ("boxed", "underlined", "struck") for height in (30, 36, 50)),
        *(("touching", height) for height in (16, 18, 20, 22, 26, 30, 36, 50)),
    ],
)
def test_what_touches_is_read_as_by_looking_everywhere(kind, height, monkeypatch, classifier):
    gray = _written(kind, height, seed=height)
    in_parts, everywhere = _read_alike(gray, monkeypatch, classifier)
    assert len(everywhere) >= 8
    alike = sum((Counter(in_parts) & Counter(everywhere)).values())
    assert alike >= 0.95 * len(everywhere)
    assert len(in_parts) <= len(everywhere) + 1


def test_what_touches_in_a_part_is_cut_once():
    found = propose(_written("touching", 30, seed=1))[0]
    groups = {one.cut_from for one in found if one.cut_from is not None}
    assert groups
    for group in groups:
        same = [other for other in groups if group.intersection_over_union(other) > 0.7]
        assert same == [group]


@pytest.fixture(scope="module")
def classifier():
    return ModelStore().load_classifier()


@pytest.mark.parametrize("size", [(2001, 1503), (1999, 1501), (2003, 1999)])
def test_sides_that_four_does_not_divide_are_padded(size, monkeypatch):
    monkeypatch.setattr(components_module, "LARGE_PIXELS", 1000)
    gray = np.ascontiguousarray(
        _page([_box(1400, 1900, 16), _box(300, 300, 16)])[: size[0], : size[1]]
    )
    boxes = [one.box for one in propose(gray)[0]]
    assert any(box.intersection_over_union(_box(300, 300, 16)) > 0.6 for box in boxes)
    assert all(box.right <= size[1] and box.bottom <= size[0] for box in boxes)


def test_every_frame_of_a_video_is_looked_at_in_the_same_way():
    gray = _page([_box(400, 300, 200)])
    assert all(one.mask.scale > 1 for one in components(gray, in_parts=True))
    assert next(components(gray, in_parts=False)).mask.scale == 1
    assert propose(gray, StillInk())[0]
