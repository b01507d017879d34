"""What reading frames costs beside plain OpenCV, one thread on both sides.

A camera's frames are never equal: every frame here has noise of its own.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from model.scenes import Conditions, photographed, written_line
from model.store import ModelStore
from tests.benchmarks.measure import Ratio, timed_in_turn
from vision.frame import Frame
from vision.recognizer import Recognizer
from vision.tracking import Tracker

HD, FULL_HD = (720, 1280), (1080, 1920)
TEN = ("12345", "67890")
TWENTY = (*TEN, "24680", "13579")
TWO_HUNDRED = tuple("1234567890" * 2 for _ in range(10))

TEN_DIGITS_LIMIT = 12.0
FULL_HD_LIMIT = 10.0
NO_DIGITS_LIMIT = 6.0
GROWTH_LIMIT = 12.0
SAMPLE_LIMIT = 1.0
STILL_LIMIT = 0.7

_NOISE = 2.0
_STRONG_NOISE = 3.0
_FRAMES = 8
_WAY_PX = 12
"""Radius of the circle on which a moving page goes round once in `_FRAMES` frames."""


def reading_ratios() -> Iterator[Ratio]:
    """From BGR to tracked readings, over OpenCV's own steps and over each other."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield from _over_gray()
        yield from _over_each_other()
        yield _over_the_sample()
    finally:
        cv2.setNumThreads(threads)


def _over_gray() -> Iterator[Ratio]:
    for name, lines, height_px, size, limit in (
        ("1280x720, ten digits of 44 px", TEN, 44, HD, TEN_DIGITS_LIMIT),
        ("1280x720, ten digits of 79 px", TEN, 79, HD, TEN_DIGITS_LIMIT),
        ("1920x1080, ten digits of 79 px", TEN, 79, FULL_HD, FULL_HD_LIMIT),
        ("1280x720, no digits", (), 44, HD, NO_DIGITS_LIMIT),
    ):
        reading = Reading(still(page(lines, height_px, size)), lines)
        measured, yardstick = timed_in_turn(reading, lambda reading=reading: _gray(reading.image))
        yield Ratio(f"{name}: reading / grey", measured, yardstick, limit)
    reading = Reading(moving(moving_page(TEN, 44)), TEN)
    measured, yardstick = timed_in_turn(reading, lambda: _gray(reading.image))
    name = "1280x720, ten digits of 44 px that move: reading / grey"
    yield Ratio(name, measured, yardstick, TEN_DIGITS_LIMIT)


def _over_each_other() -> Iterator[Ratio]:
    few = Reading(still(page(("1234567890",), 24, HD)), ("1234567890",))
    many = Reading(still(page(TWO_HUNDRED, 24, HD)), TWO_HUNDRED)
    measured, yardstick = timed_in_turn(many, few, rounds=100)
    yield Ratio("200 digits / 10 digits of 24 px", measured, yardstick, GROWTH_LIMIT)
    image = moving_page(TWENTY, 60)
    lying = Reading(still(_part(image, _WAY_PX, _WAY_PX), _STRONG_NOISE), TWENTY)
    moved = Reading(moving(image), TWENTY)
    measured, yardstick = timed_in_turn(lying, moved)
    yield Ratio("20 digits, sensor noise 3: lying still / moving", measured, yardstick, STILL_LIMIT)


def _over_the_sample() -> Ratio:
    reading = Reading(still(page(TEN, 44, HD)), TEN)
    measured, yardstick = timed_in_turn(reading, lambda: _sample_steps(reading.image))
    name = "1280x720, ten digits: reading / threshold, median, contours"
    return Ratio(name, measured, yardstick, SAMPLE_LIMIT)


def page(lines: Sequence[str], height_px: int, size: tuple[int, int]) -> np.ndarray:
    """A page of written lines: uneven light, a little soft, without noise."""
    rng = np.random.default_rng(0)
    ink = np.zeros(size, np.uint8)
    top, step = 60, min(3 * height_px, (size[0] - 80 - height_px) // max(len(lines), 1))
    for line, text in enumerate(lines):
        ink, _ = written_line(
            text, rng, height_px=height_px, size=size, origin=(160, top + line * step), ink=ink
        )
    return photographed(ink, Conditions(shading=0.3, noise=0, blur_px=0.7), rng)


def moving_page(lines: Sequence[str], height_px: int) -> np.ndarray:
    """A page that is larger than a frame by the way that `moving` goes on each side."""
    return page(lines, height_px, (HD[0] + 2 * _WAY_PX, HD[1] + 2 * _WAY_PX))


def still(image: np.ndarray, noise: float = _NOISE) -> list[np.ndarray]:
    """Frames of a page that lies still: each has its own noise."""
    return [_noisy(image, noise, seed) for seed in range(_FRAMES)]


def moving(image: np.ndarray) -> list[np.ndarray]:
    """Frames of a page that goes round in a circle: it is larger by its way on each side."""
    frames = []
    for seed in range(_FRAMES):
        angle = 2 * np.pi * seed / _FRAMES
        left, top = (round(_WAY_PX * (1 + side)) for side in (np.cos(angle), np.sin(angle)))
        frames.append(_noisy(_part(image, left, top), _STRONG_NOISE, seed))
    return frames


class Reading:
    """Reads frame after frame, over and over.

    Attributes:
        image: The frame read last.
    """

    def __init__(self, images: Sequence[np.ndarray], lines: Sequence[str]) -> None:
        """Reads each frame once.

        Raises:
            SystemExit: What is read is not what is written.
        """
        self.image = images[0]
        self._frames = [Frame(np.ascontiguousarray(image)) for image in images]
        self._recognizer = Recognizer(ModelStore().load_classifier(), tracker=Tracker())
        self._next = 0
        for _ in self._frames:
            self()
        read = "".join(str(digit.digit) for digit in self._recognition.digits)
        if sorted(read) != sorted("".join(lines)):
            raise SystemExit(f"Of the benchmark's page {lines} was read {read}.")

    def __call__(self) -> None:
        frame = self._frames[self._next % len(self._frames)]
        self._next += 1
        self.image = frame.image
        self._recognition = self._recognizer.read(frame)


def _part(image: np.ndarray, left: int, top: int) -> np.ndarray:
    return image[top : top + HD[0], left : left + HD[1]]


def _noisy(image: np.ndarray, sigma: float, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, sigma, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def _gray(image: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


def _sample_steps(image: np.ndarray) -> object:
    """How OpenCV's own sample finds digits; it classifies them besides."""
    ink = cv2.adaptiveThreshold(
        _gray(image), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 10
    )
    return cv2.findContours(cv2.medianBlur(ink, 3), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
