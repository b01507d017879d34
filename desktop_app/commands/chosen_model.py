"""The model that a command reads with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError

if TYPE_CHECKING:
    from model.classifier import LiteRtClassifier
    from model.store import ModelVersion


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model that was found.

    Attributes:
        name: For the user.
        version: Its files and card; None for a file without a card.
        load: Gives a new classifier; call it once for each thread.
    """

    name: str
    version: ModelVersion | None
    load: Callable[[], LiteRtClassifier]


def chosen_model(text: str | None) -> ChosenModel:
    """The model that ``--model`` asks for.

    Args:
        text: The id of a version, a folder with a model and its card, or a
            ``.tflite`` file; None for the model in use.

    Raises:
        CommandError: There is none of that name, or it is damaged.
    """
    from model.classifier import ModelError

    try:
        model = _of_store(text)
        if model is None:
            model = _of_path(Path(str(text)))
        model.load()
    except ModelError as error:
        raise CommandError(str(error)) from error
    return model


def _of_store(text: str | None) -> ChosenModel | None:
    from model.store import ModelStore

    store = ModelStore()
    if text is None:
        version = store.current()
        if store.problem:
            print(f"digitlens: {store.problem}", file=sys.stderr, flush=True)
    else:
        found = [version for version in store.versions() if version.id == text]
        if not found:
            return None
        version = found[0]
    return ChosenModel(version.id, version, lambda: store.load_classifier(version))


def _of_path(path: Path) -> ChosenModel:
    from model.classifier import LiteRtClassifier
    from model.store import ModelStore

    if path.is_dir():
        version = version_in(path)
        return ChosenModel(str(path), version, lambda: ModelStore().load_classifier(version))
    if path.suffix == ".tflite":
        return ChosenModel(str(path), None, lambda: LiteRtClassifier(path))
    raise CommandError(
        f"There is no model {path}; digitlens models list names those there are, and a .tflite "
        "file or an exported folder is taken by its path."
    )


def version_in(folder: Path) -> ModelVersion:
    """The model in a folder that was exported.

    Raises:
        CommandError: The folder has no card that can be read.
    """
    from model.card import CARD_NAME
    from model.classifier import ModelError
    from model.loading import version_at

    if not (folder / CARD_NAME).is_file():
        raise CommandError(
            f"{folder} holds no {CARD_NAME}; name a folder that digitlens models export wrote."
        )
    try:
        return version_at(folder)
    except ModelError as error:
        raise CommandError(str(error)) from error
