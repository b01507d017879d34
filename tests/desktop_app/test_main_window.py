"""The window, used as a user uses it: by keys, clicks, menus and drops."""

import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QAction, QDragEnterEvent, QDropEvent, QImage
from PyQt6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget

from desktop_app.live import choice
from desktop_app.live.capture import CaptureState
from desktop_app.live.choice import SourceChoice
from desktop_app.main_window import MainWindow
from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.store import Settings
from model.classifier import ModelError
from model.store import ModelStore
from tests.desktop_app.live.fake_reading import FakeReaders, picture_of_numbers
from tests.desktop_app.window_fakes import DESK_CAMERA, DOOR_CAMERA, FakeCameras, FakeModels
from tests.fakes import MjpegServer
from vision.sources import SourceError

WAIT_MS = 20_000


@pytest.fixture
def models():
    return FakeModels()


@pytest.fixture
def cameras(monkeypatch):
    made = FakeCameras(DESK_CAMERA, DOOR_CAMERA)
    monkeypatch.setattr(choice, "CameraSource", made.source)
    yield made
    made.hold_open.set()
    made.hold_read.set()


@pytest.fixture
def open_window(qtbot, tmp_path, cameras, models):
    """Opens a window; all of them are closed at the end."""
    windows = []

    def opened(source=None, *, readers=None, demo=None, store=None):
        window = MainWindow(
            Settings(tmp_path / "settings.json"),
            store or models,
            source=source,
            list_cameras=cameras.list_cameras,
            make_readers=readers or FakeReaders(),
            demo=lambda: demo,
        )
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    yield opened
    cameras.hold_open.set()
    cameras.hold_read.set()
    for window in windows:
        window.close()


@pytest.fixture
def desk_window(open_window, qtbot):
    """A window that shows the first camera and has read its number."""
    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    return window


def listed(window):
    """The numbers the user sees in the panel."""
    model = window.readings.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def menu_action(window, *path):
    """What the user finds when going through the menus by these words."""
    actions = window.menuBar().actions()
    for word in path:
        action = next(
            a
            for a in actions
            if a.text().replace("&&", "\0").replace("&", "").replace("\0", "&").startswith(word)
        )
        actions = action.menu().actions() if action.menu() else []
    return action


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def dialog_of(window, qtbot, name):
    qtbot.waitUntil(lambda: window.findChild(QDialog, name) is not None, timeout=WAIT_MS)
    dialog = window.findChild(QDialog, name)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    return dialog


def write_picture(path, *texts):
    Path(path).write_bytes(cv2.imencode(".png", picture_of_numbers(*texts))[1].tobytes())
    return path


