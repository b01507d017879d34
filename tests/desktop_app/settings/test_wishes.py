import pytest

from desktop_app.live.reading_options import ReadingOptions, Smoothing
from desktop_app.settings.table import LEAST_HEIGHT_PX
from desktop_app.settings.wishes import (
    CAMERA_KEYS,
    READING_KEYS,
    camera_wish,
    reading_options,
    size_from_text,
    text_of_size,
)
from vision.camera_controls import CameraWish


def test_the_defaults_ask_a_camera_for_nothing_special(settings):
    assert camera_wish(settings) == CameraWish()


def test_the_defaults_read_as_the_reader_does_by_itself(settings):
    assert reading_options(settings) == ReadingOptions(minimum_height_px=LEAST_HEIGHT_PX)


def test_every_key_has_its_part_in_what_is_asked(settings):
    changed = {
        "camera.resolution": "640x480",
        "camera.rate": 15,
        "camera.auto_exposure": False,
        "camera.auto_focus": False,
        "reading.minimum_height": 30,
        "reading.grouping": "digits",
        "reading.smoothing": "strong",
    }
    assert set(changed) == CAMERA_KEYS | READING_KEYS
    for key, value in changed.items():
        before = camera_wish(settings), reading_options(settings)
        settings.set(key, value)
        assert (camera_wish(settings), reading_options(settings)) != before
    assert camera_wish(settings) == CameraWish((640, 480), 15, False, False)
    assert reading_options(settings) == ReadingOptions(30, False, Smoothing.STRONG)


@pytest.mark.parametrize("text", ["", "640", "640x", "0x480", "640x480x3", "axb", "640X480"])
def test_what_is_no_size_leaves_it_to_the_camera(text):
    assert size_from_text(text) is None


def test_a_size_is_kept_as_text():
    assert size_from_text(text_of_size((1280, 720))) == (1280, 720)
