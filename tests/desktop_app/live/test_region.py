from hypothesis import given
from hypothesis import strategies as st

from desktop_app.live.region import (
    LEAST_PX,
    box_between,
    middle_of,
    part_within,
    resized,
    shifted,
    step_of,
)
from vision.frame import Box

SIZE = (640, 480)
ALL = Box(0, 0, *SIZE)
coordinates = st.floats(-200, 900)
points = st.tuples(coordinates, coordinates)
boxes = st.builds(
    Box,
    st.integers(0, 300),
    st.integers(0, 200),
    st.integers(LEAST_PX, 340),
    st.integers(LEAST_PX, 280),
)


def test_a_rectangle_may_be_drawn_from_any_corner():
    corners = [((100, 50), (300, 200)), ((300, 50), (100, 200)), ((300, 200), (100, 50))]
    assert {box_between(*pair, SIZE) for pair in corners} == {Box(100, 50, 200, 150)}


def test_a_rectangle_ends_at_the_edges_of_the_picture():
    assert box_between((-50, 100), (900, 900), SIZE) == Box(0, 100, 640, 380)


def test_a_click_draws_nothing():
    assert box_between((100, 100), (103, 102), SIZE) is None
    assert box_between((100, 100), (400, 103), SIZE) is None
    assert box_between((-90, 100), (-10, 300), SIZE) is None


@given(points, points)
def test_what_is_drawn_lies_in_the_picture_and_has_room_for_a_digit(first, second):
    box = box_between(first, second, SIZE)
    assert box is None or (part_within(box, SIZE) == box and min(box.width, box.height) >= LEAST_PX)


def test_of_a_region_only_what_lies_in_the_picture_counts():
    assert part_within(Box(600, 400, 100, 100), SIZE) == Box(600, 400, 40, 80)
    assert part_within(Box(700, 400, 100, 100), SIZE) is None


@given(boxes, st.integers(-900, 900), st.integers(-900, 900))
def test_moved_by_keys_it_keeps_its_size_and_stays_in_the_picture(box, right, down):
    moved = shifted(box, right, down, SIZE)
    assert (moved.width, moved.height) == (box.width, box.height)
    assert part_within(moved, SIZE) == moved


@given(boxes, st.integers(-900, 900), st.integers(-900, 900))
def test_resized_by_keys_it_stays_in_the_picture(box, wider, higher):
    made = resized(box, wider, higher, SIZE)
    assert part_within(made, SIZE) == made
    assert min(made.width, made.height) >= LEAST_PX


def test_resized_it_grows_on_all_sides():
    assert resized(Box(100, 100, 100, 100), 20, 0, SIZE) == Box(90, 100, 120, 100)


def test_the_keyboard_begins_in_the_middle_of_what_is_in_view():
    begun = middle_of(ALL)
    assert begun.center == ALL.center
    assert 0 < begun.width < ALL.width
    assert step_of(ALL) >= 1
