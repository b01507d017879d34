"""What happens to a picture on its way to digits and numbers, step by step, as pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.commands.stage_crops import MOST_CROPS, crop_sheet
from desktop_app.commands.stage_pictures import (
    bgr,
    with_boxes,
    with_candidates,
    with_ink,
    with_numbers,
)
from vision.color import best_channel, ink_gray
from vision.components import Components, components
from vision.frame import Frame, Image
from vision.reading import CROP_SIZE, Candidate, Reason, Recognition
from vision.recognizer import Recognizer
from vision.segmentation import propose
from vision.turns import Turn

CHANNELS = (
    "Its blue channel, in which the ink stands out more than in its brightness",
    "Its green channel, in which the ink stands out more than in its brightness",
    "Its red channel, in which the ink stands out more than in its brightness",
    "Its brightness",
    "How strong its colours are, in which the ink stands out more than in its brightness",
)
"""In the words of this page what `vision.color.best_channel` gives."""


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
    gray = ink_gray(frame.image)
    yield Stage("grey", f"{CHANNELS[best_channel(frame.image)]}.", bgr(gray))
    recognition = recognizer.read(frame)
    turn = recognizer.turn
    if turn:
        gray = turn.turned(gray)
        yield Stage("turned", _turn_text(turn), bgr(gray))
    yield from _ink_stages(gray)
    candidates, _ = propose(gray)
    rivals = sum(bool(candidate.rivals) for candidate in candidates)
    yield Stage(
        "candidates",
        f"{len(candidates)} candidates (green), {rivals} of them rivals for the same ink (orange).",
        with_candidates(gray, candidates),
    )
    taken = {digit.box for digit in recognition.digits}
    is_taken = [turn.box_before(one.box, frame.image.shape) in taken for one in candidates]
    yield _crop_stage(candidates, recognizer, is_taken)
    yield Stage("selection", _selection_text(recognition), with_boxes(recognition))
    texts = [number.text for number in recognition.numbers]
    yield Stage(
        "numbers",
        f"Numbers, in the order of reading: {' '.join(texts) or 'none'}.",
        with_numbers(recognition),
    )


def _turn_text(turn: Turn) -> str:
    done = []
    if turn.tilt_deg:
        done.append(f"a tilt of {turn.tilt_deg:.0f} degrees is taken out")
    if turn.quarters:
        done.append(f"it is turned by {90 * turn.quarters} degrees to the left")
    return f"The page upright: {' and '.join(done)}."


def _ink_stages(gray: Image) -> Iterator[Stage]:
    levels: defaultdict[tuple[int, bool], list[Components]] = defaultdict(list)
    for found in components(gray, in_parts=True):
        levels[found.mask.scale, found.mask.light].append(found)
    for (scale, is_light), there in levels.items():
        kind = "light" if is_light else "dark"
        size = f"1/{scale} of the size" if scale > 1 else "full size"
        place = ", looked for around small ink only" if there[0].is_part else ""
        picture, has_lines = with_ink([found.mask for found in there])
        lines = "; long lines (orange) are taken out of it" if has_lines else ""
        yield Stage(
            f"ink-{kind}-{scale}",
            f"Ink that is {kind}er than its ground, at {size}{place}{lines}.",
            picture,
        )


def _crop_stage(
    candidates: Sequence[Candidate], recognizer: Recognizer, is_taken: Sequence[bool]
) -> Stage:
    crops = np.zeros((len(candidates), CROP_SIZE, CROP_SIZE), np.uint8)
    for crop, candidate in zip(crops, candidates, strict=True):
        crop[...] = candidate.crop
    shown = min(len(candidates), MOST_CROPS)
    return Stage(
        "crops",
        f"What the network sees of {shown} candidates, and what it says, 'no' for no digit; "
        "rivals stand in one frame, and what is taken in a green one.",
        crop_sheet(candidates, recognizer.classifier(crops), is_taken),
    )


def _selection_text(recognition: Recognition) -> str:
    counts = [f"{len(recognition.digits)} read"]
    for reason in Reason:
        count = sum(rejection.reason is reason for rejection in recognition.rejections)
        if count:
            counts.append(f"{count} {reason.value}")
    return f"What is taken and what is not: {', '.join(counts)}."
