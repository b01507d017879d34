"""What was read in a picture, without the picture, and the forms in which it is printed."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.frame import Box
    from vision.reading import NumberRead, Recognition

FORMATS = ("text", "json", "csv")


@dataclass(frozen=True, slots=True)
class ReadDigit:
    """A digit, or a place where one may be.

    Attributes:
        label: 0 to 9, or None where the reader is unsure.
        line: Index of the line it belongs to, None for none.
    """

    label: int | None
    confidence: float
    box: Box
    line: int | None

    def to_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "confidence": round(self.confidence, 4),
            "box": self.box.as_list(),
        }


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of text: its numbers from left to right, separated by spaces."""

    text: str
    confidence: float
    box: Box

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "confidence": round(self.confidence, 4),
            "box": self.box.as_list(),
        }


def _line_of(numbers: Sequence[NumberRead]) -> ReadLine:
    from vision.frame import Box

    return ReadLine(
        " ".join(number.text for number in numbers),
        math.prod(number.confidence for number in numbers),
        Box.union_of([number.box for number in numbers]),
    )


@dataclass(frozen=True, slots=True)
class Readout:
    """What was read in one picture.

    Attributes:
        width: Of the upright picture, in pixels.
        height: Of the upright picture, in pixels.
        digits: In reading order, unsure places last.
        ms: Time the reading took.
    """

    width: int
    height: int
    digits: tuple[ReadDigit, ...]
    lines: tuple[ReadLine, ...]
    ms: float

    @classmethod
    def of(cls, recognition: Recognition, *, with_unsure: bool = False) -> Readout:
        """The readout of a recognition; unsure places are left out unless asked for."""
        from vision.grouping import text_lines
        from vision.reading import Reason

        lines = text_lines(recognition.numbers)
        digits = [
            ReadDigit(digit.digit, digit.confidence, digit.box, index)
            for index, line in enumerate(lines)
            for number in line
            for digit in number.digits
        ]
        if with_unsure:
            for rejection in recognition.rejections:
                if rejection.reason is Reason.UNSURE:
                    known = rejection.probabilities
                    confidence = 0.0 if known is None else float(known[:10].max())
                    digits.append(ReadDigit(None, confidence, rejection.box, None))
        return cls(
            recognition.frame.width,
            recognition.frame.height,
            tuple(digits),
            tuple(_line_of(line) for line in lines),
            recognition.latency_ms,
        )

    @property
    def text(self) -> str:
        """The numbers in reading order, separated by spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def confidence(self) -> float:
        """Probability that all of the text is right; 1 where there is none."""
        return math.prod(line.confidence for line in self.lines)

    @property
    def unsure_count(self) -> int:
        return sum(digit.label is None for digit in self.digits)

    def to_json(self) -> dict[str, Any]:
        return {
            "width": self.width,
            "height": self.height,
            "digits": [digit.to_json() for digit in self.digits],
            "lines": [line.to_json() for line in self.lines],
            "ms": round(self.ms, 1),
        }


@dataclass(frozen=True, slots=True)
class FileReadout:
    """What became of one file, or of one page of it.

    Attributes:
        file: Its name as it was given.
        readout: None where it could not be read.
        error: Why it could not be read: one sentence, "" where it could.
        page: From 1; None in files of one page.
        note: What the user should know although it was read.
    """

    file: str
    readout: Readout | None = None
    error: str = ""
    page: int | None = None
    note: str = ""

    @property
    def title(self) -> str:
        return self.file if self.page is None else f"{self.file}, page {self.page}"


class FileWriter(Protocol):
    """Prints what was read of files, one after the other."""

    def write(self, result: FileReadout) -> None:
        """Prints one result at once; errors and notes that have no place in it to stderr."""


class TextWriter:
    """A line for each picture: its name and the numbers in it."""

    def __init__(self, output: TextIO, errors: TextIO) -> None:
        self._output = output
        self._errors = errors

    def write(self, result: FileReadout) -> None:
        _print_remarks(result, self._errors)
        if result.readout is None:
            return
        text = result.readout.text or "no digits"
        unsure = result.readout.unsure_count
        print(
            f"{result.title}: {text}{f' ({unsure} unsure)' if unsure else ''}",
            file=self._output,
            flush=True,
        )


class JsonWriter:
    """A JSON object a line for each picture, errors among them."""

    def __init__(self, output: TextIO, errors: TextIO) -> None:
        self._output = output
        self._errors = errors

    def write(self, result: FileReadout) -> None:
        row: dict[str, Any] = {"file": result.file}
        if result.page is not None:
            row["page"] = result.page
        if result.readout is None:
            row["error"] = result.error
        else:
            row |= result.readout.to_json()
            _print_remarks(result, self._errors)
        print(json.dumps(row), file=self._output, flush=True)


class CsvWriter:
    """A row for each digit; a picture without digits has none."""

    COLUMNS = ("file", "page", "line", "label", "confidence", "left", "top", "width", "height")

    def __init__(self, output: TextIO, errors: TextIO) -> None:
        self._output = output
        self._errors = errors
        self._rows = csv.writer(output, lineterminator="\n")
        self._rows.writerow(self.COLUMNS)

    def write(self, result: FileReadout) -> None:
        _print_remarks(result, self._errors)
        for digit in result.readout.digits if result.readout else ():
            self._rows.writerow(
                (
                    result.file,
                    result.page,
                    None if digit.line is None else digit.line + 1,
                    digit.label,
                    round(digit.confidence, 4),
                    *digit.box.as_list(),
                )
            )
        self._output.flush()


def file_writer(name: str, output: TextIO, errors: TextIO) -> FileWriter:
    """The writer for one of `FORMATS`."""
    writers: dict[str, type[TextWriter] | type[JsonWriter] | type[CsvWriter]] = {
        "text": TextWriter,
        "json": JsonWriter,
        "csv": CsvWriter,
    }
    return writers[name](output, errors)


def _print_remarks(result: FileReadout, errors: TextIO) -> None:
    for remark in filter(None, (result.error, result.note)):
        print(f"{result.title}: {remark}", file=errors, flush=True)
