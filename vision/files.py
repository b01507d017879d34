"""Ordinary files and nothing else: no folder, device or pipe that would block."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class FileError(Exception):
    """A file cannot be used; `str` is a sentence for the user."""


def path_from_text(text: str) -> Path:
    """The path that is meant: ~ is the home folder, but ~x a name where nobody is called x."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path's raises for ~nobody


def shown_name(path: Path | str) -> str:
    """The last part of a path in quotes, fit for a line of text."""
    name = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(path)
    )
    name = re.split(r"[/\\]", name.rstrip("/\\"))[-1] or name
    return f"'{name}'" if len(name) <= 80 else f"'{name[:50]}…{name[-25:]}'"


def head_bytes(path: Path, count: int) -> bytes:
    """The first bytes of an ordinary file, at most `count`, at least one.

    Raises:
        FileError: It is not there, may not be read, is empty, or no ordinary file.
    """
    with _opened(path) as (file, size):
        return file.read(min(size, count))


def file_bytes(path: Path, limit: int) -> bytes:
    """The content of an ordinary file of at most `limit` bytes, and at least one.

    Raises:
        FileError: It is too large, or what `head_bytes` raises.
    """
    with _opened(path) as (file, size):
        if size > limit:
            raise FileError(too_many_bytes(shown_name(path), limit))
        # Python takes as much memory as is asked for, however short the file.
        return file.read(size)


def too_many_bytes(name: str, limit: int) -> str:
    """Says so, of a file or of bytes from elsewhere."""
    return f"{name} is larger than {limit >> 20} MB; use a smaller copy."


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file, open for reading, and its size."""
    name = shown_name(path)
    with _friendly(name):
        _check_kind(path.stat(), name)
        # A pipe put in the file's place since would block an ordinary open.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            _check_kind(status, name)
            if status.st_size == 0:
                raise FileError(f"{name} is empty; copy or save it again.")
            yield file, status.st_size


def _check_kind(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FileError(f"{name} is a folder; choose a file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{name} is a device or a pipe; choose an ordinary file.")


@contextmanager
def _friendly(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise FileError(f"There is no file {name}; check its name and folder.") from error
    except PermissionError as error:
        raise FileError(
            f"{name} may not be read by your account; change its permissions or copy it."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise FileError(
            f"{name} could not be opened ({reason[0].lower()}{reason[1:]}); use another file."
        ) from error
