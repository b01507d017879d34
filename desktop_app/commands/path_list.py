"""Lists of paths, from a file or from standard input, read as they are needed."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from desktop_app.commands import CommandError
from vision.images import is_image_path

STANDARD_INPUT = "-"
_BLOCK_BYTES = 1 << 16
_LONGEST_PATH = 1 << 15
"""Characters; Windows allows 32,767 and other systems less. What is longer is no path."""


def listed_paths(name: str) -> Iterator[str]:
    """The paths of a list, a line each, or separated by NUL as ``find -print0`` gives them.

    Empty lines are passed over. The encoding is UTF-8, or what a byte order mark says; names
    that are no UTF-8 keep their bytes.

    Args:
        name: A file, or "-" for standard input.

    Raises:
        CommandError: It cannot be read, or holds no paths.
    """
    title = "The list on standard input" if name == STANDARD_INPUT else f"The list {name}"
    try:
        with _opened(name) as stream:
            for path in _entries(stream, title):
                if path:
                    yield path
    except OSError as error:
        raise CommandError(f"{title} cannot be read: {error.strerror or error}.") from error


@contextmanager
def _opened(name: str) -> Iterator[io.BufferedIOBase]:
    if name == STANDARD_INPUT:
        yield cast(io.BufferedIOBase, sys.stdin.buffer)
        return
    # By its name alone: a list may begin like a picture, "BMW/1.jpg" with the BM of a bitmap.
    if is_image_path(Path(name)):
        raise CommandError(f"{name} is a picture, not a list; name it without --list.")
    with Path(name).open("rb") as stream:
        yield stream


def _entries(stream: io.BufferedIOBase, title: str) -> Iterator[str]:
    """What stands between the separators; of a pipe, each as soon as it is there."""
    decoder: codecs.IncrementalDecoder | None = None
    separator, rest = "", ""
    while block := stream.read1(_BLOCK_BYTES):
        decoder = decoder or _decoder(block)
        rest += decoder.decode(block)
        separator = separator or ("\0" if "\0" in rest else "\n")
        *whole, rest = rest.split(separator)
        for entry in whole:
            yield entry.removesuffix("\r") if separator == "\n" else entry
        if len(rest) > _LONGEST_PATH:
            raise CommandError(f"{title} holds no paths: one of its lines is far too long.")
    if decoder is not None:
        yield (rest + decoder.decode(b"", final=True)).removesuffix("\r")


def _decoder(head: bytes) -> codecs.IncrementalDecoder:
    """For what Windows writes too: its PowerShell UTF-16, its editors a mark before UTF-8."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace")
    name = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    return codecs.getincrementaldecoder(name)("surrogateescape")
