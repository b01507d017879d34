"""A slot between two threads that holds one item: the newest."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestSlot(Generic[T]):
    """Hands the newest item from one thread to another and counts what was passed over.

    A queue between a fast and a slow thread grows without bound, and what comes
    out at its end is old. Here a new item replaces the one that still waits.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._is_woken = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Items that were replaced before anybody took them."""
        with self._changed:
            return self._dropped

    def put(self, item: T) -> None:
        """Leaves `item`; one that still waits is dropped and counted."""
        with self._changed:
            if self._item is not None:
                self._dropped += 1
            self._item = item
            self._changed.notify()

    def take(self, timeout_s: float | None = 0.0) -> T | None:
        """The newest item, which is then gone.

        Args:
            timeout_s: How long to wait for one; None waits until `put` or `wake`.

        Returns:
            The item, or None where none came in time or `wake` was called.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._is_woken, timeout_s)
            self._is_woken = False
            item, self._item = self._item, None
            return item

    def wake(self) -> None:
        """Ends a `take` that waits, now or at its next call."""
        with self._changed:
            self._is_woken = True
            self._changed.notify()

    def clear(self) -> None:
        """Forgets the item and the count: another source begins."""
        with self._changed:
            self._item = None
            self._dropped = 0