def drop(window, mime):
    spot = QPoint(50, 50)
    entering = QDragEnterEvent(
        spot,
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        dropping = QDropEvent(
            QPointF(spot),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(window, dropping)
    return entering.isAccepted()


def shown_text(window):
    """What the status bar says of the source."""
    return window.statusBar().source.text()


# --- the live view ---


def test_the_first_camera_is_shown_and_read(desk_window, qtbot):
    assert shown_text(desk_window) == "Desk camera"
    assert desk_window.windowTitle().startswith("Desk camera")
    assert menu_action(desk_window, "Camera", "Desk camera").isChecked()
    qtbot.waitUntil(lambda: "fps" in desk_window.statusBar().rate_label.text(), timeout=WAIT_MS)
    assert desk_window.statusBar().latency_label.text() == "4.2 ms"
    assert desk_window.statusBar().size_label.text() == "640 × 480"
    assert desk_window.view.overlay_opacity > 0
    assert desk_window.view.accessibleDescription() == "Read: 12"


def test_a_camera_chosen_in_the_menu_is_shown_and_remembered(desk_window, qtbot, cameras, tmp_path):
    menu_action(desk_window, "Camera", "Door & gate").trigger()
    qtbot.waitUntil(lambda: listed(desk_window) == ["34"], timeout=WAIT_MS)
    assert not menu_action(desk_window, "Camera", "Desk camera").isChecked()
    first = cameras.made[0]
    qtbot.waitUntil(lambda: not first.is_open, timeout=WAIT_MS)
    assert not first.misuse
    assert Settings(tmp_path / "settings.json").get("camera.source") == "usb:2"


def test_the_camera_of_the_settings_is_shown_at_the_start(open_window, qtbot, tmp_path):
    Settings(tmp_path / "settings.json").set("camera.source", "usb:2")
    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == ["34"], timeout=WAIT_MS)


def test_no_other_camera_is_opened_in_place_of_one_that_is_gone(
    open_window, qtbot, cameras, tmp_path
):
    Settings(tmp_path / "settings.json").set("camera.source", "usb:9")
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    assert "not connected" in window.no_camera.label.text()
    assert not cameras.made


def test_space_pauses_keeps_the_picture_and_releases_the_camera(desk_window, qtbot, cameras):
    press(qtbot, desk_window, Qt.Key.Key_Space)
    assert desk_window.session.is_paused
    qtbot.waitUntil(lambda: not cameras.made[0].is_open, timeout=WAIT_MS)
    assert desk_window.session.frame is desk_window.session.recognition.frame
    assert desk_window.view.overlay_opacity == 1.0
    assert listed(desk_window) == ["12"]
    assert menu_action(desk_window, "Camera", "Resume").isEnabled()
    press(qtbot, desk_window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: cameras.made[0].is_open, timeout=WAIT_MS)
    frozen = desk_window.session.frame
    qtbot.waitUntil(lambda: desk_window.session.frame is not frozen, timeout=WAIT_MS)
    assert not cameras.made[0].misuse


def test_mirror_changes_the_picture_and_not_the_reading(desk_window, qtbot, tmp_path):
    press(qtbot, desk_window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert desk_window.view.placement().is_mirrored
    assert listed(desk_window) == ["12"]
    assert Settings(tmp_path / "settings.json").get("camera.mirror") is True
    press(qtbot, desk_window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not desk_window.view.placement().is_mirrored


def test_f11_fills_the_screen_and_escape_gives_it_back(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_F11)
    qtbot.waitUntil(desk_window.isFullScreen)
    assert not desk_window.menuBar().isVisible()
    press(qtbot, desk_window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk_window.isFullScreen())
    assert desk_window.menuBar().isVisible()


def test_f9_hides_the_readings(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_F9)
    assert not desk_window.readings.isVisible()
    press(qtbot, desk_window, Qt.Key.Key_F9)
    assert desk_window.readings.isVisible()


# --- trouble with cameras and streams ---


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


def test_an_all_black_picture_is_hinted_at(open_window, qtbot, cameras, monkeypatch):
    monkeypatch.setattr("desktop_app.live.hints.AFTER_S", 0.3)
    monkeypatch.setattr("desktop_app.live.hints.LOOK_EVERY_S", 0.05)
    cameras.picture = lambda camera, number: np.zeros((480, 640, 3), np.uint8)
    window = open_window()
    qtbot.waitUntil(lambda: "lens" in window.statusBar().hint.text(), timeout=WAIT_MS)
    assert not window.banner.isVisible()


# --- no camera ---


def test_without_a_camera_the_window_says_so_and_offers_what_can_be_done(
    open_window, qtbot, cameras
):
    cameras.connected = ()
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    assert "No camera" in window.no_camera.label.text()
    assert not window.view.isVisible()
    assert not menu_action(window, "Camera", "No camera found").isEnabled()
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


# --- files, drops, clipboard ---


def test_a_picture_is_opened_with_the_dialog(desk_window, qtbot, tmp_path):
    path = write_picture(tmp_path / "page.png", "2026", "?", "42")
    press(qtbot, desk_window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(desk_window, qtbot, "open_dialog")
    name = dialog.findChild(QLineEdit)
    name.setText(str(path))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed(desk_window) == ["2026", "42"], timeout=WAIT_MS)
    assert shown_text(desk_window) == "page.png"
    assert desk_window.session.recognition.digits[0].track_id is None
    assert not desk_window.commands.pause.isEnabled()
    assert not desk_window.commands.mirror.isEnabled()
    assert desk_window.view.overlay_opacity == 1.0


def test_a_dropped_picture_is_opened(desk_window, qtbot, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(write_picture(tmp_path / "ä ö.png", "77")))])
    assert drop(desk_window, mime)
    qtbot.waitUntil(lambda: listed(desk_window) == ["77"], timeout=WAIT_MS)


def test_of_many_dropped_files_the_first_is_opened_and_the_user_told(desk_window, qtbot, tmp_path):
    mime = QMimeData()
    paths = [write_picture(tmp_path / f"{n}.png", str(n)) for n in range(3)]
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop(desk_window, mime)
    qtbot.waitUntil(lambda: listed(desk_window) == ["0"], timeout=WAIT_MS)
    assert desk_window.statusBar().currentMessage() == "Opened the first of 3."


def test_what_cannot_be_opened_is_not_accepted(desk_window):
    assert not drop(desk_window, QMimeData())


@pytest.mark.parametrize("kind", ["folder", "missing", "broken"])
def test_a_file_that_cannot_be_read_is_told_and_the_camera_goes_on(
    desk_window, qtbot, tmp_path, kind
):
    path = tmp_path / f"{kind}.png"
    if kind == "folder":
        path.mkdir()
    elif kind == "broken":
        path.write_text("no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop(desk_window, mime)
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    assert path.name in desk_window.banner.label.text()
    qtbot.waitUntil(lambda: listed(desk_window) == ["12"], timeout=WAIT_MS)
    assert shown_text(desk_window) == "Desk camera"
    assert desk_window.banner.isVisible()
    desk_window.chooser.open_text(str(write_picture(tmp_path / "good.png", "1")))
    qtbot.waitUntil(lambda: listed(desk_window) == ["1"], timeout=WAIT_MS)
    assert not desk_window.banner.isVisible()


def test_a_pasted_picture_is_opened(desk_window, qtbot):
    pixels = np.ascontiguousarray(picture_of_numbers("365")[..., ::-1])
    image = QImage(pixels.data, 640, 480, 640 * 3, QImage.Format.Format_RGB888).copy()
    QApplication.clipboard().setImage(image)
    press(qtbot, desk_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: listed(desk_window) == ["365"], timeout=WAIT_MS)
    assert shown_text(desk_window) == "Pasted picture"


def test_a_pasted_path_is_opened(desk_window, qtbot, tmp_path):
    QApplication.clipboard().setText(f'"{write_picture(tmp_path / "a b.png", "99")}"')
    press(qtbot, desk_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: listed(desk_window) == ["99"], timeout=WAIT_MS)


def test_pasting_nothing_is_told(desk_window, qtbot):
    QApplication.clipboard().clear()
    press(qtbot, desk_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "nothing to open" in desk_window.banner.label.text()
    assert shown_text(desk_window) == "Desk camera"


def test_the_annotated_picture_is_saved(desk_window, qtbot, tmp_path):
    path = write_picture(tmp_path / "page.png", "1234")
    desk_window.chooser.open_text(str(path))
    qtbot.waitUntil(lambda: listed(desk_window) == ["1234"], timeout=WAIT_MS)
    press(qtbot, desk_window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(desk_window, qtbot, "save_dialog")
    assert dialog.selectedFiles()[0].endswith("page-annotated.png")
    name = dialog.findChild(QLineEdit)
    name.setText(str(tmp_path / "out.png"))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil((tmp_path / "out.png").exists, timeout=WAIT_MS)
    saved, read = cv2.imread(str(tmp_path / "out.png")), picture_of_numbers("1234")
    assert saved.shape == read.shape
    assert (saved != read).any(axis=2).sum() > 500
    assert "out.png" in desk_window.statusBar().currentMessage()


def test_a_picture_that_cannot_be_saved_is_told(desk_window, qtbot, tmp_path):
    desk_window.commands.save.trigger()
    dialog = dialog_of(desk_window, qtbot, "save_dialog")
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "a.png"))
    dialog.reject()
    assert "could not be saved" in desk_window.banner.label.text()


# --- readings ---


def test_numbers_are_copied(open_window, qtbot, tmp_path):
    window = open_window(str(write_picture(tmp_path / "page.png", "11", "22", "33")))
    qtbot.waitUntil(lambda: listed(window) == ["11", "22", "33"], timeout=WAIT_MS)
    press(qtbot, window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "11\n22\n33"
    window.readings.table.selectRow(1)
    window.readings.table.setFocus()
    press(qtbot, window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "22"
    qtbot.mouseClick(window.readings.copy_all_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "11\n22\n33"


def test_each_number_has_its_confidence(open_window, qtbot, tmp_path):
    window = open_window(str(write_picture(tmp_path / "page.png", "7", "7777")))
    qtbot.waitUntil(lambda: len(listed(window)) == 2, timeout=WAIT_MS)
    model = window.readings.table.model()
    assert [model.index(row, 1).data() for row in range(2)] == ["90%", "66%"]


def test_there_is_nothing_to_copy_or_save_before_anything_is_read(open_window, qtbot, cameras):
    cameras.connected = ()
    window = open_window()
    qtbot.waitUntil(window.no_camera.isVisible, timeout=WAIT_MS)
    for action in (
        window.commands.copy,
        window.commands.copy_all,
        window.commands.save,
        window.commands.pause,
    ):
        assert not action.isEnabled()


def test_the_list_does_not_flicker_while_the_same_number_is_seen(desk_window, qtbot):
    changes = []
    model = desk_window.readings.table.model()
    for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
        signal.connect(lambda *_: changes.append(1))
    before = desk_window.session.frame.index
    qtbot.waitUntil(lambda: desk_window.session.frame.index > before + 30, timeout=WAIT_MS)
    assert not changes


# --- streams ---


def test_a_stream_is_opened_by_its_address(desk_window, qtbot):
    with MjpegServer(lambda number: picture_of_numbers("8"), interval_s=0.02) as server:
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        press(qtbot, desk_window, Qt.Key.Key_O, keys)
        dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
        qtbot.keyClicks(dialog.address, server.url)
        qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: (
                desk_window.session.frame is not None and "127.0.0.1" in shown_text(desk_window)
            ),
            timeout=WAIT_MS,
        )
        assert desk_window.commands.mirror.isEnabled()
        desk_window.close()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "concat:a|b", "cam", "http://"])
def test_what_is_no_address_of_a_stream_is_told_in_the_dialog(desk_window, qtbot, address):
    desk_window.commands.open_stream.trigger()
    dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
    qtbot.keyClicks(dialog.address, address)
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.problem.isVisible()
    assert dialog.problem.text()
    assert shown_text(desk_window) == "Desk camera"
    dialog.reject()


def test_an_empty_address_cannot_be_opened(desk_window, qtbot):
    desk_window.commands.open_stream.trigger()
    dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()


# --- model and settings ---


def test_a_model_that_fell_back_is_told(open_window, qtbot, models):
    models.problem = "The current model is damaged, so the one before is used."
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert window.banner.label.text() == models.problem
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)


def test_without_any_model_the_video_is_still_shown(open_window, qtbot, models):
    models.error = ModelError("No model could be loaded; install DigitLens again.")
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert "No model" in window.banner.label.text()
    qtbot.waitUntil(lambda: window.session.frame is not None, timeout=WAIT_MS)


def test_a_new_model_reads_the_picture_that_is_there(open_window, qtbot, models, tmp_path):
    window = open_window(str(write_picture(tmp_path / "page.png", "5")))
    qtbot.waitUntil(lambda: listed(window) == ["5"], timeout=WAIT_MS)
    before = window.session.recognition
    window.session.reload_classifier()
    qtbot.waitUntil(lambda: window.session.recognition is not before, timeout=WAIT_MS)
    assert models.loads == 2
    assert listed(window) == ["5"]


@pytest.fixture
def settings_dialog(open_window, qtbot, tmp_path):
    """The settings, opened by key in a window with real models and a picture in it."""
    window = open_window(
        str(write_picture(tmp_path / "page.png", "5")), store=ModelStore(tmp_path / "models")
    )
    qtbot.waitUntil(lambda: listed(window) == ["5"], timeout=WAIT_MS)
    press(qtbot, window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is not None, timeout=WAIT_MS)
    return window, window.findChild(SettingsDialog)


def test_a_model_chosen_in_the_settings_reads_at_once(settings_dialog, qtbot):
    window, dialog = settings_dialog
    assert dialog.isVisible()
    before = window.session.recognition
    dialog.model_changed.emit("another")
    qtbot.waitUntil(lambda: window.session.recognition is not before, timeout=WAIT_MS)
    assert listed(window) == ["5"]


def test_the_settings_are_the_same_when_they_are_opened_again(settings_dialog, qtbot):
    window, dialog = settings_dialog
    dialog.hide()
    window.commands.settings.trigger()
    assert window.findChildren(SettingsDialog) == [dialog]
    assert dialog.isVisible()


def test_the_window_stays_where_the_user_lets_a_training_go_on(settings_dialog, monkeypatch):
    window, dialog = settings_dialog
    monkeypatch.setattr(dialog, "close_with_window", lambda: False)
    window.close()
    assert window.isVisible()
    monkeypatch.setattr(dialog, "close_with_window", lambda: True)
    window.close()
    assert not window.isVisible()


def test_settings_take_effect_at_once(open_window, qtbot, tmp_path, qapp):
    readers = FakeReaders()
    window = open_window(readers=readers)
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    settings = window._settings
    settings.set("reading.confidence", 0.95)
    qtbot.waitUntil(lambda: readers.made[0].confidence_threshold == 0.95, timeout=WAIT_MS)
    settings.set("camera.mirror", True)
    assert window.view.placement().is_mirrored
    assert window.commands.mirror.isChecked()
    settings.set("camera.source", "usb:2")
    qtbot.waitUntil(lambda: listed(window) == ["34"], timeout=WAIT_MS)
    before = qapp.palette()
    settings.set("appearance.theme", "dark")
    assert qapp.palette().window().color().lightness() < 60
    qapp.setPalette(before)


def test_place_and_panels_are_remembered(open_window, qtbot, tmp_path):
    window = open_window()
    window.resize(760, 540)
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, window, Qt.Key.Key_F9)
    assert not window.readings.isVisible()
    window.close()
    again = open_window()
    assert (again.width(), again.height()) == (760, 540)
    assert not again.readings.isVisible()


