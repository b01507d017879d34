"""A clip shows what was seen, for as long as it was seen, whatever the disk does."""

import shutil
import threading
import weakref
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from desktop_app import annotation
from desktop_app.files.clip import ClipRecorder
from tests.desktop_app.driving import WAIT_MS
from tests.desktop_app.live.fake_reading import FakeReader, fake_classifier, picture_of_numbers
from tests.fakes import FakeClock
from vision.frame import Frame


def recognition(text, captured_at_s):
    frame = Frame(picture_of_numbers(text), captured_at_s=captured_at_s)
    return FakeReader(fake_classifier, is_live=True).read(frame)


def frames_in(path):
    capture = cv2.VideoCapture(str(path))
    frames = []
    while (read := capture.read())[0]:
        frames.append(read[1])
    capture.release()
    return frames


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def recorder(qapp, clock):
    made = ClipRecorder(clock=lambda: clock.now_s)
    yield made
    made.finish()


@pytest.fixture
def held(monkeypatch):
    """Holds up the drawing of pictures until it is set; `begun` tells that one is drawn."""
    draw, gate = annotation.annotated, threading.Event()
    begun = threading.Event()

    def slow(recognition):
        begun.set()
        gate.wait(20)
        return draw(recognition)

    monkeypatch.setattr(annotation, "annotated", slow)
    yield SimpleNamespace(gate=gate, begun=begun)
    gate.set()


def stopped(recorder, qtbot):
    with qtbot.waitSignal(recorder.saved, timeout=WAIT_MS) as saved:
        recorder.stop()
    return saved.args[0]


@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".mkv"])
def test_a_clip_can_be_played_and_shows_what_was_read(recorder, clock, tmp_path, qtbot, suffix):
    path = tmp_path / f"clip{suffix}"
    recorder.start(path)
    assert recorder.is_recording
    recorder.add(recognition("12", clock.now_s))
    assert stopped(recorder, qtbot) == str(path)
    assert not recorder.is_recording
    (shown,) = frames_in(path)
    assert shown.shape == (480, 640, 3)
    plain = picture_of_numbers("12")
    assert (np.abs(shown.astype(int) - plain).max(axis=2) > 60).sum() > 300
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_clip_lasts_as_long_as_it_was_recorded(recorder, clock, tmp_path, qtbot, held):
    held.gate.set()
    recorder.start(tmp_path / "clip.avi")
    for text in ("1", "2"):
        held.begun.clear()
        recorder.add(recognition(text, clock.now_s))
        assert held.begun.wait(20)
        clock.now_s += 0.5
    assert recorder.seconds == pytest.approx(1.0)
    stopped(recorder, qtbot)
    assert len(frames_in(tmp_path / "clip.avi")) == 31


def test_what_was_seen_before_it_began_does_not_make_it_longer(recorder, clock, tmp_path, qtbot):
    picture = recognition("12", clock.now_s)
    clock.now_s += 100
    recorder.start(tmp_path / "clip.avi")
    recorder.add(picture)
    clock.now_s += 0.5
    stopped(recorder, qtbot)
    assert len(frames_in(tmp_path / "clip.avi")) == 16


def test_pictures_are_left_out_rather_than_queued_and_keep_their_time(
    recorder, clock, tmp_path, qtbot, held
):
    recorder.start(tmp_path / "clip.avi")
    alive = []
    for number in range(50):
        added = recognition(str(number), clock.now_s)
        alive.append(weakref.ref(added.frame.image.base))
        recorder.add(added)
        del added
        assert held.begun.wait(20)
        clock.now_s += 0.02
    assert sum(reference() is not None for reference in alive) <= 2
    held.gate.set()
    stopped(recorder, qtbot)
    assert len(frames_in(tmp_path / "clip.avi")) == 31


def test_nothing_read_gives_no_clip(recorder, tmp_path, qtbot):
    recorder.start(tmp_path / "clip.mp4")
    with qtbot.waitSignal(recorder.failed, timeout=WAIT_MS) as failed:
        recorder.stop()
    assert "Nothing was read" in failed.args[0]
    assert not list(tmp_path.iterdir())


def test_what_is_added_while_nothing_is_recorded_is_no_matter(recorder, clock, tmp_path):
    recorder.add(recognition("1", clock.now_s))
    recorder.stop()
    assert recorder.seconds == 0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["clip.gif", "clip", "no folder/clip.mp4"])
def test_where_nothing_can_be_written_the_recording_ends_with_a_reason(
    recorder, tmp_path, qtbot, name
):
    with qtbot.waitSignal(recorder.failed, timeout=WAIT_MS) as failed:
        recorder.start(tmp_path / name)
    assert "clip" in failed.args[0]
    assert ".digitlens" not in failed.args[0]
    assert not recorder.is_recording


def test_a_full_disk_ends_the_recording_and_keeps_what_there_is(
    recorder, clock, tmp_path, qtbot, monkeypatch
):
    recorder.start(tmp_path / "clip.avi")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
    with qtbot.waitSignal(recorder.failed, timeout=WAIT_MS) as failed:
        clock.now_s += 2
        recorder.add(recognition("12", clock.now_s))
    assert "clip.avi" in failed.args[0]
    assert not recorder.is_recording
    assert frames_in(tmp_path / "clip.avi")


def test_a_bug_does_not_pass_for_a_clip(recorder, clock, tmp_path, qtbot, monkeypatch):
    reported = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    monkeypatch.setattr(annotation, "annotated", lambda _recognition: 1 // 0)
    with qtbot.waitSignal(recorder.failed, timeout=WAIT_MS):
        recorder.start(tmp_path / "clip.avi")
        recorder.add(recognition("12", clock.now_s))
    qtbot.waitUntil(lambda: bool(reported), timeout=WAIT_MS)
    assert reported[0].exc_type is ZeroDivisionError
    assert not list(tmp_path.iterdir())


def test_the_end_of_the_program_waits_for_the_clip(recorder, clock, tmp_path):
    recorder.start(tmp_path / "clip.avi")
    recorder.add(recognition("12", clock.now_s))
    recorder.finish()
    assert frames_in(tmp_path / "clip.avi")


def test_a_new_recording_ends_the_one_before(recorder, clock, tmp_path, qtbot):
    for name in ("1.avi", "2.avi"):
        recorder.start(tmp_path / name)
        recorder.add(recognition("12", clock.now_s))
    stopped(recorder, qtbot)
    qtbot.waitUntil(lambda: len(list(tmp_path.iterdir())) == 2, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(frames_in(tmp_path / "1.avi")), timeout=WAIT_MS)
