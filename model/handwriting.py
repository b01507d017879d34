"""Digits drawn from pen strokes: test data, the demo, and more to train on.

Each digit has several forms, as people learn them in different countries: the
1 as a bar, with a flag, with flag and foot; the 7 plain, crossed and with a
serif; the open and the closed 4; the angular digits of paper forms; and so on.
Each is a few strokes through given points, smoothed by a spline; every drawing
moves the points, slants, stretches and turns the whole, so that no two are
alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frame import Image

DRAWING_MARGIN_PX = 2
"""Empty pixels around the ink of a drawing."""

_STEPS = 10
_SHIFT_BITS = 4


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a digit.

    Attributes:
        strokes: Points (x, y) in a box of height 1, y down.
        corners: Whether the points are joined straight instead of by a spline.
        angular: Whether it is a form for paper forms, which few people write elsewhere.
    """

    strokes: tuple[tuple[tuple[float, float], ...], ...]
    corners: bool = False
    angular: bool = False


_FORMS: dict[int, tuple[_Form, ...]] = {
    0: (
        _Form((((0.3, 0.0), (0.08, 0.2), (0.0, 0.5), (0.08, 0.82), (0.3, 1.0), (0.52, 0.82),
                (0.6, 0.5), (0.52, 0.18), (0.3, 0.0)),)),
        _Form((((0.42, 0.04), (0.18, 0.06), (0.0, 0.4), (0.08, 0.85), (0.34, 1.0), (0.6, 0.75),
                (0.62, 0.35), (0.42, 0.06), (0.26, 0.08)),)),
        _Form((((0.4, 0.0), (0.1, 0.15), (0.0, 0.5), (0.12, 0.9), (0.42, 1.0), (0.76, 0.85),
                (0.84, 0.5), (0.7, 0.12), (0.38, 0.01)),)),
    ),
    1: (
        _Form((((0.0, 0.0), (0.01, 0.5), (0.0, 1.0)),)),
        _Form((((0.0, 0.3), (0.3, 0.0), (0.3, 1.0)),), corners=True),
        _Form((((0.0, 0.42), (0.2, 0.2), (0.34, 0.0)), ((0.34, 0.0), (0.33, 0.5), (0.34, 1.0)))),
        _Form((((0.05, 0.25), (0.28, 0.0), (0.28, 1.0)), ((0.0, 1.0), (0.56, 1.0))), corners=True),
        _Form((((0.16, 0.0), (0.08, 0.5), (0.0, 1.0)),)),
    ),
    2: (
        _Form((((0.02, 0.22), (0.12, 0.05), (0.34, 0.0), (0.56, 0.12), (0.56, 0.34), (0.36, 0.62),
                (0.02, 0.98)), ((0.02, 0.98), (0.3, 0.97), (0.64, 0.98)))),
        _Form((((0.04, 0.2), (0.2, 0.01), (0.48, 0.06), (0.56, 0.28), (0.4, 0.6), (0.1, 0.92),
                (0.02, 0.86), (0.14, 0.78), (0.36, 0.92), (0.66, 0.94)),)),
        _Form((((0.0, 0.16), (0.2, 0.0), (0.46, 0.08), (0.52, 0.3), (0.3, 0.7), (0.0, 1.0),
                (0.3, 0.95), (0.6, 1.0)),)),
        _Form((((0.0, 0.0), (0.6, 0.0), (0.6, 0.5), (0.0, 0.5), (0.0, 1.0), (0.6, 1.0)),),
              corners=True, angular=True),
    ),
    3: (
        _Form((((0.04, 0.12), (0.26, 0.0), (0.5, 0.1), (0.5, 0.32), (0.22, 0.46), (0.5, 0.56),
                (0.58, 0.78), (0.36, 0.98), (0.02, 0.9)),)),
        _Form((((0.04, 0.0), (0.54, 0.0), (0.22, 0.4)), ((0.22, 0.4), (0.46, 0.46), (0.56, 0.7),
                (0.36, 0.98), (0.0, 0.9)))),
        _Form((((0.0, 0.08), (0.3, 0.0), (0.46, 0.16), (0.34, 0.38), (0.14, 0.44)),
               ((0.14, 0.44), (0.46, 0.5), (0.54, 0.76), (0.3, 1.0), (0.0, 0.9)))),
        _Form((((0.0, 0.0), (0.6, 0.0), (0.6, 1.0), (0.0, 1.0)), ((0.1, 0.5), (0.6, 0.5))),
              corners=True, angular=True),
    ),
    4: (
        _Form((((0.2, 0.0), (0.0, 0.6), (0.64, 0.6)), ((0.46, 0.3), (0.44, 1.0))), corners=True),
        _Form((((0.46, 0.0), (0.0, 0.66), (0.66, 0.66)), ((0.46, 0.0), (0.46, 1.0))), corners=True),
        _Form((((0.04, 0.0), (0.02, 0.3), (0.06, 0.5), (0.3, 0.52), (0.54, 0.46)),
               ((0.54, 0.0), (0.52, 0.5), (0.5, 1.0)))),
        _Form((((0.42, 1.0), (0.44, 0.0), (0.0, 0.62), (0.66, 0.62)),), corners=True),
    ),
    5: (
        _Form((((0.08, 0.0), (0.04, 0.42)), ((0.04, 0.42), (0.3, 0.34), (0.54, 0.5), (0.54, 0.8),
                (0.3, 1.0), (0.0, 0.92)), ((0.08, 0.0), (0.34, 0.01), (0.56, 0.0)))),
        _Form((((0.54, 0.02), (0.1, 0.02)), ((0.1, 0.02), (0.06, 0.44)), ((0.06, 0.44),
                (0.34, 0.36), (0.56, 0.6), (0.42, 0.94), (0.02, 0.96)))),
        _Form((((0.6, 0.0), (0.3, 0.04), (0.14, 0.1), (0.1, 0.4), (0.36, 0.42), (0.52, 0.66),
                (0.36, 0.96), (0.0, 0.98)),)),
        _Form((((0.6, 0.0), (0.0, 0.0), (0.0, 0.5), (0.6, 0.5), (0.6, 1.0), (0.0, 1.0)),),
              corners=True, angular=True),
    ),
    6: (
        _Form((((0.42, 0.0), (0.14, 0.3), (0.0, 0.66), (0.1, 0.94), (0.34, 1.0), (0.52, 0.82),
                (0.44, 0.6), (0.22, 0.56), (0.04, 0.72)),)),
        _Form((((0.5, 0.04), (0.24, 0.1), (0.04, 0.45), (0.04, 0.8), (0.26, 1.0), (0.54, 0.86),
                (0.5, 0.6), (0.26, 0.5), (0.04, 0.68)),)),
        _Form((((0.24, 0.0), (0.08, 0.4), (0.02, 0.76), (0.16, 0.98), (0.42, 0.96), (0.5, 0.74),
                (0.32, 0.6), (0.06, 0.72)),)),
        _Form((((0.6, 0.0), (0.0, 0.0), (0.0, 1.0), (0.6, 1.0), (0.6, 0.5), (0.0, 0.5)),),
              corners=True, angular=True),
    ),
    7: (
        _Form((((0.0, 0.0), (0.56, 0.0), (0.2, 1.0)),), corners=True),
        _Form((((0.0, 0.02), (0.58, 0.0), (0.24, 1.0)), ((0.14, 0.5), (0.56, 0.48))), corners=True),
        _Form((((0.0, 0.16), (0.02, 0.0), (0.54, 0.02), (0.26, 1.0)),), corners=True),
        _Form((((0.0, 0.06), (0.3, 0.03), (0.58, 0.02)), ((0.58, 0.02), (0.36, 0.4), (0.24, 1.0)))),
        _Form((((0.0, 0.14), (0.04, 0.02), (0.56, 0.02), (0.3, 0.45), (0.2, 1.0)),
               ((0.1, 0.52), (0.5, 0.5))), corners=True),
    ),
    8: (
        _Form((((0.46, 0.12), (0.24, 0.0), (0.06, 0.16), (0.2, 0.4), (0.46, 0.6), (0.5, 0.86),
                (0.26, 1.0), (0.02, 0.86), (0.08, 0.62), (0.36, 0.4), (0.5, 0.18), (0.4, 0.06)),)),
        _Form((((0.26, 0.0), (0.06, 0.1), (0.06, 0.34), (0.26, 0.46), (0.46, 0.34), (0.46, 0.1),
                (0.26, 0.0)), ((0.26, 0.46), (0.02, 0.6), (0.02, 0.86), (0.26, 1.0), (0.5, 0.86),
                (0.5, 0.6), (0.26, 0.46)))),
        _Form((((0.0, 0.0), (0.6, 0.0), (0.6, 1.0), (0.0, 1.0), (0.0, 0.0)),
                ((0.0, 0.5), (0.6, 0.5))), corners=True, angular=True),
    ),
    9: (
        _Form((((0.5, 0.14), (0.28, 0.0), (0.04, 0.14), (0.06, 0.4), (0.3, 0.46), (0.5, 0.2),
                (0.5, 0.1)), ((0.5, 0.1), (0.5, 0.5), (0.46, 1.0)))),
        _Form((((0.5, 0.16), (0.26, 0.0), (0.02, 0.2), (0.12, 0.44), (0.4, 0.4), (0.52, 0.12),
                (0.5, 0.6), (0.36, 0.96), (0.06, 0.94)),)),
        _Form((((0.46, 0.08), (0.2, 0.02), (0.0, 0.26), (0.16, 0.46), (0.44, 0.3), (0.48, 0.06),
                (0.4, 0.5), (0.24, 1.0)),)),
        _Form((((0.6, 0.5), (0.0, 0.5), (0.0, 0.0), (0.6, 0.0), (0.6, 1.0), (0.0, 1.0)),),
              corners=True, angular=True),
    ),
}  # fmt: skip


