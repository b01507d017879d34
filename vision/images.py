"""Picture files and clipboard bytes as upright BGR arrays: bounded, by content, safe."""

from __future__ import annotations

import importlib
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vision.files import FileError, file_bytes, head_bytes, shown_name, too_many_bytes
from vision.frame import Image
from vision.pixels import upright_bgr

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MAX_PIXELS = 100_000_000
"""More than this are never decoded into memory."""

MAX_JPEG_PIXELS = 400_000_000
"""JPEGs up to this are decoded at a half, a quarter or an eighth of their size."""

MAX_PROGRESSIVE_PIXELS = 200_000_000
"""A progressive JPEG takes up to six bytes a pixel whatever the size it is decoded at."""

MAX_BYTES = 256 * 1024**2
MAX_PAGES = 1000

# fmt: off
_SUFFIXES = frozenset({
    ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".webp", ".bmp",
    ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".avif", ".heic", ".heif",
})
# fmt: on
_READABLE = "JPEG, PNG, TIFF, WebP, GIF, BMP, PPM, AVIF or HEIC"

# What the first bytes say. No decoder but these is ever asked.
_MAGIC = (
    ("JPEG", rb"\xff\xd8\xff"),
    ("PNG", rb"\x89PNG\r\n\x1a\n"),
    ("GIF", rb"GIF8[79]a"),
    ("WEBP", rb"RIFF....WEBP"),
    ("TIFF", rb"II[*+]\0|MM\0[*+]"),
    ("AVIF", rb"....ftypavi[fs]"),
    ("HEIF", rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)"),
    ("PPM", rb"P[1-6]\s"),
    ("BMP", rb"BM"),
)
_REFUSED = (
    ("a PostScript", rb"%!PS|\xc5\xd0\xd3\xc6"),
    ("a Photoshop", rb"8BPS"),
    ("a FITS", rb"SIMPLE  ="),
    ("a PDF", rb"%PDF"),
    ("an SVG", rb"\s*(?:<\?xml.*)?(?:<!--.*)?<(?:!DOCTYPE )?svg"),
)
_PLUGINS = {"TIFF": "TiffImagePlugin", "WEBP": "WebPImagePlugin", "AVIF": "AvifImagePlugin"}
_HEAD_BYTES = 1024


