import numpy as np

from desktop_app.live.hints import BLACK_HINT, STILL_HINT, PictureWatch
from vision.frame import Frame


def watched(pictures, interval_s=0.5):
    watch = PictureWatch()
    return [watch.hint(Frame(picture), at * interval_s) for at, picture in enumerate(pictures)]


def test_a_lively_picture_gives_no_hint(rng):
    pictures = rng.integers(0, 255, (40, 48, 64, 3), dtype=np.uint8)
    assert set(watched(pictures)) == {""}


def test_a_picture_that_stands_still_is_hinted_at_after_five_seconds(rng):
    picture = rng.integers(50, 255, (48, 64, 3), dtype=np.uint8)
    hints = watched([picture] * 15)
    assert hints[:10] == [""] * 10
    assert hints[10:] == [STILL_HINT] * 5


def test_a_covered_lens_is_hinted_at_and_forgotten_when_uncovered(rng):
    dark = rng.integers(0, 9, (12, 48, 64, 3), dtype=np.uint8)
    bright = rng.integers(0, 255, (1, 48, 64, 3), dtype=np.uint8)
    hints = watched([*dark, *bright])
    assert hints[11] == BLACK_HINT
    assert hints[12] == ""
