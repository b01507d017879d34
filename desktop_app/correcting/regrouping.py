"""The numbers of a reading in which digits came or went, on a page that may lie turned."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from vision.frame import Box
from vision.reading import DigitRead, NumberRead, Recognition


def page_quarters(numbers: Sequence[NumberRead]) -> int:
    """Quarter turns to the left, 0 to 3, after which the page stands upright.

    The slopes of the numbers tell; without a number it is taken to stand upright.
    """
    if not numbers:
        return 0
    longest = max(len(number.digits) for number in numbers)
    angles = [number.angle_deg for number in numbers if len(number.digits) == longest]
    # Measured from the first: 179 and -179 degrees are close.
    first = angles[0]
    middle = first + median((angle - first + 180) % 360 - 180 for angle in angles)
    return round(middle / 90) % 4


def regrouped(
    recognition: Recognition,
    digits: Mapping[int, DigitRead],
    changed: Recognition,
    *,
    groups: bool = True,
) -> tuple[NumberRead, ...]:
    """The numbers of a reading in which digits came or went; all others stay as they are.

    Where a digit went, its number ends, as at any ink that is none. A digit that came
    joins its neighbours by the rules of the reading itself.

    Args:
        recognition: The reading as it was.
        digits: What each digit has become, by the `id` of what it was; those that went
            are not in it.
        changed: The reading with all its digits, without numbers.
        groups: Whether digits that stand together make one number.
    """
    known = {id(digits[id(old)]) for old in recognition.digits if id(old) in digits}
    added = [digit for digit in changed.digits if id(digit) not in known]
    quarters = page_quarters(recognition.numbers)
    joined = _joined(added, changed, quarters) if groups else [(digit,) for digit in added]
    gone = {id(digit) for one in joined for digit in one}
    numbers: list[NumberRead] = []
    for number in recognition.numbers:
        own = [digits.get(id(digit)) for digit in number.digits]
        left = [None if id(digit) in gone else digit for digit in own]
        numbers += [_number(piece, number.angle_deg) for piece in _pieces(left)]
    angle_deg = recognition.numbers[0].angle_deg if recognition.numbers else 0.0
    for one in joined:
        _insert(_number(one, angle_deg), numbers, changed, quarters)
    return tuple(numbers)


def box_upright(box: Box, size: tuple[int, int], quarters: int) -> Box:
    """Where a box of a picture lies after quarter turns to the left.

    Args:
        box: In pixels of the picture.
        size: Width and height of the picture.
        quarters: 0 to 3.
    """
    width, height = size
    for _ in range(quarters):
        box = Box(box.top, width - box.right, box.height, box.width)
        width, height = height, width
    return box


def box_as_it_lies(box: Box, size: tuple[int, int], quarters: int) -> Box:
    """The reverse of `box_upright`.

    Args:
        box: In pixels of the turned picture.
        size: Width and height of the picture as it lies.
        quarters: 0 to 3, as the picture was turned.
    """
    turned = size if quarters % 2 == 0 else (size[1], size[0])
    return box_upright(box, turned, -quarters % 4)


def _joined(
    added: Sequence[DigitRead], changed: Recognition, quarters: int
) -> list[tuple[DigitRead, ...]]:
    """What the digits that came belong to now, each with its neighbours."""
    # Imported here, in the thread that reads or when the first digit comes.
    from vision.grouping import group

    size = changed.frame.width, changed.frame.height
    own: dict[int, DigitRead] = {}
    upright: list[DigitRead] = []
    for digit in changed.digits:
        upright.append(replace(digit, box=box_upright(digit.box, size, quarters)))
        own[id(upright[-1])] = digit
    barriers = [
        replace(one, box=box_upright(one.box, size, quarters)) for one in changed.rejections
    ]
    new = {id(digit) for digit in added}
    found = [
        tuple(own[id(digit)] for digit in number.digits) for number in group(upright, barriers)
    ]
    return [digits for digits in found if any(id(digit) in new for digit in digits)]


def _pieces(digits: Sequence[DigitRead | None]) -> Iterator[tuple[DigitRead, ...]]:
    """The runs between what is no longer there."""
    for is_there, run in groupby(digits, key=lambda digit: digit is not None):
        if is_there:
            yield tuple(digit for digit in run if digit is not None)


def _number(digits: Sequence[DigitRead], angle_deg: float) -> NumberRead:
    return NumberRead(
        Box.union_of([digit.box for digit in digits]),
        angle_deg,
        "".join(str(digit.digit) for digit in digits),
        math.prod(digit.confidence for digit in digits),
        tuple(digits),
    )


def _insert(
    number: NumberRead, numbers: list[NumberRead], changed: Recognition, quarters: int
) -> None:
    """Puts a number where it stands on the page: after those above, and before it in its line."""
    size = changed.frame.width, changed.frame.height
    box = box_upright(number.box, size, quarters)
    at = 0
    for index, other in enumerate(numbers):
        beside = box_upright(other.box, size, quarters)
        is_same_line = beside.top < box.center[1] < beside.bottom
        is_before = beside.left < box.left if is_same_line else beside.center[1] < box.center[1]
        if is_before:
            at = index + 1
    numbers.insert(at, number)
