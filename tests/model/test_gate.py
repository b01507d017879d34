from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.evaluation import Evaluation, judged
from model.gate import SAMPLES, GateDecision, Readings, decide, decide_readings
from vision.reading import CLASS_COUNT

LABELS = np.repeat(np.arange(11), [100] * 10 + [200])


def answering(labels: np.ndarray, read: np.ndarray) -> Evaluation:
    probabilities = np.full((len(labels), CLASS_COUNT), 0.01, np.float32)
    probabilities[np.arange(len(labels)), read] = 0.9
    return judged(np.asarray(labels, np.int64), probabilities)


def reading(wrong: dict[int, int] | None = None, *, skip: int = 0, counts: int = 1) -> Evaluation:
    """All right but so many of each label named, behind the first `skip` ones of it."""
    labels = np.repeat(LABELS, counts)
    read = labels.copy()
    for label, count in (wrong or {}).items():
        rows = np.flatnonzero(labels == label)[skip : skip + count]
        read[rows] = (labels[rows] + 1) % 10
    return answering(labels, read)


def failed(decision: GateDecision) -> list[tuple[str, int | None]]:
    return [(check.name, check.label) for check in decision.checks if not check.passed]


def test_an_equal_model_is_accepted_with_both_figures() -> None:
    decision = decide(reading({5: 10}, skip=50), reading({5: 10}))
    assert decision.accepted
    assert decision.reason.count("99.00%") == 2
    assert "1,000 held-back digits" in decision.reason
    assert "they reject 100.0% and 100.0%" in decision.reason


def test_a_better_model_is_accepted() -> None:
    assert decide(reading(), reading(dict.fromkeys(range(11), 20))).accepted


def test_a_loss_that_chance_explains_is_no_loss() -> None:
    assert decide(reading({1: 2, 2: 1}), reading({3: 1})).accepted


def test_digits_lost_all_over_are_told_with_how_many_of_how_many() -> None:
    decision = decide(reading(dict.fromkeys(range(10), 2)), reading({4: 3}, skip=50))
    assert not decision.accepted
    assert failed(decision) == [("overall", None)]
    assert decision.reason == (
        "Of 1,000 held-back digits the new model misreads 20 that the current one reads right, "
        "and 3 the other way round. It lost at least 0.98 points there; 0.1 may be lost."
    )


def test_one_digit_lost_is_named() -> None:
    gained = dict.fromkeys((0, 1, 2, 3, 4, 5), 3)
    decision = decide(reading({7: 14}), reading(gained))
    assert failed(decision) == [("class", 7)]
    assert decision.reason.startswith("Of 100 7s the new model misreads 14 that the current one")


def test_a_digit_that_is_not_known_any_more_is_refused_whatever_was_gained() -> None:
    decision = decide(reading({7: 80}), reading(dict.fromkeys((1, 2, 3, 4), 30)))
    assert failed(decision) == [("known", 7), ("class", 7)]
    assert decision.reason == "The new model reads 20% of the 7s right, the current one 100%."


def test_what_is_no_digit_must_go_on_being_rejected() -> None:
    assert decide(reading({10: 6}), reading({10: 3}, skip=50)).accepted
    decision = decide(reading({10: 30}), reading({10: 5}, skip=50))
    assert failed(decision) == [("class", 10)]
    assert "Of 200 crops that are no digit the new model takes 30 for digits" in decision.reason


def test_more_rejected_does_not_make_up_for_digits_lost() -> None:
    assert not decide(reading({3: 30}), reading({10: 100})).accepted


@pytest.mark.parametrize("answer", [0, 10])
def test_a_collapsed_model_is_refused(answer: int) -> None:
    collapsed = answering(LABELS, np.full(len(LABELS), answer))
    decision = decide(collapsed, reading(dict.fromkeys(range(10), 10)))
    assert not decision.accepted
    assert ("overall", None) in failed(decision)


@pytest.mark.parametrize("each", range(5))
def test_a_handful_of_crops_proves_nothing_and_accepts_nobody(each: int) -> None:
    labels = np.repeat(np.arange(10), [5] * 9 + [each])
    perfect = answering(labels, labels)
    decision = decide(perfect, perfect)
    assert failed(decision) == [("enough", 9)]
    assert f"still reads the 9 cannot be told from {each} held-back crop" in decision.reason


@pytest.mark.parametrize("blind", range(10))
def test_the_smallest_hold_out_that_decides_sees_a_digit_lost(blind: int) -> None:
    labels = np.repeat(np.arange(10), 5)
    read = np.where(labels == blind, (blind + 1) % 10, labels)
    current = answering(labels, labels)
    assert decide(current, current).accepted
    assert not decide(answering(labels, read), current).accepted


def test_without_any_hold_out_nothing_is_accepted() -> None:
    assert not decide_readings([]).accepted
    own = Readings(SAMPLES, reading(), reading())
    assert not decide_readings([own]).accepted


def test_hold_outs_are_judged_each_for_itself() -> None:
    lost, gained = reading({2: 12, 3: 12}), reading()
    on_mnist = Readings("mnist", old=gained, new=lost)
    on_strokes = Readings("strokes", old=lost, new=gained)
    decision = decide_readings([on_strokes, on_mnist])
    assert not decision.accepted
    assert "of MNIST" in decision.reason
    assert "strokes" not in decision.reason


