import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.live.placement import Placement
from desktop_app.live.zoom import Viewport

sides = st.integers(20, 3000)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0])
viewports = st.builds(
    Viewport, st.tuples(sides, sides), st.tuples(sides, sides), ratios, st.booleans()
)
factors = st.floats(1.05, 7.9)
shares = st.floats(0.0, 1.0)


def point_at(viewport, across, down):
    """What point of the picture lies at these shares of the view."""
    width, height = viewport.view_size
    return viewport.placement().point(across * width, down * height)


@given(viewports)
def test_at_first_all_of_the_picture_fits(viewport):
    assert viewport.placement() == Placement.fitted(
        viewport.image_size,
        viewport.view_size,
        pixel_ratio=viewport.pixel_ratio,
        is_mirrored=viewport.is_mirrored,
    )
    assert viewport.visible()[1] == viewport.placement().target


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize("about", [(0.5, 0.5), (0.1, 0.3), (0.9, 0.8)])
def test_the_picture_stays_under_the_pointer(about, is_mirrored):
    viewport = Viewport((1280, 960), (640, 480), is_mirrored=is_mirrored)
    before = point_at(viewport, *about)
    for _ in range(5):
        viewport = viewport.zoomed(1.25, (about[0] * 640, about[1] * 480))
        assert point_at(viewport, *about) == pytest.approx(before, abs=2)
    assert viewport.zoom == pytest.approx(1.25**5)


@given(viewports, factors, shares, shares, st.floats(-3000, 3000), st.floats(-3000, 3000))
def test_a_zoomed_picture_leaves_no_gap_that_it_could_fill(
    viewport, factor, across, down, right, below
):
    about = (across * viewport.view_size[0], down * viewport.view_size[1])
    zoomed = viewport.zoomed(factor, about).moved(right, below)
    target = zoomed.placement().target
    for begin, end, room in (
        (target.left, target.right, zoomed.view_size[0]),
        (target.top, target.bottom, zoomed.view_size[1]),
    ):
        if end - begin >= room:
            assert begin <= 1e-6
            # The view's last screen pixel may be half a one.
            assert end >= room - 1 / zoomed.pixel_ratio
        else:
            assert begin == pytest.approx(room - end, abs=2 / zoomed.pixel_ratio)


@given(viewports, factors, shares, shares)
def test_the_visible_part_covers_what_is_in_view_and_lies_on_screen_pixels(
    viewport, factor, across, down
):
    about = (across * viewport.view_size[0], down * viewport.view_size[1])
    zoomed = viewport.zoomed(factor, about)
    part, rect = zoomed.visible()
    width, height = zoomed.image_size
    assert part.left >= 0
    assert part.top >= 0
    assert part.right <= width
    assert part.bottom <= height
    for edge in (rect.left, rect.top, rect.right, rect.bottom):
        assert edge * zoomed.pixel_ratio == pytest.approx(round(edge * zoomed.pixel_ratio))
    seen = zoomed.placement().target.part_in(zoomed.bounds)
    assert rect.grown(1.0).contains(seen)


def test_only_what_is_in_view_is_scaled():
    part, _ = Viewport((4000, 3000), (800, 600)).zoomed(4).visible()
    assert part.width <= 1004
    assert part.height <= 754


@given(viewports, st.lists(st.sampled_from([0.5, 0.8, 1.25, 2.0]), max_size=30))
def test_the_zoom_has_limits(viewport, steps):
    for step in steps:
        viewport = viewport.zoomed(step)
        assert 1.0 <= viewport.zoom <= viewport.most


def test_a_large_picture_can_be_zoomed_until_its_pixels_are_seen():
    viewport = Viewport((8000, 6000), (800, 600)).zoomed(1e9)
    assert viewport.placement().scale >= 8


def test_zooming_in_and_out_again_gives_all_of_the_picture():
    viewport = Viewport((1280, 720), (640, 480))
    zoomed = viewport
    for _ in range(7):
        zoomed = zoomed.zoomed(1.25, (5, 7))
    for _ in range(7):
        zoomed = zoomed.zoomed(1 / 1.25, (600, 400))
    assert zoomed == viewport


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_zoomed_picture_moves_with_the_hand(is_mirrored):
    viewport = Viewport((640, 480), (640, 480), is_mirrored=is_mirrored).zoomed(4)
    held = viewport.placement().point(300, 200)
    moved = viewport.moved(50, -30)
    assert moved.placement().point(350, 170) == pytest.approx(held, abs=1)


def test_a_picture_that_fits_does_not_move():
    viewport = Viewport((640, 480), (640, 480))
    assert viewport.moved(50, 30) == viewport


@given(st.tuples(shares, shares), st.booleans())
def test_a_point_of_the_view_is_where_its_box_is_painted(at, is_mirrored):
    viewport = Viewport((640, 480), (333, 777), is_mirrored=is_mirrored).zoomed(3, (40, 40))
    placement = viewport.placement()
    x, y = at[0] * 333, at[1] * 777
    across, down = placement.point(x, y)
    edge = placement.target.right if is_mirrored else placement.target.left
    sign = -1 if is_mirrored else 1
    assert edge + sign * across * placement.scale == pytest.approx(x)
    assert placement.target.top + down * placement.scale == pytest.approx(y)
