"""The fakes behave as what they stand in for."""

import threading

import cv2
import numpy as np
import pytest

from tests.fakes import FakeCapture, FakeClock, FakeSource, MjpegServer


def gray(level: int, size: tuple[int, int] = (48, 64)) -> np.ndarray:
    return np.full((*size, 3), level, np.uint8)


def test_clock_moves_only_when_told():
    clock = FakeClock(5.0)
    assert clock() == clock() == 5.0
    clock.advance(0.25)
    assert clock() == 5.25
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-1)


def test_capture_gives_its_reads_then_fails():
    capture = FakeCapture([gray(1), None, OSError("broken")])
    assert capture.read()[0]
    assert not capture.read()[0]
    with pytest.raises(OSError, match="broken"):
        capture.read()
    assert capture.read() == (False, None)
    assert not FakeCapture(opened=False).isOpened()


def test_source_plays_its_frames_then_ends():
    clock = FakeClock()
    source = FakeSource([gray(1), gray(2)], clock=clock)
    source.open()
    first, second, end = source.read(), source.read(), source.read()
    assert first is not None
    assert second is not None
    assert (first.index, second.index) == (0, 1)
    assert (first.image[0, 0, 0], second.image[0, 0, 0]) == (1, 2)
    assert first.captured_at_s == clock.now_s
    assert end is None
    source.close()
    source.open()
    assert source.read() is not None, "a list plays again"
    assert (source.opens, source.closes, source.reads) == (2, 1, 3)
    assert source.misuse == []


def test_source_raises_the_errors_it_was_given():
    source = FakeSource([gray(1), OSError("unplugged"), gray(2)], open_errors=[OSError("busy")])
    with pytest.raises(OSError, match="busy"):
        source.open()
    source.open()
    assert source.read() is not None
    with pytest.raises(OSError, match="unplugged"):
        source.read()
    assert source.read() is not None


def test_source_waits_for_an_event():
    gate = threading.Event()
    source = FakeSource([gate, gray(7)])
    frames = []

    def capture() -> None:
        source.open()
        frames.append(source.read())
        source.close()

    thread = threading.Thread(target=capture)
    thread.start()
    assert not frames
    gate.set()
    thread.join(10)
    assert len(frames) == 1
    assert source.misuse == []


def test_source_notices_misuse():
    source = FakeSource([gray(1)])
    source.read()
    thread = threading.Thread(target=source.close)
    thread.start()
    thread.join(10)
    assert source.misuse == ["read while closed", "close from a second thread"]


def test_source_made_by_a_function_starts_afresh():
    source = FakeSource(lambda: (gray(level) for level in range(3)))
    for _ in range(2):
        source.open()
        frame = source.read()
        assert frame is not None
        assert frame.image[0, 0, 0] == 0


def read_all(url: str, limit: int = 10) -> list[np.ndarray]:
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
    frames = []
    while len(frames) < limit:
        worked, image = capture.read()
        if not worked:
            break
        frames.append(image)
    capture.release()
    return frames


def test_server_streams_pictures_that_opencv_reads():
    with MjpegServer([gray(40), gray(200)], interval_s=0.001) as server:
        frames = read_all(server.url, limit=4)
    assert [round(float(frame.mean()) / 10) for frame in frames] == [4, 20, 4, 20]
    assert frames[0].shape == (48, 64, 3)
    assert server.connections == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: MjpegServer(lambda number: gray(90) if number < 3 else None, interval_s=0.001),
        lambda: MjpegServer([gray(90)] * 3, loop=False, interval_s=0.001),
        lambda: MjpegServer([gray(90)], limit=3, interval_s=0.001),
    ],
)
def test_server_ends_the_stream(make):
    with make() as server:
        assert len(read_all(server.url)) == 3


def test_server_stops_while_a_client_does_not_read():
    before = threading.active_count()
    big = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    with MjpegServer([big], interval_s=0.0) as server:
        capture = cv2.VideoCapture(server.url, cv2.CAP_FFMPEG)
        assert capture.read()[0]
    assert threading.active_count() == before
    capture.release()