@pytest.mark.parametrize("text", ["garbage", "AAAA AAAA", "AAAA", "ä ö", "=" * 5000])
def test_a_damaged_geometry_does_no_harm(open_window, tmp_path, text):
    Settings(tmp_path / "settings.json").set("window.geometry", text)
    window = open_window()
    assert window.isVisible()
    assert window.width() >= 400


def test_damaged_settings_are_told(open_window, qtbot, tmp_path):
    (tmp_path / "settings.json").write_text("{")
    window = open_window()
    assert window.banner.isVisible()
    assert "settings" in window.banner.label.text().lower()


# --- the whole of it ---


def all_actions(window):
    found = [action for menu in window.findChildren(QMenu) for action in menu.actions()]
    return [action for action in found if not action.isSeparator() and not action.menu()]


def test_every_action_has_a_text_a_tip_and_a_key(desk_window):
    actions = all_actions(desk_window)
    assert len(actions) >= 15
    for action in actions:
        if action.text() == "No camera found":
            continue
        assert action.text()
        assert action.statusTip(), action.text()
        assert not action.shortcut().isEmpty(), action.text()


def test_no_two_actions_share_a_key(desk_window):
    keys = [
        action.shortcut().toString()
        for action in desk_window.findChildren(QAction)
        if not action.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys))


