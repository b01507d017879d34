"""Reads frames over and over, for a profiler to look at: `python -m tests.benchmarks.profiled`."""

import argparse
import sys
import time

import cv2

from tests.benchmarks.reading import HD, TEN, Reading, moving, moving_page, page, still

HEIGHT_PX = 44
PAGES = {
    "still": lambda: still(page(TEN, HEIGHT_PX, HD)),
    "moving": lambda: moving(moving_page(TEN, HEIGHT_PX)),
}


def reading_of(kind: str) -> Reading:
    """What reads the frames of a page that lies still or moves."""
    return Reading(PAGES[kind](), TEN)


def read_frames(kind: str, seconds: float) -> None:
    reading = reading_of(kind)
    ends_s = time.monotonic() + seconds
    while time.monotonic() < ends_s:
        reading()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=PAGES)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    read_frames(options.kind, options.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
