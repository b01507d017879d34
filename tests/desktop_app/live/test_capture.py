import threading

import numpy as np
import pytest

from desktop_app.live.capture import Capture, CaptureState
from tests.fakes import BLOCK_LIMIT_S, FakeSource
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


@pytest.mark.parametrize(("is_live", "opens"), [(True, 2), (False, 1)])
def test_a_pause_releases_a_camera_and_keeps_the_place_in_a_file(is_live, opens):
    clock = ManualClock()
    source = FakeSource([PICTURE] * 4, is_live=is_live)
    was_open_in_pause = []

    def publish(frame):
        frames.append(frame)
        if len(frames) == 2:
            capture.pause()

    def on_wait(_clock):
        if capture.status.state is CaptureState.PAUSED:
            was_open_in_pause.append(source.is_open)
            capture.resume()
        else:
            capture.stop()

    frames: list = []
    capture = Capture(source, publish, clock=clock)
    clock.on_wait = on_wait
    capture.run()
    assert was_open_in_pause == [not is_live]
    assert source.opens == opens
    assert len(frames) == (6 if is_live else 4)
    assert not source.misuse


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
