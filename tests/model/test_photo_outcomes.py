"""Every digit that was not read has the cause that one would name on looking."""

from dataclasses import replace

import pytest

from model.photo_outcomes import Cause, outcome_of, scores_by, unread_outcome
from tests.model.read_photos import digit, read, recognition, refused, truth
from vision.reading import Reason


def only_missed(outcome):
    (missed,) = outcome.missed
    return missed


def test_what_is_read_rightly_is_not_missed():
    outcome = outcome_of(truth(digit(7)), recognition(read(7)))
    assert outcome.missed == outcome.false == ()
    ((wanted, got),) = outcome.found
    assert (wanted.label, got.digit, got.confidence) == (7, 7, 0.97)
    assert outcome.score.f1 == 1.0


def test_another_label_is_found_and_missed():
    outcome = outcome_of(truth(digit(7)), recognition(read(1)))
    assert only_missed(outcome).cause is Cause.READ_AS_ANOTHER
    assert only_missed(outcome).seen.digit == 1
    assert len(outcome.found) == 1
    assert outcome.score.mislabelled == 1


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        (Reason.UNSURE, Cause.UNSURE),
        (Reason.NOT_A_DIGIT, Cause.NOT_A_DIGIT),
        (Reason.CUT_OFF, Cause.CUT_OFF),
        (Reason.TOO_SMALL, Cause.TOO_SMALL),
    ],
)
def test_a_refusal_in_its_place_is_the_cause(reason, cause):
    fits, aside = refused(reason, 2), refused(Reason.UNSURE, 20)
    missed = only_missed(outcome_of(truth(digit(7)), recognition(aside, fits)))
    assert missed.cause is cause
    assert missed.seen is fits


def test_every_reason_of_a_refusal_has_its_cause():
    for reason in Reason:
        assert only_missed(outcome_of(truth(digit(7)), recognition(refused(reason)))).cause


def test_a_refusal_elsewhere_is_no_cause():
    missed = only_missed(outcome_of(truth(digit(7)), recognition(refused(Reason.UNSURE, 300))))
    assert missed.cause is Cause.NO_CANDIDATE
    assert missed.seen is None


def test_two_digits_read_as_one_are_found_in_a_box_that_does_not_fit():
    joined = read(4, 0, width=240)
    outcome = outcome_of(truth(digit(1, 40), digit(2, 160)), recognition(joined))
    assert [missed.cause for missed in outcome.missed] == [Cause.MISPLACED, Cause.MISPLACED]
    assert outcome.false == (joined,)


def test_regions_to_ignore_are_neither_missed_nor_false():
    printed = digit(3, 200, counts=False)
    outcome = outcome_of(truth(digit(1), printed), recognition(read(1), read(3, 200)))
    assert outcome.missed == outcome.false == ()
    assert outcome_of(truth(digit(1), printed), recognition(read(1))).missed == ()


def test_whatever_is_read_on_a_photograph_without_digits_is_false():
    outcome = outcome_of(truth(), recognition(read(1), refused(Reason.UNSURE, 300)))
    assert [one.digit for one in outcome.false] == [1]
    assert outcome.score.false_on_negatives == 1


def test_nothing_is_missed_where_no_places_are_known():
    outcome = outcome_of(truth(digit(1), has_boxes=False, lines=("1",)), recognition())
    assert outcome.missed == ()
    assert outcome.score.character_error_rate == 1.0


def test_all_digits_of_an_unread_photograph_are_missed():
    outcome = unread_outcome(truth(digit(1), digit(None, 90, counts=False)), "It is gone.")
    assert only_missed(outcome).cause is Cause.NO_PICTURE
    assert (outcome.score.wanted, outcome.score.right) == (1, 0)
    assert outcome.problem == "It is gone."


def test_groups_add_up_and_a_photograph_counts_once_in_each_of_its_own():
    right = outcome_of(truth(digit(1), tags=("a", "b", "b")), recognition(read(1)))
    wrong = outcome_of(replace(truth(digit(1)), tags=("b",)), recognition())
    groups = scores_by([right, wrong], lambda one: one.tags)
    assert list(groups) == ["a", "b"]
    assert (groups["a"].photos, groups["a"].recall) == (1, 1.0)
    assert (groups["b"].photos, groups["b"].recall) == (2, 0.5)
