"""What a clip shows: a written page on a desk, cards and fingers over it, and how it is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from model import hand_camera
from model.handwriting import draw_digit
from model.scenes import photographed, random_conditions, written_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.hand_camera import Shot
    from model.scenes import Conditions
    from vision.frame import Image

SIZE = (480, 640)

KINDS = (
    "shake", "drift", "exposure", "focus", "jerks", "cover", "crossing", "leaving", "all",
)  # fmt: skip
"""What happens in a clip, besides a slight shake."""

_PAGE = (620, 860)
_MARGIN = 560


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A digit on a sheet.

    Attributes:
        points: (N, 2) float64, pixels of its ink, x before y, on its own sheet.
    """

    digit_id: int
    label: int
    points: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A small sheet with one digit that moves straight over the page.

    Attributes:
        image: (h, w, 3) uint8, BGR.
        start: Of its upper left corner, x before y, in page pixels.
        velocity: In page pixels a second.
    """

    image: Image
    digit: Written
    start: NDArray[np.float64]
    velocity: NDArray[np.float64]

    def place(self, time_s: float) -> NDArray[np.float64]:
        """(2,) its upper left corner, x before y, in page pixels."""
        return self.start + self.velocity * time_s


@dataclass(frozen=True, slots=True, eq=False)
class Finger:
    """Something that comes in from below, covers a part of the frame and leaves.

    Attributes:
        tip: Where its tip is at its farthest, x before y, in frame pixels.
        foot_x: Where it crosses the lower border.
    """

    tip: tuple[float, float]
    foot_x: float
    width_px: int
    start_s: float
    length_s: float
    color: tuple[int, int, int]

    def cover(self, time_s: float) -> Image | None:
        """(480, 640) uint8, 255 where it is; None while it is away."""
        share = (time_s - self.start_s) / self.length_s
        if not 0 < share < 1:
            return None
        height, width = SIZE
        reach = min(1.0, 4 * min(share, 1 - share))
        foot = np.array([self.foot_x, height + self.width_px])
        tip = foot + reach * (np.array(self.tip) - foot)
        mask = np.zeros((height, width), np.uint8)
        ends = [tuple(np.rint(end).astype(int).tolist()) for end in (foot, tip)]
        cv2.line(mask, ends[0], ends[1], 255, self.width_px, cv2.LINE_AA)
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that a clip is made of.

    Attributes:
        ground: (H, W, 3) uint8, BGR, the page with the desk around it.
        digits: Those on the page, in pixels of `ground`.
        cards: The later over the earlier.
        fingers: Over everything.
        shot: How the camera looks at it.
        noise: Sigma of the sensor's noise in grey levels.
    """

    ground: Image
    digits: tuple[Written, ...]
    cards: tuple[Card, ...]
    fingers: tuple[Finger, ...]
    shot: Shot
    noise: float

    def view(self, time_s: float) -> NDArray[Any]:
        """(3, 3) homography from `ground` to the frame."""
        height, width = self.ground.shape[:2]
        return self.shot.view(time_s, (width / 2, height / 2), SIZE)


def random_scene(kind: str, rng: np.random.Generator, duration_s: float) -> Scene:
    """A page, and what happens to it.

    Args:
        kind: One of `KINDS`.
        rng: Source of all that varies.
        duration_s: Of the clip.
    """
    everything = kind == "all"
    lively = kind == "shake" or everything
    shake_px = rng.uniform(6, 12) if lively else rng.uniform(1.5, 4)
    shot = hand_camera.hand_held(rng, shake_px=shake_px, drift_px=rng.uniform(5, 15))
    if kind == "drift" or everything:
        shot = hand_camera.with_pan(shot, rng, duration_s)
    if kind == "exposure" or everything:
        shot = hand_camera.with_exposure_jumps(shot, rng, duration_s)
    if kind == "focus" or everything:
        shot = hand_camera.with_lost_focus(shot, rng, duration_s)
    if kind == "jerks" or everything:
        shot = hand_camera.with_jerks(shot, rng, duration_s)
    if kind == "leaving":
        away_px = _PAGE[1] / 2 + 0.6 * SIZE[1]
        shot = hand_camera.with_departure(shot, rng, away_px, duration_s)
    conditions = replace(random_conditions(rng), blur_px=0.0, noise=0.0, jpeg_quality=None)
    ground, digits = _page(conditions, rng)
    cards: tuple[Card, ...] = ()
    if kind == "crossing" or everything:
        cards = _cards(conditions, len(digits), rng, duration_s)
    fingers: tuple[Finger, ...] = ()
    if kind == "cover" or everything:
        fingers = tuple(_finger(rng, duration_s * share) for share in (0.2, 0.45, 0.7))
    return Scene(ground, digits, cards, fingers, shot, float(rng.uniform(1, 4)))


