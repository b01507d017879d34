"""DigitLens and OpenCV's sample read the same frames in turn; here a stand-in answers for it."""

import json
from contextlib import contextmanager

import cv2
import pytest

from scripts import opencv_sample
from scripts.opencv_sample import Case, compared_with_sample, counted
from scripts.peers.environment import PeerError


class FakeSample:
    """Takes a second for a frame, and misses the 0 for a second 1."""

    def __init__(self):
        self.greeting = {"ready": "4.12.0"}
        self.requests = []

    def ask(self, request):
        self.requests.append(request)
        labels = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9] if request.get("watched") else []
        return {"seconds": 1.0, "digits": [[label, [0, 0, 1, 1]] for label in labels]}


@pytest.fixture
def sample(monkeypatch):
    sample = FakeSample()

    @contextmanager
    def started(folder, scratch):
        assert cv2.getNumThreads() == 1
        yield sample

    monkeypatch.setattr(opencv_sample, "sample_worker", started)
    monkeypatch.setattr(opencv_sample, "find_sample", lambda folder: folder)
    monkeypatch.setattr(opencv_sample, "CASES", (Case(44, 2),))
    return sample


def test_both_read_as_many_frames_and_what_each_read_is_counted(sample) -> None:
    threads = cv2.getNumThreads()
    (speed,) = compared_with_sample(None, rounds=4)
    assert (speed.written, speed.read, speed.false) == (10, 10, 0)
    assert (speed.sample_read, speed.sample_false) == (9, 1)
    assert speed.ratio.yardstick == 1000
    assert not speed.ratio.is_missed
    assert cv2.getNumThreads() == threads


def test_the_sample_is_not_watched_while_it_is_timed(sample) -> None:
    compared_with_sample(None, rounds=4)
    watched = [request for request in sample.requests if request.get("watched")]
    assert sample.requests[-len(watched) :] == watched
    assert len({request["image"] for request in watched}) == len(watched)


def test_frame_by_frame_and_many_in_a_row_are_told_apart(sample, monkeypatch) -> None:
    monkeypatch.setattr(opencv_sample, "CASES", (Case(44, 3), Case(44, 1)))
    rows, single = compared_with_sample(None, rounds=2)
    assert "3 frames each" in rows.ratio.name
    assert "frame by frame" in single.ratio.name


def test_a_page_that_moves_is_told_and_all_its_digits_are_read(sample, monkeypatch) -> None:
    monkeypatch.setattr(opencv_sample, "CASES", (Case(44, 2, is_moving=True),))
    (speed,) = compared_with_sample(None, rounds=8)
    assert "that move" in speed.ratio.name
    assert (speed.read, speed.false) == (10, 0)


def test_a_digit_read_twice_counts_once() -> None:
    assert counted([1, 1, 2], "123") == (2, 1)


def test_without_the_sample_the_command_says_how_to_get_it(monkeypatch, capsys) -> None:
    def nowhere(folder):
        raise PeerError("OpenCV's sample is not here: --install fetches it.")

    monkeypatch.setattr(opencv_sample, "find_sample", nowhere)
    monkeypatch.setattr("sys.argv", ["opencv_sample"])
    assert opencv_sample.main() == 2
    assert "--install" in capsys.readouterr().err


def test_the_command_fails_where_digitlens_is_slower(sample, monkeypatch, capsys, tmp_path) -> None:
    kept = tmp_path / "new" / "sample.json"
    monkeypatch.setattr("sys.argv", ["opencv_sample", "--rounds", "3", "--json", str(kept)])
    assert opencv_sample.main() == 0
    monkeypatch.setattr(opencv_sample, "SAMPLE_LIMIT", 0.0)
    assert opencv_sample.main() == 1
    assert "MISSED" in capsys.readouterr().out
    times, digits = json.loads(kept.read_text())
    assert (times["unit"], times["limit"]) == ("ms", 0.0)
    assert (digits["measured"], digits["yardstick"], digits["is_least"]) == (10, 10, True)
