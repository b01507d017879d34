"""A file to which whole lines are added while other programs read it."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

LOOKED_AT_BYTES = 1024
"""Of a file that is there already: what is no text has a zero byte by then."""

_FLAGS = os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


class ForeignFileError(Exception):
    """The file holds something else."""


class LineFile:
    """Adds lines to a file, each whole and at once; nothing that is there is ever changed.

    A file that was moved away or deleted meanwhile, as programs that keep logs small
    do it, is begun anew. Into a named pipe a line goes only while somebody reads it:
    nobody is waited for, and readers may come and go.
    """

    def __init__(self, path: Path, *, header: str = "", start: str = "") -> None:
        """Opens the file, or makes it.

        Args:
            path: Of a file, which need not be there, or of a named pipe.
            header: The line with which an empty file begins.
            start: What a file that is not empty must begin with.

        Raises:
            ForeignFileError: It begins with something else, or is no text.
            OSError: It cannot be written.
        """
        self.path = path
        self._header = header
        self._start = start.encode()
        self._descriptor = -1
        self._left = b""
        self._is_pipe = _is_pipe(path)
        if not self._is_pipe:
            self._open()

    def write(self, line: str) -> None:
        """Adds a line.

        Args:
            line: Without its end.

        Raises:
            OSError: It cannot be added; then nothing of it is.
        """
        content = _encoded(line)
        if self._is_pipe:
            self._write_to_pipe(content)
            return
        if self._is_another():
            self.close()
            self._open()
        self._append(self._beginning() + content)

    def close(self) -> None:
        """Closes the file; it may be called again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    # --- files ---

    def _open(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | _FLAGS
        self._descriptor = os.open(self.path, flags, 0o666)
        if self._size():
            first = self._first()
            if not first.startswith(self._start) or b"\0" in first:
                self.close()
                raise ForeignFileError(self.path)

    def _beginning(self) -> bytes:
        """What comes before the next line: the header, or the end of a line that was cut off."""
        size = self._size()
        if size == 0:
            return _encoded(self._header) if self._header else b""
        if not self._is_regular():
            return b""
        os.lseek(self._descriptor, size - 1, os.SEEK_SET)
        return b"" if os.read(self._descriptor, 1) == b"\n" else b"\n"

    def _append(self, content: bytes) -> None:
        before, done = self._size(), 0
        try:
            while done < len(content):
                done += os.write(self._descriptor, content[done:])
        except OSError:
            # Half a line is worse than none; but what another program added stays.
            if done and self._is_regular() and self._size() == before + done:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._descriptor, before)
            raise

    def _first(self) -> bytes:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, LOOKED_AT_BYTES)

    def _size(self) -> int:
        return os.fstat(self._descriptor).st_size if self._descriptor >= 0 else 0

    def _is_regular(self) -> bool:
        return stat.S_ISREG(os.fstat(self._descriptor).st_mode)

    def _is_another(self) -> bool:
        """Whether the path leads to another file than the open one, or to none."""
        if self._descriptor < 0:
            return True
        try:
            now = self.path.stat()
        except FileNotFoundError:
            return True
        own = os.fstat(self._descriptor)
        return (now.st_dev, now.st_ino) != (own.st_dev, own.st_ino)

    # --- named pipes ---

    def _write_to_pipe(self, content: bytes) -> None:
        if self._descriptor < 0:
            try:
                self._descriptor = os.open(self.path, os.O_WRONLY | _AT_ONCE | _FLAGS)
            except OSError as error:
                if error.errno == errno.ENXIO:  # nobody reads it
                    return
                raise
            self._left = b""
            content = (_encoded(self._header) if self._header else b"") + content
        try:
            # The rest of a line for which the pipe had no room goes first.
            while self._left:
                self._left = self._left[os.write(self._descriptor, self._left) :]
            self._left = content[os.write(self._descriptor, content) :]
        except BlockingIOError:
            return  # a reader that does not keep up misses lines, whole ones
        except BrokenPipeError:
            self.close()


def _is_pipe(path: Path) -> bool:
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except OSError:
        return False


def _encoded(line: str) -> bytes:
    # The name of a file need not be valid UTF-8.
    return f"{line}\n".encode("utf-8", "backslashreplace")
