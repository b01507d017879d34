"""What a drop or the clipboard offers to open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from PyQt6.QtCore import QMimeData, QUrl
from PyQt6.QtGui import QImage

from vision.files import path_from_text

LONGEST_TEXT = 4096
"""Longer texts are no path and no address."""
STREAM_SCHEMES = ("http", "https", "rtsp")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be opened: a picture, or the texts of paths or addresses.

    Attributes:
        picture: A picture that is in memory.
        texts: Where there is no picture: files and folders, or addresses.
    """

    picture: QImage | None = None
    texts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The first of the texts, "" for a picture."""
        return self.texts[0] if self.texts else ""

    @property
    def count(self) -> int:
        """How many things were offered."""
        return len(self.texts) or 1

    @property
    def paths(self) -> tuple[str, ...]:
        """The files and folders among the texts; none where the first of them is not there.

        It may be an address or a camera, then, or a file that is gone.
        """
        if not self.texts or not os.path.lexists(path_from_text(self.texts[0])):
            return ()
        return tuple(text for text in self.texts if "://" not in text)


def offer_in(mime: QMimeData | None) -> Offer | None:
    """The best of what is there, None where there is nothing to open.

    Files come before pictures, since file managers add an icon to a file, and
    pictures before addresses, since browsers add its address to a picture.
    """
    if mime is None:
        return None
    urls = [url for url in mime.urls() if url.isValid()]
    files = [url.toLocalFile() for url in urls if url.isLocalFile()]
    if files:
        return Offer(texts=tuple(files))
    if mime.hasImage():
        picture = mime.imageData()
        if isinstance(picture, QImage) and not picture.isNull():
            return Offer(picture=picture)
    addresses = [url.toString() for url in urls if url.scheme() in STREAM_SCHEMES]
    texts = addresses or list(_lines(mime.text()) if mime.hasText() else ())
    return Offer(texts=tuple(texts)) if texts else None


def _lines(text: str) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        return
    for line in text.splitlines():
        stripped = line.strip().strip("\"'")
        if stripped.startswith("file://"):
            stripped = QUrl(stripped).toLocalFile()
        if stripped:
            yield stripped
