"""The live session with a fake camera: freezing, region, reading options, the camera's wishes."""

import numpy as np
import pytest

from desktop_app.live import choice
from desktop_app.live.choice import SourceChoice
from desktop_app.live.reading_options import ReadingOptions, Smoothing
from desktop_app.live.session import LiveSession
from tests.desktop_app.driving import WAIT_MS
from tests.desktop_app.live.fake_reading import FakeReaders, fake_classifier, picture_of_numbers
from tests.desktop_app.window_fakes import DESK_CAMERA, DOOR_CAMERA
from vision.camera_controls import CameraState, CameraWish
from vision.frame import Box


class OptionReaders(FakeReaders):
    """Remembers what options were adopted and what pictures were read."""

    def __init__(self):
        self.shapes = []
        self.adopted = []
        super().__init__(before_read=lambda frame: self.shapes.append(frame.image.shape[:2]))

    def __call__(self, classifier):
        made = super().__call__(classifier)
        return type(made)(made.live, made.single, made.forget, self.adopted.append)


@pytest.fixture
def readers():
    return OptionReaders()


@pytest.fixture
def session(qtbot, readers, cameras):
    made = LiveSession(lambda: fake_classifier, confidence=0.6, make_readers=readers)
    yield made
    cameras.hold_open.set()
    cameras.hold_read.set()
    made.stop()


@pytest.fixture
def wait(qtbot):
    def until(condition):
        qtbot.waitUntil(condition, timeout=WAIT_MS)

    return until


def texts(session):
    return [number.text for number in session.recognition.numbers] if session.recognition else []


@pytest.fixture
def running(session, wait):
    """A session that shows the first camera and has read its number."""
    session.open(SourceChoice.of_camera(DESK_CAMERA))
    wait(lambda: texts(session) == ["12"])
    return session


def test_frozen_the_frame_and_its_reading_stay_and_the_camera_is_open(running, wait, cameras):
    running.pause()
    frame = running.frame
    assert running.recognition.frame is frame
    reads = cameras.made[0].reads
    wait(lambda: cameras.made[0].reads > reads + 5)
    assert running.is_paused
    assert not running.is_released
    assert running.frame is frame
    assert texts(running) == ["12"]
    running.resume()
    wait(lambda: running.frame is not frame)
    assert cameras.made[0].opens == 1


def test_frozen_for_long_the_camera_is_released(running, wait, cameras, monkeypatch):
    monkeypatch.setattr("desktop_app.live.capture.RELEASE_AFTER_S", 0.1)
    running.pause()
    wait(lambda: running.is_released)
    assert not cameras.made[0].is_open
    assert running.is_paused
    assert texts(running) == ["12"]
    frame = running.frame
    running.resume()
    wait(lambda: running.frame is not frame)
    assert not running.is_released
    assert cameras.made[0].opens == 2
    assert not cameras.made[0].misuse


@pytest.mark.parametrize("is_frozen_before", [False, True])
def test_the_camera_is_stopped_at_once_and_the_picture_stays(
    running, wait, cameras, is_frozen_before
):
    if is_frozen_before:
        running.pause()
    running.stop_camera()
    wait(lambda: running.is_released)
    assert running.is_paused
    assert not cameras.made[0].is_open
    assert texts(running) == ["12"]
    running.resume()
    wait(lambda: cameras.made[0].is_open and not running.is_paused)


def test_stopping_does_nothing_to_a_picture(session, wait):
    session.open(SourceChoice.of_picture(picture_of_numbers("5"), "Page"))
    wait(lambda: texts(session) == ["5"])
    session.stop_camera()
    assert not session.is_paused


def test_only_the_region_is_read(running, wait, readers):
    forgotten = readers.forgotten
    running.set_region(Box(0, 0, 200, 150))
    wait(lambda: readers.shapes[-1] == (150, 200))
    assert readers.forgotten > forgotten
    before = running.recognition
    wait(lambda: running.recognition not in (None, before))
    # The number is written in the corner of the picture, and so in that of the region.
    assert running.recognition.digits[0].box == Box(60, 60, 30, 50)
    running.set_region(None)
    wait(lambda: readers.shapes[-1] == (480, 640))


def test_what_is_read_in_a_region_lies_where_it_is_in_the_frame(session, wait, readers):
    picture = picture_of_numbers("7")
    picture[100, 200:300] = picture[0, :100]
    session.open(SourceChoice.of_picture(picture, "Page"))
    wait(lambda: texts(session) == ["7"])
    session.set_region(Box(200, 100, 300, 300))
    wait(lambda: session.recognition.digits[0].box == Box(260, 160, 30, 50))
    assert session.recognition.frame is session.frame
    assert session.recognition.numbers[0].box == Box(260, 160, 30, 50)


def test_a_region_is_cut_to_the_frame_and_told(running, qtbot):
    with qtbot.waitSignal(running.region_changed, timeout=WAIT_MS):
        running.set_region(Box(500, -40, 1000, 200))
    assert running.region == Box(500, 0, 140, 160)
    running.set_region(Box(3, 3, 2, 2))
    assert running.region is None


