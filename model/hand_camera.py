"""How a hand holds a camera: shake, drift, quick moves, and what light and lens do meanwhile.

Every quantity is a curve over time, so that a frame's exposure can be sampled
at several instants of it. Shake is band-limited noise whose amplitude falls
with the frequency, as measured of hands: most below 2 Hz, little above 10 Hz
(Xiao et al., "Camera-motion and effective spatial resolution", 2006).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Curve = Callable[[float], float]

_SHAKE_HZ = (0.6, 9.0)
_DRIFT_HZ = (0.08, 0.3)
_RECOVERY_S = 0.35
"""Time constant of a camera's automatic exposure."""


@dataclass(frozen=True, slots=True)
class Shot:
    """How one clip is taken; all curves take seconds.

    Attributes:
        x: Where the middle of the frame looks to, in pixels of the page off its middle.
        y: The same, downwards.
        log_zoom: Logarithm of frame pixels a page pixel.
        turn_deg: Rotation of the page in the frame.
        tilt: Perspective, as the relative change of size over one frame's height.
        gain: Brightness over the scene's own.
        defocus_px: Sigma of the lens's blur in frame pixels.
        shutter: Share of the time between frames for which the shutter is open.
    """

    x: Curve
    y: Curve
    log_zoom: Curve
    turn_deg: Curve
    tilt: Curve
    gain: Curve
    defocus_px: Curve
    shutter: float

    def view(
        self, time_s: float, middle: tuple[float, float], size: tuple[int, int]
    ) -> NDArray[Any]:
        """From page to frame.

        Args:
            time_s: Since the clip began.
            middle: Of the page, x before y, in page pixels.
            size: (height, width) of the frame.

        Returns:
            (3, 3) float64 homography.
        """
        height, width = size
        zoom, turn = math.exp(self.log_zoom(time_s)), math.radians(self.turn_deg(time_s))
        x, y = middle[0] + self.x(time_s), middle[1] + self.y(time_s)
        cosine, sine = zoom * math.cos(turn), zoom * math.sin(turn)
        similarity = np.array(
            [
                [cosine, -sine, -cosine * x + sine * y],
                [sine, cosine, -sine * x - cosine * y],
                [0, 0, 1],
            ]
        )
        perspective = np.array([[1, 0, 0], [0, 1, 0], [0, self.tilt(time_s) / height, 1]])
        to_middle = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]])
        return to_middle @ perspective @ similarity


def hand_held(rng: np.random.Generator, *, shake_px: float, drift_px: float) -> Shot:
    """A quiet shot of a page.

    Args:
        rng: Source of the movement.
        shake_px: Root mean square of the shake along each axis.
        drift_px: The same of the slow drift.
    """
    start_zoom, exposure = rng.uniform(-0.12, 0.12), rng.uniform(0.85, 1.1)
    defocus = rng.uniform(0.4, 0.8)
    return Shot(
        x=_sum(_wobble(rng, shake_px, _SHAKE_HZ), _wobble(rng, drift_px, _DRIFT_HZ)),
        y=_sum(_wobble(rng, shake_px, _SHAKE_HZ), _wobble(rng, drift_px, _DRIFT_HZ)),
        log_zoom=_sum(_constant(start_zoom), _wobble(rng, 0.04, _DRIFT_HZ)),
        turn_deg=_sum(
            _constant(rng.normal(0, 1.5)),
            _wobble(rng, 1.5, _DRIFT_HZ),
            _wobble(rng, 0.06 * shake_px, _SHAKE_HZ),
        ),
        tilt=_sum(_constant(rng.normal(0, 0.05)), _wobble(rng, 0.02, _DRIFT_HZ)),
        gain=_constant(exposure),
        defocus_px=_constant(defocus),
        shutter=float(rng.uniform(0.2, 0.6)),
    )


def with_pan(shot: Shot, rng: np.random.Generator, duration_s: float) -> Shot:
    """Slowly along the page, nearer or farther, and turning a few degrees."""
    to_right = rng.choice([-1, 1]) * rng.uniform(120, 260)
    down = rng.uniform(-80, 80)
    nearer, turn = rng.uniform(-0.25, 0.25), rng.uniform(-6, 6)

    def progress(time_s: float) -> float:
        return time_s / duration_s - 0.5

    return replace(
        shot,
        x=_sum(shot.x, lambda t: to_right * progress(t)),
        y=_sum(shot.y, lambda t: down * progress(t)),
        log_zoom=_sum(shot.log_zoom, lambda t: nearer * progress(t)),
        turn_deg=_sum(shot.turn_deg, lambda t: turn * progress(t)),
    )


