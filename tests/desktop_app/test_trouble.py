"""What the user sees when a camera or stream fails, or there is none."""

import threading
import time

import numpy as np
from PyQt6.QtCore import Qt

from desktop_app.live.capture import CaptureState
from desktop_app.live.choice import SourceChoice
from desktop_app.live.recognition import Work
from tests.desktop_app.driving import (
    WAIT_MS,
    dialog_of,
    listed,
    menu_action,
    shown_text,
    write_picture,
)
from tests.desktop_app.live.fake_reading import FakeReaders
from tests.desktop_app.window_fakes import DESK_CAMERA
from vision.sources import SourceError


def test_a_camera_that_cannot_be_opened_is_told_and_tried_again(open_window, qtbot, cameras):
    cameras.errors["usb:1"] = [SourceError("Desk camera may be in use by another program.")]
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert "in use by another program" in window.banner.label.text()
    assert "Reconnecting" in window.banner.label.text()
    qtbot.mouseClick(window.banner.action_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    assert not window.banner.isVisible()


def test_a_lost_camera_dims_its_picture_and_clears_its_digits(desk_window, qtbot, cameras):
    cameras.errors["usb:1"] = [SourceError("Desk camera was unplugged.")] * 99
    cameras.made[0]._open_errors = [SourceError("Desk camera was unplugged.")] * 99
    cameras.picture = lambda camera, number: SourceError("Desk camera was unplugged.")
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    assert "unplugged" in desk_window.banner.label.text()
    assert desk_window.session.frame is not None
    qtbot.waitUntil(lambda: listed(desk_window) == [], timeout=WAIT_MS)
    assert desk_window.view.overlay_opacity == 0.0


def test_a_read_that_blocks_is_told_and_the_window_stays_usable(desk_window, qtbot, cameras):
    cameras.hold_read.clear()
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    assert "stalled" in desk_window.banner.label.text()
    menu_action(desk_window, "Camera", "Mirror").trigger()
    assert desk_window.view.placement().is_mirrored
    cameras.hold_read.set()
    qtbot.waitUntil(lambda: not desk_window.banner.isVisible(), timeout=WAIT_MS)


def test_opening_that_blocks_can_be_cancelled(open_window, qtbot, cameras):
    cameras.hold_open.clear()
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert window.banner.action_button.text() == "Cancel"
    qtbot.mouseClick(window.banner.action_button, Qt.MouseButton.LeftButton)
    assert window.session.choice is None
    cameras.hold_open.set()
    qtbot.waitUntil(lambda: cameras.made[0].closes == 1, timeout=WAIT_MS)
    assert not cameras.made[0].misuse


def test_of_cameras_chosen_while_one_opens_only_the_last_is_shown(open_window, qtbot, cameras):
    cameras.hold_open.clear()
    window = open_window()
    qtbot.waitUntil(lambda: len(cameras.made) == 1, timeout=WAIT_MS)
    for name in ("Door & gate", "Desk camera", "Door & gate"):
        menu_action(window, "Camera", name).trigger()
    cameras.hold_open.set()
    qtbot.waitUntil(lambda: listed(window) == ["34"], timeout=WAIT_MS)
    qtbot.waitUntil(
        lambda: [s.is_open for s in cameras.made] == [False] * 3 + [True], timeout=WAIT_MS
    )
    assert not [source.misuse for source in cameras.made if source.misuse]


def test_closing_while_a_read_blocks_does_not_wait_for_it(desk_window, qtbot, cameras):
    cameras.hold_read.clear()
    started_s = time.monotonic()
    desk_window.close()
    assert not desk_window.isVisible()
    assert time.monotonic() - started_s < 20  # the fake read blocks for 20 s


def test_after_closing_no_thread_is_left(desk_window):
    desk_window.close()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith(("capture", "recognition"))]


def test_a_slow_recognition_drops_frames_and_the_video_goes_on(open_window, qtbot):
    go_on = threading.Event()
    window = open_window(readers=FakeReaders(before_read=lambda _frame: go_on.wait(20)))
    shown = []

    def note_frame():
        if window.session.frame is not None:
            shown.append(window.session.frame.index)

    window.session.frame_changed.connect(note_frame)
    qtbot.waitUntil(lambda: len(shown) > 20, timeout=WAIT_MS)
    go_on.set()
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    assert window.session.numbers().dropped >= 10
    assert shown == sorted(set(shown))


