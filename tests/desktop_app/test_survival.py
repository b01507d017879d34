"""What a user still has while cameras fail, models are damaged and passwords are typed."""

import shutil
import threading
import time

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, Qt, QTimer, QUrl
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from desktop_app.live.capture import CaptureState
from desktop_app.problems import start_log, stop_log
from model.card import ModelCard
from model.store import BUNDLED_ID, ModelStore
from tests.desktop_app.driving import (
    WAIT_MS,
    dialog_of,
    drop,
    listed,
    press,
    shown_text,
    write_picture,
)
from tests.fakes import MjpegServer
from tests.vision.test_streams import Pages
from vision.sources import SourceError

SECRET = "hunter2"


class Pulse:
    """Beats in the window's thread, and in another one for comparison.

    Attributes:
        longest_ms: The longest time between two beats in the window's thread.
        machine_ms: The same in a thread that only waits: what the machine cannot do better.
    """

    def __init__(self, interval_ms=5):
        self.longest_ms = self.machine_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._beat)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._wait, args=(interval_ms / 1000,))

    def _beat(self):
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last))
        self._last = now

    def _wait(self, interval_s):
        last = time.perf_counter()
        while not self._ended.wait(interval_s):
            now = time.perf_counter()
            self.machine_ms = max(self.machine_ms, 1000 * (now - last))
            last = now

    def __enter__(self):
        self._last = time.perf_counter()
        self._timer.start()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._timer.stop()
        self._ended.set()
        self._thread.join(10)


def test_while_opening_fails_and_blocks_the_window_answers_within_50_ms(
    open_window, qtbot, cameras, monkeypatch
):
    monkeypatch.setattr("desktop_app.live.capture.BACK_OFF_S", (0.05,))
    cameras.errors["usb:1"] = [SourceError("Desk camera is busy.")] * 8
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    with Pulse() as pulse:
        source = cameras.made[-1]
        qtbot.waitUntil(lambda: len(source._open_errors) < 2, timeout=WAIT_MS)
        cameras.hold_open.clear()
        window.session.reopen()
        qtbot.wait(400)
        cameras.hold_open.set()
        qtbot.waitUntil(lambda: window.session.frame is not None, timeout=WAIT_MS)
    # On a machine that is busy itself, no thread beats as it should.
    assert pulse.longest_ms < 50 + 2 * pulse.machine_ms
    assert not [made.misuse for made in cameras.made if made.misuse]


def test_a_picture_that_stands_still_is_hinted_at_and_the_camera_goes_on(
    open_window, qtbot, cameras, monkeypatch
):
    monkeypatch.setattr("desktop_app.live.hints.AFTER_S", 0.3)
    monkeypatch.setattr("desktop_app.live.hints.LOOK_EVERY_S", 0.05)
    still = cameras.noisy_picture(cameras.connected[0], 1)
    cameras.picture = lambda _camera, _number: still
    window = open_window()
    qtbot.waitUntil(lambda: "not changed" in window.statusBar().hint.text(), timeout=WAIT_MS)
    assert not window.banner.isVisible()
    assert window.session.status.state is CaptureState.RUNNING
    assert [made.opens for made in cameras.made] == [1]
    assert listed(window) == ["12"]


def test_the_last_picture_of_a_lost_camera_is_dimmed(desk_window, qtbot, cameras):
    def middle():
        picture = desk_window.view.grab().toImage()
        return picture.pixelColor(picture.width() // 2, picture.height() // 4).lightness()

    bright = middle()
    cameras.made[0]._open_errors = [SourceError("Unplugged.")] * 99
    cameras.picture = lambda _camera, _number: SourceError("Unplugged.")
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: middle() < 0.8 * bright, timeout=WAIT_MS)
    assert desk_window.session.frame is not None


def test_a_stream_that_drops_comes_back_by_itself(desk_window, qtbot, monkeypatch):
    monkeypatch.setattr("desktop_app.live.capture.BACK_OFF_S", (0.1,))
    page = cv2.imencode(".jpg", np.full((60, 80, 3), 90, np.uint8))[1].tobytes()
    with MjpegServer([page], interval_s=0.01, limit=40) as server:
        desk_window.chooser.open_stream(server.url)
        qtbot.waitUntil(lambda: server.connections >= 3, timeout=WAIT_MS)
        qtbot.waitUntil(
            lambda: (
                desk_window.session.status.state is CaptureState.RUNNING
                and desk_window.session.frame is not None
            ),
            timeout=WAIT_MS,
        )
        desk_window.session.close()


def texts_of(window):
    """All that the user can see or hear of a window and its dialogs."""
    found = [window.windowTitle(), window.statusBar().currentMessage()]
    for widget in window.findChildren(QWidget):
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        found += [widget.windowTitle()]
        if isinstance(widget, QLabel | QLineEdit) or hasattr(widget, "text"):
            text = widget.text
            found.append(text() if callable(text) else str(text))
    return "\n".join(str(one) for one in found)


