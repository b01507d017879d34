"""Clips as a hand-held camera takes them of a written page, with the truth of every frame.

The page is larger than the frame and lies on a desk. The camera looks at it
through a moving homography; what moves while the shutter is open is blurred.
Over the page move cards with a digit each, and a finger covers parts of it.
Which digits are seen, where, and how much of each, is known for every frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from model import hand_camera
from model.handwriting import draw_digit
from model.scenes import photographed, random_conditions, written_line
from vision.frame import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from model.hand_camera import Shot
    from model.scenes import Conditions
    from vision.frame import Image

SIZE = (480, 640)
FRAME_RATE = 30.0
FRAME_COUNT = 120

KINDS = (
    "shake", "drift", "exposure", "focus", "jerks", "cover", "crossing", "leaving", "all",
)  # fmt: skip

_PAGE = (620, 860)
_MARGIN = 560
_LEAST_WHOLE_PX = 2
_MOST_SUBFRAMES = 12


@dataclass(frozen=True, slots=True)
class SeenDigit:
    """A digit in one frame.

    Attributes:
        digit_id: The same for the same digit throughout its clip.
        label: 0 to 9.
        box: Tight to its ink, in pixels of the frame; covered ink and ink
            outside of the frame included.
        visible: Share of its ink that is seen, 0 to 1.
        blur_px: How far movement and lens spread it, as a standard deviation.
    """

    digit_id: int
    label: int
    box: Box
    visible: float
    blur_px: float


@dataclass(frozen=True, slots=True, eq=False)
class ClipFrame:
    """One frame and what is seen in it.

    Attributes:
        image: (480, 640, 3) uint8, BGR.
        digits: Those of which any ink is in the frame's area, covered or not.
    """

    image: Image
    digits: tuple[SeenDigit, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """A digit on a sheet.

    Attributes:
        points: (N, 2) float64, pixels of its ink, x before y, on its own sheet.
    """

    digit_id: int
    label: int
    points: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Card:
    """A small sheet with one digit that moves straight over the page.

    Attributes:
        image: (h, w, 3) uint8, BGR.
        start: Of its upper left corner, x before y, in page pixels.
        velocity: In page pixels a second.
    """

    image: Image
    digit: _Written
    start: NDArray[np.float64]
    velocity: NDArray[np.float64]

    def place(self, time_s: float) -> NDArray[np.float64]:
        return self.start + self.velocity * time_s


@dataclass(frozen=True, slots=True, eq=False)
class _Finger:
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
class _Scene:
    """All that a clip is made of; `ground` is the page with the desk around it."""

    ground: Image
    digits: tuple[_Written, ...]
    cards: tuple[_Card, ...]
    fingers: tuple[_Finger, ...]
    shot: Shot
    noise: float

    def view(self, time_s: float) -> NDArray[Any]:
        height, width = self.ground.shape[:2]
        return self.shot.view(time_s, (width / 2, height / 2), SIZE)


def clip_frames(kind: str, seed: int, frame_count: int = FRAME_COUNT) -> Iterator[ClipFrame]:
    """The frames of a clip, 30 a second.

    Args:
        kind: One of `KINDS`: what happens besides a slight shake.
        seed: Another page, camera and course of events for each.
        frame_count: Length of the clip.

    Raises:
        ValueError: There is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"Expected one of {', '.join(KINDS)}, got {kind!r}.")
    rng = np.random.default_rng((seed, KINDS.index(kind)))
    scene = _scene(kind, rng, frame_count / FRAME_RATE)
    for index in range(frame_count):
        time_s = index / FRAME_RATE
        covers = [(finger.cover(time_s), finger.color) for finger in scene.fingers]
        present = [(mask, color) for mask, color in covers if mask is not None]
        picture = _exposed(scene, time_s)
        for mask, color in present:
            _lay_over(picture, mask, color)
        image = _sensed(picture, scene, time_s, rng)
        yield ClipFrame(image, _truth(scene, time_s, [mask for mask, _ in present]))


