import threading

import numpy as np
import pytest

from desktop_app.live.capture import Capture, CaptureState
from tests.fakes import BLOCK_LIMIT_S, FakeSource
from vision.camera_controls import CameraState, CameraWish
from vision.sources import SourceError

PICTURE = np.full((12, 16, 3), 200, np.uint8)


class ManualClock:
    """Waits take no time but are remembered; `on_wait` may act while one goes on."""

    def __init__(self):
        self.now_s = 1000.0
        self.waits = []
        self.on_wait = lambda clock: None

    def now(self):
        return self.now_s

    def wait(self, event, timeout_s):
        self.waits.append(timeout_s)
        self.now_s += timeout_s or 0.0
        self.on_wait(self)


def run_here(source, clock, *, stop_after_waits=None, publish=None):
    """Runs a capture in this thread until it ends; gives it, its frames and its states."""
    frames, states = [], []
    capture = Capture(
        source,
        publish or frames.append,
        status_changed=lambda: states.append(capture.status.state),
        clock=clock,
    )
    if stop_after_waits is not None:

        def stop(clock):
            if len(clock.waits) >= stop_after_waits:
                capture.stop()

        clock.on_wait = stop
    capture.run()
    return capture, frames, states


def test_a_file_is_read_to_its_end_and_released():
    source = FakeSource([PICTURE] * 3, is_live=False)
    _, frames, states = run_here(source, ManualClock())
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert states[-1] is CaptureState.ENDED
    assert (source.opens, source.closes) == (1, 1)


def test_a_video_is_read_at_its_own_rate():
    clock = ManualClock()
    source = FakeSource([PICTURE] * 31, is_live=False, frame_interval_s=1 / 30)
    run_here(source, clock)
    assert clock.now_s - 1000.0 == pytest.approx(31 / 30)


def test_a_video_that_was_held_up_does_not_race_to_catch_up():
    clock = ManualClock()

    def frames():
        yield PICTURE
        clock.now_s += 3.0  # a slow disk
        for _ in range(10):
            yield PICTURE

    run_here(FakeSource(frames(), is_live=False, frame_interval_s=0.1), clock)
    assert sum(wait > 0.05 for wait in clock.waits) >= 10


def test_a_file_that_cannot_be_opened_has_failed():
    source = FakeSource([PICTURE], is_live=False, open_errors=[SourceError("No such file.")])
    capture, frames, _ = run_here(source, ManualClock())
    assert capture.status.state is CaptureState.FAILED
    assert capture.status.problem == "No such file."
    assert not frames


def test_a_camera_that_cannot_be_opened_is_tried_with_growing_pauses():
    clock = ManualClock()
    source = FakeSource([PICTURE], open_errors=[SourceError("Busy.")] * 99)
    capture, _, states = run_here(source, clock, stop_after_waits=7)
    assert clock.waits == [0.5, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0]
    assert CaptureState.RECONNECTING in states
    assert capture.status.state is CaptureState.STOPPED


def test_a_flapping_camera_does_not_start_again_with_short_pauses():
    clock = ManualClock()
    source = FakeSource([PICTURE, SourceError("Unplugged.")])
    _, frames, _ = run_here(source, clock, stop_after_waits=20)
    assert clock.waits == [0.5, 1.0, 2.0, 5.0] + [10.0] * 16
    assert len(frames) == 20
    assert source.opens == source.closes == 20
    assert not source.misuse


def test_a_camera_that_ran_well_is_tried_at_once_when_it_is_lost():
    clock = ManualClock()

    def frames():
        for _ in range(100):
            clock.now_s += 0.2
            yield PICTURE
        yield SourceError("Unplugged.")

    run_here(FakeSource(frames), clock, stop_after_waits=3)
    assert clock.waits == [0.5, 0.5, 0.5]


def test_a_camera_that_sends_nothing_more_is_lost():
    clock = ManualClock()
    states = run_here(FakeSource([PICTURE]), clock, stop_after_waits=1)[2]
    assert states[1:3] == [CaptureState.RUNNING, CaptureState.RECONNECTING]


