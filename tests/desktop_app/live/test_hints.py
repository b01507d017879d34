import numpy as np
import pytest

from desktop_app.live.hints import REFUSAL_SHOWN_S, Hints, PictureWatch, refused_by
from vision.camera_controls import CameraState, CameraWish
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
    assert all("not changed" in hint for hint in hints[10:])


def test_a_covered_lens_is_hinted_at_and_forgotten_when_uncovered(rng):
    dark = rng.integers(0, 9, (12, 48, 64, 3), dtype=np.uint8)
    bright = rng.integers(0, 255, (1, 48, 64, 3), dtype=np.uint8)
    hints = watched([*dark, *bright])
    assert "lens" in hints[11]
    assert hints[12] == ""


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (CameraWish(), ""),
        (CameraWish(size=(1280, 720), rate=30), ""),
        (CameraWish(size=(1920, 1080)), "1280 × 720 instead of 1920 × 1080"),
        (CameraWish(rate=60), "29.97 frames a second instead of 60"),
        (CameraWish(auto_exposure=False), "automatic exposure"),
        (CameraWish(auto_focus=False), "automatic focus"),
    ],
)
def test_what_the_driver_refuses_is_said_in_one_sentence(wish, words):
    camera = CameraState((1280, 720), 29.97, auto_exposure=None, auto_focus=True)
    hint = refused_by(camera, wish)
    assert words in hint
    assert bool(hint) == bool(words)


def test_a_driver_that_tells_nothing_refuses_nothing():
    assert not refused_by(CameraState((0, 0), 0.0), CameraWish(size=(640, 480), rate=30))


def test_a_refusal_is_said_for_a_while_and_not_again_after_a_reconnection(rng):
    frame = Frame(rng.integers(50, 255, (48, 64, 3), dtype=np.uint8))
    camera, wish = CameraState((640, 480), 30.0), CameraWish(size=(1920, 1080))
    hints = Hints()
    hints.tell_camera(camera, wish, 0.0)
    assert "instead" in hints.hint(frame, 1.0, is_running=True)
    assert not hints.hint(frame, REFUSAL_SHOWN_S + 1, is_running=True)
    hints.tell_camera(camera, wish, 20.0)
    assert not hints.hint(frame, 20.1, is_running=False)
    hints.tell_camera(camera, CameraWish(size=(800, 600)), 30.0)
    assert "800" in hints.hint(frame, 30.1, is_running=True)
