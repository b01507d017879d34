"""Work spread over processes, its results in order, whichever of the processes dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Handle = TypeVar("Handle")
_Taken_contra = TypeVar("_Taken_contra", contravariant=True)
_Given_co = TypeVar("_Given_co", covariant=True)


class WorkerDiedError(Exception):
    """The process that worked on an item ended, so often that the item may be why."""


class Crew(Protocol[_Taken_contra, Handle, _Given_co]):
    """Processes that work on items."""

    def ahead(self) -> int:
        """How many items may be begun before the result of the first is taken.

        It keeps all processes busy while a slow item holds up the order, and what waits bounded.
        """

    def submit(self, item: _Taken_contra, /) -> Handle:
        """Begins an item."""

    def result(self, handle: Handle, /) -> _Given_co:
        """Waits for an item.

        Raises:
            WorkerDiedError: The process ended that worked on it, or may have.
        """

    def settle(self, handles: Sequence[Handle], /) -> None:
        """Waits until nobody works on these any more."""


def in_order(
    crew: Crew[Item, Handle, Result], items: Iterable[Item], lost: Callable[[Item], Result]
) -> Iterator[Result]:
    """The results of all items, in the order of the items.

    Where a process died, the items that it may have died of are tried once more, one at a time
    with nothing else going on: whose turn it is then when one dies is the reason.

    Args:
        crew: Works on the items.
        items: Consumed as the work proceeds, a few ahead.
        lost: The result of an item that ends whoever works on it.
    """
    waiting: deque[tuple[Item, Handle]] = deque()

    def taken() -> Result:
        item, handle = waiting.popleft()
        try:
            return crew.result(handle)
        except WorkerDiedError:
            crew.settle([other for _, other in waiting])
        try:
            return crew.result(crew.submit(item))
        except WorkerDiedError:
            return lost(item)

    for item in items:
        waiting.append((item, crew.submit(item)))
        if len(waiting) > crew.ahead():
            yield taken()
    while waiting:
        yield taken()
