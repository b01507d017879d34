from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.paired_losses import PairedLoss, at_least

Z = 1.6448536269514722
"""The 95 % quantile of the normal distribution."""


@st.composite
def losses(draw: st.DrawFn) -> PairedLoss:
    count = draw(st.integers(1, 5000))
    lost = draw(st.integers(0, count))
    return PairedLoss(count, lost, draw(st.integers(0, count - lost)))


def test_pairs_are_counted() -> None:
    old = np.array([True, True, True, False, False])
    new = np.array([True, False, False, True, False])
    loss = PairedLoss.of(old, new)
    assert loss == PairedLoss(5, lost=2, gained=1)
    assert loss.share == pytest.approx(0.2)


def test_bounds_of_all_lost_are_those_worked_out_by_hand() -> None:
    # With lost = n and none gained, q = (1 - d) / 2 and T = sqrt(n (1 - d) / (1 + d)).
    lower, upper = PairedLoss(40, 40, 0).bounds(0.95)
    assert lower == pytest.approx((40 - Z**2) / (40 + Z**2))
    assert upper == 1.0


def test_bounds_where_no_pair_differs_are_those_worked_out_by_hand() -> None:
    # With none lost and none gained, T = -sqrt(n d / (1 - d)) for a d above 0.
    lower, upper = PairedLoss(100, 0, 0).bounds(0.95)
    assert upper == pytest.approx(Z**2 / (100 + Z**2))
    assert lower == pytest.approx(-upper)


@pytest.mark.parametrize(("count", "lost", "gained"), [(50, 12, 2), (6055, 40, 25), (605, 7, 0)])
def test_bounds_are_where_the_likeliest_shares_are_just_believable(
    count: int, lost: int, gained: int
) -> None:
    """The likelihood is searched on a grid instead of by Tango's formula."""
    loss = PairedLoss(count, lost, gained)
    for bound, sign in zip(loss.bounds(0.95), (1, -1), strict=True):
        least = max(0.0, -bound)
        grid = np.linspace(least + 1e-9, (1 - bound) / 2 - 1e-9, 2_000_001)
        likelihood = (
            gained * np.log(grid)
            + lost * np.log(grid + bound)
            + (count - lost - gained) * np.log1p(-bound - 2 * grid)
        )
        gained_share = grid[likelihood.argmax()]
        variance = count * (2 * gained_share + bound - bound**2)
        score = (lost - gained - count * bound) / math.sqrt(variance)
        assert score == pytest.approx(sign * Z, abs=2e-3)


def test_bounds_of_many_pairs_are_near_those_of_wald() -> None:
    loss = PairedLoss(100_000, 3000, 2500)
    error = math.sqrt(5500 - 500**2 / 100_000) / 100_000
    assert loss.bounds(0.95) == pytest.approx((0.005 - Z * error, 0.005 + Z * error), abs=1e-5)


def test_exact_bounds_are_those_of_the_sign_test() -> None:
    # All k pairs that differ are lost: the lower bound p of their share has p^k = 0.05.
    lower, upper = PairedLoss(20, 5, 0).exact_bounds(0.95)
    assert lower == pytest.approx(5 / 20 * (2 * 0.05 ** (1 / 5) - 1))
    assert lower > 0
    assert upper == pytest.approx(5 / 20)
    assert PairedLoss(20, 4, 0).exact_bounds(0.95)[0] < 0
    assert PairedLoss(20, 0, 0).exact_bounds(0.95) == (0.0, 0.0)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_exact_bound_refuses_where_the_sign_test_does(lost: int, gained: int) -> None:
    n = lost + gained
    ways = sum(math.comb(n, k) for k in range(lost, n + 1))
    refused = 100 * ways < 5 * 2**n
    assert (PairedLoss(120, lost, gained).exact_bounds(0.95)[0] > 0) == refused


@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.93, 1.0])
def test_tails_are_sums_of_binomial_terms(p: float) -> None:
    for count in range(8):
        terms = [math.comb(7, k) * p**k * (1 - p) ** (7 - k) for k in range(count, 8)]
        assert at_least(count, 7, p) == pytest.approx(sum(terms))


@given(losses(), st.sampled_from([0.9, 0.95, 0.9955]))
def test_losses_and_gains_are_each_others_mirror(loss: PairedLoss, confidence: float) -> None:
    mirrored = PairedLoss(loss.count, loss.gained, loss.lost)
    for bounds, others in (
        (loss.bounds(confidence), mirrored.bounds(confidence)),
        (loss.exact_bounds(confidence), mirrored.exact_bounds(confidence)),
    ):
        assert bounds == pytest.approx((-others[1], -others[0]), abs=1e-6)


@given(losses(), st.sampled_from([0.9, 0.95, 0.9955]))
def test_what_was_seen_lies_between_the_bounds(loss: PairedLoss, confidence: float) -> None:
    for lower, upper in (loss.bounds(confidence), loss.exact_bounds(confidence)):
        assert -1 <= lower <= loss.share <= upper <= 1


@given(losses())
def test_one_more_lost_pair_never_makes_it_look_better(loss: PairedLoss) -> None:
    if loss.lost + loss.gained < loss.count:
        more = PairedLoss(loss.count, loss.lost + 1, loss.gained)
        assert more.bounds(0.95)[0] >= loss.bounds(0.95)[0] - 1e-9
        assert more.exact_bounds(0.95)[0] > 0 or loss.exact_bounds(0.95)[0] <= 0


def test_without_pairs_nothing_is_known() -> None:
    assert PairedLoss(0, 0, 0).bounds(0.95) == (-1.0, 1.0)
    assert PairedLoss(0, 0, 0).share == 0.0
