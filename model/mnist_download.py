"""MNIST from the net into the user's cache folder, checked before anything reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pooch

from model.array_files import DatasetError

if TYPE_CHECKING:
    from model.datasets import Progress

SHA256_OF_FILES = {
    "train-images-idx3-ubyte.gz":
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz":
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz":
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz":
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}  # fmt: skip

BYTES_OF_FILES = {
    "train-images-idx3-ubyte.gz": 9_912_422,
    "train-labels-idx1-ubyte.gz": 28_881,
    "t10k-images-idx3-ubyte.gz": 1_648_877,
    "t10k-labels-idx1-ubyte.gz": 4_542,
}

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)

TIMEOUT_S = 15.0
"""Longest silence of a server, when connecting as well as later."""

_CHUNK_BYTES = 1 << 16


def downloaded_mnist(
    on_progress: Progress | None = None,
    *,
    folder: Path | None = None,
    mirrors: tuple[str, ...] = MIRRORS,
) -> Path:
    """The folder with MNIST's four files, downloaded if they are not there yet.

    Args:
        on_progress: Called with bytes received and expected, of all files
            together. What it raises ends the download, and nothing half is left.
        folder: Where they are kept, by default in the user's cache folder.
        mirrors: Addresses that are tried one after the other, ending in a slash.

    Raises:
        DatasetError: No mirror gave the files, or not with the right checksum;
            wrong ones were deleted.
    """
    place = folder or platformdirs.user_cache_path("digitlens") / "mnist"
    pooch.get_logger().setLevel("ERROR")
    received = 0
    for name, sha256 in SHA256_OF_FILES.items():
        _fetch(name, sha256, place, mirrors, _FileProgress(name, received, on_progress))
        received += BYTES_OF_FILES[name]
    return place


def _fetch(
    name: str, sha256: str, place: Path, mirrors: tuple[str, ...], progress: _FileProgress
) -> None:
    problem = "there is no address to try"
    for mirror in mirrors:
        progress.reset()
        downloader = pooch.HTTPDownloader(
            progressbar=progress, chunk_size=_CHUNK_BYTES, timeout=TIMEOUT_S
        )
        try:
            pooch.retrieve(
                mirror + name, f"sha256:{sha256}", fname=name, path=place, downloader=downloader
            )
        except _TooLongError:
            problem = "a server sent more than the file"
        except ValueError:  # pooch has deleted what it received
            problem = "a server sent something else (wrong checksum)"
        except OSError as error:  # requests' errors are of this kind too
            problem = (
                "no server could be reached"
                if _is_remote(error)
                else f"it could not be saved ({error.strerror or error})"
            )
        else:
            return
    raise DatasetError(
        f"MNIST could not be downloaded, {problem}; "
        "check the network, or name a folder that holds its files."
    )


def _is_remote(error: OSError) -> bool:
    """Whether the network is at fault and not the disk."""
    return type(error).__module__.startswith(("requests", "urllib3"))


class _TooLongError(Exception):
    """The server sends more than the file has."""


class _FileProgress:
    """What pooch takes for a progress bar: counts one file, tells of all.

    Attributes:
        total: Size of the file as the server states it; set by pooch, not trusted.
    """

    def __init__(self, name: str, before: int, on_progress: Progress | None) -> None:
        self.total = 0
        self._size = BYTES_OF_FILES[name]
        self._before = before
        self._on_progress = on_progress
        self._done = 0

    def update(self, count: int) -> None:
        self._done += count
        if self._done > self._size + 2 * _CHUNK_BYTES:  # pooch counts in whole chunks
            raise _TooLongError
        if self._on_progress is not None:
            done = self._before + min(self._done, self._size)
            self._on_progress(done, sum(BYTES_OF_FILES.values()))

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        """Nothing to close; pooch calls it."""
