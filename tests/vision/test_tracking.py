"""Labels that do not flicker, identities that stay."""

import cv2
import numpy as np
import pytest

from vision.frame import Box
from vision.reading import NOT_A_DIGIT, DigitRead, Reason, Rejection
from vision.tracking import PATIENCE_FRAMES, Tracker

BLANK = np.zeros((28, 28), np.uint8)


def _probabilities(label, probability):
    row = np.full(11, (1 - probability) / 10, np.float32)
    row[label] = probability
    return row


def _digit(label, probability=0.95, left=100, top=100, size=(30, 50), crop=BLANK):
    row = _probabilities(label, probability)
    return DigitRead(Box(left, top, *size), crop, label, probability, row)


def _unsure(label, probability=0.5, left=100):
    return Rejection(
        Box(left, 100, 30, 50), Reason.UNSURE, BLANK, _probabilities(label, probability)
    )


def _labels(shown):
    return [digit.digit for digit in shown]


def _page(shift=(0, 0), missing=()):
    """Three rows of numbers, some digits not read, the page moved by `shift`."""
    return [
        _digit(label, left=100 + 40 * i + shift[0], top=80 + 90 * row + shift[1])
        for row, text in enumerate(("314159", "271828", "161803"))
        for i, label in enumerate(map(int, text))
        if (row, i) not in missing
    ]


def _identities(shown, shift=(0, 0)):
    """Track ids by place on the page."""
    return {
        (digit.box.left - shift[0], digit.box.top - shift[1]): digit.track_id for digit in shown
    }


def _settled(page=_page):
    tracker = Tracker()
    for _ in range(4):
        shown, _ = tracker.update(page(), [], 0.6)
    return tracker, _identities(shown)


@pytest.mark.parametrize("asked", [3, 8])
@pytest.mark.parametrize(("probability", "earlier"), [(0.95, 0), (0.99, 1)])
def test_so_many_sightings_as_are_asked_for_show_a_digit(asked, probability, earlier):
    tracker = Tracker(asked)
    for _ in range(asked - earlier - 1):
        shown, rejected = tracker.update([_digit(7, probability)], [], 0.6)
        assert not shown
    # Of one that waits to be shown nothing is told, or a "?" would blink at each.
    assert len(rejected) <= 1 - earlier
    assert _labels(tracker.update([_digit(7, probability)], [], 0.6)[0]) == [7]


@pytest.mark.parametrize(("probability", "sightings"), [(0.95, 3), (0.99, 2)])
def test_a_digit_is_shown_from_its_third_sighting_or_sooner_if_it_is_sure(probability, sightings):
    tracker = Tracker()
    for _ in range(sightings - 1):
        assert not tracker.update([_digit(4, probability)], [], 0.6)[0]
    shown, _ = tracker.update([_digit(4, probability)], [], 0.6)
    assert _labels(shown) == [4]


def test_one_wrong_frame_does_not_change_the_label():
    tracker = Tracker()
    labels = []
    for label in (4, 4, 4, 9, 4, 4):
        shown, _ = tracker.update([_digit(label, 0.9)], [], 0.6)
        labels += _labels(shown)
    assert set(labels) == {4}


def test_a_digit_that_was_replaced_is_read_anew():
    tracker = Tracker()
    for label in (4, 4, 4, 9, 9, 9, 9, 9):
        shown, _ = tracker.update([_digit(label)], [], 0.6)
    assert _labels(shown) == [9]


def test_an_unsure_frame_keeps_the_digit():
    tracker = Tracker()
    for _ in range(4):
        tracker.update([_digit(4)], [], 0.6)
    shown, _ = tracker.update([], [_unsure(4)], 0.6)
    assert _labels(shown) == [4]


def test_what_turns_out_no_digit_is_no_longer_shown():
    tracker = Tracker()
    for _ in range(3):
        tracker.update([_digit(1)], [], 0.6)
    for _ in range(6):
        refused = _unsure(NOT_A_DIGIT, 0.97)
        shown, rejections = tracker.update([], [refused], 0.6)
    assert not shown
    assert [rejection.reason for rejection in rejections] == [Reason.NOT_A_DIGIT]


def test_the_identity_stays_while_the_digit_moves():
    tracker = Tracker()
    identities = set()
    for i in range(20):
        shown, _ = tracker.update([_digit(7, left=100 + 12 * i, top=100 + 5 * i)], [], 0.6)
        identities |= {digit.track_id for digit in shown}
    assert len(identities) == 1


def test_neighbours_keep_their_identities_while_the_page_moves():
    tracker = Tracker()
    seen = {}
    for i in range(15):
        digits = [_digit(label, left=100 + 45 * label + 9 * i) for label in range(6)]
        shown, _ = tracker.update(digits, [], 0.6)
        for digit in shown:
            assert seen.setdefault(digit.track_id, digit.digit) == digit.digit
    assert len(seen) == 6


