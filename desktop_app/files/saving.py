"""Saving the annotated picture."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from PyQt6.QtGui import QImage

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".bmp": "BMP"}
NAME_FILTERS = ("PNG picture (*.png)", "JPEG picture (*.jpg *.jpeg)", "WebP picture (*.webp)")
JPEG_QUALITY = 92


class SaveError(Exception):
    """A picture that could not be saved; its text is for the user."""


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
        known = ", ".join(FORMATS)
        raise SaveError(f"Pictures cannot be saved as {path.suffix}; choose one of {known}.")
    try:
        handle, temporary = tempfile.mkstemp(prefix=".digitlens-", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise SaveError(
            f"{path.name} could not be saved: {error.strerror}. Choose another folder."
        ) from error
    try:
        if not picture.save(temporary, name, JPEG_QUALITY if name == "JPEG" else -1):
            raise SaveError(f"{path.name} could not be written; is the disk full?")
        # mkstemp makes files for their owner only; a saved picture is a file like any other.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        raise SaveError(f"{path.name} could not be saved: {error.strerror}.") from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path


def suggested_name(source_name: str) -> str:
    """A file name for the annotated picture of a source."""
    stem = source_name if "/" in source_name else re.sub(r"\.\w{1,5}$", "", source_name)
    stem = re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:80]
    return f"{stem or 'picture'}-annotated.png"
