"""The demo clip."""

import itertools

import cv2
import numpy as np

from model.demo import FRAME_COUNT, FRAME_RATE, SIZE, demo_frames


def test_the_sheet_moves_the_light_drifts_and_digits_appear():
    frames = list(itertools.islice(demo_frames(), 40))
    assert all(frame.shape == (*SIZE, 3) for frame in frames)
    gray = [cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(int) for frame in frames]
    assert np.abs(gray[0] - gray[39]).mean() > 2
    assert np.abs(gray[0] - gray[1]).mean() > 0.5


def test_the_clip_is_short_and_ends_where_it_begins():
    assert 5 <= FRAME_COUNT / FRAME_RATE <= 15
    frames = list(demo_frames())
    last, first = (cv2.cvtColor(frames[i], cv2.COLOR_BGR2GRAY) for i in (-1, 0))
    desk = slice(0, 20), slice(0, 900)
    assert np.abs(last[desk].astype(int) - first[desk]).mean() < 4
