import pytest

from desktop_app.help.bubble_place import Side, place_bubble
from desktop_app.live.placement import Rect

WINDOW = Rect(0, 0, 800, 600)
SIZE = (200, 80)
GAP = 8


@pytest.mark.parametrize(
    ("anchor", "side"),
    [
        (Rect(0, 0, 800, 20), Side.BELOW),
        (Rect(600, 20, 200, 580), Side.LEFT),
        (Rect(0, 20, 200, 580), Side.RIGHT),
        (Rect(0, 580, 800, 20), Side.ABOVE),
        (Rect(0, 20, 600, 580), Side.INSIDE),
        (Rect(20, 20, 760, 400), Side.INSIDE),
    ],
)
def test_a_bubble_is_beside_what_it_speaks_of_where_there_is_room(anchor, side):
    place = place_bubble(anchor, SIZE, WINDOW, GAP)
    assert place.side is side
    assert WINDOW.contains(place.rect)
    if side is not Side.INSIDE:
        assert not place.rect.overlaps(anchor)


def test_the_arrow_points_at_the_edge_of_the_anchor():
    place = place_bubble(Rect(600, 20, 200, 580), SIZE, WINDOW, GAP)
    assert place.tip == (600, 310)
    assert place.rect.right == 600 - GAP


def test_an_arrow_never_leaves_the_bubbles_edge():
    place = place_bubble(Rect(780, 0, 20, 10), SIZE, WINDOW, GAP)
    assert place.side is Side.BELOW
    assert place.rect.left + GAP <= place.tip[0] <= place.rect.right - GAP


def test_beside_a_bar_of_menus_it_is_where_the_menus_begin():
    place = place_bubble(Rect(0, 0, 800, 20), SIZE, WINDOW, GAP)
    assert place.rect.left == 0
    assert place.tip[0] == 100
