"""Labelled crops from MNIST and from folders in its formats, split by writer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
import platformdirs

from model.array_files import DatasetError, read_idx, read_npz
from model.choices import USUAL_VALIDATION_SHARE
from model.mnist_download import SHA256_OF_FILES, downloaded_mnist
from vision.reading import CLASS_COUNT, CROP_SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.reading import Crops

    Labels = NDArray[np.int64]
    Subset = NDArray[np.bool_] | NDArray[np.integer[Any]] | slice

__all__ = [
    "DatasetError", "LabelledCrops", "MnistSplits", "load_mnist", "present_mnist", "read_idx",
    "read_npz",
]  # fmt: skip

DATA_VARIABLE = "DIGITLENS_DATA"
"""Environment variable that names the folder of data sets."""

_PLACES = (".", "mnist", "MNIST", "MNIST/raw", "raw")
_NPZ_NAMES = ("x_train", "y_train", "x_test", "y_test")
_QMNIST_WRITERS = "qmnist_labels/qmnist-train-labels-idx2-int.gz"
_WRITER_COLUMN = 2
_MNIST_CHECK = 8_022_738_712


class Progress(Protocol):
    """Is told how a download goes; what it raises ends the download."""

    def __call__(self, done: int, total: int, /) -> None:
        """Takes bytes received and bytes expected, of all files together."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledCrops:
    """Crops and what they are.

    Attributes:
        crops: (N, 28, 28) uint8, white ink on black.
        labels: (N,) int64, 0 to 9 for digits, 10 for "not a digit".
        writers: (N,) int64, one number for each hand; None where unknown.
    """

    crops: Crops
    labels: Labels
    writers: Labels | None = None

    def __post_init__(self) -> None:
        expected = (len(self.labels), CROP_SIZE, CROP_SIZE)
        if self.crops.shape != expected or self.crops.dtype != np.uint8:
            raise ValueError(
                f"Expected crops of shape {expected} and dtype uint8, "
                f"got {self.crops.shape} and {self.crops.dtype}."
            )
        for name, values in (("labels", self.labels), ("writers", self.writers)):
            if values is not None and (
                values.shape != (len(self.crops),) or values.dtype != np.int64
            ):
                raise ValueError(
                    f"Expected {name} of shape ({len(self.crops)},) and dtype int64, "
                    f"got {values.shape} and {values.dtype}."
                )
        wrong = np.flatnonzero((self.labels < 0) | (self.labels >= CLASS_COUNT))
        if len(wrong):
            raise ValueError(
                f"Label {self.labels[wrong[0]]} in row {wrong[0]}, expected 0 to {CLASS_COUNT - 1}."
            )

    def __len__(self) -> int:
        return len(self.labels)

    def subset(self, chosen: Subset) -> LabelledCrops:
        """The crops of a mask, of indices or of a slice."""
        writers = None if self.writers is None else self.writers[chosen]
        return LabelledCrops(self.crops[chosen], self.labels[chosen], writers)

    def limited(self, count: int | None, seed: int) -> LabelledCrops:
        """At most `count` crops, drawn at random without repetition; all for None."""
        if count is None or count >= len(self):
            return self
        return self.subset(np.sort(np.random.default_rng(seed).permutation(len(self))[:count]))

    @classmethod
    def joined(cls, parts: list[Self] | tuple[Self, ...]) -> LabelledCrops:
        """All crops of several sets in one; writers only if all parts know them."""
        writers = [part.writers for part in parts if part.writers is not None]
        return LabelledCrops(
            np.concatenate([part.crops for part in parts]),
            np.concatenate([part.labels for part in parts]),
            np.concatenate(writers) if len(writers) == len(parts) else None,
        )


@dataclass(frozen=True, slots=True, eq=False)
class MnistSplits:
    """What trains, what chooses, and what tests."""

    training: LabelledCrops
    validation: LabelledCrops
    test: LabelledCrops


def load_mnist(
    folder: Path | None = None,
    *,
    on_progress: Progress | None = None,
    validation_share: float = USUAL_VALIDATION_SHARE,
) -> MnistSplits:
    """MNIST, or a data set in its formats, with a validation split cut out of its training part.

    For MNIST itself the validation split holds all 6,055 digits of 54 of its
    539 training writers, so that no hand is in both. (Its files are shuffled:
    of the last 6,000 digits, 35 % are of hands that also trained.) None of them
    ever trains: of a smaller `validation_share` it holds some of them, and of a
    larger one rows of other writers too, drawn at random, whose other digits
    train. Of another data set, whose writers are not known, it holds the last rows.

    Args:
        folder: Holds the four IDX files, plain or gzipped, or ``mnist.npz``,
            itself or in a folder ``mnist``. None stands for the folder that the
            environment variable ``DIGITLENS_DATA`` names, or else a download
            into the user's cache folder.
        on_progress: Called with bytes received and expected, if there is
            something to download. What it raises ends the download.
        validation_share: Of the rows, 0 to 1. The usual one stands for MNIST's
            split by writer.

    Raises:
        DatasetError: The data set is missing, damaged, cannot be downloaded, or
            its labels are not 0 to 9.
    """
    if folder is None and os.environ.get(DATA_VARIABLE):
        folder = Path(os.environ[DATA_VARIABLE])
    place = downloaded_mnist(on_progress) if folder is None else folder
    crops, labels, test_crops, test_labels = _read_arrays(place)
    known = _labelled(crops, labels, "training")
    test = _labelled(test_crops, test_labels, "test")
    writers = _writers(place, known.labels)
    if writers is not None:
        known = LabelledCrops(known.crops, known.labels, writers)
    trains, chooses = _parts(known.labels, validation_share)
    return MnistSplits(known.subset(trains), known.subset(chooses), test)