def test_a_brief_cover_keeps_the_identity():
    tracker = Tracker()
    for _ in range(3):
        before, _ = tracker.update([_digit(7)], [], 0.6)
    for _ in range(PATIENCE_FRAMES):
        tracker.update([], [], 0.6)
    after, _ = tracker.update([_digit(7)], [], 0.6)
    assert after[0].track_id == before[0].track_id


def test_a_digit_that_left_is_gone_after_two_frames():
    tracker = Tracker()
    for _ in range(3):
        tracker.update([_digit(7)], [], 0.6)
    assert _labels(tracker.update([], [], 0.6)[0]) == [7]
    assert tracker.update([], [], 0.6) == ([], [])


def test_a_reset_forgets_everything():
    tracker = Tracker()
    for _ in range(3):
        tracker.update([_digit(7)], [], 0.6)
    tracker.reset()
    assert tracker.update([_digit(7)], [], 0.6) == ([], [])


@pytest.mark.parametrize("threshold", [0.5, 0.9])
def test_the_threshold_holds_for_the_gathered_evidence(threshold):
    tracker = Tracker()
    for _ in range(5):
        shown, rejections = tracker.update([_digit(4, 0.7)], [], threshold)
    assert bool(shown) == (threshold < 0.7)
    assert bool(rejections) == (threshold > 0.7)


def test_a_page_that_jumps_by_more_than_a_digit_keeps_its_identities():
    tracker, before = _settled()
    shift = (45, -20)
    shown, _ = tracker.update(_page(shift), [], 0.6)
    assert len(before) == 18
    assert _identities(shown, shift) == before


def test_a_page_that_was_away_comes_back_elsewhere_with_its_identities():
    tracker, before = _settled()
    for _ in range(PATIENCE_FRAMES // 2):
        tracker.update([], [], 0.6)
    shift = (-70, 60)
    for _ in range(3):
        shown, _ = tracker.update(_page(shift), [], 0.6)
    assert _identities(shown, shift) == before


def test_a_covered_digit_is_found_again_where_the_page_went_meanwhile():
    tracker, before = _settled()
    covered = ((1, 2), (1, 3))
    for i in range(1, 21):
        tracker.update(_page((4 * i, 3 * i), covered), [], 0.6)
    shown, _ = tracker.update(_page((84, 63)), [], 0.6)
    assert _identities(shown, (84, 63)) == before


def test_a_half_covered_digit_stays_what_it_is():
    tracker = Tracker()
    for _ in range(5):
        before, _ = tracker.update([_digit(8)], [], 0.6)
    for _ in range(12):
        upper_half = _digit(0, size=(30, 26))
        shown, _ = tracker.update([upper_half], [], 0.6)
        assert 0 not in _labels(shown)
    after, _ = tracker.update([_digit(8)], [], 0.6)
    assert (after[0].digit, after[0].track_id) == (8, before[0].track_id)


def test_digits_that_pass_each_other_keep_their_identities():
    tracker = Tracker()
    seen = {}
    for i in range(30):
        digits = [
            *_page(),
            _digit(4, left=60 + 9 * i, top=400),
            _digit(9, left=330 - 9 * i, top=428),
        ]
        for digit in tracker.update(digits, [], 0.6)[0]:
            seen.setdefault(digit.track_id, set()).add(digit.digit)
    assert len(seen) == 20
    assert all(len(labels) == 1 for labels in seen.values())


def test_a_blurred_sighting_says_less_than_a_sharp_one():
    sharp = np.zeros((28, 28), np.uint8)
    sharp[4:24, 12:16] = 255
    blurred = cv2.GaussianBlur(sharp, (0, 0), 3)
    confidences = []
    for crop in (sharp, blurred):
        tracker = Tracker()
        for _ in range(4):
            tracker.update([_digit(1, crop=sharp)], [], 0.5)
        tracker.update([_digit(7, 0.9, crop=crop)], [], 0.5)
        shown, rejections = tracker.update([], [], 0.5)
        (row,) = [one.probabilities for one in (*shown, *rejections)]
        confidences.append(row[1])
    assert confidences[1] > confidences[0]


def test_nobody_takes_the_identity_of_a_neighbour_while_the_page_is_lost():
    tracker, before = _settled()
    # One digit only is sharp enough to be read, and it lies where another was.
    for _ in range(2):
        shown, _ = tracker.update([_digit(4, left=140, top=170)], [], 0.6)
        assert not shown
    shown, _ = tracker.update(_page(), [], 0.6)
    assert _identities(shown) == before


def test_a_sure_digit_is_shown_with_its_confidence_whatever_is_asked():
    tracker = Tracker()
    for _ in range(6):
        shown, _ = tracker.update([_digit(7, 0.9999)], [], 0.99)
    assert [digit.digit for digit in shown] == [7]
    assert shown[0].confidence > 0.99
    assert shown[0].probabilities.sum() == pytest.approx(1, abs=1e-4)
