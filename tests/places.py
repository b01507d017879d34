"""Disks without room and folders that nothing may be written to, as real as this machine allows."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_CAPABILITY_VERSION = 0x20080522
_OVERRIDES = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which root may write and read everywhere."""


@contextlib.contextmanager
def no_privileges() -> Iterator[None]:
    """Has the rights of folders hold for this thread, whoever it belongs to.

    Root has capabilities that pass over them; on Linux each thread can lay them down.
    """
    if os.name != "posix" or os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may write everywhere on this system")
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    before = (ctypes.c_uint32 * 6)()
    if libc.capget(header, before) != 0:
        pytest.skip("this system does not tell its capabilities")
    reduced = (ctypes.c_uint32 * 6)(*before)
    reduced[0] &= ~_OVERRIDES
    assert libc.capset(header, reduced) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A folder to which this thread can write nothing, with all below it."""
    paths = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in paths:
        path.chmod(0o500)
    try:
        with no_privileges():
            with pytest.raises(OSError):  # noqa: PT011  else nothing is tried here
                (folder / "a try").touch()
            yield folder
    finally:
        for path in paths:
            path.chmod(0o700)


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own of so many megabytes, mounted at `folder`; skips where none can be."""
    folder.mkdir()
    if sys.platform != "linux" or shutil.which("mount") is None:
        pytest.skip("only Linux has disks in memory")
    size = f"size={megabytes}m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("only root may mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


def fill(folder: Path, leave_bytes: int = 0) -> Path:
    """Writes a file until the disk of a folder has no more than so many bytes left."""
    path = folder / "everything else"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    path.stat()
    with path.open("r+b") as file:
        file.truncate(max(0, path.stat().st_size - leave_bytes))
    return path
