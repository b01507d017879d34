import cv2
import numpy as np
import pytest

from desktop_app.live.inspection import (
    Sighting,
    TrackHistory,
    cut_out,
    followed,
    ink_of,
    ranking,
    shown_box,
)
from vision.frame import Box, Frame
from vision.normalization import normalized
from vision.reading import DigitRead, Reason, Recognition, Rejection

FRAME = Frame(np.full((480, 640, 3), 200, np.uint8))
PROBABILITIES = np.array([0, 0.3, 0, 0, 0, 0, 0, 0.6, 0, 0, 0.1], np.float32)


def digit(label, track_id=None, *, confidence=0.9, box=Box(100, 100, 30, 50)):  # noqa: B008
    crop = np.zeros((28, 28), np.uint8)
    return DigitRead(box, crop, label, confidence, PROBABILITIES, track_id)


def unsure(track_id=None, *, box=Box(100, 100, 30, 50)):  # noqa: B008
    return Rejection(box, Reason.UNSURE, np.zeros((28, 28), np.uint8), PROBABILITIES, track_id)


def recognition(*found):
    return Recognition(
        FRAME,
        tuple(one for one in found if isinstance(one, DigitRead)),
        tuple(one for one in found if isinstance(one, Rejection)),
    )


def test_the_history_tells_each_frame_since_a_digit_was_first_seen():
    history = TrackHistory()
    history.add(recognition(digit(3, 8)))
    history.add(recognition(unsure(7)))
    history.add(recognition())
    history.add(recognition(digit(7, 7, confidence=0.8)))
    assert history.of(7) == [
        Sighting(None, pytest.approx(0.6), Reason.UNSURE),
        None,
        Sighting(7, 0.8),
    ]
    assert history.of(9) == []
    assert history.of(None) == []


def test_the_history_has_an_end():
    history = TrackHistory(frames=5)
    for _ in range(20):
        history.add(recognition(digit(7, 7)))
    assert history.of(7) == 5 * [Sighting(7, 0.9)]
    for _ in range(3):
        history.add(recognition())
    assert history.of(7) == [Sighting(7, 0.9), Sighting(7, 0.9), None, None, None]
    for _ in range(2):
        history.add(recognition())
    assert history.of(7) == []


def test_the_history_forgets_when_asked():
    history = TrackHistory()
    history.add(recognition(digit(7, 7)))
    history.clear()
    assert history.of(7) == []


def test_a_digit_is_followed_by_its_track_wherever_it_goes():
    away, near = digit(7, 7, box=Box(400, 300, 30, 50)), digit(7, 8)
    assert followed(digit(7, 7), recognition(near, away)) is away
    became_unsure = unsure(7, box=Box(300, 300, 30, 50))
    assert followed(digit(7, 7), recognition(near, became_unsure)) is became_unsure
    assert followed(digit(7, 9), recognition(near, away)) is None
    assert followed(digit(7, 7), None) is None


def test_ink_that_is_not_followed_is_found_by_its_place():
    here, there = unsure(box=Box(102, 101, 30, 50)), unsure(box=Box(180, 100, 30, 50))
    assert followed(unsure(), recognition(there, here)) is here
    assert followed(unsure(), recognition(there)) is None


def test_a_frozen_picture_read_again_by_itself_has_the_same_digit():
    again = digit(1)
    assert followed(digit(7, 7), recognition(again)) is again


def test_the_likeliest_comes_first():
    assert [label for label, _ in ranking(PROBABILITIES)][:3] == [7, 1, 10]


def test_a_part_of_the_frame_is_cut_out_with_a_little_around_it():
    image = np.zeros((480, 640, 3), np.uint8)
    image[100:150, 100:130] = (1, 2, 3)
    box = Box(100, 100, 30, 50)
    cut = cut_out(Frame(image), box)
    inside = shown_box(Frame(image), box)
    assert cut.shape[:2] == (inside.height, inside.width)
    assert inside.width > 30
    assert inside.height > 50
    assert (cut == (1, 2, 3)).all(axis=2).sum() == 30 * 50


@pytest.mark.parametrize("box", [Box(0, 0, 3, 2), Box(600, 460, 40, 20), Box(0, 0, 640, 480)])
def test_at_the_border_what_there_is_is_shown(box):
    cut = cut_out(FRAME, box)
    assert cut.size
    ink_of(FRAME, Rejection(box, Reason.CUT_OFF))


def drawn(scale, *, is_light=False, quarters=0):
    """A frame with a 7 of 50 pixels times `scale`, its box, its ink and its crop upright."""
    ink = np.zeros((960, 1280), np.uint8)
    points = np.array([[0, 0], [30, 0], [10, 50]]) * scale + 60 * scale
    cv2.polylines(ink, [points.astype(np.int32)], False, 255, max(2, 4 * scale), cv2.LINE_AA)
    upright = ink[tight(ink)]
    ink = np.ascontiguousarray(np.rot90(ink, -quarters))
    noise = np.random.default_rng(1).normal(0, 3, ink.shape)
    gray = 40 + 0.7 * ink if is_light else 210 - 0.7 * ink
    image = np.clip(gray + noise, 0, 255).astype(np.uint8)
    rows, columns = tight(ink)
    box = Box(columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)
    return Frame(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)), box, ink, normalized(upright)


def tight(ink):
    left, top, width, height = cv2.boundingRect(ink)
    return slice(top, top + height), slice(left, left + width)


@pytest.mark.parametrize("quarters", [0, 1])
@pytest.mark.parametrize("is_light", [False, True])
@pytest.mark.parametrize("scale", [1, 3, 12])
def test_the_ink_is_found_again_at_every_size_and_polarity(scale, is_light, quarters):
    frame, box, true_ink, crop = drawn(scale, is_light=is_light, quarters=quarters)
    found = ink_of(frame, Rejection(box, Reason.UNSURE, crop))
    view = shown_box(frame, box)
    expected = true_ink[view.top : view.bottom, view.left : view.right] > 127
    found = cv2.resize(found, (view.width, view.height), interpolation=cv2.INTER_AREA) > 127
    shared = np.count_nonzero(found & expected) / np.count_nonzero(found | expected)
    assert shared > 0.6


def test_the_ink_is_found_without_a_crop_too():
    frame, box, _, _ = drawn(1)
    assert ink_of(frame, Rejection(box, Reason.TOO_SMALL)).any()


def test_where_there_is_no_ink_none_is_shown():
    assert ink_of(FRAME, digit(7)) is None
