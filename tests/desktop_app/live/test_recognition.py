import os
import sys
import threading

import numpy as np
import pytest

from desktop_app.live.reading_options import STRONG_SIGHTINGS, ReadingOptions, Smoothing
from desktop_app.live.recognition import RecognitionThread, Work, make_readers
from model.classifier import ModelError
from model.scenes import Conditions, photographed, written_line
from tests.desktop_app.live.fake_reading import FakeReaders, fake_classifier, picture_of_numbers
from tests.fakes import BLOCK_LIMIT_S
from vision.frame import Box, Frame


class Recognizing:
    """A recognition thread, and the means to wait for it."""

    def __init__(self, load=lambda: fake_classifier, before_read=lambda _frame: None):
        self.readers = FakeReaders(before_read)
        self.problems = []
        self._news = threading.Semaphore(0)
        self._loads = threading.Semaphore(0)
        self.thread = RecognitionThread(
            load,
            read=self._news.release,
            loaded=self._loaded,
            confidence=0.6,
            make_readers=self.readers,
        )

    def _loaded(self, problem):
        self.problems.append(problem)
        self._loads.release()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.stop()
        self.thread.join(BLOCK_LIMIT_S)
        assert not self.thread.is_alive()

    def wait_loaded(self):
        assert self._loads.acquire(timeout=BLOCK_LIMIT_S)

    def read(self, text, *, capture_id=1, is_single=False):
        frame = Frame(picture_of_numbers(text))
        self.thread.work.put(Work(capture_id, frame, is_single))
        assert self._news.acquire(timeout=BLOCK_LIMIT_S)
        reading = self.thread.readings.take()
        assert reading is not None
        assert reading.recognition.frame is frame
        return reading


def test_a_frame_is_read():
    with Recognizing() as recognizing:
        reading = recognizing.read("1234", capture_id=7)
    assert reading.recognition.numbers[0].text == "1234"
    assert reading.capture_id == 7


def test_a_picture_is_read_without_what_came_before():
    with Recognizing() as recognizing:
        assert recognizing.read("12").recognition.digits[0].track_id is not None
        assert recognizing.read("12", is_single=True).recognition.digits[0].track_id is None


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a niceness on Linux only")
def test_the_window_goes_before_what_is_read():
    def niceness_of_this_thread(_frame=None):
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    found = []
    with Recognizing(before_read=niceness_of_this_thread) as recognizing:
        recognizing.read("12")
    niceness_of_this_thread()
    reading, window = found
    assert reading > window


def test_another_source_makes_it_forget_the_digits_it_followed():
    with Recognizing() as recognizing:
        for capture_id in (1, 1, 2, 2, 3):
            recognizing.read("1", capture_id=capture_id)
        assert recognizing.readers.forgotten == 3


def test_only_the_newest_frame_waits_while_one_is_read():
    reading, go_on = threading.Event(), threading.Event()

    def block(_frame):
        reading.set()
        go_on.wait(BLOCK_LIMIT_S)

    with Recognizing(before_read=block) as recognizing:
        work = recognizing.thread.work
        work.put(Work(1, Frame(picture_of_numbers("1"))))
        assert reading.wait(BLOCK_LIMIT_S)
        for number in range(50):
            work.put(Work(1, Frame(picture_of_numbers(str(number)))))
        assert work.dropped == 49
        go_on.set()
        for _ in range(2):
            assert recognizing._news.acquire(timeout=BLOCK_LIMIT_S)
        newest = recognizing.thread.readings.take()
    assert newest.recognition.numbers[0].text == "49"


def test_a_new_classifier_is_used_from_the_next_frame():
    made = []

    def load():
        made.append(lambda crops: crops[:])
        return made[-1]

    with Recognizing(load) as recognizing:
        recognizing.read("1")
        live, single = recognizing.readers.made
        assert live.classifier is made[0]
        recognizing.thread.reload()
        recognizing.read("1")
        assert len(made) == 2
        assert live.classifier is single.classifier is made[1]