def test_a_late_frame_of_the_source_before_does_not_displace_a_picture(
    open_window, qtbot, tmp_path
):
    go_on = threading.Event()
    window = open_window(readers=FakeReaders(before_read=lambda _frame: go_on.wait(20)))
    session = window.session
    qtbot.waitUntil(lambda: session.numbers().dropped > 0, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: session.frame is not None, timeout=WAIT_MS)
    work, late = session._recognition.work, Work(session._capture_id, session.frame)
    window.chooser.open_text(str(write_picture(tmp_path / "page.png", "5")))
    qtbot.waitUntil(lambda: session.frame is not None, timeout=WAIT_MS)
    work.put(late)
    go_on.set()
    qtbot.waitUntil(lambda: listed(window) == ["5"], timeout=WAIT_MS)


def test_a_late_frame_does_not_displace_the_one_that_is_frozen(open_window, qtbot):
    go_on = threading.Event()
    window = open_window(readers=FakeReaders(before_read=lambda _frame: go_on.wait(20)))
    session = window.session
    qtbot.waitUntil(lambda: session.numbers().dropped > 0, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: session.frame is not None, timeout=WAIT_MS)
    late = Work(session._capture_id, session.frame)
    qtbot.waitUntil(lambda: session.frame is not late.frame, timeout=WAIT_MS)
    window.commands.pause.trigger()
    qtbot.waitUntil(lambda: session.status.state is CaptureState.PAUSED, timeout=WAIT_MS)
    session._recognition.work.put(late)
    go_on.set()
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    assert window.view.overlay_opacity == 1.0


def test_an_all_black_picture_is_hinted_at(open_window, qtbot, cameras, monkeypatch):
    monkeypatch.setattr("desktop_app.live.hints.AFTER_S", 0.3)
    monkeypatch.setattr("desktop_app.live.hints.LOOK_EVERY_S", 0.05)
    cameras.picture = lambda camera, number: np.zeros((480, 640, 3), np.uint8)
    window = open_window()
    qtbot.waitUntil(lambda: "lens" in window.statusBar().hint.text(), timeout=WAIT_MS)
    assert not window.banner.isVisible()


def test_without_a_camera_the_window_says_so_and_offers_what_can_be_done(
    open_window, qtbot, cameras
):
    cameras.connected = ()
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    assert "No camera" in window.no_camera.label.text()
    for words in ("a picture", "a video", "a stream", "dropping", "pasting"):
        assert words in window.no_camera.advice.text()
    assert not window.view.isVisible()
    assert not menu_action(window, "Camera", "No camera found").isEnabled()
    assert not window.statusBar().currentMessage()
    qtbot.mouseClick(window.no_camera.retry_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: window.statusBar().currentMessage() == "No camera was found.", timeout=WAIT_MS
    )
    cameras.connected = (DESK_CAMERA,)
    qtbot.mouseClick(window.no_camera.retry_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    assert not window.no_camera.isVisible()
    assert window.view.isVisible()


def test_without_a_camera_the_demo_is_played(open_window, qtbot, cameras):
    cameras.connected = ()
    demo_source = cameras.source
    demo = SourceChoice("Demo", lambda: demo_source(DESK_CAMERA), is_live=False, is_demo=True)
    window = open_window(demo=demo)
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    assert "This is the demo" in window.no_camera.label.text()
    assert window.view.isVisible()
    assert shown_text(window) == "Demo"


def test_the_no_camera_page_opens_files_and_streams(open_window, qtbot, cameras):
    cameras.connected = ()
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    qtbot.mouseClick(window.no_camera.open_button, Qt.MouseButton.LeftButton)
    dialog_of(window, qtbot, "open_dialog").reject()
    qtbot.mouseClick(window.no_camera.stream_button, Qt.MouseButton.LeftButton)
    dialog_of(window, qtbot, "open_stream_dialog").reject()
