"""Files and pictures for a soak, drawn into a folder of its own."""

from __future__ import annotations

import itertools
from pathlib import Path

import cv2
import numpy as np

from desktop_app.demo import demo_path
from model.scenes import Conditions, photographed, written_line
from model.store import ModelStore
from vision.frame import Image

SIZE = (480, 640)
NUMBERS = ("31415", "2026", "798")
WAY_PX = 4
PICTURES = 12


class Materials:
    """What is opened.

    Attributes:
        pictures: Of a hand-held page, (480, 640, 3) uint8.
        page: One of them as a file.
        folder: Some of them as files.
        jpegs: All of them as JPEG files.
        clip: The demo clip.
        unreadable: Files that are damaged, empty, or not there.
    """

    def __init__(self, home: Path) -> None:
        rng = np.random.default_rng(5)
        ink = np.zeros(SIZE, np.uint8)
        for line, text in enumerate(NUMBERS):
            origin = (80, 60 + 125 * line)
            ink, _ = written_line(text, rng, height_px=64, size=SIZE, origin=origin, ink=ink)
        still = photographed(ink, Conditions(shading=0.2, noise=2), rng)
        self.pictures: list[Image] = [
            np.roll(still, (round(WAY_PX * np.sin(n)), round(WAY_PX * np.cos(n))), axis=(0, 1))
            for n in range(PICTURES)
        ]
        self.folder, self.jpegs = home / "pictures", home / "jpegs"
        self.folder.mkdir()
        self.jpegs.mkdir()
        self._written = home / "written"
        self._written.mkdir()
        self._numbers = itertools.count()
        for number, picture in enumerate(self.pictures):
            jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
            (self.jpegs / f"{number:02d}.jpg").write_bytes(jpeg)
            if number < 4:
                (self.folder / f"{number:02d}.jpg").write_bytes(jpeg)
        self.page = home / "page.png"
        png = cv2.imencode(".png", still)[1].tobytes()
        self.page.write_bytes(png)
        self.clip = demo_path()
        halved, empty, cut = home / "half.png", home / "empty.jpg", home / "cut.mp4"
        halved.write_bytes(png[: len(png) // 2])
        empty.touch()
        cut.write_bytes(self.clip.read_bytes()[:20_000])
        self.unreadable = (halved, empty, cut, home / "nowhere.png")

    def target(self, suffix: str) -> Path:
        """A file that is not there yet."""
        return self._written / f"{next(self._numbers)}{suffix}"


def add_own_model(models: ModelStore) -> None:
    """Puts a copy of the bundled model beside it."""
    bundled = models.bundled
    models.add(bundled.keras_path, bundled.tflite_path, bundled.card)