def with_exposure_jumps(shot: Shot, rng: np.random.Generator, duration_s: float) -> Shot:
    """A lamp or a window: too dark or too bright at once, and slowly right again."""
    starts = _moments(rng, duration_s, count=3)
    sizes = [rng.choice([rng.uniform(0.35, 0.6), rng.uniform(1.4, 2.0)]) for _ in starts]

    def gain(time_s: float) -> float:
        factor = shot.gain(time_s)
        for start, size in zip(starts, sizes, strict=True):
            if time_s >= start:
                factor *= 1 + (size - 1) * math.exp(-(time_s - start) / _RECOVERY_S)
        return factor

    return replace(shot, gain=gain)


def with_lost_focus(shot: Shot, rng: np.random.Generator, duration_s: float) -> Shot:
    """The lens hunts for its focus, some tenths of a second each time."""
    bursts = [
        _bump(start, rng.uniform(0.3, 0.7), rng.uniform(2.0, 5.0))
        for start in _moments(rng, duration_s, count=3)
    ]
    return replace(shot, defocus_px=_sum(shot.defocus_px, *bursts))


def with_jerks(shot: Shot, rng: np.random.Generator, duration_s: float) -> Shot:
    """Quick moves that blur the picture: there in a tenth of a second or two, and back."""
    across, down = [shot.x], [shot.y]
    for start in _moments(rng, duration_s, count=3):
        length, angle = rng.uniform(0.3, 0.6), rng.uniform(0, 2 * math.pi)
        size = rng.uniform(60, 150)
        across.append(_bump(start, length, size * math.cos(angle)))
        down.append(_bump(start, length, size * math.sin(angle)))
    return replace(
        shot,
        x=_sum(*across),
        y=_sum(*down),
        shutter=max(shot.shutter, float(rng.uniform(0.4, 0.8))),
    )


def with_departure(shot: Shot, rng: np.random.Generator, away_px: float, duration_s: float) -> Shot:
    """The sheet leaves the frame and comes back.

    Args:
        shot: How the clip is taken otherwise.
        rng: Source of the direction and the times.
        away_px: How far the camera must look to the side to see none of it.
        duration_s: Of the clip.
    """
    start, gone_s = 0.2 * duration_s, rng.uniform(0.1, 1.2)
    on_the_way_s = rng.uniform(0.6, 1.0)
    side = rng.choice([-1, 1]) * away_px

    def x(time_s: float) -> float:
        leaving = _smooth((time_s - start) / on_the_way_s)
        coming = _smooth((time_s - start - on_the_way_s - gone_s) / on_the_way_s)
        return shot.x(time_s) + side * (leaving - coming)

    return replace(shot, x=x)


def _moments(rng: np.random.Generator, duration_s: float, count: int) -> list[float]:
    """When something happens: once in each part of the clip, not at its very start."""
    length = (duration_s - 0.5) / count
    return [0.5 + (i + rng.uniform(0, 0.5)) * length for i in range(count)]


def _wobble(rng: np.random.Generator, rms: float, band_hz: tuple[float, float]) -> Curve:
    """Band-limited noise: sines of random phase, weaker the faster they are."""
    frequencies = np.geomspace(*band_hz, 10) * rng.uniform(0.9, 1.1, 10)
    amplitudes = 1 / frequencies
    amplitudes *= rms * math.sqrt(2) / np.linalg.norm(amplitudes)
    phases = rng.uniform(0, 2 * math.pi, 10)
    return lambda t: float(amplitudes @ np.sin(2 * math.pi * frequencies * t + phases))


def _bump(start_s: float, length_s: float, size: float) -> Curve:
    def curve(time_s: float) -> float:
        share = (time_s - start_s) / length_s
        return size * 0.5 * (1 - math.cos(2 * math.pi * share)) if 0 < share < 1 else 0.0

    return curve


def _smooth(share: float) -> float:
    """From 0 to 1, at rest at both ends."""
    return 0.5 * (1 - math.cos(math.pi * min(max(share, 0.0), 1.0)))


def _constant(value: float) -> Curve:
    return lambda _: float(value)


def _sum(*curves: Curve) -> Curve:
    return lambda t: sum(curve(t) for curve in curves)
