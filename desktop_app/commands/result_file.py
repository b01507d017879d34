"""Results in a file, which a run that was stopped goes on with.

Beside the file ``NAME`` stands ``NAME.progress``: how many files are done, and how long the
results of these are. It is renewed after the results are on the disk, so that whatever ends the
program, what stands in the results up to there is whole; what stands behind is cut off when the
next run goes on, and read again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from desktop_app.commands import CommandError
from desktop_app.commands.readout import FileReadout, file_writer
from model.atomic_files import write_atomically

if TYPE_CHECKING:
    from desktop_app.commands.reading_task import Task

PROGRESS_SUFFIX = ".progress"
_VERSION = 1
_INTERVAL_S = 1.0
"""So much work at most is done again after a kill; two waits for the disk a second cost nothing."""
_LOCKED_BYTE = 1 << 62
"""Windows keeps others from reading what is locked: one byte behind all results is."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        options: What the results depend on, by the name of the option.
        files: How many files are done.
        size: How long their results are, in bytes.
        names: A hash of the files' names in their order.
        failed: Whether one of them could not be read.
    """

    options: dict[str, str]
    files: int = 0
    size: int = 0
    names: str = ""
    failed: bool = False

    def to_json(self) -> bytes:
        return json.dumps({"version": _VERSION, **asdict(self)}).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """The progress that was written.

        Raises:
            ValueError: It is another thing.
        """
        value = json.loads(content)
        if not isinstance(value, dict) or value.pop("version", None) != _VERSION:
            raise ValueError("another version")
        kinds = {"options": dict, "files": int, "size": int, "names": str, "failed": bool}
        if {name: type(one) for name, one in value.items()} != kinds:
            raise ValueError("other fields")
        if not all(isinstance(one, str) for one in value["options"].values()):
            raise ValueError("options that are no text")
        if value["files"] < 0 or value["size"] < 0:
            raise ValueError("less than nothing")
        return cls(**value)


class ResultFile:
    """Writes results to a file, and goes on with one that was begun.

    Used in a `with`, whose end writes how far it came.
    """

    def __init__(
        self, path: Path, form: str, options: Mapping[str, str], *, resume: bool = False
    ) -> None:
        """Opens the file.

        Args:
            path: Made if it is not there.
            form: One of `readout.FORMATS`.
            options: What the results depend on, by the name of the option.
            resume: Whether to go on with what is there.

        Raises:
            CommandError: It is there and not to go on with, or cannot be written.
        """
        self._path = path
        self._progress_path = path.with_name(path.name + PROGRESS_SUFFIX)
        self._names = hashlib.blake2b(digest_size=16)
        self._rows = io.StringIO()
        self._writer = file_writer(form, self._rows, sys.stderr)
        with self._told():
            self._file = _opened(path)
            try:
                self._begin(Progress(dict(options)), resume=resume)
            except BaseException:
                self._file.close()
                raise

    def _begin(self, fresh: Progress, *, resume: bool) -> None:
        size = self._file.seek(0, os.SEEK_END)
        if size and not resume:
            raise CommandError(
                f"{self._path} is there already; add --resume to go on with it, or name another "
                "file."
            )
        before = self._done_before(fresh, size) if size else fresh
        self._file.seek(before.size)
        self._file.truncate()
        head = self._taken_rows()  # the names of a table's columns
        if not before.size:
            self._file.write(head)
            self._file.flush()
            before = replace(before, size=len(head))
        self._before = self._done = before
        self._save()

    def _done_before(self, asked: Progress, size: int) -> Progress:
        try:
            before = Progress.from_json(self._progress_path.read_bytes())
        except FileNotFoundError as error:
            raise CommandError(
                f"Nothing tells how far {self._path} is: there is no {self._progress_path.name} "
                "beside it; name another file."
            ) from error
        except ValueError as error:
            raise CommandError(
                f"{self._progress_path} is damaged, so that nothing tells how far {self._path} "
                "is; name another file."
            ) from error
        for name in asked.options | before.options:
            now, then = asked.options.get(name, "unknown"), before.options.get(name, "unknown")
            if now != then:
                raise CommandError(
                    f"{self._path} belongs to other options: it was begun with {name} {then}, "
                    f"and this is {name} {now}; use the same, or name another file."
                )
        if size < before.size:
            raise CommandError(
                f"{self._path} is shorter than it was when its run stopped; name another file."
            )
        return before

    def rest_of(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """The files that are not done.

        Raises:
            CommandError: Those that are done are not the first of `tasks`.
        """
        rest = iter(tasks)
        for count in range(self._before.files):
            task = next(rest, None)
            if task is None:
                raise CommandError(
                    f"{self._path} holds {self._before.files} files and here are only {count}; "
                    "name the same pictures, or another file."
                )
            self._names.update(_encoded(task.file.name))
        if self._before.files and self._names.hexdigest() != self._before.names:
            raise CommandError(
                f"The first {self._before.files} files are not those that {self._path} holds; "
                "name the same pictures, or another file."
            )
        yield from rest

    @property
    def failed(self) -> bool:
        """Whether a file could not be read, in this run or those before it."""
        return self._done.failed

    def write(self, results: Sequence[FileReadout]) -> None:
        """Adds all results of one file.

        Raises:
            CommandError: They cannot be written.
        """
        for result in results:
            self._writer.write(result)
        rows = self._taken_rows()
        self._names.update(_encoded(results[0].file))
        with self._told():
            self._file.write(rows)
            self._file.flush()  # for whoever looks on
            # At once, so that an interrupt leaves what was before or what is now.
            self._done = replace(
                self._done,
                files=self._done.files + 1,
                size=self._done.size + len(rows),
                names=self._names.hexdigest(),
                failed=self._done.failed or any(one.readout is None for one in results),
            )
            if time.monotonic() >= self._next_save_s:
                self._save()

    def _taken_rows(self) -> bytes:
        # As on standard output: a name that is no text does not end the program.
        rows = self._rows.getvalue().encode("utf-8", "backslashreplace")
        self._rows.seek(0)
        self._rows.truncate()
        return rows

    def _save(self) -> None:
        """First the results, then how far they go."""
        os.fsync(self._file.fileno())
        write_atomically(self._progress_path, self._done.to_json())
        self._next_save_s = time.monotonic() + _INTERVAL_S

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CommandError(
                f"{self._path} cannot be written: {error.strerror or error}; what is in it stays, "
                "and --resume goes on with it."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Saves how far it came; an error of the block is not hidden by one of this."""
        try:
            with self._told():
                self._save()
        except CommandError:
            if kind is None:
                raise
        finally:
            with suppress(OSError):  # on a full disk: what it held back is behind what is done
                self._file.close()


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass") + b"\0"


def _opened(path: Path) -> BinaryIO:
    """The file for this process alone."""
    if path.exists() and not path.is_file():
        raise CommandError(f"{path} is no ordinary file; name another one.")
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags, 0o666), "r+b")
    try:
        _lock(file)
    except (BlockingIOError, PermissionError) as error:
        file.close()
        raise CommandError(
            f"Another run is writing to {path}; wait until it is done, or name another file."
        ) from error
    except OSError:
        pass  # some network drives have no locks: better without than not at all
    return file


def _lock(file: BinaryIO) -> None:
    """Until the file is closed, or the process ends."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file.fileno(), _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        os.lseek(file.fileno(), 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
