from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.array_files import DatasetError, read_idx, read_npz

MEGABYTE = 1 << 20


def idx_bytes(array: np.ndarray, code: int = 0x08) -> bytes:
    shape = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, code, array.ndim]) + shape + array.tobytes()


@pytest.fixture
def digits() -> np.ndarray:
    return np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)


@pytest.mark.parametrize("packed", [False, True])
def test_an_idx_file_gives_its_array(tmp_path: Path, digits: np.ndarray, packed: bool) -> None:
    path = tmp_path / "images"
    content = idx_bytes(digits)
    path.write_bytes(gzip.compress(content) if packed else content)
    np.testing.assert_array_equal(read_idx(path), digits)


def test_numbers_of_several_bytes_arrive_in_native_order(tmp_path: Path) -> None:
    path = tmp_path / "labels"
    path.write_bytes(idx_bytes(np.array([[1, -2], [70000, 4]], ">i4"), 0x0C))
    table = read_idx(path)
    assert table.tolist() == [[1, -2], [70000, 4]]
    assert table.dtype == np.int32


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: b"", "no IDX file"),
        (lambda content: b"\x01" + content[1:], "no IDX file"),
        (lambda content: content[:2] + b"\x07" + content[3:], "no IDX file"),
        (lambda content: content[:3] + b"\x09" + content[4:], "9 dimensions"),
        (lambda content: content[:3] + b"\x00" + content[4:], "0 dimensions"),
        (lambda content: content[:9], "within its header"),
        (lambda content: content[:-1], "shorter"),
        (lambda content: content + b"\0", "longer"),
        (lambda content: content[:4] + b"\x80\0\0\0" * 3 + content[16:], "bytes, more than"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_damaged_idx_file_is_named(
    tmp_path: Path, digits: np.ndarray, damage, words: str, packed: bool
) -> None:
    path = tmp_path / "images.idx"
    content = damage(idx_bytes(digits))
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DatasetError, match=words) as caught:
        read_idx(path)
    assert "images.idx" in str(caught.value)


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_truncated_gzip_file_is_refused(tmp_path: Path, digits: np.ndarray, cut: float) -> None:
    path = tmp_path / "images.gz"
    content = gzip.compress(idx_bytes(np.random.default_rng(0).integers(0, 256, 5000, np.uint8)))
    path.write_bytes(content[: int(cut * len(content))])
    with pytest.raises(DatasetError, match=r"images\.gz"):
        read_idx(path)


def test_a_header_that_lies_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    header = bytes([0, 0, 8, 3]) + struct.pack(">3I", 500_000, 28, 28)
    path.write_bytes(gzip.compress(header + bytes(1000)))
    tracemalloc.start()
    try:
        with pytest.raises(DatasetError, match="shorter"):
            read_idx(path)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    header = bytes([0, 0, 8, 1]) + struct.pack(">I", 10)
    path.write_bytes(gzip.compress(header + bytes(64 * MEGABYTE)))
    tracemalloc.start()
    try:
        with pytest.raises(DatasetError, match="longer"):
            read_idx(path)
        assert tracemalloc.get_traced_memory()[1] < 2 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir])
def test_what_is_no_file_is_refused(tmp_path: Path, make) -> None:
    make(tmp_path / "images")
    with pytest.raises(DatasetError, match="images"):
        read_idx(tmp_path / "images")


@pytest.mark.fuzz
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200), keep_magic=st.booleans(), packed=st.booleans())
def test_any_bytes_are_an_array_or_a_friendly_error(
    tmp_path: Path, content: bytes, keep_magic: bool, packed: bool
) -> None:
    path = tmp_path / "any"
    content = b"\0\0\x08\x01" + content if keep_magic else content
    path.write_bytes(gzip.compress(content) if packed else content)
    try:
        array = read_idx(path)
    except DatasetError:
        return
    assert array.nbytes <= len(content)


def test_an_npz_file_gives_its_arrays(tmp_path: Path, digits: np.ndarray) -> None:
    path = tmp_path / "set.npz"
    np.savez_compressed(path, x=digits, y=np.asfortranarray(digits[0]))
    x, y = read_npz(path, ("x", "y"))
    np.testing.assert_array_equal(x, digits)
    np.testing.assert_array_equal(y, digits[0])


def test_a_missing_array_is_named(tmp_path: Path, digits: np.ndarray) -> None:
    np.savez(tmp_path / "set.npz", x=digits)
    with pytest.raises(DatasetError, match="no array 'y'"):
        read_npz(tmp_path / "set.npz", ("x", "y"))


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "set.npz", x=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DatasetError, match="Python objects"):
        read_npz(tmp_path / "set.npz", ("x",))


def test_an_npz_header_that_lies_takes_no_memory(tmp_path: Path) -> None:
    member = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        member, {"descr": "|u1", "fortran_order": False, "shape": (1 << 29,)}
    )
    with zipfile.ZipFile(tmp_path / "set.npz", "w") as archive:
        archive.writestr("x.npy", member.getvalue() + bytes(10))
    tracemalloc.start()
    try:
        with pytest.raises(DatasetError, match="not as long"):
            read_npz(tmp_path / "set.npz", ("x",))
        assert tracemalloc.get_traced_memory()[1] < MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all" * 20])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "set.npz").write_bytes(content)
    with pytest.raises(DatasetError, match=r"set\.npz is a damaged npz file"):
        read_npz(tmp_path / "set.npz", ("x",))


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': (",
        b"(" * 9000,
        b"-" * 9000 + b"1",
        b"\xff\xfe",
        b"{'descr': '|01', 'fortran_order': False, 'shape': (2, 3), }",
    ],
    ids=range(5),
)
def test_an_npz_header_that_is_no_literal_is_refused(tmp_path: Path, header: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "set.npz", "w") as archive:
        size = struct.pack("<H", len(header))
        archive.writestr("x.npy", b"\x93NUMPY\x01\x00" + size + header + bytes(4))
    with pytest.raises(DatasetError, match=r"set\.npz is a damaged npz file"):
        read_npz(tmp_path / "set.npz", ("x",))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_npz_that_numpy_did_not_pack_is_refused(
    tmp_path: Path, digits: np.ndarray, method: int
) -> None:
    member = io.BytesIO()
    np.save(member, digits)
    with zipfile.ZipFile(tmp_path / "set.npz", "w", method) as archive:
        archive.writestr("x.npy", member.getvalue())
    with pytest.raises(DatasetError, match="packed in another way"):
        read_npz(tmp_path / "set.npz", ("x",))
