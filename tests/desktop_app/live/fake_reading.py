"""A recognition for tests of the window: what it reads is written in the picture's corner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from desktop_app.live.recognition import Readers
from vision.frame import Box, Frame, Image
from vision.reading import DigitRead, NumberRead, Reason, Recognition, Rejection

BLANK = np.zeros((28, 28), np.uint8)


def picture_of_numbers(*texts: str, size: tuple[int, int] = (480, 640)) -> Image:
    """A grey picture that `FakeReader` reads as these numbers; "?" is an unsure place."""
    picture = np.full((*size, 3), 180, np.uint8)
    code = "\n".join(texts).encode()
    picture[0, : len(code) + 1, 0] = np.frombuffer(code + b"\0", np.uint8)
    return picture


def fake_classifier(crops: Any) -> Any:
    """Stands in where only the fact that there is a classifier matters."""
    return np.full((len(crops), 11), 1 / 11, np.float32)


class FakeReader:
    """Reads what `picture_of_numbers` wrote, one number a line."""

    def __init__(self, classifier: Any, *, is_live: bool) -> None:
        self.classifier = classifier
        self.confidence_threshold = 0.0
        self.is_live = is_live
        self.before_read: Callable[[Frame], object] = lambda _frame: None

    def read(self, frame: Frame) -> Recognition:
        self.before_read(frame)
        row = bytes(frame.image[0, :, 0])
        text = row[: row.index(0)].decode() if 0 in row else ""
        numbers, rejections = [], []
        for line, word in enumerate(text.split("\n") if text else []):
            if word == "?":
                rejections.append(Rejection(Box(60, 60 + 80 * line, 30, 50), Reason.UNSURE))
            else:
                numbers.append(self._number(word, line))
        digits = tuple(digit for number in numbers for digit in number.digits)
        return Recognition(frame, digits, tuple(rejections), tuple(numbers), 4.2)

    def _number(self, word: str, line: int) -> NumberRead:
        digits = tuple(
            DigitRead(
                Box(60 + 70 * at, 60 + 80 * line, 30, 50),
                BLANK,
                int(character),
                0.9,
                np.zeros(11, np.float32),
                track_id=10 * line + at if self.is_live else None,
            )
            for at, character in enumerate(word)
        )
        box = Box.union_of([digit.box for digit in digits])
        return NumberRead(box, 0.0, word, 0.9 ** len(digits), digits)


class FakeReaders:
    """Makes `Readers`, and remembers what was asked of them.

    Attributes:
        made: The readers made last.
        forgotten: How often the followed digits were to be forgotten.
    """

    def __init__(self, before_read: Callable[[Frame], object] = lambda _frame: None) -> None:
        self.made: Sequence[FakeReader] = ()
        self.forgotten = 0
        self._before_read = before_read

    def __call__(self, classifier: Any) -> Readers:
        live = FakeReader(classifier, is_live=True)
        single = FakeReader(classifier, is_live=False)
        live.before_read = single.before_read = self._before_read
        self.made = (live, single)
        return Readers(live=live, single=single, forget=self._forget)

    def _forget(self) -> None:
        self.forgotten += 1