def test_every_control_has_an_accessible_name_and_can_be_reached_by_keyboard(desk_window):
    for widget in desk_window.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        name = widget.accessibleName() or getattr(widget, "text", str)()
        assert name or widget.parent().accessibleName() or widget.parent().objectName(), widget


def test_space_presses_the_button_that_has_the_focus(open_window, qtbot, tmp_path):
    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    window.readings.copy_all_button.setFocus()
    qtbot.waitUntil(window.readings.copy_all_button.hasFocus)
    QApplication.clipboard().clear()
    press(qtbot, window, Qt.Key.Key_Space)
    assert QApplication.clipboard().text() == "12"
    assert not window.session.is_paused


def test_about_tells_versions_licence_and_privacy(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_F1)
    dialog = dialog_of(desk_window, qtbot, "about_dialog")
    text = dialog.text.text()
    for words in ("Nothing leaves this machine", "General Public License", "PyQt6", "OpenCV"):
        assert words in text
    dialog.reject()


def test_ctrl_q_closes_the_window(desk_window, qtbot):
    press(qtbot, desk_window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not desk_window.isVisible())


def test_a_video_ends_on_its_last_frame_and_can_be_played_again(open_window, qtbot, tmp_path):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for number in range(10):
        writer.write(np.full((48, 64, 3), 20 * number, np.uint8))
    writer.release()
    window = open_window(str(path))

    def has_ended():
        status = window.session.status
        return status is not None and status.state is CaptureState.ENDED

    qtbot.waitUntil(has_ended, timeout=WAIT_MS)
    assert window.session.frame.index == 9
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: window.session.frame is not None and window.session.frame.index < 9, timeout=WAIT_MS
    )
    qtbot.waitUntil(has_ended, timeout=WAIT_MS)
