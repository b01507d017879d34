import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.live.placement import Placement, Rect, overlay_opacity
from vision.frame import Box

sides = st.integers(1, 5000)


@pytest.mark.parametrize(
    ("image", "view", "expected"),
    [
        ((640, 480), (640, 480), Rect(0, 0, 640, 480)),
        ((1280, 720), (640, 480), Rect(0, 60, 640, 360)),
        ((100, 200), (400, 400), Rect(100, 0, 200, 400)),
    ],
)
def test_a_picture_is_fitted_into_the_middle(image, view, expected):
    assert Placement.fitted(image, view).target == expected


@given(sides, sides, sides, sides, st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0]), st.booleans())
def test_a_picture_lies_within_the_view_and_on_screen_pixels(
    image_width, image_height, view_width, view_height, ratio, is_mirrored
):
    placement = Placement.fitted(
        (image_width, image_height),
        (view_width, view_height),
        pixel_ratio=ratio,
        is_mirrored=is_mirrored,
    )
    target = placement.target
    assert target.left >= 0
    assert target.top >= 0
    assert target.right * ratio <= round(view_width * ratio) + 1e-6
    assert target.bottom * ratio <= round(view_height * ratio) + 1e-6
    for edge in (target.left, target.top, target.width, target.height):
        assert edge * ratio == pytest.approx(round(edge * ratio))


@given(st.integers(0, 600), st.integers(1, 40), st.booleans())
def test_a_box_lies_on_its_ink(left, width, is_mirrored):
    placement = Placement.fitted((640, 480), (1280, 960), is_mirrored=is_mirrored)
    rect = placement.rect(Box(left, 10, width, 20))
    assert rect.width == pytest.approx(2 * width)
    assert rect.top == pytest.approx(20)
    expected = 1280 - 2 * (left + width) if is_mirrored else 2 * left
    assert rect.left == pytest.approx(expected)


@pytest.mark.parametrize(
    ("age_s", "opacity"), [(0.0, 1.0), (0.15, 1.0), (0.575, 0.5), (1.0, 0.0), (9.0, 0.0)]
)
def test_an_overlay_fades_from_150_ms_and_is_gone_after_a_second(age_s, opacity):
    assert overlay_opacity(age_s) == pytest.approx(opacity)
