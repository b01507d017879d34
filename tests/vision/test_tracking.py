"""Labels that do not flicker, identities that stay."""

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


def _digit(label, probability=0.95, left=100, top=100):
    row = _probabilities(label, probability)
    return DigitRead(Box(left, top, 30, 50), BLANK, label, probability, row)


def _unsure(label, probability=0.5, left=100):
    return Rejection(
        Box(left, 100, 30, 50), Reason.UNSURE, BLANK, _probabilities(label, probability)
    )


def _labels(shown):
    return [digit.digit for digit in shown]


def test_a_digit_is_shown_from_its_second_sighting():
    tracker = Tracker()
    assert tracker.update([_digit(4)], [], 0.6) == ([], [])
    shown, _ = tracker.update([_digit(4)], [], 0.6)
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
