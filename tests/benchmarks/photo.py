"""What reading a photograph of 12 megapixels costs beside decoding its JPEG, one thread each."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from desktop_app.commands.kept_memory import freed_memory_kept
from model.store import ModelStore
from tests.benchmarks.measure import Ratio, timed_in_turn
from tests.benchmarks.reading import page
from vision.frame import Frame
from vision.images import decode_image
from vision.recognizer import Recognizer

SIZE = (3024, 4032)
LINES = tuple(("1234567890" * 2)[start : start + 10] for start in range(5))
HEIGHT_PX = 160
LIMIT = 2.0

_NOISE = 3.0
_QUALITY = 92
_ROUNDS = 15
_LEAST_PIXELS = 9_000_000


def photo_ratios() -> Iterator[Ratio]:
    """A drawn page of fifty digits; and real photographs, where there are any, as they come.

    Memory is kept as `digitlens read` keeps it, for both sides.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with freed_memory_kept():
            yield from _ratios()
    finally:
        cv2.setNumThreads(threads)


def _ratios() -> Iterator[Ratio]:
    drawn = drawn_photograph()
    yield _ratio("drawn page, 50 digits: reading / decoding", _reading(drawn), drawn, LIMIT)
    name = "drawn page, 50 digits: file to digits / decoding"
    yield _ratio(name, _decoding_and_reading(drawn), drawn, LIMIT)
    for kind, path in _real_photographs().items():
        data = path.read_bytes()
        name = f"real photograph, {kind}: reading / decoding"
        yield _ratio(name, _reading(data), data, LIMIT)


def drawn_photograph() -> bytes:
    """A JPEG of a page of five lines, with uneven light and a sensor's noise."""
    clean = page(LINES, HEIGHT_PX, SIZE)
    noise = np.random.default_rng(0).normal(0, _NOISE, clean.shape).astype(np.float32)
    image = np.clip(clean + noise, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()


def _ratio(name: str, measure: Callable[[], object], data: bytes, limit: float) -> Ratio:
    raw = np.frombuffer(data, np.uint8)
    measured, yardstick = timed_in_turn(
        measure, lambda: cv2.imdecode(raw, cv2.IMREAD_COLOR), rounds=_ROUNDS, warm_up=2
    )
    return Ratio(name, measured, yardstick, limit)


def _reading(data: bytes) -> Callable[[], object]:
    classifier, frame = ModelStore().load_classifier(), Frame(decode_image(data))
    return lambda: Recognizer(classifier).read(frame)


def _decoding_and_reading(data: bytes) -> Callable[[], object]:
    classifier = ModelStore().load_classifier()
    return lambda: Recognizer(classifier).read(Frame(decode_image(data)))


def _real_photographs() -> dict[str, Path]:
    """The largest of each kind among the photographs that the program is judged by."""
    truth = os.environ.get("DIGITLENS_PHOTOS")
    if not truth:
        return {}
    largest: dict[str, tuple[int, Path]] = {}
    for line in Path(truth).read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        pixels = entry["width"] * entry["height"]
        if pixels >= max(_LEAST_PIXELS, largest.get(entry["kind"], (0, Path()))[0]):
            largest[entry["kind"]] = pixels, Path(truth).parent / entry["file"]
    return {kind: path for kind, (_, path) in largest.items()}