def form_count(digit: int) -> int:
    """In how many ways the digit can be drawn."""
    return len(_FORMS[digit])


def digit_strokes(
    digit: int,
    rng: np.random.Generator,
    *,
    form: int | None = None,
    wildness: float = 1.0,
    angular_share: float = 0.0,
) -> list[NDArray[np.float32]]:
    """The strokes of one drawing of a digit.

    Args:
        digit: 0 to 9.
        rng: Source of the variation.
        form: Which form, None for any.
        wildness: How far the drawing strays from the form; 0 not at all.
        angular_share: How often the angular form is taken where there is one.

    Returns:
        For each stroke (N, 2) float32, x before y, y down; all of it about one
        unit high, anywhere in the plane.
    """
    chosen = _FORMS[digit][form] if form is not None else _any_form(digit, rng, angular_share)
    angle = wildness * np.deg2rad(rng.normal(0, 4))
    slant = wildness * rng.normal(-0.08, 0.14)
    stretch = np.exp(wildness * rng.normal(0, 0.14))
    linear = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ (
        np.array([[stretch, slant], [0.0, 1.0]])
    )
    moved: dict[tuple[float, float], NDArray[Any]] = {}
    strokes = []
    for stroke in chosen.strokes:
        points = []
        for point in stroke:
            # A point that two strokes share is moved once, so that they still meet.
            if point not in moved:
                moved[point] = np.array(point) + wildness * rng.normal(0, 0.022, 2)
            points.append(moved[point])
        line = np.array(points) @ linear.T
        strokes.append((line if chosen.corners else _spline(line)).astype(np.float32))
    return strokes


