"""What the tests of the commands share: pictures with known digits on them."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.scenes import written_line
from vision.frame import Image


def written(text: str, size: tuple[int, int] = (120, 420)) -> Image:
    """Dark digits on light paper, always in the same hand."""
    ink, _ = written_line(text, np.random.default_rng(3), height_px=56, size=size, origin=(40, 32))
    paper = np.full((*size, 3), 235, np.uint8)
    return np.asarray(paper - (ink[..., None] * 0.75).astype(np.uint8), np.uint8)


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a picture file and gives its path."""

    def write(name: str, text: str = "4071") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        worked, data = cv2.imencode(path.suffix, written(text))
        assert worked
        path.write_bytes(data.tobytes())
        return path

    return write


@pytest.fixture
def video(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a video, some frames of each text, and gives its path."""

    def write(name: str, *texts: str, frames: int = 8, rate: float = 10.0) -> Path:
        path = tmp_path / name
        codec = cv2.VideoWriter.fourcc(*"MJPG")
        writer = cv2.VideoWriter(str(path), codec, rate, (420, 120))
        for text in texts:
            for _ in range(frames):
                writer.write(written(text))
        writer.release()
        return path

    return write
