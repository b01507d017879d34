"""The files of a version of the model: copied into the store, and out of it to be handed on."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from model.atomic_files import replacing, sha256_of, sync
from model.card import CARD_NAME, KERAS_NAME, TFLITE_NAME
from model.classifier import ModelError
from model.version import REPORT_FOLDER

if TYPE_CHECKING:
    from model.version import ModelVersion

FILE_NAMES = (CARD_NAME, KERAS_NAME, TFLITE_NAME)


def copy_into(
    folder: Path, keras_path: Path, tflite_path: Path, report: Path | None
) -> dict[str, str]:
    """Copies a model and its report into an empty folder; they are on the disk then.

    Returns:
        The SHA-256 of the model's two files, by their names.

    Raises:
        OSError: Something cannot be read or written.
    """
    for source, name in ((keras_path, KERAS_NAME), (tflite_path, TFLITE_NAME)):
        shutil.copyfile(source, folder / name)
        sync(folder / name)
    if report is not None:
        _copy_folder(report, folder / REPORT_FOLDER)
    return {name: sha256_of(folder / name) for name in (KERAS_NAME, TFLITE_NAME)}


def export_version(version: ModelVersion, target: Path) -> Path:
    """Copies network, converted network and card, all of them or none.

    Args:
        version: What to copy; its files are compared with its card first, as a
            damaged model is not handed on.
        target: A folder that is empty or not there yet, or a file with the
            suffix ``.zip`` that is not there yet.

    Returns:
        `target`.

    Raises:
        ModelError: The model is damaged, there is something at `target`, or it
            cannot be written to.
    """
    _check_files(version)
    try:
        if target.suffix.lower() == ".zip":
            if target.exists():
                raise ModelError(f"There is a file {target} already; choose another name.")
            _write_archive(version, target)
        else:
            if target.exists() and not _is_empty_folder(target):
                raise ModelError(f"{target} is not empty; name a new folder.")
            _write_folder(version, target)
    except OSError as error:
        raise ModelError(
            f"The model could not be exported to {target} ({error.strerror or error})."
        ) from error
    return target


def free_target(folder: Path, name: str) -> Path:
    """A path in a folder at which nothing is yet: `name`, else with a number behind it."""
    number, path = 1, folder / name
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}"
    return path


def _check_files(version: ModelVersion) -> None:
    version.load_classifier()
    try:
        is_sound = sha256_of(version.keras_path) == version.card.sha256.get(KERAS_NAME)
    except OSError as error:
        raise ModelError(
            f"The model {version.card.name} cannot be read: {error.strerror or error}."
        ) from error
    if not is_sound:
        raise ModelError(f"The model {version.card.name} is damaged: its file is not what it was.")


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _write_folder(version: ModelVersion, target: Path) -> None:
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        for name in FILE_NAMES:
            shutil.copyfile(version.folder / name, folder / name)
            sync(folder / name)
        folder.chmod(0o755)
        sync(folder)
        if target.exists():
            target.rmdir()  # empty; Windows renames to no name that is taken
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    sync(target.parent)


def _write_archive(version: ModelVersion, target: Path) -> None:
    with replacing(target) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name in FILE_NAMES:
            # A network's numbers hardly get smaller by packing.
            archive.write(version.folder / name, name)


def _copy_folder(source: Path, target: Path) -> None:
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copy_folder(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)
            sync(target / path.name)
    sync(target)
