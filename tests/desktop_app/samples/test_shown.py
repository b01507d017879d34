import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.samples.shown import ShownSamples
from model.samples import Origin, Sample

CROP = np.zeros((28, 28), np.uint8)


def sample(id_, label=3, minute=0):
    time = f"2026-01-01T00:{minute:02d}:00.000+00:00"
    return Sample(CROP, label, Origin.SHEET, made_at=time, id=id_)


def ids(samples):
    return [one.id for one in samples]


def test_the_newest_of_a_class_comes_first_and_classes_follow_one_another():
    shown = ShownSamples([sample(1, 4, 5), sample(2, 3, 1), sample(3, 4, 9), sample(4, 4, 5)])
    assert ids(shown.of_class(None)) == [2, 3, 4, 1]
    assert ids(shown.of_class(4)) == [3, 4, 1]
    assert ids(shown.of_class(0)) == []
    assert shown.counts() == (0, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0)


def test_a_change_takes_the_place_of_what_was_there():
    shown = ShownSamples([sample(1), sample(2), sample(3)])
    shown.apply([sample(2, 10), sample(9, 10)], {3, 77})
    assert ids(shown.of_class(None)) == [1, 9, 2]
    assert len(shown) == 3


def test_it_tells_whether_something_is_gone():
    shown = ShownSamples([sample(1), sample(2)])
    assert not shown.lacks(ShownSamples([sample(2), sample(1), sample(3)]))
    assert shown.lacks(ShownSamples([sample(2), sample(3)]))
    assert not ShownSamples().lacks(ShownSamples())


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 10), st.booleans()), max_size=30))
def test_it_holds_what_a_store_would_hold(steps):
    shown, held = ShownSamples(), {}
    for id_, label, goes in steps:
        if goes:
            held.pop(id_, None)
            shown.apply([], {id_})
        else:
            held[id_] = label
            shown.apply([sample(id_, label)], set())
    assert {one.id: one.label for one in shown.of_class(None)} == held
    assert sum(shown.counts()) == len(held) == len(shown)
