"""Keeps what native code prints past Python away from the user's terminal."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = threading.Lock()
STDOUT, STDERR = 1, 2


@contextlib.contextmanager
def silenced(*descriptors: int) -> Iterator[None]:
    """Sends file descriptors to nowhere for the time of a ``with`` block.

    Descriptors belong to the process: other threads' output is lost as well,
    so the block should be short, or the process one's own.

    Args:
        descriptors: 1 for standard output, 2 for standard error.
    """
    with _LOCK, contextlib.ExitStack() as stack:
        _flush()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        stack.callback(os.close, nowhere)
        for descriptor in descriptors:
            try:
                kept = os.dup(descriptor)
            except OSError:  # a program without a terminal has none
                continue
            os.dup2(nowhere, descriptor)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, descriptor)
        stack.callback(_flush)
        yield


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
