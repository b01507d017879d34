"""What was read, drawn into a copy of the picture without a window system.

The look is that of the window's overlay. The labels are drawn once by Pillow
and kept: a video repeats the same few hundred of them.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from desktop_app.live.labels import LabelPlace, LabelWish, place_labels
from desktop_app.live.marks import (
    ALONE,
    HALO_RGBA,
    IN_LINE,
    OWN_LINE,
    PLATE_PADDING,
    PLATE_RGBA,
    READ_RGB,
    SMALL_TEXT,
    STACKED,
    TEXT_RGB,
    UNSURE_RGB,
    Mark,
    marks,
)
from desktop_app.live.placement import Placement, Rect
from vision.frame import Image
from vision.reading import Recognition

TEXT_SHARE = 1 / 40
"""Height of the text as a share of the picture's shorter side."""
TEXT_LEAST_PX = 12
OVERSAMPLING = 4
"""Plates are drawn so much larger and then reduced: Pillow's own corners are jagged."""

Patch = NDArray[np.float32]


def annotated(recognition: Recognition) -> Image:
    """The frame with what was read in it.

    Returns:
        (H, W, 3) uint8 BGR, a new array of the frame's size.
    """
    frame = recognition.frame
    picture = np.array(frame.image)
    size = (frame.width, frame.height)
    text_px = max(TEXT_LEAST_PX, round(min(size) * TEXT_SHARE))
    line_px = max(1, round(text_px / 8))
    groups = marks(recognition)
    for mark in (mark for group in groups for mark in group):
        _draw_box(picture, mark, line_px)
    for mark, place in _placed(groups, size, text_px):
        plate = _plate(mark.character, mark.confidence, place.form, text_px, is_own=mark.is_own)
        _paste(picture, plate, place.rect)
    return picture


def _placed(
    groups: list[list[Mark]], size: tuple[int, int], text_px: int
) -> list[tuple[Mark, LabelPlace]]:
    placement = Placement.identity(size)
    wishes = [
        [LabelWish(placement.rect(mark.box), _plate_sizes(mark, text_px)) for mark in group]
        for group in groups
    ]
    places = place_labels(wishes, placement.target)
    return [
        (mark, place)
        for group, group_places in zip(groups, places, strict=True)
        for mark, place in zip(group, group_places, strict=True)
    ]


def _plate_sizes(mark: Mark, text_px: int) -> tuple[tuple[float, float], ...]:
    forms = (IN_LINE, STACKED, ALONE) if mark.confidence else (ALONE,)
    plates = [
        _plate(mark.character, mark.confidence, form, text_px, is_own=mark.is_own) for form in forms
    ]
    return tuple((float(plate.shape[1]), float(plate.shape[0])) for plate in plates)


def _draw_box(picture: Image, mark: Mark, line_px: int) -> None:
    """A box around the ink, not on it, dashed where the reading is unsure."""
    margin = line_px + 1
    left, top = mark.box.left - margin, mark.box.top - margin
    right, bottom = mark.box.right + margin - 1, mark.box.bottom + margin - 1
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    color = UNSURE_RGB if mark.is_unsure else READ_RGB
    segments = [
        segment
        for start, end in pairwise(corners)
        for segment in (_dashes(start, end, 3 * line_px) if mark.is_unsure else [(start, end)])
    ]
    for drawn, width in ((HALO_RGBA, line_px + 2), (color, line_px)):
        for start, end in segments:
            cv2.line(picture, start, end, drawn[2::-1], width)


def _dashes(
    start: tuple[int, int], end: tuple[int, int], length_px: int
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Pieces of a line parallel to an axis, with gaps between, and a piece at either end."""
    (x, y), (end_x, end_y) = start, end
    length = max(abs(end_x - x), abs(end_y - y))
    count = max(1, round(length / (2 * length_px)))
    ends = np.linspace(0.0, 1.0, 2 * count)
    points = [(round(x + (end_x - x) * t), round(y + (end_y - y) * t)) for t in ends]
    return list(zip(points[::2], points[1::2], strict=True))


def _paste(picture: Image, plate: Patch, place: Rect) -> None:
    """Lays a plate, whose opacity is its fourth channel, over the picture."""
    height, width = picture.shape[:2]
    left = min(max(0, round(place.left)), max(0, width - plate.shape[1]))
    top = min(max(0, round(place.top)), max(0, height - plate.shape[0]))
    region = picture[top : top + plate.shape[0], left : left + plate.shape[1]]
    visible = plate[: region.shape[0], : region.shape[1]]
    opacity = visible[..., 3:]
    region[...] = np.rint(region * (1 - opacity) + visible[..., :3] * opacity)


@lru_cache(maxsize=4096)
def _plate(
    character: str, confidence: str, form: int, text_px: int, *, is_own: bool = False
) -> Patch:
    """A label: (h, w, 4) float32, BGR 0 to 255 and opacity 0 to 1. Not to be written to."""
    digit_font, small_font = _font(text_px * OVERSAMPLING), _small_font(text_px)
    padding = round(text_px * PLATE_PADDING) * OVERSAMPLING
    small = confidence if form == IN_LINE else confidence.removesuffix("%")
    small = "" if form == ALONE else small
    # All digits are of one height, so that the plates of a number stand in one row.
    digit_height, small_height = _height(digit_font), _height(small_font) if small else 0
    digit_width, small_width = digit_font.getlength(character), small_font.getlength(small)
    if form == STACKED:
        width = max(digit_width, small_width) + 2 * padding
        height = digit_height + small_height + 3 * padding
        digit_at = ((width - digit_width) / 2, padding + digit_height)
        small_at = ((width - small_width) / 2, height - padding)
    else:
        width = digit_width + 2 * padding + (small_width + padding if small else 0)
        height = digit_height + 2 * padding
        digit_at = (padding, height - padding)
        small_at = (2 * padding + digit_width, height - padding)
        height += padding if is_own else 0
    size = (-(-round(width) // OVERSAMPLING), -(-round(height) // OVERSAMPLING))
    large = PillowImage.new("RGBA", (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING))
    draw = ImageDraw.Draw(large)
    draw.rounded_rectangle((0, 0, large.width - 1, large.height - 1), padding, PLATE_RGBA)
    color = UNSURE_RGB if character == "?" else TEXT_RGB
    bold = max(1, text_px * OVERSAMPLING // 30)
    draw.text(digit_at, character, color, digit_font, "ls", stroke_width=bold)
    draw.text(small_at, small, READ_RGB, small_font, "ls")
    if is_own:
        line = round(OWN_LINE * padding)
        top = large.height - padding - line // 2
        draw.rectangle((padding, top, padding + digit_width, top + line), READ_RGB)
    return _patch_of(large.resize(size, PillowImage.Resampling.BOX))


def _patch_of(plate: PillowImage.Image) -> Patch:
    patch = np.asarray(plate, np.float32)[..., [2, 1, 0, 3]]
    patch[..., 3] /= 255
    patch.flags.writeable = False
    return patch


@lru_cache(maxsize=64)
def _font(height_px: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(height_px)
    if not isinstance(font, ImageFont.FreeTypeFont):  # only a Pillow built without FreeType
        raise TypeError("Pillow was built without FreeType, which draws the labels.")
    return font


def _small_font(text_px: int) -> ImageFont.FreeTypeFont:
    return _font(round(text_px * SMALL_TEXT * OVERSAMPLING))


def _height(font: ImageFont.FreeTypeFont) -> int:
    """Height of a digit above its base line, in pixels."""
    return -round(font.getbbox("0", anchor="ls")[1])
