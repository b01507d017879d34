"""How steep a page lies in a picture, told by its lines of ink and by its ruled lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vision.binarization import halved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frame import Box, Image

LEAST_BOXES = 4
"""Fewer tell no tilt."""

LIKE_SIZE = 1.8
"""How many times larger one may be than the other where two are alike in size."""

_NEAR_SIZES = 3.0
_LEAST_CONCENTRATION = 0.6

_RULED_SIDE_PX = 640
_LEAST_SIDE_PX = 40
"""A strip lower than that, once the longer side is `_RULED_SIDE_PX`, is no page."""

_LEAST_RULED = 0.2
"""Length of a ruled line, over the shorter side of the picture."""

_LEAST_RULED_SUM = 1.5
"""The same of all of them together: two long ones are two, not a page."""


def tilt_of_lines(boxes: Sequence[Box]) -> float:
    """How steep lines of ink are, up to half a quarter turn.

    Args:
        boxes: Of digits and whatever is like them.

    Returns:
        -45 to 45 degrees, positive runs down to the right; 0 where they stand in no lines.
    """
    if len(boxes) < LEAST_BOXES:
        return 0.0
    sizes = np.array([max(box.width, box.height) for box in boxes], float)
    middles = np.array([box.center for box in boxes])
    steps = middles[None] - middles[:, None]
    distances = np.hypot(steps[..., 0], steps[..., 1])
    larger, smaller = np.maximum.outer(sizes, sizes), np.minimum.outer(sizes, sizes)
    unlike = (larger > LIKE_SIZE * smaller) | (distances > _NEAR_SIZES * larger)
    np.fill_diagonal(unlike, val=True)
    distances[unlike] = np.inf
    nearest = distances.argmin(axis=1)
    rows = np.flatnonzero(np.isfinite(distances.min(axis=1)))
    if len(rows) < LEAST_BOXES:
        return 0.0
    step: NDArray[np.float64] = steps[rows, nearest[rows]]
    # Along lines, against them, across them: four times the angle makes them all the same.
    mean = np.exp(4j * np.arctan2(step[:, 1], step[:, 0])).mean()
    if abs(mean) < _LEAST_CONCENTRATION:
        return 0.0
    return float(np.degrees(np.angle(mean))) / 4


def tilt_of_rules(gray: Image) -> float:
    """How steep the straight lines of a picture are: ruled ones, grids, edges of a sheet.

    Args:
        gray: (H, W) uint8.

    Returns:
        -45 to 45 degrees, positive runs down to the right; 0 where there are no such lines,
        or they run all ways.
    """
    scale = min(1.0, _RULED_SIDE_PX / max(gray.shape))
    shorter = round(scale * min(gray.shape))
    if shorter < _LEAST_SIDE_PX:
        return 0.0
    while max(gray.shape) >= 2 * _RULED_SIDE_PX:  # by halves, which takes a tenth of the time
        gray, scale = halved(gray), 2 * scale
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges = cv2.Canny(cv2.GaussianBlur(small, (3, 3), 0), 40, 100)
    least = round(_LEAST_RULED * shorter)
    found = cv2.HoughLinesP(edges, 1, np.pi / 360, least // 2, minLineLength=least, maxLineGap=4)
    if found is None:
        return 0.0
    ends = found.reshape(-1, 4).astype(np.float64)
    across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    lengths = np.hypot(across, down)
    mean = (lengths * np.exp(4j * np.arctan2(down, across))).sum() / lengths.sum()
    if lengths.sum() < _LEAST_RULED_SUM * shorter or abs(mean) < _LEAST_CONCENTRATION:
        return 0.0
    return float(np.degrees(np.angle(mean))) / 4