def test_the_classifier_is_loaded_and_used_in_this_thread_only():
    threads = set()

    def load():
        threads.add(threading.current_thread())
        return fake_classifier

    with Recognizing(
        load, before_read=lambda _frame: threads.add(threading.current_thread())
    ) as recognizing:
        recognizing.read("1")
        recognizing.thread.reload()
        recognizing.read("1")
        assert threads == {recognizing.thread}


def test_a_classifier_that_cannot_be_loaded_is_told_and_tried_again():
    answers = [ModelError("The model is damaged."), fake_classifier]

    def load():
        answer = answers.pop(0)
        if isinstance(answer, ModelError):
            raise answer
        return answer

    with Recognizing(load) as recognizing:
        recognizing.wait_loaded()
        assert recognizing.problems == ["The model is damaged."]
        recognizing.thread.reload()
        recognizing.wait_loaded()
        assert recognizing.problems[-1] == ""
        assert recognizing.read("5").recognition.numbers[0].text == "5"


def test_a_confidence_takes_effect_with_the_next_frame():
    with Recognizing() as recognizing:
        recognizing.read("1")
        assert recognizing.readers.made[0].confidence_threshold == 0.6
        recognizing.thread.set_confidence(0.9)
        recognizing.read("1")
        assert recognizing.readers.made[0].confidence_threshold == 0.9


def test_a_region_is_read_by_itself_and_makes_it_forget():
    with Recognizing() as recognizing:
        recognizing.read("12")
        forgotten = recognizing.readers.forgotten
        recognizing.thread.set_region(Box(0, 0, 100, 100))
        assert recognizing.read("12").recognition.digits[0].box == Box(60, 60, 30, 50)
        recognizing.read("12")
        assert recognizing.readers.forgotten == forgotten + 1
        recognizing.thread.set_region(None)
        recognizing.read("12")
        assert recognizing.readers.forgotten == forgotten + 2


def test_a_model_loaded_anew_reads_as_the_user_wants():
    adopted = []
    options = ReadingOptions(groups=False)
    readers = FakeReaders()

    def make(classifier):
        made = readers(classifier)
        return type(made)(made.live, made.single, made.forget, adopted.append)

    recognizing = Recognizing()
    recognizing.thread._make_readers = make
    with recognizing:
        recognizing.thread.set_options(options)
        recognizing.read("1")
        recognizing.thread.reload()
        recognizing.read("1")
    assert adopted == [options]


@pytest.mark.parametrize(
    ("smoothing", "frames"),
    [(Smoothing.OFF, 1), (Smoothing.NORMAL, 3), (Smoothing.STRONG, STRONG_SIGHTINGS)],
)
def test_smoothing_decides_after_how_many_frames_a_digit_is_read(rng, smoothing, frames):
    ink, _ = written_line("1", rng, height_px=50, size=(160, 160), origin=(50, 60))
    page = Frame(photographed(ink, Conditions(noise=1.5), rng))

    def surely_eight(crops):
        rows = np.full((len(crops), 11), 0.01, np.float32)
        rows[:, 8] = 0.9
        return rows

    readers = make_readers(surely_eight)
    readers.adopt(ReadingOptions(smoothing=smoothing))
    readers.live.confidence_threshold = 0.6
    read = [len(readers.live.read(page).digits) for _ in range(frames)]
    assert read == [0] * (frames - 1) + [1]


def test_least_height_and_grouping_hold_for_pictures_and_video(rng):
    readers = make_readers(fake_classifier)
    readers.adopt(ReadingOptions(minimum_height_px=33, groups=False))
    for reader in (readers.live, readers.single):
        assert (reader.minimum_height_px, reader.groups) == (33, False)


def test_a_bug_is_reported_and_the_next_frame_is_read(monkeypatch):
    reported = []
    told = threading.Event()

    def report(kind, *_):
        reported.append(kind)
        told.set()

    def fail_once(_frame):
        if not reported:
            raise ZeroDivisionError

    monkeypatch.setattr(sys, "excepthook", report)
    with Recognizing(before_read=fail_once) as recognizing:
        recognizing.thread.work.put(Work(1, Frame(picture_of_numbers("1"))))
        assert told.wait(BLOCK_LIMIT_S)
        assert recognizing.read("2").recognition.numbers[0].text == "2"
    assert reported == [ZeroDivisionError]
