"""The camera page shows what the open camera really does."""

import pytest
from PyQt6.QtCore import Qt

from desktop_app.settings.camera_page import CameraPage
from vision.camera_controls import CameraState

SIZES = ((640, 480), (1280, 720), (1920, 1080))
STATE = CameraState((1280, 720), 30.0, True, True, SIZES, (15, 30))


@pytest.fixture
def page(qtbot, settings, cameras):
    made = CameraPage(settings, lambda: cameras)
    qtbot.addWidget(made)
    return made


def texts(combo):
    return [combo.itemText(at) for at in range(combo.count())]


def choose_by_key(qtbot, combo, text):
    combo.setFocus()
    qtbot.keyClicks(combo, text)


def test_formats_that_the_camera_gave_are_offered_and_chosen(qtbot, page, settings):
    page.show_camera(STATE)
    assert texts(page.resolution) == [
        "As the camera likes (1280 × 720)",
        "640 × 480",
        "1280 × 720",
        "1920 × 1080",
    ]
    assert texts(page.rate) == ["As the camera likes", "15", "30"]
    assert page.resolution.currentIndex() == page.rate.currentIndex() == 0
    choose_by_key(qtbot, page.resolution, "640")
    assert settings.get("camera.resolution") == "640x480"
    choose_by_key(qtbot, page.rate, "15")
    assert settings.get("camera.rate") == 15
    qtbot.keyClick(page.resolution, Qt.Key.Key_Home)
    assert settings.get("camera.resolution") == ""


def test_what_the_camera_gives_instead_is_what_is_shown(qtbot, page, settings):
    page.show_camera(STATE)
    choose_by_key(qtbot, page.resolution, "1920")
    page.show_camera(CameraState((1280, 720), 30.0, True, True, SIZES, (15, 30)))
    assert page.resolution.currentText() == "1280 × 720"
    # The same in vain once more: nothing is asked of the camera, and no answer comes.
    choose_by_key(qtbot, page.resolution, "1920")
    assert page.resolution.currentText() == "1280 × 720"
    settings.set("camera.rate", 60)
    assert page.rate.currentText() == "30"


def test_a_rate_of_television_is_the_one_that_was_chosen(page, settings):
    settings.set("camera.rate", 30)
    page.show_camera(CameraState((1280, 720), 29.97, True, True, SIZES, (15, 30)))
    assert page.rate.currentText() == "30"


def test_exposure_and_focus_are_switched(qtbot, page, settings):
    page.show_camera(STATE)
    for switch in (page.auto_exposure, page.auto_focus):
        assert switch.isChecked()
        assert switch.isEnabled()
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not settings.get("camera.auto_exposure")
    assert not settings.get("camera.auto_focus")
    page.show_camera(CameraState((1280, 720), 30.0, False, True, SIZES, ()))
    assert not page.auto_exposure.isChecked()
    assert page.auto_focus.isChecked()  # the driver did not obey


def test_what_a_driver_lets_nobody_choose_is_disabled_and_explained(page, settings):
    settings.set("camera.auto_focus", False)
    tip = page.auto_focus.toolTip()
    page.show_camera(CameraState((1280, 720), 30.0, True, None, SIZES, ()))
    assert page.auto_exposure.isEnabled()
    assert not page.auto_focus.isEnabled()
    assert page.auto_focus.isChecked()
    assert page.auto_focus.toolTip() != tip
    page.show_camera(None)
    assert page.auto_focus.isEnabled()
    assert not page.auto_focus.isChecked()
    assert page.auto_focus.toolTip() == tip


def test_without_a_camera_what_was_chosen_is_shown(page, settings):
    settings.set("camera.resolution", "1920x1080")
    settings.set("camera.rate", 25)
    assert page.resolution.currentText() == "1920 × 1080"
    assert page.rate.currentText() == "25"
    page.show_camera(CameraState((0, 0), 0.0, None, None, (), ()))
    assert page.resolution.currentText() == "1920 × 1080"
    assert page.rate.currentText() == "25"


def test_formats_are_wanted_once_the_page_is_seen_with_a_camera(qtbot, page):
    wanted = []
    page.formats_wanted.connect(lambda: wanted.append(1))
    untried = CameraState((1280, 720), 30.0)
    page.show_camera(untried)
    assert not wanted
    page.show()
    assert len(wanted) == 1
    page.show_camera(STATE)
    page.hide()
    page.show()
    assert len(wanted) == 1
    page.show_camera(untried)  # another camera
    assert len(wanted) == 2


def test_a_camera_that_told_no_formats_is_not_asked_for_ever(qtbot, page):
    wanted = []
    page.formats_wanted.connect(lambda: wanted.append(1))
    page.show()
    page.show_camera(CameraState((0, 0), 0.0, None, None, (), ()))
    assert not wanted
    assert texts(page.resolution) == ["As the camera likes"]


def test_restored_defaults_are_shown(page, settings):
    page.show_camera(STATE)
    settings.set("camera.resolution", "640x480")
    settings.reset()
    assert page.resolution.currentIndex() == 0
