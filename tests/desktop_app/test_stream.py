"""A network camera, opened in the running window by its address, is read by the bundled model."""

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog

from desktop_app.live.label_art import READ_COLOR
from desktop_app.main_window import MainWindow
from desktop_app.settings.store import Settings
from model.scenes import Conditions, photographed, written_line
from model.store import ModelStore
from tests.fakes import MjpegServer

WAIT_MS = 60_000
NUMBERS = ("31415", "2026", "798")
SIZE = (480, 640)
FRAMES = 24


@pytest.fixture(scope="module")
def page():
    """A page with the three numbers, and where each of their digits lies."""
    rng = np.random.default_rng(5)
    ink, glyphs = np.zeros(SIZE, np.uint8), []
    for line, text in enumerate(NUMBERS):
        ink, placed = written_line(
            text, rng, height_px=64, size=SIZE, origin=(80, 60 + 125 * line), ink=ink
        )
        glyphs += placed
    look = Conditions(paper=(222, 230, 233), ink=(90, 50, 45), opacity=0.9, shading=0.2)
    return photographed(ink, look, rng), glyphs


@pytest.fixture
def stream(page):
    """The page under a camera that is held by hand."""
    image, _ = page
    shift = [(round(4 * np.sin(n / 4)), round(3 * np.cos(n / 4))) for n in range(FRAMES)]
    frames = [np.roll(image, by, axis=(1, 0)) for by in shift]
    with MjpegServer(frames, interval_s=1 / 20) as server:
        yield server


def test_a_stream_opened_by_its_address_shows_the_right_digits(qtbot, tmp_path, stream, page):
    window = MainWindow(
        Settings(tmp_path / "settings.json"), ModelStore(tmp_path / "models"), list_cameras=tuple
    )
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_O, keys)
    dialog = window.findChild(QDialog, "open_stream_dialog")
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    qtbot.keyClicks(dialog.address, stream.url)
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)

    model = window.readings.table.model()
    qtbot.waitUntil(
        lambda: [model.index(row, 0).data() for row in range(model.rowCount())] == list(NUMBERS),
        timeout=WAIT_MS,
    )
    assert stream.connections == 1
    assert "127.0.0.1" in window.windowTitle()

    # Halted, picture and overlay are of the same frame: each box lies around its digit.
    window.activateWindow()  # as a window manager does once the dialog has gone
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.session.is_paused
    recognition = window.session.recognition
    assert recognition.frame is window.session.frame
    for glyph in page[1]:
        overlap, digit = max(
            (
                (read.box.intersection_over_union(glyph.box), read.digit)
                for read in recognition.digits
            ),
        )
        assert overlap > 0.5
        assert digit == glyph.label
    assert painted_pixels(window) > 1000
    window.close()


def painted_pixels(window):
    """How much of the picture on the screen has the colour of a box."""
    picture = window.view.grab().toImage()
    picture = picture.convertToFormat(picture.Format.Format_RGBA8888)
    bits = picture.constBits().asstring(picture.sizeInBytes())
    pixels = np.frombuffer(bits, np.uint8).reshape(-1, 4)[:, :3].astype(int)
    return int((np.abs(pixels - READ_COLOR.getRgb()[:3]) < 12).all(axis=1).sum())