def _page(conditions: Conditions, rng: np.random.Generator) -> tuple[Image, tuple[Written, ...]]:
    """A page of numbers, on a desk."""
    page = np.zeros(_PAGE, np.uint8)
    digits: list[Written] = []
    top = 40
    while top < _PAGE[0] - 90:
        height_px = int(rng.integers(28, 72))
        text = _numbers(rng, room=round((_PAGE[1] - 100) / (0.95 * height_px)))
        line, placed = written_line(text, rng, height_px=height_px, size=_PAGE, origin=(40, top))
        np.maximum(page, line, out=page)
        for glyph in placed:
            box = glyph.box
            if box.right < _PAGE[1] - 10:
                inside = line[box.top : box.bottom, box.left : box.right]
                corner = (box.left + _MARGIN, box.top + _MARGIN)
                digits.append(Written(len(digits), glyph.label, _points(inside, corner)))
        top += round(height_px * rng.uniform(1.6, 3.0))
    height, width = _PAGE
    grain = rng.normal(0, 60, (height // 8, width // 8, 1)).astype(np.float32)
    ground = np.empty((height + 2 * _MARGIN, width + 2 * _MARGIN, 3), np.float32)
    ground[:] = cv2.resize(grain, ground.shape[1::-1], interpolation=cv2.INTER_CUBIC)[..., None]
    ground = 0.12 * ground + rng.integers(50, 130, 3).astype(np.float32)
    desk = np.clip(ground, 0, 255).astype(np.uint8)
    desk[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN] = photographed(page, conditions, rng)
    return desk, tuple(digits)


def _numbers(rng: np.random.Generator, room: int) -> str:
    """Numbers of one to six digits, at most `room` signs in all."""
    text = ""
    while len(text) < room:
        text += "".join(str(digit) for digit in rng.integers(0, 10, rng.integers(1, 7))) + " "
    return text[:room].rstrip()


def _points(ink: Image, corner: tuple[float, float]) -> NDArray[Any]:
    rows, columns = np.nonzero(ink > 90)
    return np.column_stack([columns, rows]) + np.array(corner, np.float64) + 0.5


def _cards(
    conditions: Conditions, first_id: int, rng: np.random.Generator, duration_s: float
) -> tuple[Card, ...]:
    """Two cards that pass each other in the middle of the clip, beside or over one another."""
    height, width = _PAGE[0] + 2 * _MARGIN, _PAGE[1] + 2 * _MARGIN
    meeting = np.array([width / 2, height / 2]) + rng.uniform(-60, 60, 2)
    angle = rng.uniform(-0.5, 0.5)
    along, aside = (
        np.array([np.cos(angle), np.sin(angle)]),
        np.array([-np.sin(angle), np.cos(angle)]),
    )
    cards: list[Card] = []
    for side in (-1, 1):
        height_px = int(rng.integers(34, 56))
        label = int(rng.integers(0, 10))
        drawing = draw_digit(label, rng, height_px=height_px)
        margin = round(0.35 * height_px)
        ink = cv2.copyMakeBorder(
            drawing, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0
        )
        image = photographed(ink, replace(conditions, rule_px=None, shadow=0.0), rng)
        digit = Written(first_id + len(cards), label, _points(ink, (0, 0)))
        velocity = -side * rng.uniform(60, 220) * along
        lane = side * rng.uniform(0.2, 0.8) * ink.shape[0] * aside
        start = meeting + lane - velocity * duration_s / 2 - np.array(ink.shape[::-1]) / 2
        cards.append(Card(image, digit, start, velocity))
    return tuple(cards)


def _finger(rng: np.random.Generator, start_s: float) -> Finger:
    height, width = SIZE
    tip = (rng.uniform(0.15, 0.85) * width, rng.uniform(0.25, 0.7) * height)
    tint = rng.uniform(0.45, 1.05)
    blue, green, red = (min(255, round(tint * value)) for value in (150, 175, 220))
    return Finger(
        tip,
        tip[0] + rng.uniform(-150, 150),
        int(rng.integers(40, 90)),
        start_s,
        float(rng.uniform(0.35, 0.8)),
        (blue, green, red),
    )
