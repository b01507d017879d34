import numpy as np
import pytest

from desktop_app.live.label_art import READ_COLOR, UNSURE_COLOR
from desktop_app.live.marks import OverlayStyle
from desktop_app.live.placement import Rect
from desktop_app.live.video_view import VideoView
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from tests.desktop_app.live.viewing import click, pixels, turn_wheel
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


def is_overlay(picture, color=READ_COLOR):
    """Where the colour of a digit's box is seen."""
    return (np.abs(picture.astype(int) - color.getRgb()[:3]) < 12).all(axis=2)


def show(view, *texts, **rest):
    frame = Frame(picture_of_numbers(*texts, **rest))
    view.show_frame(frame)
    view.show_recognition(read(frame))
    return read(frame)


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


def test_a_screen_reader_is_told_that_nothing_was_read(view):
    assert view.accessibleDescription() == "No number read"
    show(view, "12")
    view.show_recognition(None)
    assert view.accessibleDescription() == "No number read"


def test_boxes_follow_a_zoomed_picture(view):
    box = show(view, "8").digits[0].box
    turn_wheel(view, 3, box.center)
    rect = view.placement().rect(box)
    assert rect.width > 1.9 * box.width
    columns = np.flatnonzero(is_overlay(pixels(view))[round(rect.top + 40)])
    assert rect.left - 5 <= columns.min() < rect.left
    assert rect.right <= columns.max() < rect.right + 5


def test_digits_out_of_view_leave_no_labels_at_the_edge(view):
    box = show(view, "8").digits[0].box
    for _ in range(6):
        view.zoom_in()
    assert not view.placement().rect(box).overlaps(Rect(0, 0, view.width(), view.height()))
    assert not is_overlay(pixels(view)).any()


def test_a_line_below_marks_a_digit_on_one_side_only(view):
    box = show(view, "8").digits[0].box
    view.set_overlay(OverlayStyle(style="underline", confidence=False))
    rows = np.flatnonzero(is_overlay(pixels(view)).any(axis=1))
    assert box.bottom <= rows.min()
    assert rows.max() < box.bottom + 8


def test_without_marks_there_is_the_label_alone(view):
    show(view, "8")
    with_box = pixels(view)
    view.set_overlay(OverlayStyle(style="none", confidence=False))
    assert not is_overlay(pixels(view)).any()
    assert (pixels(view) == 255).all(axis=2).any()  # the digit on its plate
    view.set_overlay(OverlayStyle())
    assert (pixels(view) == with_box).all()


def test_labels_are_larger_if_wanted(view):
    show(view, "8")
    heights = []
    for size in ("small", "normal", "large"):
        view.set_overlay(OverlayStyle(style="none", size=size, confidence=False))
        rows = np.flatnonzero((pixels(view) > 240).all(axis=2).any(axis=1))
        heights.append(rows.max() - rows.min())
    assert heights[0] < heights[1] < heights[2]


def test_the_confidence_is_shown_if_wanted(view):
    show(view, "8")
    view.set_overlay(OverlayStyle(style="none", confidence=True))
    assert is_overlay(pixels(view)).any()
    view.set_overlay(OverlayStyle(style="none", confidence=False))
    assert not is_overlay(pixels(view)).any()


def test_what_is_unsure_is_shown_if_wanted(view):
    show(view, "?")
    assert is_overlay(pixels(view), UNSURE_COLOR).any()
    view.set_overlay(OverlayStyle(unsure=False))
    assert not is_overlay(pixels(view), UNSURE_COLOR).any()


def test_an_unsure_place_differs_from_a_digit_without_its_colour(view):
    """Its line is dashed: seen in grey, along the left side of the box."""
    gaps = {}
    for text in ("8", "?"):
        show(view, text)
        side = pixels(view).astype(int).mean(axis=2)[70:100, 57]
        gaps[text] = (np.abs(np.diff(side)) > 60).sum()
    assert gaps["8"] == 0
    assert gaps["?"] >= 2


@pytest.mark.parametrize("ground", [0, 60, 128, 200, 255])
def test_boxes_are_seen_on_any_ground(view, ground):
    image = np.full((480, 640, 3), ground, np.uint8)
    image[0, :2, 0] = (ord("8"), 0)
    frame = Frame(image)
    view.show_frame(frame)
    view.show_recognition(read(frame))
    side = pixels(view).astype(int)[85, 50:62].mean(axis=1)
    assert side.max() - side.min() > 100


def test_a_label_tells_whose_digit_was_clicked(view):
    digit = show(view, "8").digits[0]
    pixels(view)  # lays out the labels
    click(view, (digit.box.center[0], digit.box.top - 12))
    assert view.selected.box == digit.box
