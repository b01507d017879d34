"""The sheet of crops: what the network sees of each candidate, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from desktop_app.commands.stage_pictures import (
    BLACK,
    CANDIDATE_COLOR,
    CAPTION_PX,
    DIM,
    RIVAL_COLOR,
    WHITE,
    from_rgb,
)
from desktop_app.live.marks import percent
from vision.frame import Image
from vision.reading import CROP_SIZE, NOT_A_DIGIT, Candidate, Probabilities

CROP_PX = 3 * CROP_SIZE
"""Side of a crop on the sheet."""
MOST_CROPS = 480
COLUMNS = 12
GAP_PX, EDGE_PX = 12, 3
_CELL_WIDTH, _CELL_HEIGHT = CROP_PX + GAP_PX, CROP_PX + CAPTION_PX + 2 * GAP_PX

Group = Sequence[int]


def crop_sheet(
    candidates: Sequence[Candidate], probabilities: Probabilities, is_taken: Sequence[bool]
) -> Image:
    """Crops with a caption each, rivals together in a frame, the surest digits first.

    Args:
        candidates: What was proposed.
        probabilities: (N, 11) float32, what the network says of each.
        is_taken: Which of them were read.

    Returns:
        (H, W, 3) uint8 BGR.
    """
    surest = probabilities[:, :NOT_A_DIGIT].max(axis=1)
    kept = [int(index) for index in np.argsort(-surest, kind="stable")[:MOST_CROPS]]
    rows = list(_rows(_groups(candidates, kept)))
    columns = max((sum(map(len, row)) for row in rows), default=1)
    size = columns * _CELL_WIDTH + GAP_PX, max(1, len(rows)) * _CELL_HEIGHT + GAP_PX
    sheet = PillowImage.new("RGB", size, BLACK)
    draw = ImageDraw.Draw(sheet)
    for row, groups in enumerate(rows):
        column, top = 0, GAP_PX + row * _CELL_HEIGHT
        for group in groups:
            if len(group) > 1:
                _draw_frame(draw, column, top, len(group))
            for index in group:
                left = GAP_PX + column * _CELL_WIDTH
                if is_taken[index]:
                    far = CROP_PX + EDGE_PX - 1
                    box = (left - EDGE_PX, top - EDGE_PX, left + far, top + far)
                    draw.rectangle(box, outline=CANDIDATE_COLOR, width=EDGE_PX)
                crop = PillowImage.fromarray(candidates[index].crop)
                crop = crop.resize((CROP_PX, CROP_PX), PillowImage.Resampling.NEAREST)
                sheet.paste(crop, (left, top))
                _write_caption(draw, left, top, probabilities[index])
                column += 1
    return from_rgb(sheet)


def _groups(candidates: Sequence[Candidate], kept: Sequence[int]) -> Iterator[Group]:
    """Those that are rivals of one another, directly or by others, in the order of the best."""
    left = dict.fromkeys(kept)
    for index in kept:
        if index not in left:
            continue
        group, found = [], [index]
        del left[index]
        while found:
            group.append(found.pop(0))
            rivals = [one for one in candidates[group[-1]].rivals if one in left]
            for one in rivals:
                del left[one]
            found += rivals
        yield sorted(group, key=kept.index)


def _rows(groups: Iterator[Group]) -> Iterator[list[Group]]:
    """Lays groups into rows; one that is longer than a row goes on in the next."""
    row: list[Group] = []
    room = COLUMNS
    for whole in groups:
        for start in range(0, len(whole), COLUMNS):
            group = whole[start : start + COLUMNS]
            if len(group) > room:
                yield row
                row, room = [], COLUMNS
            row.append(group)
            room -= len(group)
    if row:
        yield row


def _draw_frame(draw: ImageDraw.ImageDraw, column: int, top: int, count: int) -> None:
    left, gap = GAP_PX + column * _CELL_WIDTH, GAP_PX // 2
    right, bottom = left + count * _CELL_WIDTH - GAP_PX, top + CROP_PX + CAPTION_PX
    draw.rectangle((left - gap, top - gap, right + gap - 2, bottom + gap), outline=RIVAL_COLOR)


def _write_caption(
    draw: ImageDraw.ImageDraw, left: int, top: int, probabilities: Probabilities
) -> None:
    best = int(probabilities.argmax())
    is_digit = best != NOT_A_DIGIT
    caption = f"{best if is_digit else 'no'}  {percent(float(probabilities[best]))}"
    font = ImageFont.load_default(CAPTION_PX)
    draw.text(
        (left + CROP_PX / 2, top + CROP_PX + 4), caption, WHITE if is_digit else DIM, font, "ma"
    )