def test_what_a_stalled_read_brings_at_last_is_not_shown():
    clock = ManualClock()

    def frames():
        for number in range(40):
            clock.now_s += 5.0 if number == 20 else 1 / 30
            yield np.full((12, 16, 3), number, np.uint8)

    shown = run_here(FakeSource(frames), clock, stop_after_waits=1)[1]
    assert [int(frame.image[0, 0, 0]) for frame in shown] == [n for n in range(40) if n != 20]


def test_a_stream_of_one_picture_in_three_seconds_is_shown():
    clock = ManualClock()

    def frames():
        for _ in range(10):
            clock.now_s += 3.0
            yield PICTURE

    assert len(run_here(FakeSource(frames), clock, stop_after_waits=1)[1]) == 10


def test_a_slow_video_is_not_late_before_its_next_picture_is_due():
    clock = ManualClock()
    source = FakeSource([PICTURE] * 4, is_live=False, frame_interval_s=5.0)
    capture = Capture(source, lambda _frame: None, clock=clock)
    late = []
    clock.on_wait = lambda clock: late.append(capture.is_stalled(clock.now_s))
    capture.run()
    assert late == [False] * 4


def test_a_read_that_blocks_is_noticed_from_outside():
    clock = ManualClock()
    blocked, reading = threading.Event(), threading.Event()

    def frames():
        yield PICTURE
        reading.set()
        yield blocked

    capture = Capture(FakeSource(frames), lambda _frame: None, clock=clock)
    capture.start()
    try:
        assert reading.wait(BLOCK_LIMIT_S)
        assert not capture.is_stalled(clock.now_s + 1.9)
        assert capture.is_stalled(clock.now_s + 2.1)
    finally:
        capture.stop()
        blocked.set()
        capture.join(BLOCK_LIMIT_S)
    assert not capture.is_stalled(clock.now_s + 2.1)


def test_a_pause_keeps_the_place_in_a_file():
    clock = ManualClock()
    source = FakeSource([PICTURE] * 4, is_live=False)
    was_open_in_pause = []

    def publish(frame):
        frames.append(frame)
        if len(frames) == 2:
            capture.pause()

    def on_wait(_clock):
        assert capture.status.state is CaptureState.PAUSED
        was_open_in_pause.append(source.is_open)
        capture.resume()

    frames: list = []
    capture = Capture(source, publish, clock=clock)
    clock.on_wait = on_wait
    capture.run()
    assert was_open_in_pause == [True]
    assert source.opens == 1
    assert len(frames) == 4


class Freezing:
    """A camera of a frame a second that is frozen at its third; `then` acts at each one after."""

    def __init__(self, then, *, loses_at=None):
        self.clock = ManualClock()
        self.frames, self.states = [], []
        self._then = then
        self._loses_at = loses_at
        self.source = FakeSource(self._pictures)
        self.capture = Capture(
            self.source,
            self._publish,
            status_changed=lambda: self.states.append(self.capture.status.state),
            clock=self.clock,
        )
        self.frozen_at_s = self.released_at_s = 0.0
        self.clock.on_wait = self._released

    def _pictures(self):
        for number in range(100):
            self.clock.now_s += 1.0
            if self.frozen_at_s:
                self._then(self.capture, self.clock.now_s - self.frozen_at_s)
            yield SourceError("Unplugged.") if number == self._loses_at else PICTURE

    def _publish(self, frame):
        self.frames.append(frame.index)
        if len(self.frames) == 3:
            self.frozen_at_s = self.clock.now_s
            self.capture.pause()

    def _released(self, clock):
        if self.capture.status.state is not CaptureState.RELEASED:
            self.capture.stop()
            return
        assert not self.source.is_open
        self.released_at_s = clock.now_s
        self.frozen_at_s = 0.0
        self.capture.resume()


