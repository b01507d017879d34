"""Names are sorted, however many there are."""

import random
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands.sorted_names import sorted_names

ANY_NAME = st.text(st.characters(exclude_characters="\0/", exclude_categories=()), max_size=9)


@given(st.lists(ANY_NAME), st.integers(1, 5))
def test_the_order_is_that_of_sorted_whatever_the_names_are(names, in_memory):
    assert list(sorted_names(names, in_memory)) == sorted(names)


def test_what_goes_through_files_is_not_in_memory():
    count = 40_000
    names = (f"{random.Random(n).getrandbits(256):064x}.jpg" for n in range(count))
    tracemalloc.start()
    try:
        before = ""
        for name in sorted_names(names, in_memory=1000):
            assert before <= name
            before = name
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < count * 68 / 2, "half of what the characters of the names alone would take"
