import numpy as np
import pytest
from PyQt6.QtCore import Qt

from desktop_app.live.picture_view import PictureView
from tests.desktop_app.live.viewing import drag, pixels, turn_wheel
from vision.frame import Frame

CONTROL = Qt.KeyboardModifier.ControlModifier
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture
def view(qtbot):
    made = PictureView()
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    return made


def quarters(index=0):
    """Red and green above, blue and white below, in the size of the view."""
    image = np.zeros((480, 640, 3), np.uint8)
    image[:240, :320], image[:240, 320:] = RED[::-1], GREEN[::-1]
    image[240:, :320], image[240:, 320:] = BLUE[::-1], WHITE[::-1]
    return Frame(image, index)


def color_at(view, x, y):
    return tuple(int(value) for value in pixels(view)[y, x])


def test_the_wheel_enlarges_what_is_under_the_pointer(view):
    view.show_frame(quarters())
    turn_wheel(view, 6, (10, 10))
    assert view.zoom == pytest.approx(1.25**6)
    assert color_at(view, 20, 470) == RED
    assert color_at(view, 620, 400) == RED
    turn_wheel(view, -6, (10, 10))
    assert view.zoom == 1.0
    assert (pixels(view) == quarters().image[..., ::-1]).all()


def test_zooming_keeps_the_middle_in_the_middle_and_goes_back(view, qtbot):
    view.show_frame(quarters())
    told = []
    view.zoom_changed.connect(told.append)
    for _ in range(4):
        view.zoom_in()
    assert color_at(view, 310, 230) == RED
    assert color_at(view, 330, 250) == WHITE
    view.zoom_out()
    view.zoom_to_fit()
    assert told == pytest.approx([1.25, 1.25**2, 1.25**3, 1.25**4, 1.25**3, 1.0])


def test_an_enlarged_picture_shows_its_pixels_sharply(view, rng):
    image = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
    view.show_frame(Frame(image))  # fits at 10 units a pixel
    assert (pixels(view)[5::10, 5::10] == image[..., ::-1]).all()
    turn_wheel(view, 3, (0, 0))
    shown = pixels(view)
    scale = 10 * view.zoom
    for row, column in ((0, 0), (3, 5), (15, 20)):
        at = (round((row + 0.5) * scale), round((column + 0.5) * scale))
        assert (shown[at] == image[row, column, ::-1]).all()


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_a_zoomed_picture_is_moved_by_dragging(view, button):
    view.show_frame(quarters())
    turn_wheel(view, 4, (0, 0))
    assert color_at(view, 320, 240) == RED
    drag(view, (600, 400), (10, 400), button)
    assert color_at(view, 320, 240) == GREEN
    drag(view, (600, 470), (600, 10), button)
    assert color_at(view, 320, 240) == WHITE


def test_a_zoomed_picture_is_moved_by_keys(view, qtbot):
    view.show_frame(quarters())
    turn_wheel(view, 6, (0, 0))
    for _ in range(30):
        qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL)
    assert color_at(view, 320, 240) == GREEN
    for _ in range(30):
        qtbot.keyClick(view, Qt.Key.Key_Down, CONTROL)
    assert color_at(view, 320, 240) == WHITE
    for _ in range(30):
        qtbot.keyClick(view, Qt.Key.Key_Left, CONTROL)
        qtbot.keyClick(view, Qt.Key.Key_Up, CONTROL)
    assert color_at(view, 320, 240) == RED


def test_a_picture_that_fits_is_not_moved(view):
    view.show_frame(quarters())
    drag(view, (600, 400), (10, 100))
    assert (pixels(view) == quarters().image[..., ::-1]).all()


def test_mirrored_the_wheel_still_enlarges_what_is_under_the_pointer(view):
    view.show_frame(quarters())
    view.set_mirrored(True)
    turn_wheel(view, 4, (10, 10))
    assert color_at(view, 620, 400) == GREEN
    drag(view, (600, 400), (10, 400))
    assert color_at(view, 320, 240) == RED


def test_turning_the_mirror_shows_the_same_place(view):
    view.show_frame(quarters())
    turn_wheel(view, 6, (10, 10))
    view.set_mirrored(True)
    assert color_at(view, 320, 240) == RED


def test_the_zoom_stays_from_frame_to_frame_and_goes_with_the_source(view):
    view.show_frame(quarters())
    view.zoom_in()
    view.show_frame(quarters(1))
    assert view.zoom == 1.25
    told = []
    view.zoom_changed.connect(told.append)
    view.show_frame(None)
    view.show_frame(quarters())
    assert view.zoom == 1.0
    assert told == [1.0]


def test_the_zoom_is_written_on_the_picture(view):
    view.show_frame(Frame(np.full((480, 640, 3), 200, np.uint8)))
    assert (pixels(view) == 200).all()
    view.zoom_in()
    assert (pixels(view)[:60, 500:] < 80).any()


def test_a_resized_view_keeps_the_place(view):
    view.show_frame(quarters())
    turn_wheel(view, 6, (0, 0))
    view.resize(320, 240)
    assert color_at(view, 160, 120) == RED
    assert view.zoom == pytest.approx(1.25**6)


def test_a_dragged_picture_is_scaled_finely_once_it_rests(view, rng):
    image = rng.integers(0, 255, (960, 1280, 3), dtype=np.uint8)
    view.show_frame(Frame(image))
    view.zoom_in()
    rested = pixels(view)
    drag(view, (300, 300), (320, 320))
    drag(view, (320, 320), (300, 300))
    assert (pixels(view) == rested).all()


def test_without_a_picture_nothing_can_be_zoomed(view):
    turn_wheel(view, 3, (10, 10))
    view.zoom_in()
    assert view.zoom == 1.0


def test_the_mouse_pointer_tells_that_the_picture_can_be_moved(view):
    view.show_frame(quarters())
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor
    view.zoom_in()
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    view.zoom_to_fit()
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor
