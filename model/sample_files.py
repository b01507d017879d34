"""The user's samples from and to files of others: pictures by class, IDX and npz."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.array_files import DatasetError, npz_names, read_idx, read_npz
from model.atomic_files import replacing, sync
from model.picture_crop import NoDigitError, crop_of_picture
from model.sample_arrays import FACT_NAMES, arrays_of, samples_of_arrays
from model.samples import MAX_SAMPLES, Origin, Sample, SampleError
from vision.files import FileError, head_bytes, shown_name
from vision.images import ImageError, is_image_path, read_image
from vision.reading import CROP_SIZE, NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from model.datasets import Progress
    from model.samples import SampleStore

MOST_BYTES = MAX_SAMPLES * CROP_SIZE * CROP_SIZE * 4
"""The largest array that is read: as many crops as are kept, in single precision."""

MOST_PROBLEMS = 1000
"""More pictures that cannot be used are counted but not listed."""

CLASS_FOLDERS = (*map(str, range(10)), "not a digit")
"""What the folders of an export are called, by label."""

_OTHER_NAMES = {"not_a_digit": 10, "not-a-digit": 10, "notadigit": 10, "none": 10, "10": 10}
_ARRAY_NAMES = (
    ("crops", "labels"), ("images", "labels"), ("x", "y"), ("X", "y"), ("x_train", "y_train"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ReadSamples:
    """What a file or folder holds.

    Attributes:
        samples: In the order in which they are to be added.
        problems: Name and reason of each picture that could not be used; the
            first `MOST_PROBLEMS`.
        problem_count: How many there are.
    """

    samples: tuple[Sample, ...]
    problems: tuple[tuple[str, str], ...] = ()
    problem_count: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """What an import has done.

    Attributes:
        added: The new samples.
        known_count: How many were in the store already, with the same label.
        problems: As in `ReadSamples`.
        problem_count: As in `ReadSamples`.
    """

    added: tuple[Sample, ...]
    known_count: int
    problems: tuple[tuple[str, str], ...]
    problem_count: int


def import_samples(
    store: SampleStore, path: Path, *, on_progress: Progress | None = None
) -> Imported:
    """Adds what a file or folder holds to the user's samples: all of it, or nothing.

    Samples that are there already, with the same label, are passed over.

    Args:
        store: Is written to at the very end, in one transaction.
        path: As for `read_samples`.
        on_progress: Called with how many are read and how many there are. What
            it raises ends the import, and the store is as it was.

    Raises:
        SampleError: It cannot be read or kept; the store is as it was.
    """
    found = read_samples(path, on_progress=on_progress)
    known = {(one.label, one.crop.tobytes()) for one in store.all()}
    fresh = [one for one in found.samples if (one.label, one.crop.tobytes()) not in known]
    if on_progress is not None:
        on_progress(len(found.samples), len(found.samples))
    added = store.add(fresh)
    known_count = len(found.samples) - len(fresh)
    return Imported(added, known_count, found.problems, found.problem_count)


def read_samples(path: Path, *, on_progress: Progress | None = None) -> ReadSamples:
    """The samples in a folder of pictures by class, in an npz file or in a pair of IDX files.

    * A folder has folders "0" to "9" and "not a digit" in it, with a picture of
      one digit in each file; which are missing is no matter.
    * An npz file has arrays "crops" and "labels", or "images" and "labels", "x"
      and "y", "x_train" and "y_train".
    * Of a pair of IDX files either is named; the other lies beside it.

    Pictures of other sizes than 28x28 are brought to it as the camera's are, see
    `model.picture_crop`.

    Args:
        path: Of the folder or file.
        on_progress: Called with how many are read and how many there are; what
            it raises ends the reading.

    Raises:
        SampleError: There is nothing to read, or one row of it is no sample; the
            sentence names the row.
    """
    if path.is_dir():
        return _from_folder(path, on_progress)
    with _as_sample_error():
        head = head_bytes(path, 4)
        if head[:2] == b"PK":
            return _from_npz(path, on_progress)
        images, labels = _idx_pair(path)
        arrays = read_idx(images, most_bytes=MOST_BYTES), read_idx(labels, most_bytes=MOST_BYTES)
    return ReadSamples(samples_of_arrays(*arrays, path.name, on_progress))


def export_npz(samples: Sequence[Sample], path: Path) -> None:
    """Writes samples with all that is known of them to an npz file, oldest first.

    Raises:
        SampleError: It cannot be written; what was there before still is.
    """
    arrays = arrays_of(_oldest_first(samples))
    with _as_sample_error(), replacing(path) as temporary, temporary.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


def export_folder(
    samples: Sequence[Sample], folder: Path, *, on_progress: Progress | None = None
) -> Path:
    """Writes samples as PNG pictures into folders by class.

    Args:
        samples: What is written.
        folder: Gets a new folder; nothing in it is replaced.
        on_progress: Called with how many are written and how many there are. What
            it raises ends the export, and nothing is left behind.

    Returns:
        The new folder.

    Raises:
        SampleError: They cannot be written; nothing is left behind.
    """
    import cv2

    oldest_first = _oldest_first(samples)
    with _as_sample_error():
        temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            for number, one in enumerate(oldest_first, start=1):
                if on_progress is not None:
                    on_progress(number - 1, len(oldest_first))
                place = temporary / CLASS_FOLDERS[one.label]
                place.mkdir(exist_ok=True)
                picture = cv2.imencode(".png", one.crop)[1]
                (place / f"{number:06d}.png").write_bytes(picture.tobytes())
            temporary.chmod(0o755)
            final = temporary.rename(_free_name(folder))
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync(folder)
    return final


def _free_name(folder: Path) -> Path:
    name = f"handwriting {datetime.now():%Y-%m-%d}"
    numbered = (folder / f"{name} ({number})" for number in range(2, 10_000))
    return next(path for path in (folder / name, *numbered) if not path.exists())


def _oldest_first(samples: Sequence[Sample]) -> list[Sample]:
    return sorted(samples, key=lambda one: (one.made_at, one.id or 0))


# --- pictures by class ---


def _from_folder(folder: Path, on_progress: Progress | None) -> ReadSamples:
    pictures: list[tuple[Path, int]] = []
    with _as_sample_error():
        for place, label in class_folders(folder):
            for path in _pictures(place):
                pictures.append((path, label))
                if len(pictures) > MAX_SAMPLES:
                    raise SampleError(
                        f"{shown_name(folder)} holds more than the {MAX_SAMPLES:,} pictures "
                        "that are read; import it in parts."
                    )
    if not pictures:
        raise SampleError(
            f'{shown_name(folder)} holds no pictures in folders named "0" to "9" '
            'or "not a digit"; sort them into such folders.'
        )
    samples: list[Sample] = []
    problems: list[tuple[str, str]] = []
    problem_count = 0
    for number, (path, label) in enumerate(pictures):
        if on_progress is not None:
            on_progress(number, len(pictures))
        try:
            crop = crop_of_picture(read_image(path), is_alone=label != NOT_A_DIGIT)
        except (ImageError, NoDigitError) as error:
            problem_count += 1
            if len(problems) < MOST_PROBLEMS:
                problems.append((f"{path.parent.name}/{path.name}", str(error)))
        else:
            samples.append(Sample(crop, label, Origin.IMPORT))
    if not samples:
        name, reason = problems[0]
        raise SampleError(
            f"None of the {len(pictures):,} pictures in {shown_name(folder)} can be used; "
            f"the first is {shown_name(name)}: {reason}."
        )
    return ReadSamples(tuple(samples), tuple(problems), problem_count)


def class_folders(folder: Path) -> Iterator[tuple[Path, int]]:
    """The folders of a folder that are named by what their pictures show, with the label.

    Raises:
        OSError: The folder cannot be read.
    """
    labels = {name: label for label, name in enumerate(CLASS_FOLDERS)} | _OTHER_NAMES
    for place in sorted(folder.iterdir()):
        label = labels.get(place.name.lower())
        if label is not None and place.is_dir():
            yield place, label


def _pictures(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if is_image_path(path) and not path.name.startswith(".") and path.is_file():
            yield path


# --- arrays ---


def _idx_pair(path: Path) -> tuple[Path, Path]:
    """The files of images and of labels, of which one is named."""
    name = path.name
    for images, labels in (("images", "labels"), ("image", "label")):
        if images in name:
            return path, _beside(path, name.replace(images, labels).replace("idx3", "idx1"))
        if labels in name:
            return _beside(path, name.replace(labels, images).replace("idx1", "idx3")), path
    raise SampleError(
        f"{shown_name(path)} is neither an npz file nor one of a pair of IDX files, such as "
        "train-images-idx3-ubyte and train-labels-idx1-ubyte; choose another one."
    )


def _beside(path: Path, name: str) -> Path:
    names = (name, f"{name}.gz", name.removesuffix(".gz"))
    found = next((path.with_name(one) for one in names if path.with_name(one).is_file()), None)
    if found is None:
        raise SampleError(
            f"{shown_name(path)} lacks the other file of its pair, {shown_name(name)}; "
            "put both into one folder."
        )
    return found


def _from_npz(path: Path, on_progress: Progress | None) -> ReadSamples:
    with _as_sample_error():
        there = npz_names(path)
        names = next((pair for pair in _ARRAY_NAMES if set(pair) <= set(there)), None)
        if names is None:
            raise SampleError(
                f'{shown_name(path)} has no arrays "crops" and "labels", "images" and "labels" '
                'or "x" and "y"; name them so.'
            )
        images, labels = read_npz(path, names, most_bytes=MOST_BYTES)
        facts = {}
        if names == ("crops", "labels"):
            wanted = tuple(name for name in FACT_NAMES if name in there)
            found = read_npz(path, wanted, most_bytes=MOST_BYTES)
            facts = dict(zip(wanted, found, strict=True))
    return ReadSamples(samples_of_arrays(images, labels, path.name, on_progress, facts))


@contextlib.contextmanager
def _as_sample_error() -> Iterator[None]:
    try:
        yield
    except (DatasetError, FileError) as error:
        raise SampleError(str(error).replace("download the data set again", "save it again")) from (
            error
        )
    except OSError as error:
        place = f"{shown_name(error.filename)} " if error.filename else "It "
        raise SampleError(
            f"{place}cannot be read or written: {error.strerror or error}."
        ) from error
