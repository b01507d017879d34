import numpy as np
import pytest

from desktop_app.live.overlay import READ_COLOR
from desktop_app.live.video_view import VideoView
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from tests.fakes import FakeClock
from vision.frame import Frame


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def view(qtbot, clock):
    made = VideoView(now=clock)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    return made


def read(frame):
    return FakeReader(None, is_live=True).read(frame)


def pixels(view):
    """What is on the screen, (H, W, 3) in red, green, blue."""
    picture = view.grab().toImage()
    picture = picture.convertToFormat(picture.Format.Format_RGB888)
    bits = picture.constBits().asstring(picture.sizeInBytes())
    rows = np.frombuffer(bits, np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3)


def is_overlay(picture):
    """Where the colour of a digit's box is seen."""
    return (np.abs(picture.astype(int) - READ_COLOR.getRgb()[:3]) < 12).all(axis=2)


def test_an_empty_view_shows_its_message(view):
    before = pixels(view)
    view.set_message("Opening Desk camera…")
    assert (pixels(view) != before).any()


def test_a_picture_of_the_views_size_is_shown_pixel_by_pixel(view, rng):
    image = rng.integers(0, 255, (480, 640, 3), dtype=np.uint8)
    view.show_frame(Frame(image))
    assert (pixels(view) == image[..., ::-1]).all()


def test_a_picture_keeps_its_proportions(view):
    view.show_frame(Frame(np.full((100, 200, 3), 255, np.uint8)))
    white = (pixels(view) == 255).all(axis=2)
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    assert (columns[0], columns[-1]) == (0, 639)
    assert (rows[0], rows[-1]) == (80, 399)


def test_boxes_lie_around_the_digits(view):
    frame = Frame(picture_of_numbers("8"))
    view.show_frame(frame)
    view.show_recognition(read(frame))
    box = read(frame).digits[0].box
    overlay = is_overlay(pixels(view))
    columns = np.flatnonzero(overlay[box.top + 20])
    assert box.left - 5 <= columns.min() < box.left
    assert box.right <= columns.max() < box.right + 5
    assert not overlay[box.top : box.bottom, box.left : box.right].any()


def test_boxes_follow_a_mirrored_picture(view):
    frame = Frame(picture_of_numbers("8"))
    view.show_frame(frame)
    view.show_recognition(read(frame))
    view.set_mirrored(True)
    box = read(frame).digits[0].box
    columns = np.flatnonzero(is_overlay(pixels(view))[box.top + 20])
    assert 640 - box.right - 5 <= columns.min() < 640 - box.right


def test_labels_keep_their_size_when_the_view_shrinks(view):
    frame = Frame(picture_of_numbers("8", size=(1080, 1920)))
    view.show_frame(frame)
    view.show_recognition(read(frame))
    picture = pixels(view)
    bright = (picture > 240).all(axis=2)
    rows = np.flatnonzero(bright.any(axis=1))
    assert rows.max() - rows.min() >= 8


def test_an_overlay_over_live_video_fades_with_its_age(view, clock):
    frame = Frame(picture_of_numbers("8"), 0, clock())
    view.set_frozen(False)
    view.show_recognition(read(frame))
    opacities = []
    for index in range(11):
        view.show_frame(Frame(picture_of_numbers(""), index, clock()))
        opacities.append(view.overlay_opacity)
        clock.advance(0.11)
    assert opacities[:2] == [1.0, 1.0]
    assert opacities == sorted(opacities, reverse=True)
    assert opacities[-1] == 0.0
    assert not is_overlay(pixels(view)).any()


def test_a_picture_that_stands_still_shows_what_was_read_in_itself_for_ever(view, clock):
    frame = Frame(picture_of_numbers("8"), 0, clock())
    view.show_frame(frame)
    view.show_recognition(read(frame))
    clock.advance(3600)
    assert view.overlay_opacity == 1.0
    view.show_frame(Frame(picture_of_numbers("8"), 1, clock()))
    assert view.overlay_opacity == 0.0


def test_an_outdated_picture_is_dimmed(view):
    view.show_frame(Frame(np.full((480, 640, 3), 200, np.uint8)))
    view.set_dimmed(True)
    assert 40 < pixels(view).mean() < 120


def test_a_reading_of_a_picture_of_another_size_is_not_painted(view, clock):
    view.set_frozen(False)
    view.show_recognition(read(Frame(picture_of_numbers("8"), 0, clock())))
    view.show_frame(Frame(np.full((240, 320, 3), 90, np.uint8), 1, clock()))
    assert not is_overlay(pixels(view)).any()


def test_pausing_is_marked_on_the_picture(view):
    view.show_frame(Frame(np.full((480, 640, 3), 200, np.uint8)))
    view.set_badge("Paused")
    assert (pixels(view)[:60, :120] < 80).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (3000, 4000)])
def test_any_shape_can_be_shown(view, shape):
    view.show_frame(Frame(np.full((*shape, 3), 255, np.uint8)))
    assert (pixels(view) == 255).all(axis=2).any()


def test_a_screen_reader_is_told_what_was_read(view):
    assert view.accessibleName()
    view.show_recognition(read(Frame(picture_of_numbers("12", "34"))))
    assert view.accessibleDescription() == "Read: 12, 34"
