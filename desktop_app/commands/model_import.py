"""Models from elsewhere, checked before they are added."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from desktop_app.commands import CommandError
from desktop_app.commands.chosen_model import version_in
from desktop_app.commands.keras_process import keras_task
from model.atomic_files import sha256_of
from model.card import KERAS_NAME, TFLITE_NAME, ModelCard, now_iso
from model.keras_file import check_keras_file
from model.store import ModelStore, ModelVersion


def imported(store: ModelStore, path: Path) -> ModelVersion:
    """Adds a model to the store, without putting it into use.

    Args:
        store: Where to add it.
        path: A folder that was exported, or a ``.keras`` file.

    Raises:
        CommandError: There is no model, or its files are not those of its card.
        ModelError: A file is damaged, does not fit, or is not safe to open.
    """
    if path.is_dir():
        return _from_folder(store, path)
    if path.is_file():
        return _from_keras(store, path)
    raise CommandError(f"There is no file or folder {path}.")


def _from_folder(store: ModelStore, folder: Path) -> ModelVersion:
    version = version_in(folder)
    for name in (TFLITE_NAME, KERAS_NAME):
        path = folder / name
        if not path.is_file():
            raise CommandError(f"{folder} holds no {name}; export the model again.")
        if sha256_of(path) != version.card.sha256.get(name):
            raise CommandError(
                f"{path} is not the file that its card was written for; export the model again."
            )
    check_keras_file(version.keras_path)
    store.load_classifier(version)
    return store.add(version.keras_path, version.tflite_path, version.card)


def _from_keras(store: ModelStore, path: Path) -> ModelVersion:
    check_keras_file(path)
    with tempfile.TemporaryDirectory(prefix="digitlens-") as folder:
        tflite_path = Path(folder) / TFLITE_NAME
        facts = keras_task("export", str(path.absolute()), str(tflite_path))
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
