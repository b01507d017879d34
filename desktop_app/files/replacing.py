"""Files that are written completely or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.atomic_files import sync


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new, empty file beside `path` that takes its place at the end.

    Where an error is raised within, or nothing can be written, what was at `path` stays
    and nothing else is left.

    Args:
        path: Where the file is to be in the end.

    Yields:
        The path to write to; its name ends as that of `path` does.

    Raises:
        OSError: The folder cannot be written, or the file not be put in place.
    """
    temporary = path.with_name(f".digitlens-{secrets.token_hex(6)}{path.suffix}")
    # As any program makes a file: whom the user lets read files can read this one.
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
