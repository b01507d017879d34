"""DigitLens beside OpenCV's own sample `digits_video.py`, frame by frame: `make sample`.

Both read the same frames of 1280x720 with ten digits in turn, one thread each: DigitLens
from BGR to tracked readings, the sample its whole loop without its window. The sample
runs unchanged on OpenCV 4 in an environment of its own; --install makes that and
fetches the sample's source, which is no part of this project.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import cv2
import numpy as np

from model.store import ModelStore
from scripts.peers.environment import FOLDER, OPENCV, PeerError, install
from scripts.peers.readers import sample_worker
from scripts.peers.sample_source import fetch_sample, find_sample
from tests.benchmarks.measure import Ratio, median_ms
from tests.benchmarks.reading import HD, SAMPLE_LIMIT, TEN, moving, moving_page, page, still
from vision.frame import Frame
from vision.recognizer import Recognizer
from vision.tracking import Tracker


class Case(NamedTuple):
    """What is compared.

    Frame by frame in turn, each side finds the processor's caches full of the other's data;
    a program that reads alone does not.

    Attributes:
        height_px: Of the digits.
        in_a_row: Frames that one side reads before it is the other's turn.
        is_moving: Whether the page moves, so that nothing is known from the frame before.
    """

    height_px: int
    in_a_row: int
    is_moving: bool = False


CASES = (Case(44, 25), Case(44, 1), Case(28, 25), Case(28, 1), Case(44, 25, is_moving=True))
"""The sample's range is 16 to 64 pixels; the first height is the benchmark's."""

_ROUNDS = 200
_WARM_UP = 16


@dataclass(frozen=True, slots=True)
class SampleSpeed:
    """Both on the same frames.

    Attributes:
        height_px: Of the digits.
        in_a_row: How many frames one side reads before it is the other's turn.
        ratio: DigitLens over the sample, medians of the thread's time for a frame.
        written: How many digits each frame has.
        read, false: By DigitLens, in the last frame.
        sample_read, sample_false: By the sample, a frame on average.
        opencv: The sample's version of OpenCV.
    """

    height_px: int
    in_a_row: int
    ratio: Ratio
    written: int
    read: int
    false: int
    sample_read: float
    sample_false: float
    opencv: str

    def ratios(self) -> tuple[Ratio, ...]:
        """The times, and the digits that DigitLens reads of those written."""
        name = self.ratio.name.replace("DigitLens / the sample", "digits read / written")
        return (
            self.ratio,
            Ratio(name, self.read, self.written, 1.0, unit="digits", is_least=True),
        )

    def __str__(self) -> str:
        return (
            f"{self.ratio}\n  of {self.written} digits, DigitLens read {self.read} "
            f"({self.false} falsely besides), the sample on OpenCV {self.opencv} "
            f"{self.sample_read:.1f} ({self.sample_false:.1f} falsely besides)"
        )


class Sample(Protocol):
    """Where the sample runs."""

    greeting: dict[str, Any]

    def ask(self, request: dict[str, Any]) -> dict[str, Any]: ...


def main() -> int:
    """Measures; the status is 1 where DigitLens is slower or misses a digit, 2 without sample."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.opencv_sample", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument(
        "--install", action="store_true", help="first make the environment and fetch the sample"
    )
    parser.add_argument(
        "--sample", metavar="FOLDER", type=Path, help="the folder 'samples' of OpenCV's source"
    )
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="frames (default 200)")
    parser.add_argument(
        "--json", type=Path, default=FOLDER.with_name("sample.json"),
        help="where the ratios go (default build/sample.json)",
    )  # fmt: skip
    options = parser.parse_args()
    try:
        if options.install:
            install(OPENCV)
            if options.sample is None:
                fetch_sample()
        speeds = compared_with_sample(options.sample, options.rounds)
    except PeerError as error:
        print(error, file=sys.stderr)
        return 2
    for speed in speeds:
        print(speed)
    ratios = [ratio for speed in speeds for ratio in speed.ratios()]
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps([ratio.to_json() for ratio in ratios], indent=1))
    return int(any(ratio.is_missed for ratio in ratios))


def compared_with_sample(folder: Path | None, rounds: int = _ROUNDS) -> list[SampleSpeed]:
    """The comparison in each of the cases.

    Args:
        folder: OpenCV's folder `samples`; None looks where it is fetched to.
        rounds: How many frames each reads at each height.

    Raises:
        PeerError: The sample is not here, or does not run.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with tempfile.TemporaryDirectory(prefix="sample-") as name:
            scratch = Path(name)
            with sample_worker(find_sample(folder), scratch) as worker:
                return [_compared(worker, scratch, case, rounds) for case in CASES]
    finally:
        cv2.setNumThreads(threads)


def _compared(sample: Sample, scratch: Path, case: Case, rounds: int) -> SampleSpeed:
    height_px, in_a_row, is_moving = case
    images = moving(moving_page(TEN, height_px)) if is_moving else still(page(TEN, height_px, HD))
    paths = [scratch / f"{index}.npy" for index in range(len(images))]
    for path, image in zip(paths, images, strict=True):
        np.save(path, np.ascontiguousarray(image))
    recognizer = Recognizer(ModelStore().load_classifier(), tracker=Tracker())
    times: tuple[list[float], list[float]] = ([], [])
    for start in range(0, _WARM_UP + rounds, in_a_row):
        turn = [paths[index % len(paths)] for index in range(start, start + in_a_row)]
        for path in turn:
            # A camera's frame has just been written, so both sides get one that has.
            frame = Frame(np.load(path))
            started_s = time.thread_time()
            recognition = recognizer.read(frame)
            times[0].append(time.thread_time() - started_s)
        times[1].extend(sample.ask({"image": str(path)})["seconds"] for path in turn)
    wanted = "".join(TEN)
    right, false = counted((digit.digit for digit in recognition.digits), wanted)
    watched = [sample.ask({"image": str(path), "watched": True}) for path in paths]
    each = [counted((label for label, _ in answer["digits"]), wanted) for answer in watched]
    turns = "frame by frame" if in_a_row == 1 else f"{in_a_row} frames each"
    kind = " that move" if is_moving else ""
    name = f"1280x720, ten digits of {height_px} px{kind}, {turns}: DigitLens / the sample"
    return SampleSpeed(
        height_px,
        in_a_row,
        Ratio(name, median_ms(times[0][_WARM_UP:]), median_ms(times[1][_WARM_UP:]), SAMPLE_LIMIT),
        len(wanted),
        right,
        false,
        float(np.mean([one for one, _ in each])),
        float(np.mean([other for _, other in each])),
        str(sample.greeting["ready"]),
    )


def counted(labels: Iterable[int], wanted: str) -> tuple[int, int]:
    """How many of the digits written were read, wherever, and how many were read besides."""
    read = Counter(str(label) for label in labels)
    right = (read & Counter(wanted)).total()
    return right, read.total() - right


if __name__ == "__main__":
    sys.exit(main())
