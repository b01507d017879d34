"""Clips of which every digit is known in every frame."""

import cv2
import numpy as np
import pytest

from model.clip_scenes import KINDS, SIZE
from model.clips import FRAME_RATE, clip_frames


def _middle(frame, digit_id):
    return next(d.box.center for d in frame.digits if d.digit_id == digit_id)


def test_there_is_no_other_kind():
    with pytest.raises(ValueError, match="somersault"):
        next(clip_frames("somersault", 0))


@pytest.mark.parametrize("kind", KINDS)
def test_equal_seeds_give_equal_clips_and_others_do_not(kind):
    first, again, other = (next(clip_frames(kind, seed, 30)) for seed in (3, 3, 4))
    assert first.image.shape == (*SIZE, 3)
    assert first.image.dtype == np.uint8
    assert np.array_equal(first.image, again.image)
    assert first.digits == again.digits
    assert not np.array_equal(first.image, other.image)


def test_the_boxes_hold_the_ink():
    frame = list(clip_frames("shake", 0, 6))[-1]
    gray = cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    local = np.abs(gray - cv2.medianBlur(gray.astype(np.uint8), 61))
    inside = np.zeros(SIZE, bool)
    for digit in frame.digits:
        box = digit.box
        inside[max(box.top - 1, 0) : box.bottom + 1, max(box.left - 1, 0) : box.right + 1] = True
    strong = local > 0.6 * np.quantile(local, 0.99)
    assert inside.mean() < 0.5
    assert (strong & inside).sum() > 0.95 * strong.sum()


def test_a_hand_shakes_some_pixels_from_frame_to_frame():
    frames = list(clip_frames("shake", 0, 30))
    whole = {d.digit_id for d in frames[0].digits if d.visible == 1}
    whole.intersection_update(*({d.digit_id for d in f.digits} for f in frames))
    path = np.array([_middle(frame, min(whole)) for frame in frames])
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert 1 < np.median(steps) < 20
    assert steps.max() < 60


def test_a_finger_covers_digits_for_less_than_a_second():
    frames = list(clip_frames("cover", 2, 90))
    covered = {}
    for frame in frames:
        for digit in frame.digits:
            box = digit.box
            inside = box.left > 5 and box.top > 5 and box.right < 635 and box.bottom < 475
            if inside and digit.visible < 0.5:
                covered[digit.digit_id] = covered.get(digit.digit_id, 0) + 1
    assert covered
    assert max(covered.values()) < FRAME_RATE * 1.5


def test_the_page_leaves_and_comes_back():
    counts = [len(frame.digits) for frame in clip_frames("leaving", 0)]
    gone = [i for i, count in enumerate(counts) if not count]
    assert gone
    assert max(counts[: gone[0]]) > 10
    assert max(counts[gone[-1] :]) > 10


def test_what_is_out_of_focus_says_so_and_is():
    frames = list(clip_frames("focus", 0, 45))
    blur = [np.median([d.blur_px for d in frame.digits]) for frame in frames]
    sharpness = [cv2.Laplacian(cv2.medianBlur(f.image, 3), cv2.CV_32F).var() for f in frames]
    assert max(blur) > 2
    assert min(blur) < 1
    assert sharpness[int(np.argmax(blur))] < 0.7 * sharpness[int(np.argmin(blur))]


def test_two_cards_pass_over_the_page():
    frames = list(clip_frames("crossing", 0, 60))
    last = max(d.digit_id for frame in frames for d in frame.digits)
    first_card, second_card = last - 1, last
    apart = []
    for frame in frames:
        places = {d.digit_id: np.array(d.box.center) for d in frame.digits}
        if first_card in places and second_card in places:
            apart.append(places[second_card][0] - places[first_card][0])
    assert min(apart) < 0 < max(apart)