@pytest.mark.parametrize(
    ("size", "left"), [((240, 320), Box(300, 100, 20, 100)), ((100, 100), None)]
)
def test_a_region_survives_frames_of_another_size(running, wait, cameras, readers, size, left):
    running.set_region(Box(300, 100, 200, 100))
    cameras.picture = lambda _camera, _number: picture_of_numbers("12", size=size)
    wait(lambda: running.region == left)
    wait(lambda: readers.shapes[-1] == ((100, 20) if left else size))


def test_another_source_is_read_whole_and_a_reopened_one_is_not(running, wait, readers):
    region = Box(0, 0, 200, 150)
    running.set_region(region)
    running.reopen()
    assert running.region == region
    running.open(SourceChoice.of_camera(DOOR_CAMERA))
    assert running.region is None
    wait(lambda: texts(running) == ["34"])
    assert readers.shapes[-1] == (480, 640)


def test_how_to_read_takes_effect_at_once(running, wait, readers):
    forgotten = readers.forgotten
    options = ReadingOptions(minimum_height_px=40, groups=False, smoothing=Smoothing.STRONG)
    running.set_reading(options)
    wait(lambda: readers.adopted == [options])
    wait(lambda: readers.forgotten > forgotten)


def test_how_to_read_takes_effect_on_a_picture_that_stands_still(session, wait, readers):
    session.open(SourceChoice.of_picture(picture_of_numbers("5"), "Page"))
    wait(lambda: texts(session) == ["5"])
    before = session.recognition
    session.set_reading(ReadingOptions(groups=False))
    wait(lambda: session.recognition is not before)
    assert readers.adopted == [ReadingOptions(groups=False)]


@pytest.fixture
def tunable(monkeypatch, cameras):
    """Cameras of the machine that give at most 1280x720, and tell what they do."""
    plain = cameras.source

    class TunableSource(plain):
        def __init__(self, camera):
            super().__init__(camera)
            self.state = None
            self.wishes = []
            self.tries = 0

        def ask(self, wish):
            self.wishes.append(wish)
            self._tell()

        def try_formats(self):
            self.tries += 1
            self._tell(((640, 480), (1280, 720)))

        def open(self):
            super().open()
            self._tell()

        def close(self):
            super().close()
            self.state = None

        def _tell(self, sizes=None):
            if self.is_open and self.wishes:
                size = min(self.wishes[-1].size or (1280, 720), (1280, 720))
                before = self.state.sizes if self.state else None
                self.state = CameraState(size, 30.0, True, None, sizes or before)

    monkeypatch.setattr(choice, "CameraSource", TunableSource)
    return cameras


def test_a_wish_reaches_the_camera_when_it_opens_and_when_it_changes(session, wait, tunable):
    session.set_camera(CameraWish(size=(640, 480)))
    session.open(SourceChoice.of_camera(DESK_CAMERA))
    wait(lambda: session.camera is not None)
    assert session.camera.size == (640, 480)
    session.set_camera(CameraWish())
    wait(lambda: session.camera.size == (1280, 720))
    session.open(SourceChoice.of_camera(DOOR_CAMERA))
    assert session.camera is None
    wait(lambda: session.camera is not None and session.camera.size == (1280, 720))
    assert not [source.misuse for source in tunable.made if source.misuse]


def test_what_the_driver_refuses_is_hinted_at(session, qtbot, wait, tunable):
    hints = []
    session.hinted.connect(hints.append)
    session.set_camera(CameraWish())
    session.open(SourceChoice.of_camera(DESK_CAMERA))
    wait(lambda: session.camera is not None and session.frame is not None)
    session.set_camera(CameraWish(size=(3840, 2160)))
    wait(lambda: any("instead of 3840 × 2160" in hint for hint in hints))
    assert session.camera.size == (1280, 720)


def test_a_refusal_is_told_even_where_nothing_else_changes(session, qtbot, wait, tunable):
    session.set_camera(CameraWish())
    session.open(SourceChoice.of_camera(DESK_CAMERA))
    wait(lambda: session.camera is not None)
    with qtbot.waitSignal(session.camera_changed, timeout=WAIT_MS):
        session.set_camera(CameraWish(size=(1920, 1080)))
    assert session.camera.size == (1280, 720)


def test_formats_are_tried_once(session, wait, tunable):
    session.set_camera(CameraWish())
    session.open(SourceChoice.of_camera(DESK_CAMERA))
    wait(lambda: session.camera is not None)
    session.try_formats()
    wait(lambda: session.camera.sizes is not None)
    session.try_formats()
    reads = tunable.made[0].reads
    wait(lambda: tunable.made[0].reads > reads + 3)
    assert tunable.made[0].tries == 1


def test_a_source_that_is_no_camera_has_no_wishes(session, wait):
    session.set_camera(CameraWish(size=(640, 480)))
    session.open(SourceChoice.of_picture(np.full((40, 40, 3), 9, np.uint8), "Page"))
    wait(lambda: session.frame is not None)
    session.try_formats()
    assert session.camera is None


def test_a_session_that_is_stopped_while_frozen_leaves_no_camera_open(running, wait, cameras):
    running.pause()
    running.stop()
    wait(lambda: not cameras.made[0].is_open)