def test_a_frozen_camera_stays_open_and_goes_on_without_being_opened_again():
    def then(capture, frozen_s):
        if frozen_s == 10:
            capture.resume()
        elif frozen_s == 15:
            capture.stop()

    freezing = Freezing(then)
    freezing.capture.run()
    assert freezing.source.opens == 1
    assert not freezing.released_at_s
    assert freezing.frames[:3] == [0, 1, 2]
    assert freezing.frames[3] >= 12  # what came meanwhile was thrown away
    assert CaptureState.PAUSED in freezing.states
    assert not freezing.source.misuse


def test_a_camera_frozen_for_30_seconds_is_released_and_opened_again_by_going_on():
    freezing = Freezing(lambda _capture, _frozen_s: None)
    publish = freezing._publish

    def publish_and_stop(frame):
        publish(frame)
        if freezing.released_at_s:
            freezing.capture.stop()

    freezing.capture._publish = publish_and_stop
    freezing.capture.run()
    assert freezing.released_at_s == 1000.0 + 3 + 30
    assert freezing.source.opens == 2
    assert len(freezing.frames) == 4
    assert not freezing.source.misuse


def test_a_frozen_camera_is_released_at_once_where_that_is_asked_for():
    def then(capture, frozen_s):
        if frozen_s == 5:
            capture.release()
        elif frozen_s > 40:
            capture.stop()

    freezing = Freezing(then)
    freezing.clock.on_wait = lambda clock: freezing.capture.stop()
    states = freezing.states
    freezing.capture.run()
    assert freezing.clock.now_s == 1000.0 + 3 + 5
    assert states[-1] is CaptureState.RELEASED
    assert not freezing.source.is_open


def test_a_camera_lost_while_it_is_frozen_is_not_looked_for_until_it_is_to_go_on():
    freezing = Freezing(lambda _capture, _frozen_s: None, loses_at=6)
    freezing.clock.on_wait = lambda clock: freezing.capture.stop()
    freezing.capture.run()
    assert freezing.clock.waits == [None]
    assert CaptureState.RECONNECTING not in freezing.states
    assert freezing.source.opens == freezing.source.closes == 1


def test_a_camera_that_hangs_while_it_is_frozen_is_stalled_once_it_is_to_go_on():
    clock = ManualClock()
    blocked, reading = threading.Event(), threading.Event()

    def frames():
        yield PICTURE
        yield PICTURE
        reading.set()
        yield blocked

    source = FakeSource(frames)
    capture = Capture(source, lambda _frame: capture.pause(), clock=clock)
    capture.start()
    try:
        assert reading.wait(BLOCK_LIMIT_S)
        assert not capture.is_stalled(clock.now_s + 100)
        clock.now_s += 20
        capture.resume()
        assert not capture.is_stalled(clock.now_s + 1)
        assert capture.is_stalled(clock.now_s + 3)
    finally:
        capture.stop()
        blocked.set()
        capture.join(BLOCK_LIMIT_S)


class TunableFake(FakeSource):
    """A camera that gives what is asked for, up to 1280x720."""

    def __init__(self, frames, **options):
        super().__init__(frames, **options)
        self.state = None
        self.asked = []
        self.tries = 0

    def ask(self, wish):
        self._check_thread("ask")
        self.asked.append(wish)
        self._tell(wish)

    def try_formats(self):
        self._check_thread("try_formats")
        self.tries += 1
        self._tell(self.asked[-1], sizes=((640, 480), (1280, 720)))

    def open(self):
        super().open()
        if self.asked:
            self._tell(self.asked[-1])

    def close(self):
        super().close()
        self.state = None

    def _tell(self, wish, sizes=None):
        if self.is_open:
            size = min(wish.size or (1280, 720), (1280, 720))
            self.state = CameraState(size, 30.0, sizes=sizes)


def test_a_camera_is_asked_when_it_opens_and_when_the_wish_changes():
    first, second = CameraWish(size=(640, 480)), CameraWish(size=(3840, 2160))
    told = []

    def publish(frame):
        if frame.index == 2:
            capture.ask(second)
        elif frame.index == 5:
            capture.try_formats()

    source = TunableFake([PICTURE] * 9)
    clock = ManualClock()
    capture = Capture(
        source, publish, wish=first, status_changed=lambda: told.append(capture.camera), clock=clock
    )
    clock.on_wait = lambda _clock: capture.stop()
    capture.run()
    assert source.asked == [first, second]
    assert source.tries == 1
    sizes = [camera.size for camera in told if camera]
    assert sizes[0] == (640, 480)
    assert sizes[-1] == (1280, 720)
    assert any(camera and camera.sizes for camera in told)
    assert capture.camera is None  # it is closed
    assert not source.misuse


