"""What the examples of the documentation read: pages with numbers, and a short clip."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from desktop_app.demo import demo_path
from model.scenes import Conditions, photographed, written_line

NUMBERS = ("2718", "31415")
"""What is written on each page, below one another."""

CLIP_FRAMES = 12


def write_material(folder: Path) -> Path:
    """Writes `photo.jpg`, `photos/` with three pictures, `clip.mp4` and `list.txt`.

    Returns:
        The folder.
    """
    (folder / "photos").mkdir()
    write_page(folder / "photo.jpg", NUMBERS, seed=1)
    for seed, name in enumerate(("one.jpg", "two.jpg", "three.jpg"), 3):
        write_page(folder / "photos" / name, NUMBERS, seed)
    names = sorted(path.name for path in (folder / "photos").iterdir())
    (folder / "list.txt").write_text("".join(f"photos/{name}\n" for name in names))
    write_clip(folder / "clip.mp4", CLIP_FRAMES)
    return folder


def write_page(path: Path, numbers: Sequence[str], seed: int) -> None:
    """A photographed page with numbers below one another."""
    rng = np.random.default_rng(seed)
    ink = np.zeros((120 + 140 * len(numbers), 640), np.uint8)
    for i, text in enumerate(numbers):
        place = (70, 70 + 140 * i)
        size = (ink.shape[0], ink.shape[1])
        ink, _ = written_line(text, rng, height_px=64, size=size, origin=place, ink=ink)
    assert cv2.imwrite(str(path), photographed(ink, Conditions(shading=0.2, noise=2), rng))


def write_clip(path: Path, frame_count: int) -> None:
    """The first frames of the demo."""
    demo = cv2.VideoCapture(str(demo_path()))
    size = int(demo.get(cv2.CAP_PROP_FRAME_WIDTH)), int(demo.get(cv2.CAP_PROP_FRAME_HEIGHT))
    clip = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 15, size)
    for _ in range(frame_count):
        there, image = demo.read()
        assert there
        clip.write(image)
    clip.release()
    demo.release()
