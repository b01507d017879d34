"""Pictures of ink, candidates and readings, to explain how a picture is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from desktop_app.annotation import annotated
from desktop_app.live.marks import READ_RGB, UNSURE_RGB
from vision.binarization import InkMask
from vision.frame import Box, Image
from vision.lines import without_lines
from vision.reading import Candidate, Reason, Recognition

Color = tuple[int, int, int]
"""Red, green, blue."""

CAPTION_PX = 16
BLACK, WHITE, DIM = (13, 17, 23), (235, 235, 235), (140, 146, 155)

REASON_COLORS: Mapping[Reason, Color] = {
    Reason.UNSURE: UNSURE_RGB,
    Reason.NOT_A_DIGIT: (255, 110, 110),
    Reason.CUT_OFF: (200, 140, 255),
    Reason.TOO_SMALL: (150, 150, 150),
}
CANDIDATE_COLOR, RIVAL_COLOR = (70, 200, 120), (255, 160, 60)
LINE_COLOR = (240, 140, 40)


def with_ink(masks: Sequence[InkMask]) -> tuple[Image, bool]:
    """Ink in black where it lies on its level, the long lines that are taken out in orange.

    Args:
        masks: One or more of the same level.

    Returns:
        (h, w, 3) uint8 BGR of the level's size, and whether there are such lines.
    """
    picture = np.full((masks[0].level_height, masks[0].level_width, 3), 255, np.uint8)
    has_lines = False
    for mask in masks:
        clean = without_lines(mask.ink)
        # The mask may reach a few pixels further than its level, whose size four need not divide.
        part = picture[mask.top :, mask.left :]
        part = part[: clean.shape[0], : clean.shape[1]]
        inside = slice(part.shape[0]), slice(part.shape[1])
        lines = cv2.subtract(mask.ink, clean)[inside]
        part[clean[inside] > 0] = 0
        part[lines > 0] = LINE_COLOR[::-1]
        has_lines |= bool(lines.any())
    return picture, has_lines


def with_candidates(gray: Image, candidates: Sequence[Candidate]) -> Image:
    """Boxes of all candidates; those of rivals are drawn last and in another colour."""
    picture = _faded(gray)
    for candidate in sorted(candidates, key=lambda one: bool(one.rivals)):
        _draw_box(picture, candidate.box, RIVAL_COLOR if candidate.rivals else CANDIDATE_COLOR)
    colors = {"candidate": CANDIDATE_COLOR, "rivals for the same ink": RIVAL_COLOR}
    return np.vstack([picture, legend(colors, picture.shape[1])])


def with_boxes(recognition: Recognition) -> Image:
    """Boxes of what was read and of what was not, by reason, with a legend."""
    gray = np.asarray(cv2.cvtColor(recognition.frame.image, cv2.COLOR_BGR2GRAY), np.uint8)
    picture = _faded(gray)
    for rejection in recognition.rejections:
        _draw_box(picture, rejection.box, REASON_COLORS[rejection.reason])
    for digit in recognition.digits:
        _draw_box(picture, digit.box, READ_RGB)
    colors = {"read": READ_RGB} | {
        reason.value: color
        for reason, color in REASON_COLORS.items()
        if any(rejection.reason is reason for rejection in recognition.rejections)
    }
    return np.vstack([picture, legend(colors, picture.shape[1])])


def with_numbers(recognition: Recognition) -> Image:
    """The annotated picture, with a line under each number of several digits."""
    picture = annotated(recognition)
    thickness = _thickness(picture)
    for number in recognition.numbers:
        boxes = [digit.box for digit in number.digits]
        for first, second in pairwise(boxes):
            start = (round(first.center[0]), first.bottom + 2 * thickness)
            end = (round(second.center[0]), second.bottom + 2 * thickness)
            cv2.line(picture, start, end, READ_RGB[::-1], thickness, cv2.LINE_AA)
    return picture


def legend(colors: Mapping[str, Color], width: int) -> Image:
    """A strip that says what the colours mean; as many rows as the names need."""
    font = ImageFont.load_default(CAPTION_PX)
    places: list[tuple[int, int]] = []
    left, top, line = 8, 8, CAPTION_PX + 10
    for name in colors:
        needed = 34 + round(font.getlength(name))
        if left > 8 and left + needed > width:
            left, top = 8, top + line
        places.append((left, top))
        left += needed
    strip = PillowImage.new("RGB", (width, top + line), BLACK)
    draw = ImageDraw.Draw(strip)
    for (name, color), (x, y) in zip(colors.items(), places, strict=True):
        draw.rectangle((x, y + 2, x + 13, y + 15), outline=color, width=3)
        draw.text((x + 20, y), name, WHITE, font)
    return from_rgb(strip)


def bgr(gray: Image) -> Image:
    """A grey picture with three channels."""
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)


def from_rgb(picture: PillowImage.Image) -> Image:
    """A picture of Pillow as OpenCV has them."""
    return np.ascontiguousarray(np.asarray(picture)[..., ::-1])


def _draw_box(picture: Image, box: Box, color: Color) -> None:
    cv2.rectangle(
        picture,
        (box.left - 1, box.top - 1),
        (box.right, box.bottom),
        color[::-1],
        _thickness(picture),
    )


def _thickness(picture: Image) -> int:
    return max(1, round(min(picture.shape[:2]) / 400))


def _faded(gray: Image) -> Image:
    """Half as dark, so that colours stand out on it."""
    return bgr(np.asarray(cv2.convertScaleAbs(gray, alpha=0.55), np.uint8))
