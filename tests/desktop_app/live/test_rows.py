from hypothesis import given
from hypothesis import strategies as st

from desktop_app.live.rows import Change, Row, changes


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