def _scene(kind: str, rng: np.random.Generator, duration_s: float) -> _Scene:
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
    cards: tuple[_Card, ...] = ()
    if kind == "crossing" or everything:
        cards = _cards(conditions, len(digits), rng, duration_s)
    fingers: tuple[_Finger, ...] = ()
    if kind == "cover" or everything:
        fingers = tuple(_finger(rng, duration_s * share) for share in (0.2, 0.45, 0.7))
    return _Scene(ground, digits, cards, fingers, shot, float(rng.uniform(1, 4)))


def _page(conditions: Conditions, rng: np.random.Generator) -> tuple[Image, tuple[_Written, ...]]:
    """A page of numbers, on a desk."""
    page = np.zeros(_PAGE, np.uint8)
    digits: list[_Written] = []
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
                digits.append(_Written(len(digits), glyph.label, _points(inside, corner)))
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
) -> tuple[_Card, ...]:
    """Two cards that pass each other in the middle of the clip, beside or over one another."""
    height, width = _PAGE[0] + 2 * _MARGIN, _PAGE[1] + 2 * _MARGIN
    meeting = np.array([width / 2, height / 2]) + rng.uniform(-60, 60, 2)
    angle = rng.uniform(-0.5, 0.5)
    along, aside = (
        np.array([np.cos(angle), np.sin(angle)]),
        np.array([-np.sin(angle), np.cos(angle)]),
    )
    cards: list[_Card] = []
    for side in (-1, 1):
        height_px = int(rng.integers(34, 56))
        label = int(rng.integers(0, 10))
        drawing = draw_digit(label, rng, height_px=height_px)
        margin = round(0.35 * height_px)
        ink = cv2.copyMakeBorder(
            drawing, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0
        )
        image = photographed(ink, replace(conditions, rule_px=None, shadow=0.0), rng)
        digit = _Written(first_id + len(cards), label, _points(ink, (0, 0)))
        velocity = -side * rng.uniform(60, 220) * along
        lane = side * rng.uniform(0.2, 0.8) * ink.shape[0] * aside
        start = meeting + lane - velocity * duration_s / 2 - np.array(ink.shape[::-1]) / 2
        cards.append(_Card(image, digit, start, velocity))
    return tuple(cards)


def _finger(rng: np.random.Generator, start_s: float) -> _Finger:
    height, width = SIZE
    tip = (rng.uniform(0.15, 0.85) * width, rng.uniform(0.25, 0.7) * height)
    tint = rng.uniform(0.45, 1.05)
    blue, green, red = (min(255, round(tint * value)) for value in (150, 175, 220))
    return _Finger(
        tip,
        tip[0] + rng.uniform(-150, 150),
        int(rng.integers(40, 90)),
        start_s,
        float(rng.uniform(0.35, 0.8)),
        (blue, green, red),
    )


def _exposed(scene: _Scene, time_s: float) -> NDArray[Any]:
    """What falls on the sensor while the shutter is open, (480, 640, 3)."""
    open_s = scene.shot.shutter / FRAME_RATE
    first, last = (scene.view(time_s + side * open_s / 2) for side in (-1, 1))
    corners = np.array([[[0, 0]], [[1, 1]]], np.float64) * scene.ground.shape[1::-1]
    moved = cv2.perspectiveTransform(corners, last) - cv2.perspectiveTransform(corners, first)
    travel = max(float(np.abs(moved).max()), *(0.0, *_travels(scene, open_s)))
    count = int(min(max(1, round(travel)), _MOST_SUBFRAMES))
    total = np.zeros((*SIZE, 3), np.float32)
    for i in range(count):
        cv2.accumulate(_picture(scene, time_s + ((i + 0.5) / count - 0.5) * open_s), total)
    return total / count


def _travels(scene: _Scene, open_s: float) -> list[float]:
    return [float(np.abs(card.velocity).max()) * open_s for card in scene.cards]


def _picture(scene: _Scene, time_s: float) -> Image:
    """Page and cards at one instant, without the camera's faults."""
    view = scene.view(time_s)
    size = SIZE[::-1]
    picture = cv2.warpPerspective(scene.ground, view, size, borderMode=cv2.BORDER_REPLICATE)
    for card in scene.cards:
        x, y = card.place(time_s)
        place = view @ np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])
        cv2.warpPerspective(
            card.image, place, size, picture, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT
        )
    return picture


