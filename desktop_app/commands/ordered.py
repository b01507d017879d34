"""Work spread over processes, its results in order, whichever of the processes dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Handle = TypeVar("Handle")
_Taken_contra = TypeVar("_Taken_contra", contravariant=True)
_Given_co = TypeVar("_Given_co", covariant=True)


class WorkerDiedError(Exception):
    """The process that worked on an item ended, so often that the item may be why."""


class Crew(Protocol[_Taken_contra, Handle, _Given_co]):
    """Processes that work on items, some at a time."""

    def ahead(self) -> int:
        """How many batches may be begun before the results of the first are taken.

        It keeps all processes busy while a slow one holds up the order, and what waits bounded.
        """

    def submit(self, batch: Sequence[_Taken_contra], /) -> Handle:
        """Begins some items."""

    def results(self, handle: Handle, /) -> Sequence[_Given_co]:
        """Waits for the results of a batch, in its order.

        Raises:
            WorkerDiedError: The process ended that worked on it, or may have.
        """

    def settle(self, handles: Sequence[Handle], /) -> None:
        """Waits until nobody works on these any more."""


def in_order(
    crew: Crew[Item, Handle, Result],
    items: Iterable[Item],
    lost: Callable[[Item], Result],
    *,
    batch: int = 1,
) -> Iterator[Result]:
    """The results of all items, in the order of the items.

    Where a process died, the items that it may have died of are tried once more, one at a time
    with nothing else going on: whose turn it is then when one dies is the reason.

    Args:
        crew: Works on the items.
        items: Consumed as the work proceeds, a few batches ahead.
        lost: The result of an item that ends whoever works on it.
        batch: How many items are given away together.
    """
    waiting: deque[tuple[Sequence[Item], Handle]] = deque()

    def taken() -> Iterator[Result]:
        some, handle = waiting.popleft()
        try:
            yield from crew.results(handle)
        except WorkerDiedError:
            crew.settle([other for _, other in waiting])
            yield from map(alone, some)

    def alone(item: Item) -> Result:
        try:
            return crew.results(crew.submit([item]))[0]
        except WorkerDiedError:
            return lost(item)

    rest = iter(items)
    while some := list(islice(rest, batch)):
        waiting.append((some, crew.submit(some)))
        if len(waiting) > crew.ahead():
            yield from taken()
    while waiting:
        yield from taken()
