"""Pixels of every kind and turn come out as upright BGR, black ink still black."""

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.pictures import corner_picture, encoded
from vision.images import decode_image
from vision.pixels import upright_bgr


def is_sound(image: np.ndarray) -> bool:
    return image.dtype == np.uint8 and image.shape[2] == 3 and image.flags.c_contiguous


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_upright(kind, orientation):
    upright = np.asarray(corner_picture())
    stored = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: np.rot90(a, 2),
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation](upright)
    exif = PillowImage.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95} if kind == "JPEG" else {}
    picture = PillowImage.fromarray(np.ascontiguousarray(stored))
    image = decode_image(encoded(picture, kind, exif=exif, **options))
    assert image.shape == upright.shape
    assert is_sound(image)
    assert np.abs(image[..., ::-1].astype(int) - upright).mean() < 3


def test_broken_exif_does_not_lose_the_picture():
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    data = bytearray(encoded(corner_picture(), "JPEG", exif=exif))
    start = data.index(b"Exif\0\0") + 6
    data[start + 8 : start + 20] = b"\xff" * 12
    assert is_sound(decode_image(bytes(data)))


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I", "F"])
def test_many_bits_are_scaled_not_clipped(mode):
    ramp = np.tile(np.linspace(0, 65535, 256), (20, 1))
    dtype = {"I;16": "<u2", "I;16B": ">u2", "I": "<i4", "F": "<f4"}[mode]
    data = encoded(PillowImage.fromarray(ramp.astype(dtype)), "TIFF")
    image = decode_image(data)
    assert np.abs(image[10, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_twelve_bits_in_sixteen_are_not_dark():
    data = encoded(PillowImage.fromarray(np.full((9, 9), 4095, np.uint16)), "PNG")
    assert decode_image(data).min() == 255


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0.0, 0.5, 1.0], [0, 128, 255]), ([0, 100, 255], [0, 100, 255]), ([-5, 0, 5], [0, 128, 255])],
)
def test_float_tiff(values, expected):
    picture = PillowImage.fromarray(np.array([values], np.float32))
    assert decode_image(encoded(picture, "TIFF"))[0, :, 0].tolist() == expected


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38, -3e38])
def test_float_tiff_with_odd_values(value):
    pixels = np.array([[0.0, 1.0, value, -value]], np.float32)
    assert is_sound(decode_image(encoded(PillowImage.fromarray(pixels), "TIFF")))


def test_sixteen_bit_colour_png_keeps_its_levels():
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16)[None, :, None], (4, 1, 3))
    image = decode_image(cv2.imencode(".png", ramp)[1].tobytes())
    assert np.abs(image[0, :, 1].astype(int) - np.arange(256)).max() <= 1


def ink_on_transparency(level: int, mode: str) -> PillowImage.Image:
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[..., :3] = level
    rgba[10:30, 18:22, 3] = 255
    return PillowImage.fromarray(rgba).convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_black_digit_is_on_white(mode):
    image = decode_image(encoded(ink_on_transparency(0, mode), "PNG"))
    assert image[20, 20].max() == 0
    assert image[0, 0].min() == 255


def test_transparent_white_digit_stays_visible():
    image = decode_image(encoded(ink_on_transparency(255, "RGBA"), "PNG"))
    assert image[20, 20].min() == 255
    assert image[0, 0].max() == 0


def test_bright_photo_with_rounded_corners_is_on_white():
    rgba = np.full((40, 40, 4), 250, np.uint8)
    rgba[..., 3] = 255
    rgba[:4, :4, 3] = 0
    image = decode_image(encoded(PillowImage.fromarray(rgba), "PNG"))
    assert image[0, 0].min() == 255


@pytest.mark.parametrize("kind", ["GIF", "PNG"])
def test_palette_with_a_transparent_colour_is_on_white(kind):
    picture = PillowImage.new("P", (20, 20), 0)
    picture.putpalette([0, 0, 0, 10, 10, 10])
    picture.paste(1, (8, 8, 12, 12))
    image = decode_image(encoded(picture, kind, transparency=0))
    assert image[0, 0].min() == 255
    assert image[10, 10].max() == 10


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "PNG"), ("L", "PNG"), ("P", "PNG"), ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("1", "TIFF")],
)
def test_modes_keep_black_ink_black(mode, kind):
    picture = PillowImage.new("RGB", (40, 40), "white")
    picture.paste("black", (10, 10, 30, 30))
    image = decode_image(encoded(picture.convert(mode), kind))
    assert image[20, 20].max() < 40
    assert image[2, 2].min() > 215


@pytest.mark.parametrize("size", [(4000, 1500), (2_200_000, 2), (3, 1_500_000), (2048, 2049)])
def test_a_large_picture_is_copied_whole(size):
    width, height = size
    rng = np.random.default_rng(0)
    rgb = rng.integers(0, 256, (height, width, 3), np.uint8)
    bgr = upright_bgr(PillowImage.fromarray(rgb))
    assert bgr.shape == (height, width, 3)
    assert bgr.flags.c_contiguous
    assert np.array_equal(bgr, rgb[..., ::-1])
