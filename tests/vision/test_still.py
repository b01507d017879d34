"""What lies still is not looked for again; what changes is."""

import numpy as np
import pytest

from model.scenes import Conditions, photographed, written_line
from vision import segmentation
from vision.color import ink_gray
from vision.components import components
from vision.segmentation import propose
from vision.still import LOOK_FRAMES, MADE_AFTER, StillInk


def _page(text="2583", *, noise_seed=0, left=60):
    rng = np.random.default_rng(1)
    ink, _ = written_line(text, rng, height_px=50, size=(240, 480), origin=(left, 90))
    return ink_gray(photographed(ink, Conditions(noise=3), np.random.default_rng(noise_seed)))


def _shown(count):
    """A page seen in so many frames, and what is known of it then."""
    still = StillInk()
    for frame in range(count):
        propose(_page(noise_seed=frame), still)
    return still


def test_ink_that_only_noise_changes_is_known_after_a_few_frames():
    still = StillInk()
    reused = []
    for frame in range(MADE_AFTER + 4):
        propose(_page(noise_seed=frame), still)
        reused.append(still.reused)
    assert reused[:MADE_AFTER] == [0] * MADE_AFTER
    assert min(reused[MADE_AFTER:]) >= 3


def test_the_same_is_found_as_without_memory():
    still = _shown(MADE_AFTER + 1)
    page = _page(noise_seed=99)
    known, fresh = propose(page, still)[0], propose(page)[0]
    assert still.reused == len([one for one in known if one.cut_from is None])
    assert len(known) == len(fresh)
    for one, other in zip(known, fresh, strict=True):
        assert one.box.intersection_over_union(other.box) > 0.85
        assert one.rivals == other.rivals
        assert np.abs(one.crop.astype(int) - other.crop).mean() < 15


def test_a_stroke_that_is_added_is_seen():
    still = _shown(MADE_AFTER + 1)
    page = _page(noise_seed=50)
    before = {one.box for one in propose(page, still)[0]}
    changed = page.copy()
    box = max(before, key=lambda box: box.left)
    middle = box.left + box.width // 2
    ground, ink = int(page.max()), int(page.min())
    assert ground - ink > 50
    changed[box.top + 5 : box.top + box.height - 5, middle - 2 : middle + 2] = ink
    found = propose(changed, still)[0]
    fresh = propose(changed)[0]
    crops = {one.box.left: one.crop for one in found}
    for one in fresh:
        if one.box.intersection_area(box) > 0.8 * one.box.area:
            nearest = min(crops, key=lambda left: abs(left - one.box.left))
            assert np.abs(crops[nearest].astype(int) - one.crop).mean() < 15


@pytest.mark.parametrize("left", [63, 90])
def test_what_moved_is_found_where_it_is(left):
    still = _shown(MADE_AFTER + 1)
    page = _page(noise_seed=7, left=left)
    known, fresh = propose(page, still)[0], propose(page)[0]
    assert [one.box for one in known] == [one.box for one in fresh]


@pytest.fixture
def looks(monkeypatch):
    """Counts the frames that are looked at."""
    counted = []

    def looked_at(gray, *, in_parts):
        counted.append(gray)
        return components(gray, in_parts=in_parts)

    monkeypatch.setattr(segmentation, "components", looked_at)
    return counted


def test_a_frame_that_looks_the_same_is_not_looked_at(looks):
    still = StillInk()
    for frame in range(40):
        propose(_page(noise_seed=frame), still)
    # Each digit is made three times, known in the next look, and then every tenth frame's.
    assert len(looks) <= MADE_AFTER + 2 + 40 / LOOK_FRAMES
    first = propose(_page(noise_seed=1), still)
    second = propose(_page(noise_seed=2), still)
    assert first[0] is second[0]


def _settled():
    """A page that lies still, in a frame after which the next need not be looked at."""
    return _shown(MADE_AFTER + 3)


def test_what_is_new_is_looked_at_at_once(looks):
    still = _settled()
    before = len(looks)
    propose(_page(noise_seed=60), still)
    assert len(looks) == before
    found = propose(_page("25831", noise_seed=61), still)[0]
    assert len(looks) == before + 1
    assert max(one.box.right for one in found) > max(
        one.box.right for one in propose(_page(noise_seed=61))[0]
    )


def test_what_is_new_but_faint_is_seen_within_a_third_of_a_second():
    still = _settled()
    faint = _page(noise_seed=70)
    ground = int(np.median(faint))
    faint[60:110, 400:403] = np.minimum(faint[60:110, 400:403], ground - 11)
    seen = []
    for _ in range(LOOK_FRAMES):
        found, passed_over = propose(faint, still)
        boxes = [one.box for one in (*found, *passed_over)]
        seen.append(any(box.left >= 395 for box in boxes))
    assert any(seen)


def test_a_light_that_changes_slowly_is_followed(looks):
    still = _settled()
    before = len(looks)
    page = _page(noise_seed=80)
    for step in range(30):
        propose(np.clip(page.astype(int) - 2 * step, 0, 255).astype(np.uint8), still)
    # Five steps make more than a cell may change.
    assert len(looks) - before >= 5


def test_a_frame_of_another_size_is_looked_at(looks):
    still = _settled()
    before = len(looks)
    page = _page(noise_seed=90)
    found = propose(page[:-8, :-8], still)[0]
    assert len(looks) == before + 1
    assert len(found) == len(propose(page[:-8, :-8])[0])
