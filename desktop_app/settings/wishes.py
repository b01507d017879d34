"""What the settings ask of the camera and of the reading."""

from __future__ import annotations

import re

from desktop_app.live.reading_options import ReadingOptions, Smoothing
from desktop_app.settings.store import Settings
from vision.camera_controls import CameraWish, Size

CAMERA_KEYS = frozenset(
    ("camera.resolution", "camera.rate", "camera.auto_exposure", "camera.auto_focus")
)
READING_KEYS = frozenset(("reading.minimum_height", "reading.grouping", "reading.smoothing"))


def camera_wish(settings: Settings) -> CameraWish:
    """What is asked of whichever camera is shown."""
    return CameraWish(
        size=size_from_text(settings.get("camera.resolution")),
        rate=settings.get("camera.rate"),
        auto_exposure=settings.get("camera.auto_exposure"),
        auto_focus=settings.get("camera.auto_focus"),
    )


def reading_options(settings: Settings) -> ReadingOptions:
    """How pictures are to be read."""
    return ReadingOptions(
        minimum_height_px=settings.get("reading.minimum_height"),
        groups=settings.get("reading.grouping") == "numbers",
        smoothing=Smoothing(settings.get("reading.smoothing")),
    )


def text_of_size(size: Size) -> str:
    """Such as "1280x720", as the settings keep it."""
    return f"{size[0]}x{size[1]}"


def size_from_text(text: str) -> Size | None:
    """The size that the settings keep; None where it is none."""
    match = re.fullmatch(r"([1-9]\d{1,4})x([1-9]\d{1,4})", text)
    return (int(match[1]), int(match[2])) if match else None
