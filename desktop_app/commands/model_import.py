"""Models from elsewhere, checked before they are added."""

from __future__ import annotations

import dataclasses
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from desktop_app.commands import CommandError
from desktop_app.commands.chosen_model import version_in
from desktop_app.commands.keras_process import keras_task
from model.atomic_files import sha256_of
from model.card import CARD_NAME, KERAS_NAME, MAX_CARD_BYTES, TFLITE_NAME, ModelCard, now_iso
from model.keras_file import DAMAGE, MAX_WEIGHTS_BYTES, PACKED, check_keras_file
from model.store import ModelStore, ModelVersion

LARGEST_BYTES = {
    CARD_NAME: MAX_CARD_BYTES, KERAS_NAME: MAX_WEIGHTS_BYTES, TFLITE_NAME: MAX_WEIGHTS_BYTES
}  # fmt: skip


def imported(
    store: ModelStore, path: Path, *, is_cancelled: Callable[[], bool] = lambda: False
) -> ModelVersion:
    """Adds a model to the store, without putting it into use.

    Args:
        store: Where to add it.
        path: What was exported, a folder or a ``.zip`` archive, or a ``.keras`` file.
        is_cancelled: Asked often while a ``.keras`` file is tried by a process of its own.

    Raises:
        TaskCancelled: `is_cancelled` said so; nothing was added.
        CommandError: There is no model, or its files are not those of its card.
        ModelError: A file is damaged, does not fit, or is not safe to open.
    """
    if path.is_dir():
        return _from_folder(store, path)
    if not path.is_file():
        raise CommandError(f"There is no file or folder {path}.")
    if path.suffix.lower() == ".zip":
        return _from_archive(store, path)
    return _from_keras(store, path, is_cancelled)


def _from_folder(store: ModelStore, folder: Path) -> ModelVersion:
    version = version_in(folder)
    for name in (TFLITE_NAME, KERAS_NAME):
        path = folder / name
        if not path.is_file():
            raise CommandError(f"{folder} holds no {name}; export the model again.")
        if sha256_of(path) != version.card.sha256.get(name):
            raise CommandError(
                f"{name} is not the file that the card beside it was written for; "
                "export the model again."
            )
    check_keras_file(version.keras_path)
    store.load_classifier(version)
    # What it was compared with, and became of, are models of another store.
    card = dataclasses.replace(version.card, accepted=None, reason="", parent_id="")
    return store.add(version.keras_path, version.tflite_path, card)


def _from_archive(store: ModelStore, path: Path) -> ModelVersion:
    with tempfile.TemporaryDirectory(prefix="digitlens-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                # These and no others, by their names: what else is there goes nowhere.
                for name, most in LARGEST_BYTES.items():
                    member = archive.getinfo(name)
                    if member.compress_type not in PACKED:
                        raise zipfile.BadZipFile(f"{name} is packed in another way.")
                    if member.file_size > most:
                        raise CommandError(f"{path} is too large for a model of this program.")
                    with archive.open(name) as source, (Path(folder) / name).open("wb") as target:
                        shutil.copyfileobj(source, target)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from error
        except DAMAGE as error:
            raise CommandError(f"{path} is damaged, or holds no exported model.") from error
        return _from_folder(store, Path(folder))


def _from_keras(store: ModelStore, path: Path, is_cancelled: Callable[[], bool]) -> ModelVersion:
    check_keras_file(path)
    with tempfile.TemporaryDirectory(prefix="digitlens-") as folder:
        tflite_path = Path(folder) / TFLITE_NAME
        facts = keras_task(
            "export", str(path.absolute()), str(tflite_path), is_cancelled=is_cancelled
        )
        card = ModelCard(
            id=_id_of(path.stem),
            name=f"Imported from {path.name}",
            created_at=now_iso(),
            parameters=int(facts["parameters"]),
        )
        return store.add(path, tflite_path, card)


def _id_of(stem: str) -> str:
    """An id in the characters that ids are made of."""
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:60] or "imported"
