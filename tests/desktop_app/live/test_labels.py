from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.live.labels import LabelWish, place_labels
from desktop_app.live.placement import Rect

BOUNDS = Rect(0, 0, 800, 600)
SIZES = ((56.0, 22.0), (28.0, 36.0), (20.0, 22.0))


def row(left, top, count, pitch, size=(30.0, 45.0)):
    return [LabelWish(Rect(left + at * pitch, top, *size), SIZES) for at in range(count)]


def test_a_label_stands_above_its_digit():
    [[place]] = place_labels([row(100, 100, 1, 0)], BOUNDS)
    assert place.form == 0
    assert place.rect.bottom < 100
    assert place.rect.left + place.rect.width / 2 == pytest.approx(115)


def test_a_label_at_the_top_stands_below_its_digit():
    [[place]] = place_labels([row(100, 0, 1, 0)], BOUNDS)
    assert place.rect.top > 45


def test_a_digit_that_fills_the_view_has_its_label_inside():
    [[place]] = place_labels([[LabelWish(Rect(300, 0, 200, 600), SIZES)]], BOUNDS)
    assert BOUNDS.contains(place.rect)
    assert place.form == 0


@pytest.mark.parametrize(("pitch", "form"), [(70, 0), (40, 1), (24, 2)])
def test_digits_that_stand_close_have_narrower_labels_all_of_one_form(pitch, form):
    [places] = place_labels([row(100, 100, 4, pitch)], BOUNDS)
    assert {place.form for place in places} == {form}


def test_the_label_of_a_lower_line_does_not_hide_the_upper_line():
    upper, lower = row(100, 100, 3, 40), row(100, 150, 3, 40)
    places = place_labels([upper, lower], BOUNDS)
    for wish in upper:
        assert not any(place.rect.overlaps(wish.box) for place in places[1])


coordinates = st.tuples(st.integers(-20, 790), st.integers(-20, 590))


@given(st.lists(st.tuples(coordinates, st.integers(1, 6)), max_size=8))
def test_every_digit_has_a_label_within_the_view(rows):
    groups = [row(left, top, count, 35) for (left, top), count in rows]
    places = place_labels(groups, BOUNDS)
    assert [len(group) for group in places] == [len(group) for group in groups]
    assert all(BOUNDS.contains(place.rect) for group in places for place in group)


def test_labels_of_a_sparse_page_never_overlap():
    groups = [row(left, top, 3, 40) for left in (20, 300, 580) for top in (50, 200, 350, 500)]
    rects = [place.rect for group in place_labels(groups, BOUNDS) for place in group]
    assert not any(first.overlaps(second) for first, second in combinations(rects, 2))


def test_labels_of_a_moving_hand_do_not_flicker_between_two_forms():
    forms, habit = [], None
    for pitch in [56.5, 55.5] * 5:  # where the widest labels, 56 wide, begin to touch
        [places] = place_labels([row(100, 100, 4, pitch)], BOUNDS, [habit])
        forms.append(places[0].form)
        habit = places[0].rank
    assert forms == [0] + [1] * 9


def test_labels_become_wide_again_when_there_is_room_to_spare():
    [places] = place_labels([row(100, 100, 4, 50)], BOUNDS)
    assert places[0].form == 1
    [places] = place_labels([row(100, 100, 4, 80)], BOUNDS, [places[0].rank])
    assert places[0].form == 0
