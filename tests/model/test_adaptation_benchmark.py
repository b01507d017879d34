from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model import adaptation_benchmark
from model.adaptation_benchmark import (
    EACH,
    HandFigures,
    Times,
    figures_text,
    given_rows,
    interval,
    pooled_errors,
    times_text,
)
from model.bad_writers import Hand
from model.corpus import generated_digits
from model.datasets import LabelledCrops


def figures(name: str, digits: int, before: int, after: int) -> HandFigures:
    return HandFigures(name, digits, before, after, {"mnist": 0.99}, {"mnist": 0.985}, 12.0)


def test_five_of_each_digit_are_given_and_always_the_same() -> None:
    labels = np.random.default_rng(1).integers(10, size=200)
    rows = given_rows(labels)
    for digit, chosen in enumerate(rows):
        assert len(set(chosen.tolist())) == EACH
        assert set(labels[chosen]) == {digit}
    np.testing.assert_array_equal(np.concatenate(rows), np.concatenate(given_rows(labels)))


def test_the_error_is_pooled_over_digits() -> None:
    before, after = pooled_errors([figures("a", 300, 30, 10), figures("b", 100, 2, 2)])
    assert (before, after) == (0.08, 0.03)


def test_the_interval_touches_zero_only_where_writers_disagree() -> None:
    low, high = interval([figures(str(i), 100, 20, 10) for i in range(10)])
    assert low == high == pytest.approx(0.1)
    low, high = interval([figures(str(i), 100, 20, 0 if i == 3 else 21) for i in range(10)])
    assert low < 0 < high


def test_the_table_says_what_falls_and_what_others_lose() -> None:
    text = figures_text([figures("swiss_numbers A", 300, 30, 10), figures("unipen 1", 100, 2, 2)])
    assert "swiss_numbers A" in text
    assert "pooled error 8.00% -> 3.00%: it falls by 62%" in text
    assert "mean change -0.500%, worst -0.500%" in text


def test_the_times_are_told_with_drawing_and_without() -> None:
    text = times_text(Times(35.0, 5.0, 0.5, 20.0))
    assert "60,000 crops: 35.0 s" in text
    assert "adapting to 50 digits: 20.5 s, the first time 25.0 s" in text


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_hand_is_adapted_to_and_read_again(tmp_path: Path) -> None:
    from model.adapting import Settings
    from model.networks import build_network

    digits = generated_digits(400, seed=5)
    hand = Hand("own 1", 0, False, digits, digits)
    path = tmp_path / "untrained.keras"
    build_network("dense").save(path)
    found = adaptation_benchmark.adapted(
        hand, path, generated_digits(400, seed=6), {"own": generated_digits(100, seed=7)},
        settings=Settings(steps=60, learning_rate=3e-3),
    )  # fmt: skip
    assert found.digits == 400 - 10 * EACH
    assert found.wrong_after < found.wrong_before
    assert found.others_after["own"] != found.others_before["own"]
    assert found.adapting_s > 0


def test_fewer_given_are_tested_on_the_same_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[LabelledCrops] = []

    def wrong(_path: Path, crops: LabelledCrops) -> np.ndarray:
        seen.append(crops)
        return np.zeros(len(crops), bool)

    def adapt(path: Path, samples: LabelledCrops, *_rest: object, **_named: object) -> Path:
        seen.append(samples)
        return path

    monkeypatch.setattr(adaptation_benchmark, "_wrong", wrong)
    monkeypatch.setattr("model.adapting.adapt", adapt)
    digits = generated_digits(300, seed=5)
    hand = Hand("own 1", 0, False, digits, digits)
    for each in (EACH, EACH - 1):
        adaptation_benchmark.adapted(hand, Path("a.keras"), digits, {}, each=each)
    five, rest, _, four, same_rest, _ = seen
    assert (len(five), len(four)) == (10 * EACH, 10 * (EACH - 1))
    np.testing.assert_array_equal(rest.crops, same_rest.crops)
    known = {crop.tobytes() for crop in five.crops}
    assert not known & {crop.tobytes() for crop in rest.crops}
