"""The picture in words, for those who do not see it."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

from desktop_app.correcting.corrections import CorrectedDigit
from desktop_app.live.marks import percent
from desktop_app.live.selection import Item
from vision.reading import DigitRead, Recognition


def description(recognition: Recognition | None, selected: Item | None) -> str:
    """What was read, and what of it is selected."""
    translate = QCoreApplication.translate
    texts = [number.text for number in recognition.numbers] if recognition else []
    spoken = (
        translate("VideoView", "Read: {numbers}").format(numbers=", ".join(texts))
        if texts
        else translate("VideoView", "No number read")
    )
    if isinstance(selected, CorrectedDigit):
        text = translate("VideoView", "{read}. Selected: {digit}, as you said")
        return text.format(read=spoken, digit=selected.digit)
    if isinstance(selected, DigitRead):
        text = translate("VideoView", "{read}. Selected: {digit}, {confidence}")
        confidence = percent(selected.confidence)
        return text.format(read=spoken, digit=selected.digit, confidence=confidence)
    if selected is not None:
        text = translate("VideoView", "{read}. Selected: something that was not read")
        return text.format(read=spoken)
    return spoken
