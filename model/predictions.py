"""What a network in training makes of a few crops, the same ones after each epoch."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.datasets import LabelledCrops
    from vision.reading import Crops, Probabilities

SHOWN_OF_EACH = 2
"""Of each digit: twenty crops, whose line of JSON stays far below what a line may hold."""

_SEED = 0


class Predictions:
    """Crops that are read after each epoch, so that one sees a network learn.

    Attributes:
        crops: At most two of each digit, in the order of the digits.
    """

    def __init__(self, validation: LabelledCrops) -> None:
        """Draws them, always the same from the same crops.

        Args:
            validation: Crops that do not train.
        """
        order = np.random.default_rng(_SEED).permutation(len(validation))
        labels = validation.labels[order]
        rows = [order[labels == digit][:SHOWN_OF_EACH] for digit in range(NOT_A_DIGIT)]
        self.crops = validation.subset(np.concatenate(rows))

    def event(self, epoch: int, read: Callable[[Crops], Probabilities]) -> dict[str, Any]:
        """The event "predictions": each crop with its label, the answer and how sure it is.

        Args:
            epoch: The one that just ended, from 1.
            read: Gives (N, 11) probabilities for (N, 28, 28) uint8 crops.
        """
        items = []
        if len(self.crops):
            probabilities = read(self.crops.crops)
            for crop, label, row in zip(
                self.crops.crops, self.crops.labels, probabilities, strict=True
            ):
                items.append({
                    "crop": base64.b64encode(crop.tobytes()).decode(), "label": int(label),
                    "answer": int(row.argmax()), "confidence": round(float(row.max()), 4),
                })  # fmt: skip
        return {"event": "predictions", "epoch": epoch, "items": items}
