"""Finds, normalises, groups and tracks digits in pictures.

What programs in Python use is named here; `docs/python.md` shows how:

>>> from model import load_classifier
>>> from vision import Frame, Recognizer, read_image
>>> recognition = Recognizer(load_classifier()).read(Frame(read_image("photo.jpg")))
>>> [number.text for number in recognition.numbers]
['2718', '31415']

Each name is imported when it is first asked for, so that nobody waits for what is not used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vision import opencv_setup as opencv_setup  # before anything imports cv2

_NAMES_OF = {
    "vision.cameras": ("Camera", "list_cameras"),
    "vision.frame": ("Box", "Frame", "Image"),
    "vision.images": ("ImageError", "LoadedImage", "decode_image", "read_image", "read_images"),
    "vision.reading": (
        "CROP_SIZE", "NOT_A_DIGIT", "Classifier", "Crops", "DigitRead", "NumberRead",
        "Probabilities", "Reason", "Recognition", "Rejection",
    ),
    "vision.recognizer": ("Recognizer",),
    "vision.source_frames": ("read_frames",),
    "vision.sources": (
        "CameraSource", "FrameSource", "ImageSource", "SourceError", "StreamSource", "VideoSource",
        "source_from_text",
    ),
    "vision.tracking": ("Tracker",),
}  # fmt: skip
"""Where the public names are, the same as is imported below for those who check types."""

_MODULE_OF = {name: module for module, names in _NAMES_OF.items() for name in names}
__all__ = sorted(_MODULE_OF)  # noqa: PLE0605  the imports below say the same to type checkers

if TYPE_CHECKING:
    from vision.cameras import Camera as Camera
    from vision.cameras import list_cameras as list_cameras
    from vision.frame import Box as Box
    from vision.frame import Frame as Frame
    from vision.frame import Image as Image
    from vision.images import ImageError as ImageError
    from vision.images import LoadedImage as LoadedImage
    from vision.images import decode_image as decode_image
    from vision.images import read_image as read_image
    from vision.images import read_images as read_images
    from vision.reading import CROP_SIZE as CROP_SIZE
    from vision.reading import NOT_A_DIGIT as NOT_A_DIGIT
    from vision.reading import Classifier as Classifier
    from vision.reading import Crops as Crops
    from vision.reading import DigitRead as DigitRead
    from vision.reading import NumberRead as NumberRead
    from vision.reading import Probabilities as Probabilities
    from vision.reading import Reason as Reason
    from vision.reading import Recognition as Recognition
    from vision.reading import Rejection as Rejection
    from vision.recognizer import Recognizer as Recognizer
    from vision.source_frames import read_frames as read_frames
    from vision.sources import CameraSource as CameraSource
    from vision.sources import FrameSource as FrameSource
    from vision.sources import ImageSource as ImageSource
    from vision.sources import SourceError as SourceError
    from vision.sources import StreamSource as StreamSource
    from vision.sources import VideoSource as VideoSource
    from vision.sources import source_from_text as source_from_text
    from vision.tracking import Tracker as Tracker
else:  # a type checker is to complain of other names

    def __getattr__(name: str) -> Any:
        """Imports a public name (PEP 562)."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULE_OF[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
