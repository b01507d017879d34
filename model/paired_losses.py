"""What a new reader lost against an old one, both having read the same crops.

Of n pairs of answers only those count that differ: *lost* ones, which the old
reader has right and the new one wrong, and *gained* ones, the other way round.
The loss is the difference of the two shares of right answers,
(lost - gained) / n; its true value is what a hold-out without end would give.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_BISECTIONS = 50
"""Halvings of [-1, 1]: to the last digits of a double."""


@dataclass(frozen=True, slots=True)
class PairedLoss:
    """Pairs counted.

    Attributes:
        count: All pairs.
        lost: Those that only the old reader has right.
        gained: Those that only the new one has right.
    """

    count: int
    lost: int
    gained: int

    @classmethod
    def of(cls, old_right: NDArray[np.bool_], new_right: NDArray[np.bool_]) -> PairedLoss:
        """The pairs of two readers of the same (N,) crops."""
        return cls(
            len(old_right),
            int(np.count_nonzero(old_right & ~new_right)),
            int(np.count_nonzero(~old_right & new_right)),
        )

    @property
    def share(self) -> float:
        """The loss that was seen, -1 to 1; below 0 it is a gain. 0 without pairs."""
        return (self.lost - self.gained) / self.count if self.count else 0.0

    def bounds(self, confidence: float) -> tuple[float, float]:
        """What the true loss is at least and at most, each with that confidence.

        Tango's score interval for the difference of paired proportions: the
        bounds are the differences d at which

            T(d) = (lost - gained - n d) / sqrt(n (2 q + d (1 - d)))

        is the normal quantile z or -z, where q is the likeliest share of gained
        pairs if the true loss is d:

            q = (sqrt(B² - 4 A C) - B) / (2 A),  A = 2 n,
            B = (2 n - lost + gained) d - lost - gained,  C = -gained d (1 - d).

        Unlike Wald's, it keeps what it promises where few pairs differ, and is
        no single point where none does.

        Tango, T. (1998). Equivalence test and confidence interval for the
        difference in proportions for the paired-sample design. Statistics in
        Medicine 17(8), 891-908.

        Args:
            confidence: Of each side, above 0.5 and below 1.

        Returns:
            -1 to 1 each; -1 and 1 without pairs.
        """
        if not self.count:
            return -1.0, 1.0
        z = NormalDist().inv_cdf(confidence)
        lower = _falling_root(lambda d: self._score(d) - z)
        upper = _falling_root(lambda d: self._score(d) + z)
        return min(lower, self.share), max(upper, self.share)

    def exact_bounds(self, confidence: float) -> tuple[float, float]:
        """As `bounds`, from the pairs that differ alone, exact however few they are.

        Given that `lost + gained` pairs differ, the lost ones of them are
        binomial, with one half where nothing was lost or gained (the sign test;
        McNemar, 1947). The bounds of their share (Clopper and Pearson, 1934) are
        scaled to all pairs. The lower one is above 0 exactly if the one-sided
        sign test refuses, so at 0.95 not before five pairs are lost and none gained.
        """
        different = self.lost + self.gained
        if not different:
            return 0.0, 0.0
        tail = 1 - confidence
        scale = different / self.count
        least = _rising_root(lambda p: at_least(self.lost, different, p) - tail)
        most = 1 - _rising_root(lambda p: at_least(self.gained, different, p) - tail)
        return scale * (2 * least - 1), scale * (2 * most - 1)

    def _score(self, difference: float) -> float:
        """Tango's T; falls as the difference grows."""
        n, d = self.count, difference
        a = 2 * n
        b = (2 * n - self.lost + self.gained) * d - self.lost - self.gained
        c = -self.gained * d * (1 - d)
        q = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
        variance = n * (2 * q + d * (1 - d))
        distance = self.lost - self.gained - n * d
        if variance <= 0:
            return math.copysign(math.inf, distance) if distance else 0.0
        return distance / math.sqrt(variance)


def at_least(count: int, trials: int, probability: float) -> float:
    """How likely so many successes or more are: the upper tail of a binomial distribution.

    Args:
        count: 0 to `trials`.
        trials: Up to some ten thousand.
        probability: Of each success.
    """
    if count <= 0 or probability >= 1:
        return 1.0
    if probability <= 0:
        return 0.0
    odds, ways = math.log(probability) - math.log1p(-probability), math.lgamma(trials + 1)
    none = trials * math.log1p(-probability)
    return min(1.0, math.fsum(
        math.exp(ways - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * odds + none)
        for k in range(count, trials + 1)
    ))  # fmt: skip


def _falling_root(function: Callable[[float], float]) -> float:
    """Where a falling function of -1 to 1 crosses zero; its end where it does not."""
    low, high = -1.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


def _rising_root(function: Callable[[float], float]) -> float:
    """Where a rising function of 0 to 1 crosses zero; 0 where it is above it everywhere."""
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) > 0 else (middle, high)
    return low
