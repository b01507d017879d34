"""Clips as a hand-held camera takes them of a written page, with the truth of every frame.

The page is larger than the frame and lies on a desk. The camera looks at it
through a moving homography; what moves while the shutter is open is blurred.
Over the page move cards with a digit each, and a finger covers parts of it.
Which digits are seen, where, and how much of each, is known for every frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from model.clip_scenes import KINDS, SIZE, random_scene
from vision.frame import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from model.clip_scenes import Card, Scene, Written
    from vision.frame import Image

FRAME_RATE = 30.0
FRAME_COUNT = 120

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
    scene = random_scene(kind, rng, frame_count / FRAME_RATE)
    for index in range(frame_count):
        time_s = index / FRAME_RATE
        covers = [(finger.cover(time_s), finger.color) for finger in scene.fingers]
        present = [(mask, color) for mask, color in covers if mask is not None]
        picture = _exposed(scene, time_s)
        for mask, color in present:
            _lay_over(picture, mask, color)
        image = _sensed(picture, scene, time_s, rng)
        yield ClipFrame(image, _truth(scene, time_s, [mask for mask, _ in present]))


def _exposed(scene: Scene, time_s: float) -> NDArray[Any]:
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


def _travels(scene: Scene, open_s: float) -> list[float]:
    return [float(np.abs(card.velocity).max()) * open_s for card in scene.cards]


def _picture(scene: Scene, time_s: float) -> Image:
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


def _sensed(picture: NDArray[Any], scene: Scene, time_s: float, rng: np.random.Generator) -> Image:
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


def _truth(scene: Scene, time_s: float, covers: list[Image]) -> tuple[SeenDigit, ...]:
    view = scene.view(time_s)
    half_open_s = scene.shot.shutter / FRAME_RATE / 2
    defocus = scene.shot.defocus_px(time_s)
    seen: list[SeenDigit] = []
    sheets: list[tuple[Written, Card | None, tuple[Card, ...]]]
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
    above: list[tuple[NDArray[Any], Card]],
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
