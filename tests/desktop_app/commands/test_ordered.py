"""Work in threads comes back in order, bounded, and leaves nothing behind."""

import threading

import pytest

from desktop_app.commands.ordered import AHEAD, in_order


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_the_order_of_the_items(threads):
    assert list(in_order(lambda n: n * n, range(50), threads)) == [n * n for n in range(50)]


def test_threads_do_work_at_once():
    both = threading.Barrier(2, timeout=30)
    assert list(in_order(lambda _: both.wait() >= 0, range(2), 2)) == [True, True]


def test_items_are_taken_a_few_ahead_only():
    taken = []

    def items():
        for n in range(1000):
            taken.append(n)
            yield n

    results = in_order(lambda n: n, items(), 2)
    for n in range(100):
        assert next(results) == n
        assert len(taken) <= n + 2 + AHEAD * 2
    results.close()
    assert len(taken) < 120


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_arrives_in_its_turn_and_ends_the_threads(threads):
    def work(n):
        if n == 3:
            raise ValueError("three")
        return n

    before = threading.active_count()
    results = in_order(work, range(100), threads)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)
    assert threading.active_count() == before
