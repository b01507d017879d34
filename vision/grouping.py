"""Digits to numbers in reading order, at any slope.

Digits are neighbours when they are of like height, stand beside each other
along a common line, and nothing unread lies between them. Numbers are the
chains of neighbours; lines of numbers are read from the top, each from left to
right, along the page's slope.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from vision.frame import Box
from vision.reading import NumberRead, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.reading import DigitRead, Rejection

WIDEST_GAP = 0.75
"""Gap between two digits of a number over their height; further apart they are two numbers."""

WIDEST_REGULAR_GAP = 1.3
"""The same where the digits of a line stand that far apart throughout."""

REGULAR = 1.5
"""A gap is regular up to so many times the median gap of its line."""

LEAST_SIGN = 0.1
"""Size of the smallest point or dash over the height of the digits beside it."""

_HEIGHT_RATIO = 1.8
_STEEPEST = math.tan(math.radians(35))


def group(digits: Sequence[DigitRead], rejections: Sequence[Rejection]) -> tuple[NumberRead, ...]:
    """The numbers that digits make.

    Args:
        digits: Whatever was read.
        rejections: Ink that was not read; a number ends where it lies between two
            digits, so 12.50 and 3-4 do not become 1250 and 34.

    Returns:
        Numbers from top to bottom, then left to right; each digit is in one.
    """
    if not digits:
        return ()
    ordered = sorted(digits, key=lambda digit: digit.box.left)
    # What reaches in from the border is a shadow or another sheet, and no sign.
    barriers = np.array(
        [
            (*one.box.as_list(), one.reason is Reason.TOO_SMALL)
            for one in rejections
            if one.reason is not Reason.CUT_OFF
        ],
        np.float32,
    ).reshape(-1, 5)
    follower: dict[int, int] = {}
    taken: set[int] = set()
    for _, left, right in sorted(_neighbours(ordered)):
        if left in follower or right in taken:
            continue
        if _lies_between(barriers, ordered[left].box, ordered[right].box):
            continue
        follower[left] = right
        taken.add(right)
    numbers = []
    for start in range(len(ordered)):
        if start in taken:
            continue
        chain = [start]
        while chain[-1] in follower:
            chain.append(follower[chain[-1]])
        numbers += [_number(part) for part in _split([ordered[i] for i in chain])]
    return tuple(number for line in text_lines(numbers) for number in line)


def singles(numbers: Sequence[NumberRead]) -> tuple[NumberRead, ...]:
    """Each digit as a number of its own, in the order in which the numbers are read."""
    return tuple(
        replace(
            number,
            box=digit.box,
            text=str(digit.digit),
            confidence=digit.confidence,
            digits=(digit,),
        )
        for number in numbers
        for digit in number.digits
    )


def _neighbours(ordered: Sequence[DigitRead]) -> list[tuple[float, int, int]]:
    """Pairs that may follow each other: (distance, left, right)."""
    boxes = np.array([digit.box.as_list() for digit in ordered], np.float32)
    left, top, width, height = boxes.T
    middle_x, middle_y = left + width / 2, top + height / 2
    step_x = middle_x[None, :] - middle_x[:, None]
    step_y = np.abs(middle_y[None, :] - middle_y[:, None])
    gap = left[None, :] - (left + width)[:, None]
    higher = np.maximum(height[None, :], height[:, None])
    lower = np.minimum(height[None, :], height[:, None])
    beside = (
        (step_x > 0)
        & (gap < WIDEST_REGULAR_GAP * higher)
        & (step_y < 0.25 * higher + _STEEPEST * step_x * (gap > -0.5 * lower))
        & (step_y < 0.6 * higher)
        & (higher < _HEIGHT_RATIO * lower)
    )
    firsts, seconds = np.nonzero(beside)
    distance = np.hypot(step_x, 2 * step_y)
    return [
        (float(distance[i, j]), i, j)
        for i, j in zip(firsts.tolist(), seconds.tolist(), strict=True)
    ]


def _split(chain: Sequence[DigitRead]) -> list[Sequence[DigitRead]]:
    """A chain of neighbours, cut where a gap is wider than within a number."""
    gaps = [after.box.left - before.box.right for before, after in pairwise(chain)]
    height = statistics.median(digit.box.height for digit in chain)
    widest = WIDEST_GAP * height
    if len(gaps) >= 3:
        widest = max(widest, REGULAR * statistics.median(gaps))
    cuts = [0, *(i + 1 for i, gap in enumerate(gaps) if gap > widest), len(chain)]
    return [chain[start:end] for start, end in pairwise(cuts)]


def _lies_between(barriers: NDArray[np.float32], first: Box, second: Box) -> bool:
    """Whether unread ink stands in the gap between two digits."""
    if not len(barriers):
        return False
    height = max(first.height, second.height)
    top, bottom = min(first.top, second.top), max(first.bottom, second.bottom)
    x = barriers[:, 0] + barriers[:, 2] / 2
    y = barriers[:, 1] + barriers[:, 3] / 2
    inside = (
        (x > first.left + 0.7 * first.width)
        & (x < second.left + 0.3 * second.width)
        & (y > top)
        & (y < bottom + 0.25 * height)
        & (barriers[:, 3] < 2 * height)
    )
    # What is small may be dirt, or a loose piece of a digit beside it.
    apart = (barriers[:, 0] > first.right - 0.1 * height) & (
        barriers[:, 0] + barriers[:, 2] < second.left + 0.1 * height
    )
    sign = apart & (np.maximum(barriers[:, 2], barriers[:, 3]) > LEAST_SIGN * height)
    return bool((inside & (sign | (barriers[:, 4] == 0))).any())


def _number(digits: Sequence[DigitRead]) -> NumberRead:
    box = Box.union_of([digit.box for digit in digits])
    first, last = digits[0].box, digits[-1].box
    run = last.center[0] - first.center[0]
    angle = math.degrees(math.atan2(last.bottom - first.bottom, run)) if len(digits) > 1 else 0.0
    confidence = math.prod(digit.confidence for digit in digits)
    text = "".join(str(digit.digit) for digit in digits)
    return NumberRead(box, angle, text, confidence, tuple(digits))


def text_lines(numbers: Sequence[NumberRead]) -> tuple[tuple[NumberRead, ...], ...]:
    """Numbers as they stand on the page: lines from the top, each from the left.

    The slope of the longer numbers is taken for the page's and is taken out.
    """
    long = [number.angle_deg for number in numbers if len(number.digits) >= 3]
    slope = math.tan(math.radians(statistics.median(long))) if long else 0.0

    def level(number: NumberRead) -> float:
        x, y = number.box.center
        return y - slope * x

    lines: list[list[NumberRead]] = []
    for number in sorted(numbers, key=level):
        height = max(digit.box.height for digit in number.digits)
        if lines and level(number) - level(lines[-1][-1]) < 0.5 * height:
            lines[-1].append(number)
        else:
            lines.append([number])
    return tuple(tuple(sorted(line, key=lambda number: number.box.left)) for line in lines)
