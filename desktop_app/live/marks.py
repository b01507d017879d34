"""What an overlay shows of a recognition, whoever draws it, and in which colours."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.correcting.corrections import CorrectedDigit
from vision.frame import Box
from vision.reading import DigitRead, Reason, Recognition

# Red, green, blue, and where there is a fourth, opacity; 0 to 255.
READ_RGB = (90, 209, 255)
UNSURE_RGB = (255, 196, 77)
TEXT_RGB = (255, 255, 255)
PLATE_RGBA = (13, 17, 23, 225)
HALO_RGBA = (13, 17, 23, 200)

IN_LINE, STACKED, ALONE = 0, 1, 2
"""Forms of a label: digit and confidence side by side, one above the other, the digit alone."""
SMALL_TEXT = 0.72
"""Height of the confidence compared with the digit."""
PLATE_PADDING = 0.3
"""Of a plate, in heights of its text."""
OWN_LINE = 0.55
"""Width of the line below a digit that is the user's word, in paddings of its plate; the plate
is higher by one padding for it."""

STYLES = ("box", "underline", "none")
SIZES = ("small", "normal", "large")


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """What the user chose to see of a reading.

    Attributes:
        style: One of `STYLES`: what is drawn around a digit beside its label.
        size: One of `SIZES`: of the labels.
        confidence: Whether labels tell how sure each digit is.
        unsure: Whether what is unsure is marked with "?".
    """

    style: str = "box"
    size: str = "normal"
    confidence: bool = True
    unsure: bool = True

    def __post_init__(self) -> None:
        if self.style not in STYLES or self.size not in SIZES:
            raise ValueError(
                f"Expected a style of {STYLES} and a size of {SIZES}, "
                f"got {self.style!r} and {self.size!r}."
            )


DEFAULT_STYLE = OverlayStyle()


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to draw.

    Attributes:
        character: A digit, or "?" where the reading is unsure.
        confidence: As text, "" for none.
        track_id: The same for the same ink over frames; None for a single picture.
        is_own: Whether it is the user's word, and not the model's: underlined.
    """

    box: Box
    character: str
    confidence: str
    track_id: int | None = None
    is_own: bool = False

    @property
    def is_unsure(self) -> bool:
        return self.character == "?"


def marks(recognition: Recognition, style: OverlayStyle = DEFAULT_STYLE) -> list[list[Mark]]:
    """The digits of each number, then each unsure place; other rejections are not shown."""
    numbers = [number.digits for number in recognition.numbers]
    grouped = {id(digit) for digits in numbers for digit in digits}
    numbers += [(digit,) for digit in recognition.digits if id(digit) not in grouped]
    read = [
        [
            Mark(
                digit.box,
                str(digit.digit),
                percent(digit.confidence) if style.confidence and not is_own(digit) else "",
                digit.track_id,
                is_own(digit),
            )
            for digit in digits
        ]
        for digits in numbers
    ]
    if not style.unsure:
        return read
    unsure = [
        [Mark(rejection.box, "?", "", rejection.track_id)]
        for rejection in recognition.rejections
        if rejection.reason is Reason.UNSURE
    ]
    return read + unsure


def is_own(digit: DigitRead) -> bool:
    """Whether it is a digit because the user says so."""
    return isinstance(digit, CorrectedDigit)


def percent(confidence: float) -> str:
    """A probability as whole percents; 100 would claim certainty, so never more than 99."""
    return f"{min(99, round(confidence * 100))}%"
