"""JSON of strangers: values of all kinds and depths, and objects that are nearly as they should be.

The tests that use it say for a parser: whatever it reads, it gives something sound or refuses
in the way its callers expect.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

NUMBERS = (
    st.integers()
    | st.integers(-(10**400), 10**400)
    | st.floats()
    | st.sampled_from([0, 1, -1, 2**31, 2**63, 1e308, float("inf"), float("nan")])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def nearly(draw: st.DrawFn, sound: dict[str, Any]) -> dict[str, Any]:
    """`sound` with some of its values replaced, left out or added to, at any depth."""
    made: dict[str, Any] = dict(sound)
    for name in draw(st.lists(st.sampled_from(list(sound)), max_size=3)):
        kind = draw(st.sampled_from(["another", "gone", "within"]))
        if kind == "gone":
            made.pop(name, None)
        elif kind == "within" and isinstance(made.get(name), dict) and made[name]:
            made[name] = draw(nearly(made[name]))
        elif kind == "within" and isinstance(made.get(name), list) and made[name]:
            made[name] = [*made[name], draw(VALUES)]
        else:
            made[name] = draw(VALUES)
    if draw(st.booleans()):
        made[draw(st.text(max_size=8))] = draw(VALUES)
    return made


def lines_like(sound: dict[str, Any]) -> st.SearchStrategy[bytes]:
    """Bytes where a JSON object like `sound` is expected: such, others, cut and no JSON at all."""
    texts = (nearly(sound) | VALUES).map(lambda value: json.dumps(value).encode())
    cut = st.tuples(texts, st.integers(0, 300)).map(lambda pair: pair[0][: pair[1]])
    return texts | cut | st.binary(max_size=60)
