"""Cameras and streams that flap, change and fall silent: told in time, and nothing is left over."""

import sys
import threading

import cv2
import numpy as np
import pytest

from desktop_app.live.capture import Capture, CaptureState
from desktop_app.live.hints import PictureWatch
from desktop_app.live.recognition import RecognitionThread, Work, make_readers
from desktop_app.live.slot import LatestSlot
from model.scenes import Conditions, photographed, written_line
from tests.desktop_app.live.fake_reading import FakeReaders, fake_classifier, picture_of_numbers
from tests.desktop_app.live.test_capture import ManualClock
from tests.fakes import BLOCK_LIMIT_S, FakeCapture, FakeSource, MjpegServer
from tests.process import held
from vision import camera_source, cameras
from vision.cameras import Camera
from vision.capture import CaptureReader
from vision.frame import Frame
from vision.sources import CameraSource, SourceError, StreamSource, VideoSource

DESK = Camera("Desk camera", "usb:046d:082d:AAA", 2)


def gray(level, size=(48, 64)):
    return np.full((*size, 3), level, np.uint8)


@pytest.mark.parametrize("failing_s", [0.0, 0.1, 0.3, 0.45, 0.6, 0.95])
def test_a_camera_that_falls_silent_after_100_frames_is_reconnected_within_a_second(
    monkeypatch, failing_s
):
    clock, told = ManualClock(), []

    class Silent(FakeCapture):
        def read(self):
            clock.now_s += 1 / 30 if self.reads else failing_s
            return super().read()

    monkeypatch.setattr(cameras, "list_cameras", lambda: (DESK,))
    monkeypatch.setattr(
        camera_source.cv2, "VideoCapture", lambda *_: Silent([gray(n) for n in range(100)])
    )
    shown = []

    def publish(frame):
        shown.append(clock.now_s)

    def note():
        told.append((capture.status.state, capture.status.since_s))

    source = CameraSource(DESK, clock=clock.now)
    capture = Capture(source, publish, status_changed=note, clock=clock)
    clock.on_wait = lambda _clock: capture.stop()
    capture.run()
    assert len(shown) == 100
    since_s = next(at_s for state, at_s in told if state is CaptureState.RECONNECTING)
    assert since_s - shown[-1] <= 1.0


def test_a_stream_that_is_cut_twenty_times_leaves_no_thread_and_no_handle():
    clock = ManualClock()
    with MjpegServer([gray(60), gray(180)], interval_s=0.0, limit=4) as server:
        frames = []
        capture = Capture(StreamSource(server.url, 5.0), frames.append, clock=clock)
        counts = []

        def lost(clock):
            counts.append(held())
            if len(clock.waits) == 20:
                capture.stop()

        clock.on_wait = lost
        capture.run()
    assert clock.waits == [0.5, 1.0, 2.0, 5.0] + [10.0] * 16
    assert server.connections >= 20
    assert len(frames) >= 20
    # The first losses have FFmpeg and the server set up what they then keep.
    assert max(count.handles for count in counts[5:]) <= counts[4].handles + 3
    assert max(count.threads for count in counts[5:]) <= counts[4].threads + 3


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for number in range(5):
        writer.write(gray(40 * number))
    writer.release()
    return path


@pytest.mark.slow
def test_200_starts_and_stops_of_a_real_file_leave_memory_threads_and_handles_as_they_were(clip):
    counts = []
    for _ in range(200):
        first = threading.Event()
        capture = Capture(VideoSource(clip, loop=True), lambda _frame, first=first: first.set())
        capture.start()
        assert first.wait(BLOCK_LIMIT_S)
        capture.stop()
        capture.join(BLOCK_LIMIT_S)
        assert not capture.is_alive()
        counts.append(held())
    half, end = counts[100], counts[-1]
    assert end.handles <= half.handles
    assert end.threads <= half.threads
    assert end.memory_mb - half.memory_mb < 8


def surely_eight(crops):
    rows = np.full((len(crops), 11), 0.01, np.float32)
    rows[:, 8] = 0.9
    return rows


def test_frames_that_change_their_size_and_kind_in_mid_stream_are_read(rng):
    def page(height, width):
        ink, _ = written_line("1", rng, height_px=50, size=(height, width), origin=(50, 60))
        return photographed(ink, Conditions(), rng)

    small, large = page(240, 320), page(720, 1280)
    four = np.dstack([large, np.full(large.shape[:2], 255, np.uint8)])
    changing = [
        *[small] * 4,
        *[large] * 4,
        *[four] * 2,
        *[cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)] * 4,
        *[small.astype(np.uint16) * 257] * 4,
        *[np.asfortranarray(large)] * 4,
        *[large[::2, ::-2]] * 2,
        *[gray(200, (1, 1))] * 2,
        *[gray(200, (3, 900))] * 2,
        *[gray(200, (900, 3))] * 2,
        *[small] * 4,
    ]
    readers = make_readers(surely_eight)
    readers.live.confidence_threshold = 0.6
    reader = CaptureReader(FakeCapture(changing), lambda: 0.0)
    read = []
    for image in changing:
        frame = reader.read()
        assert (frame.height, frame.width) == image.shape[:2]
        recognition = readers.live.read(frame)
        for digit in recognition.digits:
            box = digit.box
            assert 0 <= box.left < box.left + box.width <= frame.width
            assert 0 <= box.top < box.top + box.height <= frame.height
        read.append(len(recognition.digits))
    assert read[3] == read[7] == read[13] == read[17] == read[21] == read[-1] == 1
    assert read[24:30] == [0] * 6


