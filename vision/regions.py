"""Reading a part of a frame only, with boxes that still mean the whole frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Recognition, Rejection

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_REGION_PX = 16
"""A narrower or lower region holds no digit: the smallest ones that are read have 12 pixels."""

_Placed = TypeVar("_Placed", DigitRead, Rejection)


def region_within(region: Box, width: int, height: int) -> Box | None:
    """The part of a region that lies in a frame.

    Args:
        region: In pixels of the frame; may reach beyond it.
        width: Of the frame.
        height: Of the frame.

    Returns:
        None where too little is left to read in.
    """
    left, top = max(0, region.left), max(0, region.top)
    right, bottom = min(width, region.right), min(height, region.bottom)
    if min(right - left, bottom - top) < LEAST_REGION_PX:
        return None
    return Box(left, top, right - left, bottom - top)


def read_within(
    frame: Frame, region: Box | None, read: Callable[[Frame], Recognition]
) -> Recognition:
    """Reads a region of a frame as if the frame ended there.

    Args:
        frame: The whole frame.
        region: In pixels of the frame; None for all of it. Where nothing of it lies in
            the frame, all of the frame is read.
        read: Reads a frame.

    Returns:
        What was read, of the whole frame and in its pixels.
    """
    inside = None if region is None else region_within(region, frame.width, frame.height)
    if inside is None:
        return read(frame)
    image = frame.image[inside.top : inside.bottom, inside.left : inside.right]
    part = Frame(np.ascontiguousarray(image), frame.index, frame.captured_at_s)
    return _in_whole(read(part), frame, inside)


def _in_whole(recognition: Recognition, frame: Frame, region: Box) -> Recognition:
    """The reading of a region as one of the frame."""

    def moved(box: Box) -> Box:
        return Box(box.left + region.left, box.top + region.top, box.width, box.height)

    def moved_one(one: _Placed) -> _Placed:
        return replace(one, box=moved(one.box))

    # A digit of a number stays the very object that is among the digits.
    digits = {id(digit): moved_one(digit) for digit in recognition.digits}

    def moved_number(number: NumberRead) -> NumberRead:
        own = tuple(digits.get(id(digit)) or moved_one(digit) for digit in number.digits)
        return replace(number, box=moved(number.box), digits=own)

    return replace(
        recognition,
        frame=frame,
        digits=tuple(digits.values()),
        rejections=tuple(moved_one(rejection) for rejection in recognition.rejections),
        numbers=tuple(moved_number(number) for number in recognition.numbers),
    )
