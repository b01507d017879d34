"""One version of the model on the disk, and how it is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.card import CARD_NAME, KERAS_NAME, MAX_CARD_BYTES, TFLITE_NAME, ModelCard, is_id
from model.classifier import LiteRtClassifier, ModelError

if TYPE_CHECKING:
    from pathlib import Path

REPORT_FOLDER = "report"
REPORT_PAGE = "report.html"
REPORT_FIGURES = "report.json"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A model on the disk.

    Attributes:
        id: "bundled" for the one that ships, else the name of its folder.
        folder: Holds ``model.keras``, ``model.tflite`` and ``card.json``, and ``report``
            if its training wrote one.
        card: What is known of it.
    """

    id: str
    folder: Path
    card: ModelCard

    @property
    def tflite_path(self) -> Path:
        return self.folder / TFLITE_NAME

    @property
    def keras_path(self) -> Path:
        return self.folder / KERAS_NAME

    @property
    def report_path(self) -> Path | None:
        """The page that its training wrote, None where there is none."""
        path = self.folder / REPORT_FOLDER / REPORT_PAGE
        return path if path.is_file() else None

    def load_classifier(self) -> LiteRtClassifier:
        """Its classifier; the bytes are compared with the card, then used.

        Raises:
            ModelError: The file is missing, is not what it was, or does not load.
        """
        name = self.card.name
        try:
            content = self.tflite_path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"The model {name} cannot be read: {error.strerror or error}."
            ) from error
        if hashlib.sha256(content).hexdigest() != self.card.sha256.get(TFLITE_NAME):
            raise ModelError(f"The model {name} is damaged: its file is not what it was.")
        return LiteRtClassifier(content, temperature=self.card.temperature)


def version_in(folder: Path, model_id: str) -> ModelVersion:
    """The version in a folder.

    Raises:
        ModelError: There is none, or its card cannot be read.
    """
    if not is_id(model_id):
        raise ModelError(f"{model_id!r} is no name of a model.")
    return ModelVersion(model_id, folder, read_card(folder, model_id))


def read_card(folder: Path, name: str) -> ModelCard:
    """The card in the folder of a model.

    Args:
        folder: Of the model.
        name: What an error calls the model.

    Raises:
        ModelError: There is none, or it cannot be read.
    """
    try:
        with (folder / CARD_NAME).open("rb") as stream:
            content = stream.read(MAX_CARD_BYTES)
    except FileNotFoundError as error:
        raise ModelError(f"The model {name} is not there.") from error
    except OSError as error:
        raise ModelError(f"The model {name} cannot be read: {error.strerror or error}.") from error
    return ModelCard.from_json(content)