class ImageError(Exception):
    """A picture could not be read; `str` is a sentence for the user."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedImage:
    """One picture of a file.

    Attributes:
        image: (H, W, 3) uint8, BGR, upright, C-contiguous.
        note: What the user should know about it, such as "animated: the first
            frame only"; None where there is nothing to say.
        page: Number of the page in its file, from 0.
        has_next: Whether the file goes on with another page, be it a damaged one.
    """

    image: Image
    note: str | None = None
    page: int = 0
    has_next: bool = False


def image_suffixes() -> frozenset[str]:
    """Endings of picture files, lower case, with the dot."""
    return _SUFFIXES


def is_image_path(path: Path) -> bool:
    """Whether the name ends as those of pictures do; the file is not looked at."""
    return path.suffix.lower() in _SUFFIXES


def holds_image(path: Path) -> bool:
    """Whether the file's first bytes are those of a picture, whatever its name.

    Raises:
        ImageError: The file cannot be read at all.
    """
    with _as_image_error():
        return _kind(head_bytes(path, _HEAD_BYTES)) is not None


def read_image(path: Path | str) -> Image:
    """The picture in a file, or its first page.

    >>> read_image("photo.jpg").shape
    (400, 640, 3)

    Returns:
        (H, W, 3) uint8, BGR, upright, C-contiguous.

    Raises:
        ImageError: There is no picture that can be read.
    """
    return next(read_images(path)).image


def read_images(path: Path | str) -> Iterator[LoadedImage]:
    """All pages of a TIFF, one picture from any other file.

    Yields:
        At least one picture; each is decoded when it is asked for.

    Raises:
        ImageError: There is no picture that can be read, or a page of it cannot.
    """
    with _as_image_error():
        data = file_bytes(Path(path), MAX_BYTES)
    yield from _decoded(data, shown_name(path))


def decode_image(data: bytes, name: str = "clipboard") -> Image:
    """The picture in the bytes of a file, or its first page.

    Args:
        data: As they would lie in a file.
        name: What an error calls it.

    Returns:
        (H, W, 3) uint8, BGR, upright, C-contiguous.

    Raises:
        ImageError: There is no picture that can be read.
    """
    return next(_decoded(data, shown_name(name))).image


@contextmanager
def _as_image_error() -> Iterator[None]:
    try:
        yield
    except FileError as error:
        raise ImageError(str(error)) from error


def _kind(data: bytes) -> str | None:
    return next((kind for kind, magic in _MAGIC if re.match(magic, data, re.DOTALL)), None)


def _decoded(data: bytes, name: str) -> Iterator[LoadedImage]:
    with _friendly(name):
        picture = _opened(data, name)
        picture.seek(0)
    for page in range(MAX_PAGES):
        with _friendly(name):
            note = _prepare(picture, name)
            image = upright_bgr(picture)
        # The next page is looked for first, so that this one can tell that it is not alone;
        # what is wrong with the next must not lose this one.
        failure: ImageError | None = None
        has_next = True
        try:
            with _friendly(name):
                has_next = picture.format == "TIFF" and _turn_to(picture, page + 1)
        except ImageError as error:
            failure = error
        yield LoadedImage(image, note, page, has_next)
        if failure is not None:
            raise failure
        if not has_next:
            return
    raise ImageError(f"{name} has more than {MAX_PAGES} pages; split it.")


def _opened(data: bytes, name: str) -> ImageFile:
    """The picture with its header read, no pixel decoded."""
    from PIL import Image as PillowImage
    from PIL import JpegImagePlugin

    kind = _kind(data[:_HEAD_BYTES])
    if len(data) > MAX_BYTES:
        raise ImageError(too_many_bytes(name, MAX_BYTES))
    if kind is None:
        raise ImageError(_not_read(data[:_HEAD_BYTES], name))
    if kind == "JPEG":  # past Pillow's limit of pixels, which knows no reduced scale
        return JpegImagePlugin.jpeg_factory(io.BytesIO(data), "")
    if kind == "HEIF":
        _register_heif(name)
    elif kind in _PLUGINS:
        importlib.import_module(f"PIL.{_PLUGINS[kind]}")
    try:
        return PillowImage.open(io.BytesIO(data), formats=(kind,))
    except PillowImage.DecompressionBombError as error:
        raise ImageError(_too_large(name)) from error


def _not_read(head: bytes, name: str) -> str:
    for kind, magic in _REFUSED:
        if re.match(magic, head, re.DOTALL):
            return f"{name} is {kind} file, which is not read here; save it as PNG."
    return f"{name} is not a picture that can be read; use {_READABLE}."


def _register_heif(name: str) -> None:
    try:
        from pillow_heif import register_heif_opener
    except ImportError as error:
        raise ImageError(
            f"{name} is an HEIC picture, which needs one more package: "
            'run pip install "digitlens[heic]", or save it as JPEG.'
        ) from error
    register_heif_opener()


def _prepare(picture: ImageFile, name: str) -> str | None:
    """Checks what the header says, then decodes; gives the note for the user."""
    width, height = picture.size
    if width < 1 or height < 1:
        raise ImageError(f"{name} has no pixels; save it again or use another copy.")
    notes = []
    if width * height > MAX_PIXELS:
        scale = _jpeg_scale(picture)
        if scale is None:
            raise ImageError(_too_large(name, width, height))
        picture.draft(None, (-(-width // scale), -(-height // scale)))
        notes.append(f"very large: read at 1/{scale} of its {width} x {height} pixels")
    if picture.format in {"GIF", "WEBP", "PNG", "AVIF"} and getattr(picture, "is_animated", False):
        notes.append("animated: the first frame only")
        picture.seek(0)
    picture.load()
    return "; ".join(notes) or None


def _jpeg_scale(picture: ImageFile) -> int | None:
    """By how much a large JPEG must be reduced while it is decoded; None if it cannot."""
    pixels = picture.size[0] * picture.size[1]
    limit = MAX_PROGRESSIVE_PIXELS if "progressive" in picture.info else MAX_JPEG_PIXELS
    if picture.format not in {"JPEG", "MPO"} or pixels > limit:
        return None
    return next(scale for scale in (2, 4, 8) if pixels / scale**2 <= MAX_PIXELS)


def _too_large(name: str, width: int = 0, height: int = 0) -> str:
    size = f"{width} x {height} pixels, more than" if width else "more pixels than"
    return f"{name} has {size} the {MAX_PIXELS // 10**6} million read here; save a smaller copy."


def _turn_to(picture: ImageFile, page: int) -> bool:
    try:
        picture.seek(page)
    except EOFError:
        return False
    return True


@contextmanager
def _friendly(name: str) -> Iterator[None]:
    """Turns whatever Pillow raises into a sentence, and keeps its warnings quiet.

    Broken pictures make Pillow raise nearly anything, from `SyntaxError` to
    `struct.error`: within this block there is nothing but its decoders.
    """
    _hush_pillow()
    try:
        yield
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageError(f"There is not enough memory for {name}; save a smaller copy.") from error
    except Exception as error:
        raise ImageError(
            f"{name} is damaged or cut short; save it again or use another copy."
        ) from error


_PILLOW_WARNINGS = ("ignore", None, Warning, re.compile(r"PIL\."), 0)


def _hush_pillow() -> None:
    # `warnings.catch_warnings` is not safe among threads; a filter that stays is.
    if _PILLOW_WARNINGS not in warnings.filters:
        warnings.filterwarnings("ignore", module=r"PIL\.")
