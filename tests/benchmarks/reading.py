"""What reading a frame costs beside converting it to grey, one thread on both sides."""

from collections.abc import Iterator

import cv2
import numpy as np

from model.scenes import Conditions, photographed, written_line
from model.store import ModelStore
from tests.benchmarks.measure import Ratio, timed_in_turn
from vision.frame import Frame
from vision.recognizer import Recognizer
from vision.tracking import Tracker

TEN_DIGITS_LIMIT = 20.0


def page(height_px: int) -> np.ndarray:
    """A 1280x720 frame with ten digits on paper: uneven light, soft, a little noise."""
    rng = np.random.default_rng(0)
    size = (720, 1280)
    ink, _ = written_line("12345", rng, height_px=height_px, size=size, origin=(200, 200))
    ink, _ = written_line("67890", rng, height_px=height_px, size=size, origin=(300, 450), ink=ink)
    return photographed(ink, Conditions(shading=0.3, noise=2, blur_px=0.7), rng)


def reading_ratios() -> Iterator[Ratio]:
    """From BGR to tracked readings, over the conversion to grey."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for height_px in (44, 79):
            yield _ten_digits(height_px)
    finally:
        cv2.setNumThreads(threads)


def _ten_digits(height_px: int) -> Ratio:
    frame = Frame(page(height_px))
    recognizer = Recognizer(ModelStore().load_classifier(), tracker=Tracker())
    for _ in range(3):
        recognition = recognizer.read(frame)
    texts = [number.text for number in recognition.numbers]
    if texts != ["12345", "67890"]:
        raise SystemExit(f"The benchmark's page was read as {texts}.")
    measured, yardstick = timed_in_turn(
        lambda: recognizer.read(frame), lambda: cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)
    )
    name = f"1280x720, ten digits of {height_px} px: reading / grey"
    return Ratio(name, measured, yardstick, TEN_DIGITS_LIMIT)
