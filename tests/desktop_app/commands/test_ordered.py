"""Work comes back in order, bounded, and whoever dies of an item is found out."""

import pytest

from desktop_app.commands.ordered import WorkerDiedError, in_order


class FakeCrew:
    """Some items end it, and take along what is begun and not done; it is there again at once.

    Attributes:
        begun: Items that were submitted, in order.
        most_waiting: How many were begun and not taken at once.
    """

    def __init__(self, deadly=(), ahead=3):
        self.begun, self.most_waiting = [], 0
        self._deadly, self._ahead = deadly, ahead
        self._running, self._dead, self._waiting = set(), set(), 0

    def ahead(self):
        return self._ahead

    def submit(self, batch):
        handle = (tuple(batch), len(self.begun))
        self.begun += batch
        self._running.add(handle)
        self._waiting += 1
        self.most_waiting = max(self.most_waiting, self._waiting)
        if any(item in self._deadly for item in batch):
            self._dead |= self._running
            self._running.clear()
        return handle

    def results(self, handle):
        self.settle([handle])
        self._waiting -= 1
        if handle in self._dead:
            raise WorkerDiedError
        return [item * item for item in handle[0]]

    def settle(self, handles):
        self._running -= set(handles)


@pytest.mark.parametrize("batch", [1, 8, 50, 99])
def test_results_come_in_the_order_of_the_items(batch):
    found = in_order(FakeCrew(), range(50), str, batch=batch)
    assert list(found) == [n * n for n in range(50)]


def test_items_are_taken_a_few_ahead_only():
    taken = []

    def items():
        for n in range(10**9):  # endless: whoever read all of it would never end
            taken.append(n)
            yield n

    crew = FakeCrew(ahead=8)
    results = in_order(crew, items(), str)
    for n in range(100):
        assert next(results) == n * n
        assert len(taken) == n + 9
    assert crew.most_waiting == 9


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("deadly", [(0,), (7,), (19,), (6, 7, 8), (0, 19)])
def test_who_ends_its_worker_is_lost_and_nobody_else(deadly, batch):
    crew = FakeCrew(deadly)
    expected = [f"lost {n}" if n in deadly else n * n for n in range(20)]
    assert list(in_order(crew, range(20), lambda n: f"lost {n}", batch=batch)) == expected
    assert all(crew.begun.count(n) <= 2 for n in range(20))


def test_other_errors_arrive_in_their_turn():
    class Failing(FakeCrew):
        def results(self, handle):
            if handle[0] == (3,):
                raise ValueError("three")
            return super().results(handle)

    results = in_order(Failing(), range(100), str)
    assert [next(results) for _ in range(3)] == [0, 1, 4]
    with pytest.raises(ValueError, match="three"):
        next(results)
