"""DigitLens beside OpenCV's sample, Tesseract and RapidOCR on the same pictures.

What is not installed is left out and listed; --install fetches what is missing.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from model.photo_truth import TruthError, read_truths
from scripts.opencv_sample import SampleSpeed, compared_with_sample
from scripts.peers.environment import FOLDER, PeerError
from scripts.peers.installed import all_readers, install_all, used_versions
from scripts.peers.page import page_of
from scripts.peers.scoring import Row, Tally
from vision.images import ImageError, read_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.photo_evaluation import PhotoTruth
    from scripts.peers.readers import Reader
    from scripts.peers.readings import PeerReading
    from vision.frame import Image


def main() -> int:
    """Measures and writes; gives the exit status."""
    options = _parser().parse_args()
    cv2.setNumThreads(1)
    try:
        truths = read_truths(options.photos)
        if options.install:
            install_all(options.sample)
        with ExitStack() as stack:
            readers, absent = all_readers(options.sample, stack)
            rows = measured(readers, truths)
        speeds: list[SampleSpeed] = []
        if not any("digits_video" in name for name in absent):
            speeds = compared_with_sample(options.sample)
    except (PeerError, TruthError) as error:
        print(error, file=sys.stderr)
        return 1
    page = page_of(rows, absent, used_versions(), speeds)
    options.write.parent.mkdir(parents=True, exist_ok=True)
    options.write.write_text(page, encoding="utf-8")
    print(page)
    return 0


def measured(readers: Sequence[Reader], truths: Sequence[PhotoTruth]) -> list[Row]:
    """What each reader does in each setting; picture by picture all of them in turn."""
    tallies = [Tally(reader) for reader in readers]
    for number, truth in enumerate(truths, 1):
        print(f"\r{number} of {len(truths)} pictures", end="", file=sys.stderr, flush=True)
        try:
            image = read_image(truth.path)
        except ImageError as error:
            print(f"\n{truth.path}: {error}", file=sys.stderr)
            continue
        for tally in tallies:
            if number == 1:  # a first reading loads what the others find loaded
                _read(tally.reader, image)
            tally.add(truth, _read(tally.reader, image))
    print(file=sys.stderr)
    return [row for tally in tallies for row in tally.rows()]


def _read(reader: Reader, image: Image) -> PeerReading | None:
    try:
        return reader.read(image)
    except PeerError as error:
        print(f"\n{reader.name}, {reader.setting}: {error}", file=sys.stderr)
        return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.peers", description=__doc__)
    parser.add_argument(
        "--photos", metavar="TRUTH", type=Path, required=True,
        help="the file that says what is on the pictures, as for digitlens evaluate",
    )  # fmt: skip
    parser.add_argument(
        "--install", action="store_true", help="first fetch what is missing, into build/peers"
    )
    parser.add_argument(
        "--sample", metavar="FOLDER", type=Path, help="the folder 'samples' of OpenCV's source"
    )
    parser.add_argument(
        "--write", metavar="PAGE", type=Path, default=FOLDER / "peers.md",
        help="where the page with the tables goes (default build/peers/peers.md)",
    )  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
