"""Work spread over threads, its results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 4
"""Items begun for each thread before the first is asked for: keeps all of them busy while
a slow one holds up the order, and what waits stays bounded."""


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int
) -> Iterator[Result]:
    """The results of `work` for each item, in the order of the items.

    Args:
        work: Called in several threads at once where `threads` is above 1.
        items: Consumed as the work proceeds, a few ahead.
        threads: 1 works in the caller's thread.

    Whoever stops iterating, for an error or an interrupt too, leaves no work behind:
    what was not begun is dropped, what was begun is waited for.
    """
    if threads == 1:
        yield from map(work, items)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="read")
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
