"""The classifier of a model, by its name in the store or by its files."""

from __future__ import annotations

import warnings
from pathlib import Path

from model.classifier import LiteRtClassifier, ModelError
from model.store import ModelStore
from model.version import ModelVersion, read_card


def load_classifier(model: str | Path | None = None) -> LiteRtClassifier:
    """The classifier of a model, to read with.

    >>> import numpy as np
    >>> classifier = load_classifier("bundled")
    >>> classifier(np.zeros((3, 28, 28), np.uint8)).shape
    (3, 11)

    Args:
        model: The id of a version as `digitlens models list` tells it, "bundled"
            for the one that ships, a folder that was exported, or a ``.tflite``
            file, which is taken without a card; None for the model in use.

    Returns:
        One for the thread that uses it; another thread needs another.

    Raises:
        ModelError: There is none of that name, or it is damaged.

    Warns:
        UserWarning: The model in use is damaged, and an earlier one takes its place.
    """
    store = ModelStore()
    if model is None:
        classifier = store.load_classifier()
        if store.problem:
            warnings.warn(store.problem, stacklevel=2)
        return classifier
    for version in store.versions():
        if version.id == str(model):
            return version.load_classifier()
    path = Path(model)
    if path.suffix == ".tflite":
        return LiteRtClassifier(path)
    if path.is_dir():
        return version_at(path).load_classifier()
    raise ModelError(f"The model {model} is not there.")


def version_at(folder: Path) -> ModelVersion:
    """The model in a folder that was exported, whatever the folder is called.

    Raises:
        ModelError: The folder has no card that can be read.
    """
    card = read_card(folder, str(folder))
    return ModelVersion(card.id, folder, card)
