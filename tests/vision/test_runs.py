"""Chains of long runs: found by words of eight pixels, the same as looked for everywhere."""

import cv2
import numpy as np
import pytest

from vision.runs import LEAST_RUN_PX, chains_across, chains_down, runs

_LEAST_PX = 130


def _everywhere(ink):
    """Boxes and runs of all chains, looked for in the whole picture at once.

    What a chain encloses counts as its own.
    """
    found = runs(ink, (LEAST_RUN_PX, 1))
    chained = cv2.dilate(found, np.ones((3, 3), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(chained, connectivity=8)
    chains = []
    for label in range(1, count):
        left, top, width, height, _ = boxes[label].tolist()
        if width >= _LEAST_PX and height < width:
            box = slice(top, top + height), slice(left, left + width)
            outline, _ = cv2.findContours(
                (labels[box] == label).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
            )
            own = cv2.drawContours(np.zeros((height, width), np.uint8), outline, 0, 255, cv2.FILLED)
            own = cv2.bitwise_and(own, found[box])
            chains.append((left, top, own.shape, own.tobytes()))
    return sorted(chains)


def _sorted(chains):
    return sorted((chain.left, chain.top, chain.own.shape, chain.own.tobytes()) for chain in chains)


def _form(seed, shape):
    """Lines of any slope, some of them worn, strokes between them and spots of noise."""
    rng = np.random.default_rng(seed)
    height, width = shape
    ink = np.zeros(shape, np.uint8)
    for _ in range(12):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        along, across = int(rng.integers(20, 600)), int(rng.integers(-60, 60))
        end = (x + along, y + across) if rng.random() < 0.5 else (x + across, y + along)
        cv2.line(ink, (x, y), end, 255, int(rng.integers(1, 20)))
    for _ in range(6):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        cv2.ellipse(ink, (x, y), (18, 30), 0, 0, 300, 255, 6)
    ink[rng.random(shape) < 0.003] = 0
    ink[rng.random(shape) < 0.003] = 255
    return ink


@pytest.mark.parametrize("shape", [(300, 640), (301, 643), (640, 333), (16, 400), (400, 7)])
@pytest.mark.parametrize("seed", range(12))
def test_chains_are_those_found_by_looking_everywhere(seed, shape):
    ink = _form(seed, shape)
    assert _sorted(chains_across(ink, _LEAST_PX)) == _everywhere(ink)
    assert _sorted(chains_down(ink, _LEAST_PX)) == _everywhere(cv2.transpose(ink))


def test_forms_have_chains_to_find():
    found = [len(_everywhere(_form(seed, (300, 640)))) for seed in range(12)]
    assert min(found) >= 1
    assert sum(found) > 30


def test_a_run_is_found_wherever_it_begins_and_ends():
    for start in range(16):
        for length in (130, 131, 137, 145):
            ink = np.zeros((5, 180), np.uint8)
            ink[2, start : start + length] = 255
            (chain,) = chains_across(ink, _LEAST_PX)
            assert chain.own.any(axis=0).sum() == length


def test_runs_that_end_with_the_picture_are_found():
    ink = np.zeros((9, 149), np.uint8)
    ink[4, 12:] = 255
    (chain,) = chains_across(ink, _LEAST_PX)
    assert (chain.left, chain.own.shape[1]) == (11, 138)  # a pixel more, to meet its neighbours
    (chain,) = chains_down(cv2.transpose(ink), _LEAST_PX)
    assert (chain.left, chain.own.shape[1]) == (11, 138)


def test_part_of_a_larger_picture_is_looked_at_as_it_is():
    whole = np.zeros((40, 400), np.uint8)
    whole[:, 100:300][20, 5:180] = 255
    (chain,) = chains_across(whole[10:30, 100:300], _LEAST_PX)
    assert (chain.left, chain.top) == (4, 9)


def test_a_texture_is_seen_whole():
    ink = np.full((200, 400), 255, np.uint8)
    ink[::7] = 0
    assert _sorted(chains_across(ink, _LEAST_PX)) == _everywhere(ink)


def test_a_frame_of_thick_bars_is_found_once():
    ink = np.zeros((900, 900), np.uint8)
    cv2.rectangle(ink, (40, 40), (560, 260), 255, 40)
    assert len(_everywhere(ink)) == 1
    assert _sorted(chains_across(ink, _LEAST_PX)) == _everywhere(ink)
