"""Which readers are on this machine, how the others get there, and their versions."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from model.store import ModelStore
from scripts.peers.environment import RAPIDOCR, PeerError, install, python_in, versions
from scripts.peers.readers import (
    RAPIDOCR_CHILD,
    DigitLensReader,
    Reader,
    TesseractReader,
    rapidocr_reader,
    sample_reader,
    sample_worker,
)
from scripts.peers.sample_source import fetch_sample, find_sample
from scripts.peers.worker import Worker
from vision.recognizer import Recognizer

if TYPE_CHECKING:
    from contextlib import ExitStack

SAMPLE_SIDES = (None, 1280, 640)
"""The sample looks for digits of 16 to 64 pixels' height, so large pictures are made smaller."""

SEGMENTATIONS = (6, 11)
"""One block of text, and sparse text; Tesseract's automatic mode 3 found a third as many digits."""

_APT = "apt-get install tesseract-ocr"


def install_all(sample: Path | None) -> None:
    """Installs the readers that are missing, as far as this user may.

    Args:
        sample: Where OpenCV's sample is already; None fetches it.

    Raises:
        PeerError: Something cannot be fetched or installed.
    """
    install(RAPIDOCR)
    if sample is None:
        fetch_sample()
    # Tesseract is no Python package: it goes into the system, which asks for its owner.
    if shutil.which("tesseract") is None and shutil.which("apt-get") and _is_root():
        subprocess.run([*_APT.split(), "--yes", "--no-install-recommends"], check=False)


def all_readers(sample: Path | None, stack: ExitStack) -> tuple[list[Reader], dict[str, str]]:
    """The readers that are here, each in all its settings, and why the others are not.

    Args:
        sample: OpenCV's folder `samples`; None looks where it is fetched to.
        stack: Ends them.
    """
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peers-")))
    readers: list[Reader] = [DigitLensReader(Recognizer(ModelStore().load_classifier()))]
    absent: dict[str, str] = {}
    try:
        worker = stack.enter_context(sample_worker(find_sample(sample), scratch))
        readers += [sample_reader(worker, scratch, side) for side in SAMPLE_SIDES]
    except PeerError as error:
        absent["OpenCV's digits_video.py"] = str(error)
    if shutil.which("tesseract") is None:
        absent["Tesseract"] = f"'{_APT}' installs it on Debian; --install does so for root."
    else:
        readers += [
            TesseractReader(mode, scratch, digits_only=digits_only)
            for mode in SEGMENTATIONS
            for digits_only in (True, False)
        ]
    if "rapidocr" not in versions(("rapidocr",)):
        absent["RapidOCR"] = "--install installs it into build/peers."
    else:
        try:
            worker = stack.enter_context(Worker(python_in(), RAPIDOCR_CHILD))
            readers.append(rapidocr_reader(worker, scratch))
        except PeerError as error:
            absent["RapidOCR"] = str(error)
    return readers, absent


def used_versions() -> dict[str, str]:
    """The versions of what takes part, by name."""
    ours = {
        "DigitLens": importlib.metadata.version("digitlens"),
        "its model": ModelStore().current().id,
        "its OpenCV": importlib.metadata.version("opencv-python"),
    }
    names = {
        "opencv-python-headless": "the sample's OpenCV",
        "rapidocr": "RapidOCR",
        "onnxruntime": "ONNX Runtime",
    }
    theirs = {names[name]: version for name, version in versions(tuple(names)).items()}
    return ours | theirs | _tesseract_version()


def _tesseract_version() -> dict[str, str]:
    if shutil.which("tesseract") is None:
        return {}
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False)
    first = (done.stdout or done.stderr).splitlines()[:1]
    return {"Tesseract": first[0].removeprefix("tesseract ").strip()} if first else {}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
