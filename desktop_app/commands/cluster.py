"""Processes of a Dask cluster that read files. Dask is imported here alone, and late."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError
from desktop_app.commands.ordered import WorkerDiedError
from desktop_app.commands.processes import safe_path
from desktop_app.commands.read import LOCAL
from desktop_app.commands.reading_task import Plan, Task, read_tasks
from desktop_app.commands.readout import FileReadout

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_S = 10
_PATIENCE_S = 60.0
"""How long the work may wait for a worker: one that died is back within seconds."""
_LOOK_S = 1.0
BATCH = 8
"""Files that are sent together: by itself, each would wait for its messages longer than it is
read, if it is small."""

AHEAD = 3
"""Batches begun for each thread of the workers before the first is asked for."""

_LOCAL_SETTINGS = {
    # What a worker died of is tried once more by itself: it need not end many first.
    "distributed.scheduler.allowed-failures": 1,
    # On a busy machine a worker takes longer to come back than the 15 s of Dask, which then
    # would not have it any more.
    "distributed.deploy.lost-worker-timeout": f"{_PATIENCE_S:.0f}s",
}


class ClusterReaders:
    """A crew, see `ordered.Crew`, of the workers of a Dask cluster.

    A worker is sent a path and how to read, and sends what was read; the scheduler gives what a
    dead worker had to another one.
    """

    def __init__(self, client: Client, plan: Plan, *, patience_s: float = _PATIENCE_S) -> None:
        """Takes a connected client.

        Args:
            client: Of the cluster.
            plan: How all files are read.
            patience_s: How long it may be without any worker.
        """
        self._client = client
        self._plan = plan
        self._patience_s = patience_s
        self._run = uuid.uuid4().hex[:8]
        self._numbers = count()
        self._threads = 1
        self._look_again_s = 0.0

    def ahead(self) -> int:
        now_s = time.monotonic()
        if now_s >= self._look_again_s:
            self._threads = max(self._thread_count(), 1)
            self._look_again_s = now_s + _LOOK_S
        return AHEAD * self._threads

    def submit(self, batch: Sequence[Task]) -> Future:
        # The worker is somewhere else: what is relative here is not so there.
        where = [Task(task.file, Path(task.file.name).absolute()) for task in batch]
        key = f"digitlens-read-{self._run}-{next(self._numbers)}"
        with _told():
            return self._client.submit(read_tasks, self._plan, where, key=key, pure=False)

    def results(self, future: Future) -> list[list[FileReadout]]:
        from distributed import KilledWorker

        alone_since_s = None
        while True:
            self.settle([future])
            try:
                with _told():
                    results: list[list[FileReadout]] = future.result(timeout=_CONNECT_S)
            except KilledWorker as error:
                raise WorkerDiedError from error
            except TimeoutError:
                # The worker that had it died before it was fetched: it is read once more.
                alone_since_s = self._alone_since(alone_since_s)
            else:
                return results

    def settle(self, futures: Sequence[Future]) -> None:
        from distributed import wait

        alone_since_s = None
        while not all(future.done() for future in futures):
            try:
                with _told():
                    wait(futures, timeout=_LOOK_S)
            except TimeoutError:
                alone_since_s = self._alone_since(alone_since_s)

    def _alone_since(self, before_s: float | None) -> float | None:
        """Since when there is no worker, None if there is one.

        Raises:
            CommandError: It is too long.
        """
        if self._thread_count():
            return None
        since_s = time.monotonic() if before_s is None else before_s
        if time.monotonic() - since_s > self._patience_s:
            raise CommandError(
                "The cluster has had no worker for a while; start workers and run the "
                "same again, with --resume where there is an --output."
            )
        return since_s

    def _thread_count(self) -> int:
        with _told():
            return sum(self._client.nthreads().values())


@contextmanager
def cluster_readers(address: str, workers: int, plan: Plan) -> Iterator[ClusterReaders]:
    """Connects to a cluster, or starts one of this machine.

    Args:
        address: Of the scheduler, such as ``tcp://10.0.0.5:8786``, or "local".
        workers: Of a local cluster.
        plan: How all files are read.

    Raises:
        CommandError: Dask is not installed, or nobody answers at the address.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise CommandError(
            'Reading on a cluster needs one more package: run pip install "digitlens[cluster]".'
        ) from error

    # What happens to workers is told by the results; Dask's own log would be in their way.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    if address == LOCAL:
        with (
            safe_path(),
            dask.config.set(_LOCAL_SETTINGS),
            LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):  # fmt: skip
            yield ClusterReaders(client, plan)
        return
    with safe_path(), _connected(address) as client:
        yield ClusterReaders(client, plan)


def _connected(address: str) -> Client:
    from distributed import Client

    try:
        # First without a client: one that fails leaves a thread behind, and when that is
        # collected while another client starts, each waits for the other.
        asyncio.run(_answer(address))
        return Client(address, timeout=_CONNECT_S)
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(
            f"No scheduler of a Dask cluster answers at {address}; start one with dask scheduler, "
            "and name its address as it prints it."
        ) from error


async def _answer(address: str) -> None:
    """Returns if something answers.

    Raises:
        OSError, ValueError, TypeError: Nothing does, or this is no address.
    """
    from distributed.comm import connect

    connection = await connect(address, timeout=_CONNECT_S)
    await connection.close()


@contextmanager
def _told() -> Iterator[None]:
    """What is raised where the scheduler is gone, as a sentence."""
    from concurrent.futures import CancelledError

    from distributed.core import CommClosedError

    try:
        yield
    except (CancelledError, CommClosedError) as error:
        raise CommandError(
            "The scheduler of the cluster is gone; start it and run the same again, with "
            "--resume where there is an --output."
        ) from error
