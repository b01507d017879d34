"""Held-back digits with what the new model makes of them, epoch after epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QCoreApplication, QLocale
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.training.crop_strip import CropStrip, ShownCrop
from desktop_app.training.protocol import crop_bytes
from vision.reading import NOT_A_DIGIT

translate = QCoreApplication.translate


class PredictionView(QWidget):
    """The same digits after each epoch; the wrong ones are marked.

    Attributes:
        strip: The digits.
        summary: How many of them are right.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.summary = QLabel()
        self.strip = CropStrip(self.tr("Held-back digits with the model's answers"))
        layout.addWidget(self.summary)
        layout.addWidget(self.strip)

    def show_items(self, items: Sequence[dict[str, Any]]) -> None:
        """Shows the items of an event "predictions"."""
        crops = [shown(item) for item in items]
        wrong = [crop for crop in crops if crop.is_wrong]
        self.summary.setText(
            self.tr("{right} of {count} held-back digits are read right:").format(
                right=len(crops) - len(wrong), count=len(crops)
            )
        )
        self.strip.show_crops(crops)
        self.strip.setAccessibleDescription(" ".join(crop.explanation for crop in wrong))


def shown(item: dict[str, Any]) -> ShownCrop:
    """A prediction in words: "3" where it is right, "5, not 3" where it is wrong."""
    label, answer = item["label"], item["answer"]
    is_wrong = label != answer
    caption = translate("PredictionView", "{answer}, not {label}") if is_wrong else "{answer}"
    sentence = (
        translate("PredictionView", "{answer} instead of {label}, {percent}% sure.")
        if is_wrong
        else translate("PredictionView", "{answer}, {percent}% sure.")
    )
    return ShownCrop(
        crop_bytes(item["crop"]) or b"",
        caption.format(answer=_short(answer), label=_short(label)),
        sentence.format(
            answer=class_word(answer),
            label=class_word(label),
            percent=QLocale().toString(100.0 * item["confidence"], "f", 0),
        ),
        is_wrong,
    )


def class_word(label: int) -> str:
    """A class as one says it: "7", or "no digit"."""
    return translate("PredictionView", "no digit") if label == NOT_A_DIGIT else str(label)


def _short(label: int) -> str:
    return "–" if label == NOT_A_DIGIT else str(label)
