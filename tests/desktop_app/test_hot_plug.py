"""Cameras that are plugged in and pulled out while the window is open."""

import pytest

from desktop_app.live.choice import SourceChoice
from desktop_app.settings.store import Settings
from tests.desktop_app.driving import WAIT_MS, listed, menu_action, shown_text, write_picture
from tests.desktop_app.window_fakes import DESK_CAMERA, DOOR_CAMERA
from vision.sources import SourceError


def in_menu(window, name):
    try:
        return menu_action(window, "Camera", name).isVisible()
    except StopIteration:
        return False


def test_a_camera_that_comes_is_listed_and_one_that_goes_is_not(desk_window, qtbot, cameras):
    cameras.connected = (DESK_CAMERA,)
    desk_window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: not in_menu(desk_window, "Door & gate"), timeout=WAIT_MS)
    assert shown_text(desk_window) == "Desk camera"
    assert menu_action(desk_window, "Camera", "Desk camera").isChecked()
    cameras.connected = (DESK_CAMERA, DOOR_CAMERA)
    desk_window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: in_menu(desk_window, "Door & gate"), timeout=WAIT_MS)
    assert shown_text(desk_window) == "Desk camera"


@pytest.mark.parametrize("with_demo", [False, True])
def test_a_camera_that_comes_is_shown_where_there_was_none(open_window, qtbot, cameras, with_demo):
    cameras.connected = ()
    source = cameras.source
    demo = SourceChoice("Demo", lambda: source(DOOR_CAMERA), is_live=False, is_demo=True)
    window = open_window(demo=demo if with_demo else None)
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    cameras.connected = (DESK_CAMERA,)
    window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    assert shown_text(window) == "Desk camera"
    assert not window.no_camera.isVisible()


def test_only_the_camera_of_the_settings_is_shown_when_it_comes(
    open_window, qtbot, cameras, tmp_path
):
    Settings(tmp_path / "settings.json").set("camera.source", "usb:2")
    cameras.connected = ()
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    cameras.connected = (DESK_CAMERA,)
    window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: "not connected" in window.no_camera.label.text(), timeout=WAIT_MS)
    assert not cameras.made
    cameras.connected = (DESK_CAMERA, DOOR_CAMERA)
    window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: listed(window) == ["34"], timeout=WAIT_MS)


def test_a_camera_that_comes_does_not_take_the_place_of_a_picture(
    open_window, qtbot, cameras, tmp_path
):
    cameras.connected = ()
    window = open_window(str(write_picture(tmp_path / "page.png", "5")))
    qtbot.waitUntil(lambda: listed(window) == ["5"], timeout=WAIT_MS)
    cameras.connected = (DESK_CAMERA,)
    window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: in_menu(window, "Desk camera"), timeout=WAIT_MS)
    assert shown_text(window) == "page.png"
    assert not cameras.made


def test_a_camera_that_was_lost_goes_on_as_soon_as_it_is_back(
    desk_window, qtbot, cameras, monkeypatch
):
    monkeypatch.setattr("desktop_app.live.capture.BACK_OFF_S", (600.0,))
    pictures, unplugged = cameras.picture, SourceError("Desk camera was unplugged.")
    cameras.picture = lambda _camera, _number: unplugged
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    cameras.connected = ()
    desk_window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: not in_menu(desk_window, "Desk camera"), timeout=WAIT_MS)
    cameras.picture = pictures
    cameras.connected = (DESK_CAMERA,)
    desk_window.chooser.cameras.look_again()
    qtbot.waitUntil(lambda: not desk_window.banner.isVisible(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: listed(desk_window) == ["12"], timeout=WAIT_MS)


@pytest.mark.parametrize(
    "sentence",
    [
        "The camera 'Door & gate' could not be opened: it may be in use by another program; "
        "close that program or choose another camera.",
        "Your account may not use the camera 'Door & gate'; add it to the group 'video' "
        '(sudo usermod -aG video "$USER") and sign in again.',
    ],
    ids=["busy", "denied"],
)
def test_the_camera_of_the_settings_that_cannot_be_opened_says_why(
    open_window, qtbot, cameras, tmp_path, sentence
):
    Settings(tmp_path / "settings.json").set("camera.source", "usb:2")
    cameras.errors["usb:2"] = [SourceError(sentence)] * 9
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert sentence in window.banner.label.text()
    assert [source.camera for source in cameras.made] == [DOOR_CAMERA]