def test_a_password_in_an_address_is_nowhere_to_be_seen_or_found(
    desk_window, qtbot, tmp_path, user_folders
):
    def guarded(request):
        request.send_response(401)
        request.send_header("WWW-Authenticate", 'Basic realm="camera"')
        request.end_headers()

    start_log(tmp_path / "logs")
    try:
        with Pages({"/video": guarded}) as pages:
            address = f"http://admin:{SECRET}@{pages.host}/video"
            desk_window.commands.open_stream.trigger()
            dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
            dialog.address.setText(address)
            dialog.accept()
            qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
            assert pages.asked
            seen = texts_of(desk_window)
            assert "asks for another name and password" in desk_window.banner.text
            desk_window.chooser.open_text(address + "?token=" + SECRET)
            desk_window.chooser.open_text(f"file://admin:{SECRET}@x/")
            seen += texts_of(desk_window)
            desk_window.close()
    finally:
        stop_log()
    assert SECRET not in seen
    written = [path for folder in (tmp_path, user_folders) for path in folder.rglob("*")]
    contents = {path.name: path.read_bytes() for path in written if path.is_file()}
    assert {"settings.json", "digitlens.log"} <= set(contents)
    assert pages.host.encode() in contents["digitlens.log"], "the address itself may be known"
    assert [name for name, content in contents.items() if SECRET.encode() in content] == []


def test_a_dropped_folder_shows_its_first_picture(desk_window, qtbot, tmp_path):
    folder = tmp_path / "my pages"
    folder.mkdir()
    for number in (2, 10, 1):
        write_picture(folder / f"{number}.png", str(number))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    assert drop(desk_window, mime)
    qtbot.waitUntil(lambda: listed(desk_window) == ["1"], timeout=WAIT_MS)


def test_a_dropped_address_is_opened_as_a_stream(desk_window, qtbot):
    page = cv2.imencode(".jpg", np.full((60, 80, 3), 90, np.uint8))[1].tobytes()
    with MjpegServer([page], interval_s=0.02) as server:
        mime = QMimeData()
        mime.setUrls([QUrl(server.url)])
        assert drop(desk_window, mime)
        qtbot.waitUntil(lambda: server.connections > 0, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: "127.0.0.1" in shown_text(desk_window), timeout=WAIT_MS)
        desk_window.session.close()


@pytest.mark.parametrize("kind", ["words", "an empty picture", "a dangerous address"])
def test_a_clipboard_with_nothing_to_open_is_told_in_one_sentence(desk_window, qtbot, kind):
    clipboard = QApplication.clipboard()
    if kind == "words":
        clipboard.setText("Dear Zoë,\nthe numbers are 12 and 34.")
    elif kind == "an empty picture":
        clipboard.setImage(QImage())
    else:
        clipboard.setText("concat:/etc/passwd|/etc/hostname")
    press(qtbot, desk_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    assert desk_window.banner.text.endswith(".")
    assert shown_text(desk_window) == "Desk camera"


@pytest.fixture
def two_models(tmp_path):
    store = ModelStore(tmp_path / "models")
    bundled = store.bundled.folder
    for name in ("first", "second"):
        card = ModelCard(id=name, name=f"My {name}", created_at="2026-11-21T12:00:00+00:00")
        store.add(bundled / "model.keras", bundled / "model.tflite", card)
        store.activate(name)
    return store


def test_a_damaged_model_gives_way_to_the_one_before_and_then_to_the_bundled_one_with_a_banner(
    two_models, open_window, qtbot
):
    path = two_models.root / "second" / "model.tflite"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    window = open_window(store=ModelStore(two_models.root))
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert "My first" in window.banner.text
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    window.close()
    shutil.rmtree(two_models.root / "first")
    store = ModelStore(two_models.root)
    window = open_window(store=store)
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT_MS)
    assert "ships with the program" in window.banner.text
    assert store.current().id == BUNDLED_ID
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)


def test_a_stream_that_stalls_is_told_after_the_time_of_the_settings_and_comes_back(
    desk_window, qtbot, monkeypatch
):
    monkeypatch.setattr("desktop_app.live.capture.BACK_OFF_S", (0.1,))
    desk_window._settings.set("camera.stream_timeout", 1)
    page = cv2.imencode(".jpg", np.full((60, 80, 3), 90, np.uint8))[1].tobytes()
    go_on, connections = threading.Event(), []

    def frame(number):
        if number == 0:
            connections.append(number)
        if number == 30 and len(connections) == 1:
            go_on.wait(20)
        return page

    with MjpegServer(frame, interval_s=0.005) as server:
        try:
            desk_window.chooser.open_stream(server.url)
            qtbot.waitUntil(
                lambda: "no picture for 1 s" in desk_window.banner.text, timeout=WAIT_MS
            )
            qtbot.waitUntil(lambda: server.connections > 1, timeout=WAIT_MS)
            qtbot.waitUntil(lambda: not desk_window.banner.isVisible(), timeout=WAIT_MS)
        finally:
            go_on.set()
            desk_window.session.close()
