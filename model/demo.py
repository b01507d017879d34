"""The demo clip: somebody writes on a sheet under a hand-held camera.

Drawn by the project's own hand, so that it can be shipped. The sheet lies on a
desk, sways, tilts and comes nearer, the light drifts, a shadow passes, and the
sensor is noisy. Movement and light come back to where they began, so the clip
can be played in a loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from model.scenes import Conditions, photographed, written_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.frame import Image

SIZE = (540, 960)
FRAME_RATE = 15.0
FRAME_COUNT = 150

LINES = (("0123456789", 62, (90, 70)), ("1867 2026", 78, (120, 190)), ("374 905", 92, (110, 330)))
"""What stands on the sheet: text, height in pixels, and where it begins."""

_WRITTEN_FROM, _WRITTEN_TO = 0.1, 0.6
"""The part of the clip in which the last line is written."""

_SHEET = (470, 860)


def demo_frames(seed: int = 7) -> Iterator[Image]:
    """The frames of the clip, each (540, 960, 3) uint8 BGR."""
    rng = np.random.default_rng(seed)
    sheets = _sheets(rng)
    desk = _desk(rng)
    for index in range(FRAME_COUNT):
        phase = index / FRAME_COUNT
        progress = (phase - _WRITTEN_FROM) / (_WRITTEN_TO - _WRITTEN_FROM)
        sheet = sheets[int(np.clip(progress, 0, 1) * (len(sheets) - 1))]
        yield _seen(sheet, desk, 2 * np.pi * phase, rng)


def write_demo(path: Path) -> None:
    """Writes the clip as MPEG-4.

    Raises:
        OSError: OpenCV cannot write there.
    """
    height, width = SIZE
    fourcc = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(path), fourcc, FRAME_RATE, (width, height))
    if not writer.isOpened():
        raise OSError(f"The demo clip cannot be written to {path}.")
    for frame in demo_frames():
        writer.write(frame)
    writer.release()


def _sheets(rng: np.random.Generator) -> list[Image]:
    """The sheet, with one digit more of its last line each time."""
    ink = np.zeros(_SHEET, np.uint8)
    for text, height_px, origin in LINES[:-1]:
        ink, _ = written_line(text, rng, height_px=height_px, size=_SHEET, origin=origin, ink=ink)
    text, height_px, origin = LINES[-1]
    line, placed = written_line(text, rng, height_px=height_px, size=_SHEET, origin=origin)
    paper = Conditions(paper=(226, 233, 236), ink=(96, 52, 44), opacity=0.92)
    sheets = [photographed(ink, paper, rng)]
    for glyph in placed:
        right = glyph.box.right + 4
        written = ink.copy()
        np.maximum(written[:, :right], line[:, :right], out=written[:, :right])
        sheets.append(photographed(written, paper, rng))
    return sheets


def _desk(rng: np.random.Generator) -> Image:
    """A wooden ground: a brown with a soft grain."""
    height, width = SIZE
    grain = cv2.GaussianBlur(rng.normal(0, 30, (height, width)).astype(np.float32), (0, 0), 1.2)
    grain = cv2.blur(grain, (151, 1))
    desk = np.array([62, 88, 112], np.float32) + 3 * grain[..., np.newaxis]
    return np.clip(desk, 0, 255).astype(np.uint8)


def _seen(sheet: Image, desk: Image, angle: float, rng: np.random.Generator) -> Image:
    """The sheet on the desk as the camera sees it at one moment of the loop."""
    height, width = SIZE
    matrix = _view(angle)
    picture = desk.copy()
    cv2.warpPerspective(
        sheet, matrix, (width, height), picture, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT
    )
    light = _light(angle)
    noise = np.empty(picture.shape, np.float32)
    cv2.setRNGSeed(int(rng.integers(2**31)))
    cv2.randn(noise, 0, 2.0)
    lit = picture.astype(np.float32) * light[..., np.newaxis] + noise
    return np.clip(cv2.GaussianBlur(lit, (0, 0), 0.6), 0, 255).astype(np.uint8)


def _view(angle: float) -> NDArray[Any]:
    """From the sheet to the picture: sways, tilts and comes nearer."""
    sheet_height, sheet_width = _SHEET
    turn = np.deg2rad(2.5 * np.sin(angle))
    zoom = 0.98 + 0.035 * np.sin(angle + 1)
    corners = np.array(
        [(0, 0), (sheet_width, 0), (sheet_width, sheet_height), (0, sheet_height)], np.float32
    )
    middle = corners.mean(axis=0)
    rotation = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    seen = (corners - middle) @ rotation.T
    # Nearer at the bottom than at the top, as a sheet on a desk is.
    seen[:2] *= 0.97 + 0.012 * np.cos(angle)
    seen += (SIZE[1] / 2 + 12 * np.sin(2 * angle), SIZE[0] / 2 + 9 * np.cos(angle))
    return cv2.getPerspectiveTransform(corners, seen.astype(np.float32))


def _light(angle: float) -> NDArray[np.float32]:
    """Light over the picture: brighter on one side, with the soft shadow of a hand."""
    height, width = SIZE
    y, x = np.mgrid[:height:4, :width:4].astype(np.float32)
    light = 0.86 + 0.1 * np.cos(x / width * 2 + 0.6 * np.sin(angle))
    shadow_x, shadow_y = width * (0.85 + 0.08 * np.sin(angle)), height * (1 + 0.1 * np.cos(angle))
    distance = np.hypot((x - shadow_x) / 260, (y - shadow_y) / 200)
    light -= 0.3 / (1 + np.exp(8 * (distance - 1)))
    return cv2.resize(light.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