def present_mnist(folder: Path | None = None) -> MnistSplits | None:
    """MNIST if it is on this machine and whole; nothing is downloaded.

    Args:
        folder: As `load_mnist` takes it; None stands for the folder that the
            environment variable ``DIGITLENS_DATA`` names, or else for what an
            earlier download left.
    """
    if folder is None and not os.environ.get(DATA_VARIABLE):
        folder = platformdirs.user_cache_path("digitlens") / "mnist"
        if not all((folder / name).is_file() for name in SHA256_OF_FILES):
            return None
    try:
        return load_mnist(folder)
    except DatasetError:
        return None


def _read_arrays(folder: Path) -> tuple[NDArray[Any], ...]:
    """Training crops and labels, test crops and labels, as they are in the files."""
    if not folder.is_dir():
        raise DatasetError(f"{folder} is no folder; name the one that holds MNIST's files.")
    for place in _PLACES:
        paths = [_idx_path(folder / place, name) for name in SHA256_OF_FILES]
        found = [path for path in paths if path is not None]
        if len(found) == len(paths):
            return tuple(read_idx(path) for path in found)
        if (folder / place / "mnist.npz").is_file():
            return read_npz(folder / place / "mnist.npz", _NPZ_NAMES)
        if found:
            raise DatasetError(
                f"{folder / place} has {found[0].name} but not all four files of MNIST; "
                "copy the others there too."
            )
    raise DatasetError(
        f"{folder} holds no MNIST, neither as IDX files such as train-images-idx3-ubyte.gz "
        "nor as mnist.npz; check the folder."
    )


def _idx_path(folder: Path, zipped_name: str) -> Path | None:
    """The file under any of the names it is known by."""
    name = zipped_name.removesuffix(".gz")
    dotted = name.replace("-idx", ".idx")
    for candidate in (zipped_name, name, f"{dotted}.gz", dotted):
        if (folder / candidate).is_file():
            return folder / candidate
    return None


def _labelled(crops: NDArray[Any], labels: NDArray[Any], part: str) -> LabelledCrops:
    """Checked crops and labels of one part of a data set."""
    if crops.dtype != np.uint8 or crops.shape[1:] != (CROP_SIZE, CROP_SIZE):
        raise DatasetError(
            f"The {part} images have shape {crops.shape} and type {crops.dtype}, expected "
            f"(N, {CROP_SIZE}, {CROP_SIZE}) and uint8; this is not a data set like MNIST."
        )
    if labels.shape != (len(crops),) or not np.issubdtype(labels.dtype, np.integer):
        raise DatasetError(
            f"There are {len(crops)} {part} images but labels of shape {labels.shape} and type "
            f"{labels.dtype}; these files do not belong together."
        )
    wrong = np.flatnonzero((labels < 0) | (labels > 9))
    if len(wrong):
        raise DatasetError(
            f"The {part} label in row {wrong[0]} is {labels[wrong[0]]}, expected 0 to 9."
        )
    empty = np.flatnonzero(np.bincount(labels, minlength=10) == 0)
    if len(empty):
        raise DatasetError(f"The {part} images hold no {empty[0]}; all ten digits are needed.")
    return LabelledCrops(np.ascontiguousarray(crops), labels.astype(np.int64))


def _writers(folder: Path, labels: Labels) -> Labels | None:
    """The writer of each training digit, where QMNIST's labels lie beside MNIST."""
    for place in (folder, folder.parent):
        if (place / _QMNIST_WRITERS).is_file():
            table = read_idx(place / _QMNIST_WRITERS)
            if table.ndim == 2 and np.array_equal(table[:, 0], labels):
                return table[:, _WRITER_COLUMN].astype(np.int64)
    return None


def _parts(labels: Labels, share: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows of a training part train a model, and which choose among models."""
    chooses = np.zeros(len(labels), np.bool_)
    count = max(1, round(share * len(labels)))
    if not _is_mnist(labels):
        chooses[len(labels) - count :] = True
        return ~chooses, chooses
    # The rows of 54 writers drawn at random, by the writer column of QMNIST's
    # labels (Yadav and Bottou, 2019; BSD 3-clause).
    rows = resources.files("model") / "bundled" / "mnist_validation_rows.npy"
    with rows.open("rb") as stream:
        chooses[np.load(stream, allow_pickle=False)] = True
    trains = ~chooses
    if share != USUAL_VALIDATION_SHARE:
        # The writers' rows first: what judges a new model later has never trained it.
        order = np.random.default_rng(0).permutation(len(labels))
        order = np.concatenate([order[chooses[order]], order[trains[order]]])
        chooses[:] = False
        chooses[order[:count]] = True
        trains &= ~chooses
    return trains, chooses


def _is_mnist(labels: Labels) -> bool:
    """Whether these are MNIST's training labels, by a sum that hangs on every row and order."""
    return len(labels) == 60_000 and int(labels @ np.arange(60_000)) == _MNIST_CHECK
