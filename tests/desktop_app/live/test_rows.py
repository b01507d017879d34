from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.live.rows import Change, Row, changes, rows_of
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from vision.frame import Frame


def applied(old, steps):
    rows = list(old)
    for step in steps:
        if step.row is None:
            del rows[step.index]
        elif step.kind == "insert":
            rows.insert(step.index, step.row)
        else:
            rows[step.index] = step.row
    return rows


rows = st.lists(
    st.builds(
        Row,
        key=st.tuples(st.just("track"), st.integers(0, 6)),
        text=st.sampled_from(["1", "12", "7"]),
        confidence=st.sampled_from([0.2, 0.5, 0.9]),
    ),
    max_size=7,
)


@given(rows, rows)
def test_the_steps_lead_to_what_was_read(old, new):
    assert applied(old, changes(old, new)) == new


def test_a_row_that_stays_is_not_touched():
    first, second = Row(("track", 1), "12", 0.9), Row(("track", 2), "34", 0.8)
    assert changes([first, second], [first, second]) == []
    assert changes([first], [first, second]) == [Change("insert", 1, second)]
    assert changes([first, second], [second]) == [Change("remove", 0)]


def test_a_trembling_confidence_is_not_written_anew():
    old = [Row(("track", 1), "12", 0.900)]
    assert changes(old, [Row(("track", 1), "12", 0.909)]) == []
    assert len(changes(old, [Row(("track", 1), "12", 0.95)])) == 1
    assert len(changes(old, [Row(("track", 1), "17", 0.90)])) == 1


def read(*numbers):
    """A live recognition of numbers, each as text and the tracks of its digits."""
    picture = picture_of_numbers(*(text for text, _ in numbers), size=(1, 640))
    recognition = FakeReader(None, is_live=True).read(Frame(picture))
    named = []
    for number, (_, tracks) in zip(recognition.numbers, numbers, strict=True):
        digits = zip(number.digits, tracks, strict=True)
        named.append(
            replace(number, digits=tuple(replace(digit, track_id=track) for digit, track in digits))
        )
    return replace(recognition, numbers=tuple(named))


def test_a_number_keeps_its_key_when_digits_come_and_go_at_either_end():
    before = rows_of(read(("12", [1, 2])))
    for text, tracks in (("312", [3, 1, 2]), ("31", [3, 1]), ("3", [3]), ("3456", [3, 4, 5, 6])):
        rows = rows_of(read((text, tracks)), before)
        assert [row.key for row in rows] == [row.key for row in before]
        before = rows


def test_the_parts_of_a_number_that_came_apart_have_two_keys():
    before = rows_of(read(("123", [1, 2, 3])))
    for parts in ([("1", [1]), ("23", [2, 3])], [("23", [2, 3]), ("1", [1])]):
        first, second = rows_of(read(*parts), before)
        assert first.key != second.key
        assert before[0].key in (first.key, second.key)


@given(st.lists(st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=4), max_size=5))
def test_no_two_rows_have_the_same_key(frames):
    rows = []
    for groups in frames:
        taken = set()
        tracks = []
        for group in groups:
            if group - taken:  # a digit is in one number only
                tracks.append(sorted(group - taken))
            taken |= group
        rows = rows_of(read(*(("1" * len(group), group) for group in tracks)), rows)
        assert len({row.key for row in rows}) == len(rows)


def test_a_row_has_the_crops_of_its_digits_in_their_order():
    recognition = read(("12", [1, 2]))
    (number,) = recognition.numbers
    crops = [np.full((28, 28), value, np.uint8) for value in (10, 20)]
    digits = tuple(replace(d, crop=crop) for d, crop in zip(number.digits, crops, strict=True))
    (row,) = rows_of(replace(recognition, numbers=(replace(number, digits=digits),)))
    assert [crop[0, 0] for crop in row.crops] == [10, 20]
