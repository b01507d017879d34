"""What is said of a drawing that was read, in the order in which it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vision.frame import Box
from vision.grouping import text_lines
from vision.reading import Reason, Recognition


@dataclass(frozen=True, slots=True)
class Part:
    """A number, or a place that is unsure.

    Attributes:
        text: The number, or "?".
        confidence: 0 to 1; None where it is unsure.
    """

    text: str
    confidence: float | None = None


def lines_of(recognition: Recognition) -> list[list[Part]]:
    """Numbers and unsure places, line for line as they stand on the page."""
    lines = [
        [(number.box, Part(number.text, number.confidence)) for number in line]
        for line in text_lines(recognition.numbers)
    ]
    for rejection in recognition.rejections:
        if rejection.reason is Reason.UNSURE:
            place = (rejection.box, Part("?"))
            line = next((line for line in lines if _is_beside(rejection.box, line)), None)
            if line is None:
                lines.append([place])
            else:
                line.append(place)
    lines.sort(key=lambda line: line[0][0].center[1])
    return [[part for _, part in sorted(line, key=lambda place: place[0].left)] for line in lines]


def numbers_of(lines: Sequence[Sequence[Part]]) -> list[str]:
    """The numbers alone, without what is unsure."""
    return [part.text for line in lines for part in line if part.confidence is not None]


def is_too_small(recognition: Recognition) -> bool:
    """Whether nothing is read because all that was written is too small for it."""
    return bool(recognition.rejections) and all(
        rejection.reason is Reason.TOO_SMALL for rejection in recognition.rejections
    )


def _is_beside(box: Box, line: Sequence[tuple[Box, Part]]) -> bool:
    around = Box.union_of([other for other, _ in line])
    return around.top <= box.center[1] < around.bottom or box.top <= around.center[1] < box.bottom
