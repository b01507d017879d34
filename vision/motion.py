"""What all digits of a page do together between two frames.

A shaking camera moves every digit alike. That common motion is found first, so
that each digit is looked for where it must be and not where it was: a page may
jump by more than the distance between its digits and come back after an
absence. Every known digit votes, with every one seen, for the shift that would
bring it there (a Hough transform of translations; Ballard, 1981); the shift
with most votes is refined to a similarity by least squares (Umeyama, 1991).
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SUPPORT = 3
"""Digits that must move alike before they are taken for the page."""

NEAR_SUPPORT_SHARE = 0.1
"""Share of the digits that could agree which must agree; with 0.2 a sixth more identities
are lost."""

FAR_SUPPORT_SHARE = 0.2
"""The same for a shift farther from the expected one than a digit is high; with 0.3 a third
more identities are lost where most of the page has left the frame meanwhile."""

CLEARLY_MORE = 1.4
"""How many times the votes of the second best shift a far one must have: numbers repeat.
1.2 and 1.8 do as well; without it, a 374 was taken for another one on the page."""

MOST_VOTERS = 60
"""Digits on each side that vote: more tell nothing new and cost the product of both."""

_NEAR_HEIGHTS = 1.0
_CELL_HEIGHTS = 0.6
"""Side of the squares in which votes are counted: rotation and zoom spread them as far."""

_LIKE_SIZE = 0.4
_LEAST_AGREEMENT = 0.4
_FIT_HEIGHTS = 0.35
_MOST_MIDDLES = 300
_FIT_ROUNDS = 2
_MOST_ZOOM = 0.35
"""Logarithm of the largest zoom between two frames: more is a wrong fit."""

_STIFFNESS_HEIGHTS = 1.0
"""Distance from one another, in heights, at which digits begin to tell rotation and zoom."""


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A similarity of the picture: x' = matrix x + shift.

    Attributes:
        matrix: (2, 2) float64, rotation times zoom.
        shift: (2,) float64, pixels.
        support: Digits that moved so; 0 if it is a guess.
    """

    matrix: NDArray[np.float64]
    shift: NDArray[np.float64]
    support: int = 0

    @property
    def zoom(self) -> float:
        return math.hypot(self.matrix[0, 0], self.matrix[1, 0])

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points (N, 2) come to lie."""
        return points @ self.matrix.T + self.shift

    def after(self, earlier: Motion) -> Motion:
        """Both, one after the other."""
        shift = self.matrix @ earlier.shift + self.shift
        return Motion(self.matrix @ earlier.matrix, shift, self.support)

    def inverse(self) -> Motion:
        """The way back."""
        matrix = self.matrix.T / self.zoom**2
        return Motion(matrix, -matrix @ self.shift, self.support)

    @classmethod
    def none(cls) -> Motion:
        """All stays where it is."""
        return cls(np.eye(2), np.zeros(2))

    @classmethod
    def by(cls, shift: NDArray[np.float64]) -> Motion:
        """A mere shift that nothing supports."""
        return cls(np.eye(2), shift)


def common_motion(
    known: NDArray[np.float64],
    seen: NDArray[np.float64],
    agreement: NDArray[np.float64],
    expected: NDArray[np.float64],
    *,
    is_lost: bool = False,
) -> Motion:
    """The motion that brings most of the known digits to one that is seen.

    Args:
        known: (T, 4) middle x, middle y, width, height before.
        seen: (S, 4) the same now.
        agreement: (T, S), 0 to 1: how far the readings of both are the same.
        expected: (2,) the shift that is likely: one near to it needs fewer votes.
        is_lost: Whether no shift is likelier than another.

    Returns:
        The motion, or `expected` with a support of 0 where too few agree.
    """
    guess = Motion.by(expected)
    if min(len(known), len(seen)) < LEAST_SUPPORT:
        return guess
    height = statistics.median(known[:, 3].tolist())
    unlike = np.abs(np.log(known[:, None, 3] / seen[None, :, 3]))
    votes = np.where((unlike < _LIKE_SIZE) & (agreement > _LEAST_AGREEMENT), agreement, 0.0)
    rows, columns = np.nonzero(votes)
    shifts = seen[columns, :2] - known[rows, :2] - expected
    cell_px = _CELL_HEIGHTS * height
    peak, support = _peak(shifts, votes[rows, columns], cell_px)
    far = is_lost or float(np.hypot(*peak)) > _NEAR_HEIGHTS * height
    share = FAR_SUPPORT_SHARE if far else NEAR_SUPPORT_SHARE
    if support < max(LEAST_SUPPORT - 0.5, share * min(len(known), len(seen))):
        return guess
    if far:
        others = np.abs(shifts - peak).max(axis=1) > cell_px
        _, rival = _peak(shifts[others], votes[rows, columns][others], cell_px)
        if support < CLEARLY_MORE * rival:
            return guess
    return _fitted(known, seen, votes, Motion.by(expected + peak), height) or guess


def _peak(
    shifts: NDArray[np.float64], votes: NDArray[np.float64], cell_px: float
) -> tuple[NDArray[np.float64], float]:
    """The shift with most votes in a square around it, and how many these are."""
    if not len(shifts):
        return np.zeros(2), 0.0
    # Every shift may be the middle; of very many, some will do.
    middles = shifts[:: 1 + len(shifts) // _MOST_MIDDLES]
    away = np.abs(middles[:, None] - shifts[None])
    near = (away[..., 0] < cell_px / 2) & (away[..., 1] < cell_px / 2)
    counts = near @ votes
    best = int(counts.argmax())
    members = near[best]
    middle = votes[members] @ shifts[members] / counts[best]
    return middle, float(counts[best])


def _fitted(
    known: NDArray[np.float64],
    seen: NDArray[np.float64],
    votes: NDArray[np.float64],
    motion: Motion,
    height: float,
) -> Motion | None:
    """The similarity that fits the pairs near a motion, None if they are too few."""
    every = np.arange(len(known))
    impossible = votes <= 0
    for _ in range(_FIT_ROUNDS):
        gap = motion(known[:, :2])[:, None] - seen[None, :, :2]
        away = np.hypot(gap[..., 0], gap[..., 1])
        away[impossible] = np.inf
        nearest = away.argmin(axis=1)
        rows = np.nonzero(away[every, nearest] < _FIT_HEIGHTS * known[:, 3])[0]
        if len(rows) < LEAST_SUPPORT:
            return None
        motion = _similarity(known[rows, :2], seen[nearest[rows], :2], height)
    return motion if abs(math.log(motion.zoom)) < _MOST_ZOOM else None


def _similarity(before: NDArray[np.float64], after: NDArray[np.float64], height: float) -> Motion:
    """Least squares; rotation and zoom are held back where the points lie close together."""
    count = len(before)
    middle, target = before.sum(axis=0) / count, after.sum(axis=0) / count
    p, q = before - middle, after - target
    stiffness = count * (_STIFFNESS_HEIGHTS * height) ** 2
    spread = float(np.vdot(p, p)) + stiffness
    a = (float(np.vdot(p, q)) + stiffness) / spread
    b = float(p[:, 0] @ q[:, 1] - p[:, 1] @ q[:, 0]) / spread
    matrix = np.array([[a, -b], [b, a]])
    return Motion(matrix, target - matrix @ middle, count)
