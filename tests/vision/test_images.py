"""Picture files as users have them: read upright, or refused in one friendly sentence."""

import contextlib
import os
import re
import struct
import subprocess
import sys
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage

from tests.pictures import corner_picture, encoded
from tests.places import no_privileges
from vision import images
from vision.images import (
    ImageError,
    decode_image,
    holds_image,
    image_suffixes,
    is_image_path,
    read_image,
    read_images,
)

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs the files of POSIX")


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its few bytes do not hold."""

    def chunk(tag: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def error_of(path: Path) -> str:
    with pytest.raises(ImageError) as caught:
        list(read_images(path))
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def is_sound(image: np.ndarray) -> bool:
    return image.dtype == np.uint8 and image.shape[2] == 3 and image.flags.c_contiguous


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP", "PPM", "AVIF"])
def test_formats_give_bgr(tmp_path, kind):
    path = tmp_path / "picture.bin"
    path.write_bytes(encoded(corner_picture(), kind))
    image = read_image(path)
    assert image.shape == (40, 60, 3)
    assert is_sound(image)
    corners = image[4, 4], image[4, -5], image[-5, 4]
    assert [int(corner.argmax()) for corner in corners] == [2, 1, 0]
    assert image[-5, -5].min() > 240


@pytest.mark.parametrize("name", ["photo.jpg", "photo.txt", "photo"])
def test_content_decides_not_the_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(encoded(corner_picture(), "PNG"))
    assert read_image(path).shape == (40, 60, 3)
    assert holds_image(path)


def test_name_tells_pictures_for_lists():
    assert is_image_path(Path("a/B.JPEG"))
    assert not is_image_path(Path("a/b.mp4"))
    assert {".png", ".heic", ".tiff"} <= image_suffixes()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animation_gives_its_first_frame_and_says_so(tmp_path, kind):
    frames = [PillowImage.new("RGB", (32, 32), color) for color in ("red", "lime", "blue")]
    path = tmp_path / "moving"
    path.write_bytes(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    (loaded,) = read_images(path)
    assert loaded.note == "animated: the first frame only"
    assert loaded.image[16, 16].argmax() == 2


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_still_picture_has_no_note(tmp_path, kind):
    path = tmp_path / "still"
    path.write_bytes(encoded(corner_picture(), kind))
    (loaded,) = read_images(path)
    assert loaded.note is None


def test_all_pages_of_a_tiff(tmp_path):
    pages = [PillowImage.new("L", (30, 20 + page), 50 * page) for page in range(4)]
    path = tmp_path / "scan.tif"
    path.write_bytes(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    loaded = list(read_images(path))
    assert [page.page for page in loaded] == [0, 1, 2, 3]
    assert [page.image.shape[0] for page in loaded] == [20, 21, 22, 23]
    assert [int(page.image[0, 0, 0]) for page in loaded] == [0, 50, 100, 150]
    assert [page.note for page in loaded] == [None] * 4
    assert [page.has_next for page in loaded] == [True, True, True, False]


def test_a_page_before_a_broken_one_is_not_lost_and_tells_that_there_are_more(
    tmp_path, monkeypatch
):
    def broken(picture, page):
        raise ValueError("not a directory of a page")

    monkeypatch.setattr(images, "_turn_to", broken)
    path = tmp_path / "scan.tif"
    path.write_bytes(encoded(PillowImage.new("L", (30, 20)), "TIFF"))
    pages = read_images(path)
    first = next(pages)
    assert first.image.shape == (20, 30, 3)
    assert first.has_next
    with pytest.raises(ImageError, match="damaged"):
        next(pages)


def test_too_many_pages_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MAX_PAGES", 3)
    pages = [PillowImage.new("L", (9, 9))] * 4
    path = tmp_path / "book.tif"
    path.write_bytes(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert "more than 3 pages" in error_of(path)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1)])
def test_tiny_and_thin_pictures(size):
    assert decode_image(encoded(PillowImage.new("L", size, 9), "PNG")).shape == (*size[::-1], 3)


@pytest.mark.parametrize("size", [(20000, 20000), (2**20, 2**20), (10001, 10001), (2**31 - 1, 1)])
def test_pixel_bombs_are_refused_from_the_header(tmp_path, size):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_claiming(*size))
    decode_image(encoded(corner_picture(), "PNG"))  # so that imports do not count
    tracemalloc.start()
    text = error_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "100 million" in text
    assert peak < 5_000_000


def test_bomb_takes_no_memory_outside_python_either(tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_claiming(13000, 13000))  # between the two limits of Pillow
    code = (
        "import resource, sys; from pathlib import Path; import vision.images as i, PIL.Image\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: i.read_image(Path(sys.argv[1]))\n"
        "except i.ImageError as e: print(e)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    if os.name != "posix":
        pytest.skip("needs the resource module")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, path],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    text, grown_kb = done.stdout.splitlines()
    assert "13000 x 13000" in text
    assert int(grown_kb) < 30_000
    assert done.stderr == ""


@pytest.mark.parametrize("size", [(0, 0), (0, 10), (10, 0)])
def test_no_pixels(tmp_path, size):
    path = tmp_path / "nothing.png"
    path.write_bytes(png_claiming(*size))
    error_of(path)


@pytest.mark.parametrize("progressive", [False, True])
def test_large_jpeg_is_read_at_reduced_size(tmp_path, monkeypatch, progressive):
    monkeypatch.setattr(images, "MAX_PIXELS", 100_000)
    path = tmp_path / "large.jpg"
    path.write_bytes(encoded(corner_picture().resize((600, 400)), "JPEG", progressive=progressive))
    (loaded,) = read_images(path)
    assert loaded.image.shape == (200, 300, 3)
    assert loaded.note == "very large: read at 1/2 of its 600 x 400 pixels"
    assert loaded.image[10, 10].argmax() == 2


def test_jpeg_of_two_hundred_megapixels(tmp_path):
    path = tmp_path / "phone.jpg"
    PillowImage.new("L", (16384, 12208), 200).save(path, "JPEG", quality=30)
    image = read_image(path)
    assert image.shape == (6104, 8192, 3)
    assert np.ptp(image) == 0
    assert abs(int(image[0, 0, 0]) - 200) <= 2


@pytest.mark.parametrize(("size", "progressive"), [((65000, 65000), False), ((16000, 16000), True)])
def test_jpeg_past_its_own_limit_is_refused_from_the_header(size, progressive):
    data = bytearray(encoded(corner_picture(), "JPEG", progressive=progressive))
    start = data.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", *size)
    with pytest.raises(ImageError, match="100 million"):
        decode_image(bytes(data))


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        (b"8BPS\0\1" + bytes(100), "Photoshop"),
        (b"SIMPLE  =                    T" + b" " * 3000, "FITS"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC ''><svg/>", "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\0\0\1\0\1\0" + bytes(100), "not a picture"),
        (b"this is text", "not a picture"),
    ],
)
@pytest.mark.parametrize("name", ["picture.png", "picture.eps"])
def test_other_formats_are_refused(tmp_path, head, word, name):
    path = tmp_path / name
    path.write_bytes(head)
    assert word in error_of(path)
    assert not holds_image(path)


def test_heic_without_its_package_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    path = tmp_path / "phone.heic"
    path.write_bytes(struct.pack(">I", 24) + b"ftypheic" + bytes(200))
    assert "digitlens[heic]" in error_of(path)


def test_heic_with_its_package(tmp_path):
    heif = pytest.importorskip("pillow_heif", reason="the extra 'heic' is not installed")
    path = tmp_path / "phone.heic"
    heif.from_pillow(corner_picture()).save(path, quality=90)
    image = read_image(path)
    assert image.shape == (40, 60, 3)
    assert image[4, 4].argmax() == 2


def test_damaged_heic_with_its_package(tmp_path):
    pytest.importorskip("pillow_heif", reason="the extra 'heic' is not installed")
    path = tmp_path / "phone.heic"
    path.write_bytes(struct.pack(">I", 24) + b"ftypheic" + bytes(200))
    assert "damaged" in error_of(path)


@pytest.mark.parametrize("read", [read_image, holds_image])
def test_what_is_no_file_is_an_image_error(tmp_path, read):
    with pytest.raises(ImageError, match=r"There is no file 'gone\.png'"):
        read(tmp_path / "gone.png")
    with pytest.raises(ImageError, match="is a folder"):
        read(tmp_path)


@POSIX
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("pipe", "a device or a pipe"),
        ("zeros", "a device or a pipe"),
        ("link to zeros", "a device or a pipe"),
        ("loop", "symbolic links"),
        ("not allowed", "may not be read"),
        ("long", "There is no file|name is not valid|too long"),
        ("empty", "is empty"),
        ("vanished", "There is no file"),
    ],
)
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path, kind, words):
    path = tmp_path / "a.png"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zeros":
        path = Path("/dev/zero")
    elif kind == "link to zeros":
        path.symlink_to("/dev/zero")
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "not allowed":
        path.write_bytes(encoded(corner_picture(), "PNG"))
        path.chmod(0)
    elif kind == "long":
        path = tmp_path / ("n" * 300 + ".png")
    elif kind == "empty":
        path.touch()
    with no_privileges():
        text = error_of(path)
    assert re.search(words, text), text
    assert len(text) < 250


def test_file_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(images.MAX_BYTES + 1)
    assert "larger than 256 MB" in error_of(path)


def test_path_with_accents_and_spaces(tmp_path):
    path = tmp_path / "Zahlen für Zoë 七.png"
    path.write_bytes(encoded(corner_picture(), "PNG"))
    assert read_image(path).shape == (40, 60, 3)


def test_bytes_over_the_limit_are_not_decoded(monkeypatch):
    monkeypatch.setattr(images, "MAX_BYTES", 100)
    with pytest.raises(ImageError, match="larger than"):
        decode_image(encoded(corner_picture(), "PNG"))


def test_clipboard_errors_name_the_clipboard():
    with pytest.raises(ImageError, match="'clipboard'"):
        decode_image(b"")
    with pytest.raises(ImageError, match="'pasted'"):
        decode_image(b"nonsense", "pasted")


REAL_FILES = [
    encoded(corner_picture(), kind, **options)
    for kind, options in [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("WEBP", {}),
        ("GIF", {}),
        ("BMP", {}),
        ("PPM", {}),
        ("AVIF", {}),
        ("GIF", {"save_all": True, "append_images": [PillowImage.new("RGB", (60, 40))]}),
        ("PNG", {"save_all": True, "append_images": [PillowImage.new("RGB", (60, 40))]}),
        ("TIFF", {"save_all": True, "append_images": [corner_picture()]}),
    ]
]


def reads_or_refuses(data: bytes) -> None:
    with contextlib.suppress(ImageError):
        assert is_sound(decode_image(data))


@pytest.mark.fuzz
@given(st.binary(max_size=400), st.sampled_from([data[:16] for data in REAL_FILES] + [b""]))
def test_random_bytes_are_read_or_refused(tail, head):
    reads_or_refuses(head + tail)


@pytest.mark.fuzz
@given(st.sampled_from(REAL_FILES), st.floats(0, 1))
def test_truncated_files_are_read_or_refused(data, share):
    reads_or_refuses(data[: int(share * len(data))])


@pytest.mark.fuzz
@given(
    st.sampled_from(REAL_FILES),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=6),
    st.integers(64, 4000),
)
def test_flipped_bits_are_read_or_refused(data, flips, head):
    damaged = bytearray(data)
    for place, bits in flips:
        damaged[int(place * min(head, len(data)))] ^= bits
    reads_or_refuses(bytes(damaged))
