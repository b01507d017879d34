from __future__ import annotations

from pathlib import Path

import pytest

from model.atomic_files import replacing, sha256_of, write_atomically


def test_a_file_is_made_with_its_folder(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new" / "a.json", b"{}")
    assert (tmp_path / "new" / "a.json").read_bytes() == b"{}"
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_the_old_file_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def half_written() -> None:
        with replacing(path) as temporary:
            temporary.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_written()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_temporary_file_has_the_same_suffix(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.keras") as temporary:
        assert temporary.suffix == ".keras"


def test_the_checksum_is_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a").startswith("ba7816bf8f01cfea414140de5dae2223")