def test_more_hold_outs_do_not_make_a_refusal_by_chance_likelier() -> None:
    """Each asks for more evidence, so that together they err as seldom as one."""
    lost = Readings("mnist", old=reading({3: 3}, skip=50), new=reading({1: 5, 2: 5}))
    equal = Readings("strokes", old=reading(), new=reading())
    alone, together = (
        next(check for check in decide_readings(readings).checks if check.name == "overall")
        for readings in ([lost], [lost, equal])
    )
    assert (alone.lost, together.lost) == (10, 10)
    assert together.lower_points is not None
    assert alone.lower_points is not None
    assert together.lower_points < alone.lower_points


def own_samples(old_right: list[bool], new_right: list[bool]) -> tuple[Evaluation, Evaluation]:
    labels = np.arange(len(old_right)) % 10
    new, old = (answering(labels, np.where(right, labels, 10)) for right in (new_right, old_right))
    return new, old


def test_nothing_may_be_lost_of_the_users_own_samples() -> None:
    equal = reading(), reading()
    one_lost = own_samples([True] * 20, [True] * 19 + [False])
    assert decide(*equal, own=one_lost).accepted
    # Four lost of four that differ happen to equal models once in 16 times, five once in 32.
    four_lost = own_samples([True] * 20, [True] * 16 + [False] * 4)
    assert decide(*equal, own=four_lost).accepted
    five_lost = own_samples([True] * 20, [True] * 15 + [False] * 5)
    decision = decide(*equal, own=five_lost)
    assert failed(decision) == [("samples", None)]
    assert decision.reason.startswith(
        "Of your 20 held-back samples the new model misreads 5 that the current one reads right, "
        "and none the other way round."
    )
    assert decision.reason.endswith("nothing may be lost.")
    made_up_for = own_samples([True] * 5 + [False] * 6, [False] * 5 + [True] * 6)
    assert decide(*equal, own=made_up_for).accepted


def test_what_was_read_of_the_users_samples_is_told() -> None:
    own = own_samples([False] * 10, [True] * 8 + [False] * 2)
    reason = decide(reading(), reading(), own=own).reason
    assert "of your 10 held-back samples they read 80% and 0%" in reason


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused_on_any_hold_out(number: float) -> None:
    broken = reading()
    broken.probabilities[3, 2] = number
    decision = decide(broken, reading())
    assert decision.reason == "The new model gives numbers that are not finite."
    own = own_samples([True], [True])
    own[0].probabilities[0, 0] = number
    assert not decide(reading(), reading(), own=own).accepted


def test_a_broken_current_model_does_not_stand_in_the_way() -> None:
    broken = reading()
    broken.probabilities[:] = np.nan
    assert decide(reading({4: 20}), broken).accepted


def test_the_converted_model_must_be_the_trained_one() -> None:
    readings = [Readings("strokes", reading(), reading())]
    assert decide_readings(readings, unlike_keras=0.001).accepted
    decision = decide_readings(readings, unlike_keras=0.3)
    assert decision.reason == (
        "The converted model reads 30.0% of a sample otherwise than the trained one."
    )


def test_only_the_same_crops_can_be_compared() -> None:
    with pytest.raises(ValueError, match="same crops"):
        decide(reading(), answering(np.array([1, 2]), np.array([1, 2])))


def test_checks_can_be_told_to_another_process() -> None:
    decision = decide(reading({7: 14}), reading())
    told = json.loads(json.dumps([dataclasses.asdict(check) for check in decision.checks]))
    seven = next(one for one in told if one["name"] == "class" and one["label"] == 7)
    assert (seven["count"], seven["lost"], seven["gained"]) == (100, 14, 0)
    assert seven["lost_points"] == pytest.approx(14)
    assert seven["lower_points"] > seven["allowed_points"] == 0.5


@settings(max_examples=60, deadline=None)
@given(
    old=st.lists(st.integers(0, 10), min_size=60, max_size=60),
    new=st.lists(st.integers(0, 10), min_size=60, max_size=60),
    more=st.sets(st.integers(0, 59)),
)
def test_more_losses_never_turn_a_refusal_into_acceptance(
    old: list[int], new: list[int], more: set[int]
) -> None:
    labels = np.repeat(np.arange(10), 6)
    # Most answers are right, so that there is something to lose.
    old_read = np.where(np.array(old) < 8, labels, old)
    new_read = np.where(np.array(new) < 7, labels, new)
    worse_read = new_read.copy()
    for row in more:
        worse_read[row] = (labels[row] + 1) % 10
    current = answering(labels, old_read)
    if not decide(answering(labels, new_read), current).accepted:
        assert not decide(answering(labels, worse_read), current).accepted


@settings(max_examples=60, deadline=None)
@given(
    old=st.lists(st.integers(0, 10), min_size=60, max_size=60),
    new=st.lists(st.integers(0, 10), min_size=60, max_size=60),
)
def test_of_two_models_one_at_least_may_replace_the_other_overall(
    old: list[int], new: list[int]
) -> None:
    labels = np.repeat(np.arange(10), 6)
    one, other = answering(labels, np.array(old)), answering(labels, np.array(new))
    there, back = (
        next(check for check in decide(*pair).checks if check.name == "overall")
        for pair in ((one, other), (other, one))
    )
    assert there.passed or back.passed
    assert there.lost_points == pytest.approx(-(back.lost_points or 0.0))
    assert (there.lost, there.gained) == (back.gained, back.lost)
