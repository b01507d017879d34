"""Pictures of what happens to a frame on its way to digits and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from desktop_app.annotation import annotated
from desktop_app.live.marks import READ_RGB, UNSURE_RGB, percent
from vision.binarization import ink_masks
from vision.frame import Box, Frame, Image
from vision.reading import (
    CROP_SIZE,
    NOT_A_DIGIT,
    Candidate,
    Probabilities,
    Reason,
    Recognition,
)
from vision.recognizer import Recognizer
from vision.segmentation import LARGEST_SHARE, propose

CROP_PX = 3 * CROP_SIZE
"""Side of a crop on the sheet of crops."""
SHEET_COLUMNS = 12
MOST_CROPS = 480
CAPTION_PX = 16

BLACK, WHITE, DIM = (13, 17, 23), (235, 235, 235), (140, 146, 155)

REASON_COLORS = {
    Reason.UNSURE: UNSURE_RGB,
    Reason.NOT_A_DIGIT: (255, 110, 110),
    Reason.CUT_OFF: (200, 140, 255),
    Reason.TOO_SMALL: (150, 150, 150),
}
CANDIDATE_COLOR, RIVAL_COLOR = (70, 200, 120), (255, 160, 60)


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One step of the path.

    Attributes:
        name: For its file.
        text: What there is to see, one sentence.
        picture: (H, W, 3) uint8 BGR.
    """

    name: str
    text: str
    picture: Image


def stages(frame: Frame, recognizer: Recognizer) -> Iterator[Stage]:
    """The steps from the frame to its numbers, in order.

    Args:
        frame: A single picture.
        recognizer: What reads it, without a tracker.
    """
    yield Stage("picture", f"The upright picture, {frame.width}x{frame.height}.", frame.image)
    gray = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), np.uint8)
    yield Stage("grey", "Its brightness.", _bgr(gray))
    yield from _ink_stages(gray)
    candidates, _ = propose(gray)
    rivals = sum(bool(candidate.rivals) for candidate in candidates)
    yield Stage(
        "candidates",
        f"{len(candidates)} candidates (green), {rivals} of them rivals for the same ink (orange).",
        _with_candidates(frame.image, candidates),
    )
    crops = np.zeros((len(candidates), CROP_SIZE, CROP_SIZE), np.uint8)
    for crop, candidate in zip(crops, candidates, strict=True):
        crop[...] = candidate.crop
    shown = min(len(candidates), MOST_CROPS)
    yield Stage(
        "crops",
        f"What the network sees of {shown} candidates, and what it says, 'no' for no digit.",
        _sheet(candidates, recognizer.classifier(crops)),
    )
    recognition = recognizer.read(frame)
    yield Stage("selection", _selection_text(recognition), _with_selection(recognition))
    texts = [number.text for number in recognition.numbers]
    yield Stage(
        "numbers",
        f"Numbers, in the order of reading: {' '.join(texts) or 'none'}.",
        _with_numbers(recognition),
    )


def _ink_stages(gray: Image) -> Iterator[Stage]:
    for mask in ink_masks(gray, LARGEST_SHARE * gray.shape[0]):
        kind = "light" if mask.light else "dark"
        yield Stage(
            f"ink-{kind}-{mask.scale}",
            f"Ink that is {kind}er than its ground, at 1/{mask.scale} of the size."
            if mask.scale > 1
            else f"Ink that is {kind}er than its ground, at full size.",
            _bgr(cv2.bitwise_not(mask.ink)),
        )


def _with_candidates(image: Image, candidates: Sequence[Candidate]) -> Image:
    picture = _faded(image)
    for candidate in candidates:
        color = RIVAL_COLOR if candidate.rivals else CANDIDATE_COLOR
        _draw_box(picture, candidate.box, color)
    return picture


def _with_selection(recognition: Recognition) -> Image:
    picture = _faded(recognition.frame.image)
    for rejection in recognition.rejections:
        _draw_box(picture, rejection.box, REASON_COLORS[rejection.reason])
    for digit in recognition.digits:
        _draw_box(picture, digit.box, READ_RGB)
    colors = {"read": READ_RGB} | {
        reason.value: color
        for reason, color in REASON_COLORS.items()
        if any(rejection.reason is reason for rejection in recognition.rejections)
    }
    return np.vstack([picture, _legend(colors, picture.shape[1])])


def _selection_text(recognition: Recognition) -> str:
    counts = [f"{len(recognition.digits)} read"]
    for reason in Reason:
        count = sum(rejection.reason is reason for rejection in recognition.rejections)
        if count:
            counts.append(f"{count} {reason.value}")
    return f"What is taken and what is not: {', '.join(counts)}."


def _with_numbers(recognition: Recognition) -> Image:
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


def _sheet(candidates: Sequence[Candidate], probabilities: Probabilities) -> Image:
    """Crops in rows with a caption each, the surest digits first."""
    digits = probabilities[:, :NOT_A_DIGIT]
    order = (-digits.max(axis=1)).argsort(kind="stable")[:MOST_CROPS] if len(candidates) else []
    columns = min(SHEET_COLUMNS, max(1, len(order)))
    rows = max(1, -(-len(order) // columns))
    cell_width, cell_height = CROP_PX + 10, CROP_PX + CAPTION_PX + 12
    sheet = PillowImage.new("RGB", (columns * cell_width + 10, rows * cell_height + 10), BLACK)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(CAPTION_PX)
    for place, index in enumerate(order):
        left = 10 + place % columns * cell_width
        top = 10 + place // columns * cell_height
        crop = PillowImage.fromarray(candidates[index].crop)
        sheet.paste(crop.resize((CROP_PX, CROP_PX), PillowImage.Resampling.NEAREST), (left, top))
        row = probabilities[index]
        is_digit = row.argmax() != NOT_A_DIGIT
        caption = f"{row.argmax() if is_digit else 'no'}  {percent(float(row.max()))}"
        spot = (left + CROP_PX / 2, top + CROP_PX + 2)
        draw.text(spot, caption, WHITE if is_digit else DIM, font, "ma")
    return _from_rgb(sheet)


def _legend(colors: dict[str, tuple[int, int, int]], width: int) -> Image:
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
    return _from_rgb(strip)


def _draw_box(picture: Image, box: Box, color: tuple[int, int, int]) -> None:
    cv2.rectangle(
        picture,
        (box.left - 1, box.top - 1),
        (box.right, box.bottom),
        color[::-1],
        _thickness(picture),
    )


def _thickness(picture: Image) -> int:
    return max(1, round(min(picture.shape[:2]) / 400))


def _faded(image: Image) -> Image:
    """A copy in grey and half as dark, on which colours stand out."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return _bgr(np.asarray(cv2.convertScaleAbs(gray, alpha=0.55), np.uint8))


def _bgr(gray: Image) -> Image:
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)


def _from_rgb(picture: PillowImage.Image) -> Image:
    return np.ascontiguousarray(np.asarray(picture)[..., ::-1])