def _lay_over(picture: NDArray[Any], cover: Image, color: tuple[int, int, int]) -> None:
    """A finger, darker to its sides, soft at its edge."""
    depth = cv2.distanceTransform(cover, cv2.DIST_L2, 3)
    shade = 0.75 + 0.25 * np.minimum(depth / max(float(depth.max()), 1.0), 1)
    share = cv2.GaussianBlur(cover, (0, 0), 1.5).astype(np.float32)[..., None] / 255
    skin = np.array(color, np.float32) * shade[..., None]
    picture += (skin - picture) * share


def _sensed(picture: NDArray[Any], scene: _Scene, time_s: float, rng: np.random.Generator) -> Image:
    """The frame as the camera gives it: brightness, lens, noise, compression."""
    picture *= scene.shot.gain(time_s)
    defocus = scene.shot.defocus_px(time_s)
    blurred = cv2.GaussianBlur(picture, (0, 0), defocus)
    noise = np.empty(picture.shape, np.float32)
    cv2.setRNGSeed(int(rng.integers(2**31)))
    cv2.randn(noise, 0, scene.noise)
    image = np.clip(np.rint(blurred + noise), 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])
    decoded: Any = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return decoded


def _truth(scene: _Scene, time_s: float, covers: list[Image]) -> tuple[SeenDigit, ...]:
    view = scene.view(time_s)
    half_open_s = scene.shot.shutter / FRAME_RATE / 2
    defocus = scene.shot.defocus_px(time_s)
    seen: list[SeenDigit] = []
    sheets: list[tuple[_Written, _Card | None, tuple[_Card, ...]]]
    sheets = [(digit, None, scene.cards) for digit in scene.digits]
    sheets += [(card.digit, card, scene.cards[i + 1 :]) for i, card in enumerate(scene.cards)]
    for digit, card, cards_above in sheets:
        start, points, end = (
            digit.points + card.place(moment) if card else digit.points
            for moment in (time_s - half_open_s, time_s, time_s + half_open_s)
        )
        places = _projected(points, view)
        visible = _visible(points, places, covers, [(c.place(time_s), c) for c in cards_above])
        if visible is None:
            continue
        travel = _projected(end[:1], scene.view(time_s + half_open_s)) - _projected(
            start[:1], scene.view(time_s - half_open_s)
        )
        # The deviation of a uniform distribution is its length over the root of 12.
        blur = float(np.sqrt(defocus**2 + (travel**2).sum() / 12))
        left, top = np.floor(places.min(axis=0)).astype(int).tolist()
        right, bottom = np.ceil(places.max(axis=0)).astype(int).tolist()
        if min(left, top, SIZE[1] - right, SIZE[0] - bottom) < _LEAST_WHOLE_PX:
            # Ink at the very border cannot be told from ink that goes on beyond it.
            visible = min(visible, 0.5)
        box = Box(left, top, right - left, bottom - top)
        seen.append(SeenDigit(digit.digit_id, digit.label, box, visible, blur))
    return tuple(seen)


def _projected(points: NDArray[Any], view: NDArray[Any]) -> NDArray[Any]:
    projected: Any = cv2.perspectiveTransform(points[None], view)
    return projected[0]


def _visible(
    points: NDArray[Any],
    places: NDArray[Any],
    covers: list[Image],
    above: list[tuple[NDArray[Any], _Card]],
) -> float | None:
    """Share of a digit's ink that is seen; None if all of it is outside of the frame."""
    height, width = SIZE
    x, y = places.T
    visible = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    if not visible.any():
        return None
    columns, rows = np.clip(x, 0, width - 1).astype(int), np.clip(y, 0, height - 1).astype(int)
    for cover in covers:
        visible &= cover[rows, columns] == 0
    for corner, card in above:
        visible &= ~((points >= corner) & (points < corner + card.image.shape[1::-1])).all(axis=1)
    return float(visible.mean())
