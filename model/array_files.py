"""IDX and npz files of strangers, read without taking more memory than they are worth."""

from __future__ import annotations

import contextlib
import gzip
import math
import struct
import tokenize
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

MAX_BYTES = 1 << 30
"""The largest array that is read; MNIST's training images take 47 MB, all of EMNIST's 547 MB."""

IDX_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MAX_IDX_DIMENSIONS = 4

_DEFLATE_MOST = 1040
"""Deflate packs at most 1032 to 1: a smaller file cannot hold what its header says."""


class DatasetError(Exception):
    """A data set is missing, broken or not what it says; one sentence for the user."""


def read_idx(path: Path, *, most_bytes: int = MAX_BYTES) -> NDArray[Any]:
    """The array of an IDX file, plain or gzipped.

    The header is compared with the size of the file before memory is taken.

    Args:
        path: Ends in ``.gz`` or not; what counts is the content.
        most_bytes: A larger array is refused.

    Returns:
        An array of the shape and type that the file states, in native byte order.

    Raises:
        DatasetError: The file cannot be read, is no IDX file, is larger than
            `most_bytes`, or has fewer or more bytes than its header says.
    """
    with _readable(path, "IDX"):
        packed_size = path.stat().st_size
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if zipped:
                with gzip.open(raw) as unzipped:
                    return _idx_array(unzipped, packed_size * _DEFLATE_MOST, most_bytes, path)
            return _idx_array(raw, packed_size, most_bytes, path)


def _idx_array(
    stream: IO[bytes] | gzip.GzipFile, available: int, most_bytes: int, path: Path
) -> NDArray[Any]:
    """The array in `stream`, which can give at most `available` bytes."""
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in IDX_TYPES:
        raise DatasetError(f"{path.name} is no IDX file; download the data set again.")
    if not 1 <= magic[3] <= MAX_IDX_DIMENSIONS:
        raise DatasetError(
            f"{path.name} has {magic[3]} dimensions, expected 1 to {MAX_IDX_DIMENSIONS}."
        )
    header = stream.read(4 * magic[3])
    if len(header) < 4 * magic[3]:
        raise DatasetError(f"{path.name} ends within its header; download the data set again.")
    shape = struct.unpack(f">{magic[3]}I", header)
    dtype = np.dtype(IDX_TYPES[magic[2]])
    size = math.prod(shape) * dtype.itemsize
    if size > most_bytes:
        raise DatasetError(
            f"{path.name} says it holds {size:,} bytes, more than the {most_bytes:,} that are read."
        )
    content = stream.read(size) if size <= available else b""
    if len(content) < size:
        raise DatasetError(
            f"{path.name} is shorter than its header says; download the data set again."
        )
    if stream.read(1):
        raise DatasetError(
            f"{path.name} is longer than its header says; download the data set again."
        )
    return np.frombuffer(content, dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)


def npz_names(path: Path) -> tuple[str, ...]:
    """The names of the arrays in an npz file, without ``.npy``.

    Raises:
        DatasetError: The file cannot be read.
    """
    with _readable(path, "npz"), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return tuple(name.removesuffix(".npy") for name in names if name.endswith(".npy"))


def read_npz(
    path: Path, names: tuple[str, ...], *, most_bytes: int = MAX_BYTES
) -> tuple[NDArray[Any], ...]:
    """Arrays of an npz file, never unpickled.

    Args:
        path: A zip archive of ``.npy`` members.
        names: Of the arrays to read, without ``.npy``.
        most_bytes: A larger array is refused.

    Raises:
        DatasetError: The file cannot be read, an array is missing, holds Python
            objects, is larger than `most_bytes`, or is not as long as its header says.
    """
    with _readable(path, "npz"), zipfile.ZipFile(path) as archive:
        members = {member.filename: member for member in archive.infolist()}
        missing = [name for name in names if f"{name}.npy" not in members]
        if missing:
            raise DatasetError(
                f"{path.name} has no array {missing[0]!r}, expected {', '.join(names)}."
            )
        return tuple(
            _npy_array(archive, members[f"{name}.npy"], most_bytes, path) for name in names
        )


def _npy_array(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, most_bytes: int, path: Path
) -> NDArray[Any]:
    what = f"{member.filename} in {path.name}"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # numpy writes no others; LZMA would take as much memory as its header asks for.
        raise DatasetError(f"{what} is packed in another way than numpy does it; save it again.")
    if member.file_size > min(most_bytes, member.compress_size * _DEFLATE_MOST + 1024):
        raise DatasetError(
            f"{what} says it holds {member.file_size:,} bytes, more than are read or packed there."
        )
    with archive.open(member) as stream:
        version = np.lib.format.read_magic(stream)
        read_header = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        try:
            shape, column_major, dtype = read_header(stream)
        except (
            tokenize.TokenError, SyntaxError, TypeError, OverflowError, MemoryError, RecursionError
        ) as error:  # fmt: skip
            # What Python's own parser raises for a header, or a type in it, that is no literal.
            raise ValueError("The header cannot be parsed.") from error
        if dtype.hasobject or dtype.itemsize == 0:
            raise DatasetError(f"{what} holds Python objects, which are not read.")
        if math.prod(shape) * dtype.itemsize != member.file_size - stream.tell():
            raise DatasetError(f"{what} is not as long as its header says.")
        flat = np.frombuffer(stream.read(), dtype)
        return flat.reshape(shape, order="F" if column_major else "C")


@contextlib.contextmanager
def _readable(path: Path, kind: str) -> Iterator[None]:
    """Turns what damaged files raise into a `DatasetError` that names the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise DatasetError(f"{path} is not there; check the folder of the data set.") from error
    except (EOFError, ValueError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        # zipfile: RuntimeError for encrypted members, NotImplementedError for foreign methods.
        raise DatasetError(
            f"{path.name} is a damaged {kind} file; download the data set again."
        ) from error
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror or error}.") from error