def test_a_camera_is_asked_while_it_is_frozen_too():
    wish = CameraWish(rate=15)

    def pictures():
        for number in range(20):
            if number == 4:
                capture.ask(wish)
            if number == 8:
                capture.stop()
            yield PICTURE

    source = TunableFake(pictures)
    capture = Capture(source, lambda _frame: capture.pause(), clock=ManualClock())
    capture.run()
    assert source.asked == [wish]


def test_a_camera_that_fails_when_it_is_asked_is_opened_again():
    class Failing(TunableFake):
        def ask(self, wish):
            super().ask(wish)
            if self.is_open:
                raise SourceError("Lost by that.")

    def publish(frame):
        if frame.index == 1:
            capture.ask(CameraWish(rate=15))

    source = Failing([PICTURE] * 9)
    clock, problems = ManualClock(), []
    capture = Capture(
        source, publish, status_changed=lambda: problems.append(capture.status.problem), clock=clock
    )
    clock.on_wait = lambda clock: capture.stop() if len(clock.waits) == 2 else None
    capture.run()
    assert "Lost by that." in problems
    assert source.opens == 2


def test_a_pause_while_the_camera_is_lost_stops_the_attempts():
    clock = ManualClock()
    source = FakeSource([], open_errors=[SourceError("Busy.")] * 9)

    def on_wait(clock):
        if len(clock.waits) == 2:
            capture.pause()
        if clock.waits[-1] is None:
            capture.stop()

    capture = Capture(source, lambda _frame: None, clock=clock)
    clock.on_wait = on_wait
    capture.run()
    assert clock.waits == [0.5, 1.0, None]


def test_a_late_handle_is_released_by_the_thread_that_opened_it():
    opening, go_on = threading.Event(), threading.Event()

    class SlowSource(FakeSource):
        def open(self):
            opening.set()
            go_on.wait(BLOCK_LIMIT_S)
            super().open()

    source = SlowSource([PICTURE] * 9)
    frames: list = []
    capture = Capture(source, frames.append)
    capture.start()
    assert opening.wait(BLOCK_LIMIT_S)
    capture.stop()
    go_on.set()
    capture.join(BLOCK_LIMIT_S)
    assert (source.opens, source.closes) == (1, 1)
    assert not frames
    assert not source.misuse


def test_stop_ends_a_long_wait_at_once():
    source = FakeSource([], open_errors=[SourceError("Busy.")] * 9)
    waiting = threading.Event()
    capture = Capture(source, lambda _frame: None, status_changed=waiting.set)
    capture.start()
    assert waiting.wait(BLOCK_LIMIT_S)
    capture.stop()
    capture.join(BLOCK_LIMIT_S)
    assert not capture.is_alive()


def test_200_starts_and_stops_leave_nothing_behind():
    before = threading.active_count()
    for _ in range(200):
        first = threading.Event()
        source = FakeSource([PICTURE] * 5)
        capture = Capture(source, lambda _frame, first=first: first.set())
        capture.start()
        assert first.wait(BLOCK_LIMIT_S)
        capture.stop()
        capture.join(BLOCK_LIMIT_S)
        assert source.opens == source.closes
    assert threading.active_count() == before


def test_a_bug_in_a_source_is_reported_and_the_source_released(monkeypatch):
    reported = []
    monkeypatch.setattr(threading, "excepthook", lambda args: reported.append(args.exc_type))
    source = FakeSource([PICTURE, ZeroDivisionError()])
    capture = Capture(source, lambda _frame: None)
    capture.start()
    capture.join(BLOCK_LIMIT_S)
    assert reported == [ZeroDivisionError]
    assert capture.status.state is CaptureState.FAILED
    assert source.closes == 1
