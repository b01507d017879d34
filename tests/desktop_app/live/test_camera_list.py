"""The list of cameras is looked at again by itself, and told only where it has changed."""

import threading

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication

from desktop_app.live import camera_list
from desktop_app.live.camera_list import CameraList
from tests.desktop_app.driving import WAIT_MS
from tests.desktop_app.window_fakes import DESK_CAMERA, DOOR_CAMERA


class Machine:
    def __init__(self):
        self.connected = [DESK_CAMERA]
        self.looks = 0
        self.go_on = threading.Event()
        self.go_on.set()

    def list_cameras(self):
        self.looks += 1
        self.go_on.wait(20)
        return tuple(self.connected)


@pytest.fixture
def machine():
    made = Machine()
    yield made
    made.go_on.set()


@pytest.fixture
def make_list(qtbot, machine):
    made = []

    def make():
        made.append(CameraList(machine.list_cameras))
        made[-1].told = []
        made[-1].listed.connect(lambda: made[-1].told.append(made[-1].cameras))
        return made[-1]

    yield make
    for cameras in made:
        cameras.stop()


def test_looking_by_itself_tells_only_what_has_changed(make_list, machine, qtbot):
    cameras = make_list()
    cameras.refresh()
    qtbot.waitUntil(lambda: cameras.told == [(DESK_CAMERA,)], timeout=WAIT_MS)
    for looks in (2, 3):
        cameras.look_again()
        qtbot.waitUntil(lambda looks=looks: machine.looks == looks, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: cameras._thread is None, timeout=WAIT_MS)
    assert len(cameras.told) == 1
    machine.connected.append(DOOR_CAMERA)
    cameras.look_again()
    qtbot.waitUntil(lambda: len(cameras.told) == 2, timeout=WAIT_MS)
    assert cameras.cameras == (DESK_CAMERA, DOOR_CAMERA)


def test_being_asked_tells_in_any_case(make_list, qtbot):
    cameras = make_list()
    for count in (1, 2):
        cameras.refresh()
        qtbot.waitUntil(lambda count=count: len(cameras.told) == count, timeout=WAIT_MS)


def test_a_request_while_it_looks_by_itself_is_answered(make_list, machine, qtbot):
    machine.connected.clear()
    cameras = make_list()
    machine.go_on.clear()
    cameras.look_again()
    cameras.look_again()
    cameras.refresh()
    assert not cameras.told
    machine.go_on.set()
    qtbot.waitUntil(lambda: cameras.told == [()], timeout=WAIT_MS)
    assert machine.looks == 2


def test_it_looks_every_few_seconds_while_the_program_is_in_front(
    make_list, machine, qtbot, monkeypatch
):
    monkeypatch.setattr(camera_list, "LOOK_EVERY_MS", 10)
    state = [Qt.ApplicationState.ApplicationActive]
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: state[0])
    cameras = make_list()
    qtbot.waitUntil(lambda: machine.looks > 3, timeout=WAIT_MS)
    state[0] = Qt.ApplicationState.ApplicationInactive
    qtbot.waitUntil(lambda: cameras._thread is None, timeout=WAIT_MS)
    looks = machine.looks
    ticks = []
    cameras._clock.timeout.connect(lambda: ticks.append(1))
    qtbot.waitUntil(lambda: len(ticks) > 3, timeout=WAIT_MS)
    assert machine.looks == looks
