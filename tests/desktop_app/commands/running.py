"""Real processes of `digitlens read` and of a Dask cluster, and waiting for what they do."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from desktop_app.commands.picture_files import PictureFile

ROOT = Path(__file__).parents[3]
PATIENCE_S = 120

# As the console script does: the folder that the user is in is not looked into.
DIGITLENS = (
    sys.executable,
    "-P",
    "-c",
    "import sys; from desktop_app.cli import main; sys.exit(main())",
)


def wait_until(is_so, process=None):
    """Waits for a condition; fails when it does not come true, or the process ends first."""
    give_up_at_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert process is None or process.poll() is None, f"ended with {process.returncode}"
        assert time.monotonic() < give_up_at_s, "it did not come true"
        time.sleep(0.01)


def environment():
    """The environment of a process that finds the program and the tests."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def started(command, **options):
    """A process that is gone at the end, whatever happens."""
    with subprocess.Popen(command, env=environment(), **options) as process:
        try:
            yield process
        finally:
            process.kill()


def reading(*arguments, cwd):
    """`digitlens read` that takes its list from standard input."""
    command = (*DIGITLENS, "read", "--list", "-", *map(str, arguments))
    return started(
        command, cwd=cwd, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def give(process, names):
    """Writes names to the list of a running process."""
    process.stdin.writelines(f"{name}\n" for name in names)
    process.stdin.flush()


def row_count(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def rows_without_time(path):
    return [json.loads(row) | {"ms": 0} for row in path.read_text().splitlines()]


@dataclass(frozen=True)
class DeadlyFile:
    """Looks like a `PictureFile`, and ends the process that wants to read it."""

    name: str

    @property
    def error(self):
        os._exit(9)

    @property
    def inside(self):
        return PurePath(self.name)


@contextmanager
def cluster(folder, workers=2):
    """A scheduler and workers on this machine: its address and the processes of the workers."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    scheduler_command = (
        *(sys.executable, "-m", "distributed.cli.dask_scheduler"),
        *("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)),
    )
    with ExitStack() as stack:
        scheduler = stack.enter_context(started(scheduler_command, **quiet))
        wait_until(lambda: file.exists() and file.read_text().endswith("}"), scheduler)
        address = json.loads(file.read_text())["address"]
        worker_command = (
            *(sys.executable, "-m", "distributed.cli.dask_worker", address),
            *("--host", "127.0.0.1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"),
            *("--nthreads", "1", "--local-directory", str(folder / "workers")),
        )
        yield (
            address,
            [stack.enter_context(started(worker_command, **quiet)) for _ in range(workers)],
        )


def as_picture_file(path):
    return PictureFile(str(path), PurePath(path.name))
