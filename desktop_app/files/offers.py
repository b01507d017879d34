"""What a drop or the clipboard offers to open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PyQt6.QtCore import QMimeData, QUrl
from PyQt6.QtGui import QImage

LONGEST_TEXT = 4096
"""Longer texts are no path and no address."""
STREAM_SCHEMES = ("http", "https", "rtsp")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be opened: a picture, or the text of a path or an address.

    Attributes:
        count: How many things were offered; this is the first.
    """

    picture: QImage | None = None
    text: str = ""
    count: int = 1


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
        return Offer(text=files[0], count=len(files))
    if mime.hasImage():
        picture = mime.imageData()
        if isinstance(picture, QImage) and not picture.isNull():
            return Offer(picture=picture)
    addresses = [url.toString() for url in urls if url.scheme() in STREAM_SCHEMES]
    texts = addresses or list(_lines(mime.text()) if mime.hasText() else ())
    return Offer(text=texts[0], count=len(texts)) if texts else None


def _lines(text: str) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        return
    for line in text.splitlines():
        stripped = line.strip().strip("\"'")
        if stripped.startswith("file://"):
            stripped = QUrl(stripped).toLocalFile()
        if stripped:
            yield stripped
