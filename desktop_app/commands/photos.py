"""Photographs read and compared with what is on them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from model.photo_evaluation import (
    PhotoBox,
    PhotoReading,
    PhotoScore,
    PhotoTruth,
    PlacedDigit,
    score_photo,
)
from vision.frame import Box, Frame
from vision.grouping import text_lines
from vision.images import ImageError, read_image
from vision.reading import Recognition
from vision.recognizer import Recognizer


def scored(truths: Iterable[PhotoTruth], recognizer: Recognizer) -> Iterator[PhotoScore]:
    """The score of each photograph; one that cannot be read counts as one on which nothing was."""
    for truth in truths:
        try:
            reading = reading_of(recognizer.read(Frame(read_image(truth.path))))
        except ImageError as error:
            print(f"{truth.path}: {error}", file=sys.stderr, flush=True)
            reading = PhotoReading()
        yield score_photo(truth, reading)


def reading_of(recognition: Recognition) -> PhotoReading:
    """A recognition in the terms of the score."""
    return PhotoReading(
        digits=tuple(
            PlacedDigit(digit.digit, _photo_box(digit.box)) for digit in recognition.digits
        ),
        lines=tuple(
            "".join(number.text for number in line) for line in text_lines(recognition.numbers)
        ),
    )


def _photo_box(box: Box) -> PhotoBox:
    return (float(box.left), float(box.top), float(box.width), float(box.height))