def _any_form(digit: int, rng: np.random.Generator, angular_share: float) -> _Form:
    angular = [form for form in _FORMS[digit] if form.angular]
    if angular and angular_share and rng.random() < angular_share:
        return angular[0]
    usual = [form for form in _FORMS[digit] if not form.angular]
    return usual[int(rng.integers(len(usual)))]


def _spline(points: NDArray[Any]) -> NDArray[Any]:
    """A curve through all points (Catmull and Rom, 1974)."""
    if len(points) < 3:
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    pieces = []
    for before, start, end, after in zip(
        padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True
    ):
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    return np.vstack([*pieces, points[-1:]])


def drawn(
    strokes: list[NDArray[np.float32]],
    height_px: float,
    thickness_px: float,
    *,
    margin_px: int = DRAWING_MARGIN_PX,
) -> Image:
    """Strokes drawn with a round pen.

    Args:
        strokes: Each (N, 2), x before y, in any unit; a single point is a dot.
        height_px: Length of the longer side of the strokes' bounding box.
        thickness_px: Diameter of the pen.
        margin_px: Empty pixels around the ink.

    Returns:
        (H, W) uint8, white ink on black, soft edges.
    """
    points = np.vstack(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = height_px / max(float((high - low).max()), 1e-6)
    border = thickness_px / 2 + margin_px
    width, height = np.ceil((high - low) * scale + 2 * border).astype(int) + 1
    # Drawn three times larger and shrunk: pens thinner than a pixel come out grey.
    zoom = 3
    canvas = np.zeros((int(height) * zoom, int(width) * zoom), np.uint8)
    pen = max(1, round(thickness_px * zoom))
    for stroke in strokes:
        line = ((stroke - low) * scale + border) * zoom * (1 << _SHIFT_BITS)
        whole = np.rint(line).astype(np.int32)
        if len(whole) == 1:
            whole = np.vstack([whole, whole + 1])
        cv2.polylines(canvas, [whole], False, 255, pen, cv2.LINE_AA, _SHIFT_BITS)
    return cv2.resize(canvas, (int(width), int(height)), interpolation=cv2.INTER_AREA)


def draw_digit(
    digit: int,
    rng: np.random.Generator,
    *,
    height_px: float = 60,
    thickness_px: float | None = None,
    form: int | None = None,
    wildness: float = 1.0,
    angular_share: float = 0.0,
) -> Image:
    """A picture of a digit written by nobody.

    Args:
        digit: 0 to 9.
        rng: Source of the variation.
        height_px: Longer side of the ink without the pen's width.
        thickness_px: Diameter of the pen, None for 5 to 14 % of the height.
        form: Which form of the digit, None for any.
        wildness: How far the drawing strays from the form.
        angular_share: How often the angular form is taken where there is one.

    Returns:
        (H, W) uint8, white ink on black.
    """
    if thickness_px is None:
        thickness_px = height_px * rng.uniform(0.05, 0.14)
    strokes = digit_strokes(digit, rng, form=form, wildness=wildness, angular_share=angular_share)
    return drawn(strokes, height_px, thickness_px)
