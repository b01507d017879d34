"""Processes of this machine that read files."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for_any
from types import TracebackType
from typing import Self

from desktop_app.commands.ordered import WorkerDiedError
from desktop_app.commands.reading_task import Plan, Task, read_tasks
from desktop_app.commands.readout import FileReadout

_SAFE_PATH = "PYTHONSAFEPATH"
_AHEAD = 4
"""Files begun for each process before the first is asked for."""

_Results = Future[list[list[FileReadout]]]


class ReadingProcesses:
    """A crew of processes, see `ordered.Crew`, on this machine.

    Processes, not threads: two threads of one Python read 1.0 to 1.7 times as fast as one, two
    processes 1.8 to 2.0 times, and a picture that ends its reader does not end the program.
    They start, and load what they need, while whoever made this goes on.
    """

    def __init__(self, jobs: int) -> None:
        """Starts them; they end at the end of the `with`, or with this process."""
        self.plan: Plan | None = None
        self._jobs = jobs
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_begin)
        with safe_path():
            pool.submit(int)  # the first item starts them all
        return pool

    def ahead(self) -> int:
        return _AHEAD * self._jobs

    def submit(self, batch: Sequence[Task]) -> _Results:
        if self.plan is None:
            raise RuntimeError("The plan is not set.")
        try:
            return self._pool.submit(read_tasks, self.plan, batch)
        except BrokenProcessPool:
            self._pool.shutdown()
            self._pool = self._started()
            return self._pool.submit(read_tasks, self.plan, batch)

    def results(self, future: _Results) -> list[list[FileReadout]]:
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise WorkerDiedError from error

    def settle(self, futures: Sequence[_Results]) -> None:
        wait(futures)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """What was not begun is dropped, what was begun is waited for."""
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def safe_path() -> Iterator[None]:
    """Processes begun here take no file random.py of the folder they are in for Python's own."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _begin() -> None:
    """The start of a process: it ends with its parent, and Ctrl+C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from model import classifier  # noqa: F401 - loaded while the parent finds its files


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)
