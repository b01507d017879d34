"""DigitLens and the other readers, each behind the same call."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from model.photo_outcomes import photo_box
from scripts.peers.environment import PeerError, python_in, versions
from scripts.peers.readings import (
    PeerDigit,
    PeerReading,
    reading_of_hocr,
    reading_of_rapidocr,
    reading_of_sample,
)
from scripts.peers.sample_source import FILES
from scripts.peers.worker import Worker
from vision.frame import Frame
from vision.grouping import text_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.frame import Image
    from vision.reading import Recognition
    from vision.recognizer import Recognizer

SAMPLE_CHILD = Path(__file__).with_name("sample_child.py")
RAPIDOCR_CHILD = Path(__file__).with_name("rapidocr_child.py")
CONFIDENCES: tuple[float, ...] = (0.0, 0.5, 0.7, 0.9)
"""What a reader's digits may have to reach, where it says how sure it is of each."""


class Reader(Protocol):
    """Reads the digits of a picture in one way.

    Attributes:
        name: Of the program.
        setting: How it is used.
        confidences: From how sure on its digits may count; each is a setting of its own.
        knows_order: Whether its lines are in reading order.
    """

    name: str
    setting: str
    confidences: tuple[float, ...]
    knows_order: bool

    def read(self, image: Image) -> PeerReading:
        """The digits of a picture: (H, W, 3) uint8, BGR, upright.

        Raises:
            PeerError: The reader failed.
        """


class DigitLensReader:
    """DigitLens as `digitlens evaluate` uses it."""

    name = "DigitLens"
    confidences: tuple[float, ...] = (0.0,)
    knows_order = True

    def __init__(self, recognizer: Recognizer) -> None:
        self.setting = "as it is"
        self._recognizer = recognizer

    def read(self, image: Image) -> PeerReading:
        started_s = time.process_time()
        recognition = self._recognizer.read(Frame(image))
        return _reading_of(recognition, time.process_time() - started_s)


class WorkerReader:
    """A reader in the peers' Python.

    The picture is handed over as a file, and made smaller before: neither is counted.
    """

    def __init__(
        self,
        name: str,
        worker: Worker,
        reading_of: Callable[[dict[str, object]], PeerReading],
        scratch: Path,
        *,
        longest_px: int | None = None,
        knows_order: bool = True,
    ) -> None:
        """Reads in pictures of that size.

        Args:
            name: Of the program.
            worker: Where it runs.
            reading_of: Makes a reading of its answer.
            scratch: A folder for the picture.
            longest_px: Larger pictures are made smaller until their longest side is this.
            knows_order: Whether its lines are in reading order.
        """
        self.name = name
        self.setting = "pictures as they are"
        if longest_px is not None:
            self.setting = f"longest side at most {longest_px} px"
        self.knows_order = knows_order
        self.confidences: tuple[float, ...] = CONFIDENCES if knows_order else (0.0,)
        self._worker, self._reading_of = worker, reading_of
        self._longest_px = longest_px
        self._path = scratch / "picture.npy"

    def read(self, image: Image) -> PeerReading:
        factor = min(1.0, (self._longest_px or np.inf) / max(image.shape[:2]))
        if factor < 1:
            image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        np.save(self._path, image)
        answer = self._worker.ask({"image": str(self._path), "watched": True})
        return self._reading_of(answer).scaled(1 / factor)


class TesseractReader:
    """Tesseract's program, one thread, its network for English; its start is counted."""

    name = "Tesseract"
    confidences: tuple[float, ...] = CONFIDENCES
    knows_order = True

    def __init__(self, segmentation: int, scratch: Path, *, digits_only: bool) -> None:
        """Reads in one of Tesseract's ways.

        Args:
            segmentation: Its page segmentation mode.
            scratch: A folder for the picture.
            digits_only: Whether it may take what it sees for digits alone; else its
                letters are left out afterwards.
        """
        self.setting = f"--psm {segmentation}, " + ("digits only" if digits_only else "all signs")
        self._path = scratch / "picture.ppm"
        self._command = [
            "tesseract", str(self._path), "stdout", "--oem", "1", "--psm", str(segmentation),
            "-c", "hocr_char_boxes=1", "-c", "tessedit_create_hocr=1",
        ]  # fmt: skip
        if digits_only:
            self._command += ["-c", "tessedit_char_whitelist=0123456789"]

    def read(self, image: Image) -> PeerReading:
        cv2.imwrite(str(self._path), image)
        started_s = _seconds_of_children()
        done = subprocess.run(
            self._command,
            capture_output=True,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=False,
        )
        seconds = _seconds_of_children() - started_s
        if done.returncode:
            raise PeerError(f"Tesseract failed: {done.stderr.decode(errors='replace').strip()}")
        return reading_of_hocr(done.stdout.decode(errors="replace"), seconds)


def sample_worker(sample: Path, scratch: Path) -> Worker:
    """OpenCV's sample, running in a copy of its files; trains its SVM first.

    Raises:
        PeerError: It does not start.
    """
    if "opencv-python-headless" not in versions(("opencv-python-headless",)):
        raise PeerError("OpenCV 4 is not in build/peers: --install makes an environment with it.")
    folder = scratch / "sample"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sample / name, folder / name)
    return Worker(python_in(), SAMPLE_CHILD, folder / "python")


def sample_reader(worker: Worker, scratch: Path, longest_px: int | None = None) -> WorkerReader:
    """OpenCV's sample for pictures; it looks for digits of 16 to 64 pixels' height."""
    return WorkerReader(
        "OpenCV's digits_video.py", worker, reading_of_sample, scratch,
        longest_px=longest_px, knows_order=False,
    )  # fmt: skip


def rapidocr_reader(worker: Worker, scratch: Path) -> WorkerReader:
    """RapidOCR with the networks of its package, as it is set; it makes large pictures smaller."""
    return WorkerReader("RapidOCR", worker, reading_of_rapidocr, scratch)


def _reading_of(recognition: Recognition, seconds: float) -> PeerReading:
    lines = (
        [digit for number in line for digit in number.digits]
        for line in text_lines(recognition.numbers)
    )
    placed = (tuple(PeerDigit(one.digit, photo_box(one.box)) for one in line) for line in lines)
    return PeerReading(tuple(placed), seconds)


def _seconds_of_children() -> float:
    """Processor time of the programs that were started and have ended."""
    try:
        import resource
    except ImportError:  # Windows: what the clock says instead
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
