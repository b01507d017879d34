import itertools

import numpy as np
import pytest

from desktop_app.drawing.strokes import Drawing, Page, Point, smoothed
from vision.frame import Box


def drawn(drawing, *places, width=8.0):
    stroke = drawing.begin(Point(*places[0], width))
    for place in places[1:]:
        stroke.extend(Point(*place, width))
    return stroke


def page(*strokes, width=200, height=100):
    return Page(tuple(tuple(Point(*point) for point in line) for line in strokes), width, height)


def ink_box(image):
    ink = image.max(axis=2) < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return Box(columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1)


def test_strokes_are_undone_one_by_one_and_redone():
    drawing = Drawing()
    first, second = drawn(drawing, (0, 0), (9, 9)), drawn(drawing, (20, 0), (20, 9))
    drawing.undo()
    assert drawing.strokes == (first,)
    drawing.undo()
    assert drawing.is_empty
    assert not drawing.can_undo
    drawing.undo()
    drawing.redo()
    drawing.redo()
    drawing.redo()
    assert drawing.strokes == (first, second)
    assert not drawing.can_redo


def test_clearing_can_be_undone():
    drawing = Drawing()
    stroke = drawn(drawing, (0, 0), (9, 9))
    drawing.clear()
    assert drawing.is_empty
    drawing.undo()
    assert drawing.strokes == (stroke,)


def test_clearing_an_empty_page_is_nothing_to_undo():
    drawing = Drawing()
    drawing.clear()
    assert not drawing.can_undo


def test_a_new_stroke_takes_the_place_of_what_was_undone():
    drawing = Drawing()
    drawn(drawing, (0, 0))
    drawing.undo()
    stroke = drawn(drawing, (50, 50))
    assert not drawing.can_redo
    assert drawing.strokes == (stroke,)


def test_an_abandoned_stroke_leaves_nothing_to_undo_of_it():
    drawing = Drawing()
    finger = drawn(drawing, (0, 0))
    stroke = drawn(drawing, (50, 50))
    drawing.abandon(finger)
    assert drawing.strokes == (stroke,)
    drawing.undo()
    assert drawing.is_empty
    assert not drawing.can_undo
    drawing.redo()
    assert drawing.strokes == (stroke,)


def test_an_eraser_takes_whole_strokes_away_which_can_be_undone():
    drawing = Drawing()
    near, far = drawn(drawing, (0, 0), (40, 0)), drawn(drawing, (0, 60), (40, 60))
    assert not drawing.erase(0, 30, 5)
    assert drawing.erase(40, 6, 5)
    assert drawing.strokes == (far,)
    drawing.undo()
    assert drawing.strokes == (near, far)


def test_a_pen_that_trembles_gives_no_points():
    drawing = Drawing()
    stroke = drawn(drawing, (10, 10), (10.5, 10), (10, 11), (10, 10))
    assert len(stroke.points) == 1


def test_a_stroke_ends_where_the_pen_was_lifted():
    stroke = drawn(Drawing(), (10, 10), (20, 10))
    assert stroke.extend(Point(21, 10, 8.0), is_last=True)
    assert smoothed(stroke.points)[-1] == Point(21, 10, 8.0)


def test_a_curve_has_no_corners():
    corner = [Point(0, 0, 4), Point(50, 0, 4), Point(50, 50, 4)]
    line = smoothed(corner)
    assert (line[0], line[-1]) == (corner[0], corner[-1])
    directions = [np.arctan2(b.y - a.y, b.x - a.x) for a, b in itertools.pairwise(line)]
    assert np.abs(np.diff(np.rad2deg(directions))).max() < 15


def test_a_curve_painted_as_it_grows_is_the_same_curve():
    points = [Point(0, 0, 4), Point(30, 5, 6), Point(45, 40, 5), Point(20, 70, 3)]
    whole = smoothed(points)
    for start in range(1, 4):
        rest = smoothed(points, start)
        assert whole[-len(rest) :] == rest


@pytest.mark.parametrize("width", [4, 9, 22])
def test_ink_is_as_wide_as_the_pen(width):
    made = page([(40, 50, width), (80, 50, width), (160, 50, width)])
    box = ink_box(made.image())
    assert abs(box.height - width) <= 1
    assert abs(box.width - (120 + width)) <= 1


@pytest.mark.parametrize("width", [4, 22])
def test_a_touch_of_the_pen_is_a_round_dot(width):
    image = page([(100, 50, width)]).image()
    box = ink_box(image)
    assert abs(box.width - width) <= 1
    assert abs(box.height - width) <= 1
    area = (255.0 - image[..., 0]).sum() / (255 - image[..., 0].min())
    assert area == pytest.approx(np.pi * (width / 2) ** 2, rel=0.2)


def test_a_pen_pressed_harder_makes_wider_ink():
    made = page([(40, 50, 4), (80, 50, 4), (120, 50, 16), (160, 50, 16)])
    dark = made.image()[..., 0] < 128
    thin, thick = (dark[:, made.margin + x].sum() for x in (50, 150))
    assert abs(thin - 4) <= 1
    assert abs(thick - 16) <= 1


def test_boxes_in_the_picture_are_found_on_the_page():
    made = page([(40, 20, 6), (40, 80, 6)])
    left, top, width, height = made.box_on_page(ink_box(made.image()))
    assert left == pytest.approx(37, abs=1)
    assert top == pytest.approx(17, abs=1)
    assert (width, height) == pytest.approx((6, 66), abs=1)


def test_what_is_outside_the_page_is_not_in_its_picture():
    made = page([(20, 20, 6), (900, 20, 6)], [(-50, -40, 9), (-10, -10, 9)])
    image = made.image()
    inner = slice(made.margin, -made.margin)
    assert (image[inner, inner] < 128).any()
    outside = image.copy()
    outside[inner, inner] = 255
    assert (outside == 255).all()


def test_the_picture_is_dark_ink_on_white_paper_at_any_scale():
    made = page([(40, 20, 6), (40, 80, 6)])
    for scale in (1.0, 2.0):
        image = made.image(scale)
        assert image.dtype == np.uint8
        assert image.shape[1] == round((200 + 2 * made.margin) * scale)
        assert image.max() == 255
        assert image.min() < 60
        assert abs(ink_box(image).width - 6 * scale) <= 1
