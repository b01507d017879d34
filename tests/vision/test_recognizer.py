"""The whole path on pages with known digits, read by a classifier that knows the answer."""

import cv2
import numpy as np
import pytest

from model.scenes import Conditions, photographed, written_line
from vision.frame import Frame
from vision.reading import NOT_A_DIGIT, Reason
from vision.recognizer import Recognizer
from vision.selection import select
from vision.tracking import Tracker


class _Counting:
    """Calls every crop the next digit, with the given confidence."""

    def __init__(self, confidence=0.95):
        self.confidence = confidence
        self.batches = []

    def __call__(self, crops, /):
        self.batches.append(len(crops))
        rows = np.full((len(crops), 11), (1 - self.confidence) / 9, np.float32)
        rows[:, NOT_A_DIGIT] = 1e-4
        rows[np.arange(len(crops)), np.arange(len(crops)) % 10] = self.confidence
        return rows


def _knows_rings(crops, /):
    rows = np.zeros((len(crops), 11), np.float32)
    rows[np.arange(len(crops)), np.where(crops[:, 14, 14] < 100, 0, NOT_A_DIGIT)] = 1
    return rows


def _frame(rng, text="258", index=0):
    ink, placed = written_line(text, rng, height_px=50, size=(240, 480), origin=(60, 90))
    return Frame(photographed(ink, Conditions(noise=1.5), rng), index), placed


def test_every_written_digit_is_read_where_it_stands(rng):
    frame, placed = _frame(rng)
    recognition = Recognizer(_Counting()).read(frame)
    assert recognition.frame is frame
    assert recognition.latency_ms > 0
    for glyph in placed:
        overlaps = [d.box.intersection_over_union(glyph.box) for d in recognition.digits]
        assert max(overlaps) > 0.7
    assert [len(number.text) for number in recognition.numbers] == [3]


@pytest.mark.parametrize("height", [20, 50, 100, 200])
@pytest.mark.parametrize("sign", [(0.0, 0.45), (0.15, 0.0)])  # a point, a dash
def test_a_sign_between_digits_ends_the_number(sign, height):
    page = np.full((3 * height, 4 * height, 3), 210, np.uint8)
    thickness = max(2, height // 9)
    middle = round(1.9 * height), round(1.5 * height)
    for x in (middle[0] - round(0.65 * height), middle[0] + round(0.65 * height)):
        axes = round(0.25 * height), round(0.45 * height)
        cv2.ellipse(page, (x, middle[1]), axes, 0, 0, 360, (60, 60, 60), thickness, cv2.LINE_AA)
    half, down = round(sign[0] * height), round(sign[1] * height)
    ends = [(middle[0] + x, middle[1] + down) for x in (-half, half)]
    recognizer = Recognizer(_knows_rings)
    assert [len(n.text) for n in recognizer.read(Frame(page.copy())).numbers] == [2]
    cv2.line(page, *ends, (60, 60, 60), thickness if half else 2 * thickness, cv2.LINE_AA)
    assert [len(n.text) for n in recognizer.read(Frame(page)).numbers] == [1, 1]


def test_all_candidates_go_to_the_classifier_in_one_batch(rng):
    classifier = _Counting()
    Recognizer(classifier).read(_frame(rng)[0])
    assert len(classifier.batches) == 1


def test_the_threshold_decides_what_is_read(rng):
    frame, _ = _frame(rng)
    recognizer = Recognizer(_Counting(0.7), confidence_threshold=0.8)
    assert not recognizer.read(frame).digits
    recognizer.confidence_threshold = 0.6
    assert recognizer.read(frame).digits


def test_digits_that_are_too_low_are_rejected_with_what_was_seen(rng):
    frame, _ = _frame(rng)
    recognizer = Recognizer(_Counting())
    heights = sorted(digit.box.height for digit in recognizer.read(frame).digits)
    recognizer.minimum_height_px = heights[0]
    assert len(recognizer.read(frame).digits) == len(heights)
    recognizer.minimum_height_px = heights[-1] + 1
    recognition = recognizer.read(frame)
    assert not recognition.digits
    assert not recognition.numbers
    small = [one for one in recognition.rejections if one.probabilities is not None]
    assert len(small) >= len(heights)
    assert {one.reason for one in small} == {Reason.TOO_SMALL}


def test_unsure_ink_that_is_too_low_is_too_small(rng):
    frame, _ = _frame(rng)
    recognizer = Recognizer(_Counting(0.7), confidence_threshold=0.8)
    reasons = {one.reason for one in recognizer.read(frame).rejections}
    assert Reason.UNSURE in reasons
    recognizer.minimum_height_px = 100
    assert Reason.UNSURE not in {one.reason for one in recognizer.read(frame).rejections}


def test_each_digit_can_be_a_number_of_its_own(rng):
    frame, placed = _frame(rng)
    recognition = Recognizer(_Counting(), groups=False).read(frame)
    assert len(recognition.numbers) == len(recognition.digits) == len(placed)
    lefts = [number.box.left for number in recognition.numbers]
    assert lefts == sorted(lefts)


def test_single_pictures_have_no_identities_and_video_has(rng):
    frame, _ = _frame(rng)
    assert {digit.track_id for digit in Recognizer(_Counting()).read(frame).digits} == {None}
    recognizer = Recognizer(_Counting(), tracker=Tracker())
    assert not recognizer.read(frame).digits
    recognizer.read(frame)
    identities = [digit.track_id for digit in recognizer.read(frame).digits]
    assert None not in identities
    assert len(set(identities)) == len(identities) == 3


def test_a_new_classifier_is_used_from_the_next_frame(rng):
    frame, _ = _frame(rng)
    recognizer = Recognizer(_Counting())

    def refuses(crops, /):
        rows = np.zeros((len(crops), 11), np.float32)
        rows[:, NOT_A_DIGIT] = 1
        return rows

    assert recognizer.read(frame).digits
    recognizer.classifier = refuses
    assert not recognizer.read(frame).digits


def _lying_still(rng, count):
    """Frames of one page that differ by noise."""
    ink, _ = written_line("258", rng, height_px=50, size=(240, 480), origin=(60, 90))
    for index in range(count):
        image = photographed(ink, Conditions(noise=2), np.random.default_rng(index))
        yield Frame(image, index)


def test_from_a_page_that_lies_still_is_chosen_once(rng, monkeypatch):
    chosen = []

    def counted(*arguments):
        chosen.append(len(chosen))
        return select(*arguments)

    monkeypatch.setattr("vision.recognizer.select", counted)
    recognizer = Recognizer(_Counting(), is_video=True)
    read = [recognizer.read(frame) for frame in _lying_still(rng, 14)]
    assert 3 < len(chosen) < 10
    texts = [[number.text for number in one.numbers] for one in read]
    assert texts[0]
    assert texts == texts[:1] * len(texts)


def test_a_new_threshold_counts_though_the_page_lies_still(rng):
    recognizer = Recognizer(_Counting(0.8), is_video=True)
    for frame in _lying_still(rng, 10):
        assert recognizer.read(frame).digits
    recognizer.confidence_threshold = 0.95
    assert not recognizer.read(frame).digits


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 5000, 3), (5000, 1, 3), (30, 30, 3)])
def test_pictures_of_any_shape_are_read(shape):
    assert not Recognizer(_Counting()).read(Frame(np.full(shape, 128, np.uint8))).digits
