"""Whoever asked for a training: is told how it goes, and may end it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.training import TrainingCancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.datasets import Progress

DOWNLOAD_EVENT_INTERVAL_S = 0.1


@dataclass(frozen=True, slots=True)
class Parent:
    """Two ways to talk.

    Attributes:
        tell: Takes what happens, as dictionaries with "event".
        should_stop: Whether to end; it may wait while the training is paused.
        is_cancelled: The same without waiting.
    """

    tell: Callable[[dict[str, Any]], None]
    should_stop: Callable[[], bool]
    is_cancelled: Callable[[], bool]

    def check(self) -> None:
        """Waits while the training is paused.

        Raises:
            TrainingCancelled: It is to end.
        """
        if self.should_stop():
            raise TrainingCancelled

    def say(self, text: str) -> None:
        """Tells what is done next, after `check`."""
        self.check()
        self.tell({"event": "message", "text": text})

    def download_progress(self) -> Progress:
        """What a download tells how far it is: a few times a second it is passed on.

        A download is not paused, for servers do not wait.
        """
        told_s = 0.0

        def progress(done: int, total: int, /) -> None:
            nonlocal told_s
            if self.is_cancelled():
                raise TrainingCancelled
            if done == total or time.monotonic() - told_s >= DOWNLOAD_EVENT_INTERVAL_S:
                told_s = time.monotonic()
                self.tell({"event": "download", "done": done, "total": total})

        return progress