def test_what_is_read_is_never_older_than_the_reading_before_it():
    published, ages = [0], []
    taken, go_on = threading.Semaphore(0), threading.Semaphore(0)

    def begin(frame):
        ages.append(published[0] - frame.index)
        taken.release()
        go_on.acquire(timeout=BLOCK_LIMIT_S)

    readers = FakeReaders(before_read=begin)
    thread = RecognitionThread(
        lambda: fake_classifier,
        read=lambda: None,
        loaded=lambda _problem: None,
        confidence=0.6,
        make_readers=readers,
    )
    picture = picture_of_numbers("1")
    thread.start()
    try:
        for _ in range(10):
            for _ in range(100):  # that many come while one is read
                published[0] += 1
                thread.work.put(Work(1, Frame(picture, published[0])))
            if ages:
                go_on.release()
            assert taken.acquire(timeout=BLOCK_LIMIT_S)
        dropped = thread.work.dropped
    finally:
        thread.stop()
        for _ in range(20):
            go_on.release()
        thread.join(BLOCK_LIMIT_S)
    assert max(ages[1:]) == 0
    assert dropped > 900


HOURS, RATE, FAULT_EVERY = 2, 30, 500
FRAMES = HOURS * 3600 * RATE
PAGE = picture_of_numbers("12", size=(48, 64))


class SumOnly(list):
    """Takes the place of a clock's waits, of which two hours bring many."""

    def append(self, _wait):
        pass


class TwoHours:
    """A camera of 30 frames a second that has another fault every 500 frames.

    Attributes:
        counts: What the process held after each quarter of an hour.
        bugs: Frames over which the reader is to trip.
    """

    def __init__(self, clock):
        self.clock, self.counts, self.bugs = clock, [], []
        self.source = FakeSource(self._playing, clock=clock.now)
        self.capture = None
        self.given = 0
        self._faults = {
            0: lambda: SourceError("Unplugged."),
            1: lambda: None,
            2: self._cannot_be_opened,
            3: self._stalls,
            4: lambda: picture_of_numbers("7", size=(30, 50)),
            5: lambda: gray(0),
            6: self._meets_a_bug,
        }

    def _cannot_be_opened(self):
        self.source._open_errors = [SourceError("Busy.")] * 3
        return SourceError("Gone.")

    def _stalls(self):
        self.clock.now_s += 5.0
        return PAGE

    def _meets_a_bug(self):
        self.bugs.append(self.given)
        return PAGE

    def _playing(self):
        while self.given < FRAMES:
            self.given += 1
            self.clock.now_s += 1 / RATE
            if self.given % (FRAMES // 8) == 0:
                self.counts.append(held())
            kind, rest = divmod(self.given, FAULT_EVERY)
            item = PAGE if rest else self._faults[kind % len(self._faults)]()
            if item is None:
                return
            yield item
        self.capture.stop()
        yield PAGE

    def before_read(self, _frame):
        if self.bugs:
            self.bugs.pop()
            raise ZeroDivisionError


@pytest.mark.slow
def test_two_hours_with_a_fault_every_500_frames_leave_everything_flat(monkeypatch):
    """The capture's own code, slots and the thread that reads; clock and camera are fakes."""
    clock, reported, read = ManualClock(), [], threading.Event()
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))
    clock.waits = SumOnly()
    hours = TwoHours(clock)
    recognition = RecognitionThread(
        lambda: fake_classifier,
        read=read.set,
        loaded=lambda _problem: None,
        confidence=0.6,
        make_readers=FakeReaders(before_read=hours.before_read),
    )
    watch, shown = PictureWatch(), LatestSlot()

    def publish(frame):
        shown.put(frame)
        watch.hint(shown.take(), clock.now_s)
        recognition.work.put(Work(1, frame))

    hours.capture = Capture(hours.source, publish, clock=clock)
    recognition.start()
    try:
        hours.capture.run()
        hours.bugs.clear()
        read.clear()
        recognition.work.put(Work(1, Frame(PAGE)))
        assert read.wait(BLOCK_LIMIT_S)
        assert recognition.is_alive()
    finally:
        recognition.stop()
        recognition.join(BLOCK_LIMIT_S)
    assert hours.given == FRAMES
    assert clock.now_s - 1000.0 >= HOURS * 3600
    assert hours.source.opens == hours.source.closes >= 150
    assert not hours.source.misuse
    assert set(reported) == {ZeroDivisionError}
    first, last = hours.counts[1], hours.counts[-1]
    assert {count.threads for count in hours.counts} == {first.threads}
    assert {count.handles for count in hours.counts} == {first.handles}
    assert last.memory_mb - first.memory_mb < 8
