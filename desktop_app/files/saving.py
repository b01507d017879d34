"""Saving the annotated picture, without holding up the window."""

from __future__ import annotations

import re
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal
from PyQt6.QtGui import QImage

from desktop_app.files.errands import Errands
from desktop_app.files.replacing import replacing
from vision.reading import Recognition

translate = QCoreApplication.translate

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".bmp": "BMP"}
JPEG_QUALITY = 92
LAST_SAVE_S = 10.0
"""At the end of the program a picture that is being written is waited for so long."""


class SaveError(Exception):
    """A picture that could not be saved; its text is for the user."""


class PictureSaver(QObject):
    """Draws and writes annotated pictures in a thread, as large ones take seconds.

    Signals:
        saved: The path of a picture that was written.
        failed: One sentence: why one could not be written.
    """

    saved = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands("save", self)

    def save(self, recognition: Recognition, path: Path) -> None:
        """Saves a frame with what was read in it; `saved` or `failed` follows."""
        self._errands.run(lambda: _written(recognition, path), self._tell)

    def stop(self) -> None:
        """Waits for what is being written; nothing is told any more."""
        self._errands.stop(LAST_SAVE_S)

    def _tell(self, result: Path | SaveError) -> None:
        if isinstance(result, SaveError):
            self.failed.emit(str(result))
        else:
            self.saved.emit(str(result))


def save_picture(picture: QImage, path: Path) -> Path:
    """Writes the picture completely or not at all.

    Args:
        picture: What to save.
        path: Where to; ".png" is added where it has no suffix.

    Returns:
        The path written.

    Raises:
        SaveError: The format is unknown or the folder cannot be written.
    """
    if not path.suffix:
        path = path.with_name(path.name + ".png")
    name = FORMATS.get(path.suffix.lower())
    if name is None:
        text = translate(
            "PictureSaver", "Pictures cannot be saved as {suffix}; choose one of {known}."
        )
        raise SaveError(text.format(suffix=path.suffix, known=", ".join(FORMATS)))
    try:
        with replacing(path) as temporary:
            if not picture.save(str(temporary), name, JPEG_QUALITY if name == "JPEG" else -1):
                text = translate("PictureSaver", "{name} could not be written; is the disk full?")
                raise SaveError(text.format(name=path.name))
    except OSError as error:
        text = translate(
            "PictureSaver", "{name} could not be saved ({reason}); choose another folder."
        )
        raise SaveError(text.format(name=path.name, reason=error.strerror)) from error
    return path


def picture_filters() -> list[str]:
    """The kinds of pictures that can be written, as a file dialog lists them."""
    return [
        translate("PictureSaver", "PNG picture (*.png)"),
        translate("PictureSaver", "JPEG picture (*.jpg *.jpeg)"),
        translate("PictureSaver", "WebP picture (*.webp)"),
    ]


def suggested_name(source_name: str, suffix: str = ".png") -> str:
    """A file name for the annotated picture or clip of a source."""
    stem = source_name if "/" in source_name else re.sub(r"\.\w{1,5}$", "", source_name)
    stem = re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:80]
    return f"{stem or 'picture'}-annotated{suffix}"


def _written(recognition: Recognition, path: Path) -> Path | SaveError:
    # Imported when it is first wanted: it brings Pillow with it.
    from desktop_app.annotation import annotated
    from desktop_app.live.pixels import SharedPicture

    try:
        return save_picture(SharedPicture(annotated(recognition)), path)
    except SaveError as error:
        return error
