from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from desktop_app.live.log import GONE, STEADY, ReadingLog
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from vision.frame import Frame

START = datetime(2026, 3, 1, 14, 5, 9, tzinfo=timezone(timedelta(hours=1)))
FRAME_S = 1 / 30


def read(*texts, is_live=True):
    return FakeReader(None, is_live=is_live).read(Frame(picture_of_numbers(*texts)))


class Camera:
    """Shows a log what a camera sees.

    Attributes:
        log: The log.
        now: Time of the next frame.
    """

    def __init__(self, log, name="Desk camera"):
        self.log, self.name, self.now = log, name, START

    def sees(self, *texts, for_s):
        self.gives(read(*texts), for_s=for_s)

    def gives(self, recognition, *, for_s):
        ends = self.now + timedelta(seconds=for_s)
        while self.now <= ends:
            self.log.add(recognition, self.name, self.now)
            self.now += timedelta(seconds=FRAME_S)


@pytest.fixture
def log():
    return ReadingLog()


@pytest.fixture
def camera(log):
    return Camera(log)


def texts(log):
    return [entry.text for entry in log.entries]


def test_a_number_that_stays_is_entered_once_when_it_stood_for_a_while(log, camera):
    camera.sees("12", for_s=0.4)
    assert texts(log) == []
    camera.sees("12", for_s=60)
    (entry,) = log.entries
    assert entry.text == "12"
    assert entry.source == "Desk camera"
    assert entry.confidence == pytest.approx(0.81)
    assert STEADY <= entry.time - START < STEADY + timedelta(seconds=0.1)
    assert entry.time.utcoffset() == timedelta(hours=1)


def test_what_stands_there_for_a_few_frames_only_is_not_entered(log, camera):
    for wrong in ("1", "17", "12345"):
        camera.sees(wrong, for_s=0.2)
        camera.sees(for_s=0.1)
    camera.sees("12", for_s=1)
    assert texts(log) == ["12"]


def test_a_number_that_flickers_all_the_time_never_stood(log, camera):
    for _ in range(20):
        camera.sees("12", for_s=0.2)
        camera.sees(for_s=0.1)
    assert texts(log) == []


@pytest.mark.parametrize(("away_s", "times"), [(1.8, 1), (2.2, 2)])
def test_a_number_that_comes_again_is_new_after_two_seconds(log, camera, away_s, times):
    camera.sees("12", for_s=1)
    camera.sees("99", for_s=away_s)
    camera.sees("12", for_s=1)
    assert texts(log).count("12") == times


def test_time_in_which_nothing_is_read_counts_as_gone(log, camera):
    camera.sees("12", for_s=1)
    camera.gives(None, for_s=0)
    camera.now += GONE
    camera.sees("12", for_s=1)
    assert texts(log) == ["12", "12"]


def test_a_picture_frozen_for_long_is_not_time_without_its_numbers(log, camera):
    camera.sees("12", for_s=1)
    camera.now += timedelta(minutes=5)
    camera.sees("12", for_s=1)
    assert texts(log) == ["12"]


def test_two_equal_numbers_on_a_page_are_two_entries(log, camera):
    camera.sees("7", "7", for_s=1)
    assert texts(log) == ["7", "7"]
    camera.sees("7", for_s=1)
    camera.sees("7", "7", for_s=1)
    assert texts(log) == ["7", "7"]


def test_what_a_hand_leaves_of_a_number_is_not_another_number(log, camera):
    camera.sees("1234", for_s=1)
    camera.sees("12", for_s=1.5)
    camera.sees("1234", for_s=1)
    assert texts(log) == ["1234"]
    camera.sees("12", for_s=3)  # the rest was wiped away
    assert texts(log) == ["1234", "12"]


def test_a_number_that_is_written_on_is_another_number(log, camera):
    camera.sees("12", for_s=1)
    camera.sees("123", for_s=1)
    assert texts(log) == ["12", "123"]


def test_a_number_whose_digits_are_followed_anew_is_the_same(log, camera):
    recognition = read("12")
    (number,) = recognition.numbers
    digits = tuple(replace(digit, track_id=70 + digit.digit) for digit in number.digits)
    camera.gives(recognition, for_s=1)
    anew = replace(recognition, digits=digits, numbers=(replace(number, digits=digits),))
    camera.gives(anew, for_s=1)
    assert texts(log) == ["12"]


def test_a_still_picture_is_entered_at_once_and_once(log):
    still = read("12", "34", is_live=False)
    for minutes in range(5):
        log.add(still, "page.png", START + timedelta(minutes=minutes))
    assert texts(log) == ["12", "34"]
    assert [entry.time for entry in log.entries] == [START, START]


def test_a_camera_that_is_frozen_gives_what_it_shows_at_once(log):
    log.add(read("12"), "Desk camera", START)
    assert texts(log) == []
    log.add(read("12"), "Desk camera", START, is_still=True)
    assert texts(log) == ["12"]


def test_the_same_number_in_another_source_is_new(log):
    log.add(read("12", is_live=False), "a.png", START)
    log.add(read("12", is_live=False), "b.png", START)
    assert [(entry.source, entry.text) for entry in log.entries] == [
        ("a.png", "12"),
        ("b.png", "12"),
    ]


def test_the_newest_are_kept(log):
    small = ReadingLog(most_entries=3)
    for number in range(5):
        small.add(read(str(number), is_live=False), f"{number}.png", START)
    assert texts(small) == ["2", "3", "4"]
    assert [entry.serial for entry in small.entries] == [3, 4, 5]


def test_what_stands_there_when_the_log_is_cleared_is_not_entered_again(log, camera):
    camera.sees("12", for_s=1)
    log.clear()
    camera.sees("12", "34", for_s=1)
    assert texts(log) == ["34"]


def test_clearing_can_be_undone_after_more_was_read(log, camera):
    camera.sees("12", for_s=1)
    cleared = log.clear()
    camera.sees("12", "34", for_s=1)
    log.restore(cleared)
    assert texts(log) == ["12", "34"]


def test_one_is_told_of_changes_only(log, camera):
    calls = []
    stop = log.subscribe(lambda: calls.append(texts(log)))
    camera.sees("12", for_s=5)
    log.clear()
    stop()
    camera.sees("34", for_s=5)
    assert calls == [["12"], []]
