"""A user trains new models in the settings dialog, and the picture is read by the one in use."""

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import Qt

from desktop_app.main_window import MainWindow
from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.store import Settings
from model.scenes import Conditions, photographed, written_line
from model.store import BUNDLED_ID, ModelStore
from vision.recognizer import Recognizer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WAIT_MS = 240_000


@pytest.fixture
def models(tmp_path):
    return ModelStore(tmp_path / "models")


@pytest.fixture
def picture(tmp_path, rng):
    ink, _ = written_line(
        "2026", rng, height_px=64, size=(240, 480), origin=(80, 80), ink=np.zeros((240, 480), "u1")
    )
    look = Conditions(paper=(222, 230, 233), ink=(90, 50, 45), opacity=0.9)
    path = tmp_path / "page.png"
    cv2.imwrite(str(path), photographed(ink, look, rng))
    return path


@pytest.fixture
def window(qtbot, tmp_path, models, picture):
    settings = Settings(tmp_path / "settings.json")
    window = MainWindow(settings, models, source=str(picture), list_cameras=tuple)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.session.recognition is not None, timeout=WAIT_MS)
    yield window
    window.stop()


@pytest.fixture
def page(qtbot, window):
    """The Model page, opened with Ctrl+, and the keyboard."""
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.pages.setFocus()
    qtbot.keyClick(dialog.pages, Qt.Key.Key_End)
    qtbot.keyClick(dialog.pages, Qt.Key.Key_Up)
    assert dialog.model_page.isVisible()
    yield dialog.model_page
    dialog.stop_training()


def test_retraining_from_the_settings(qtbot, window, page, models):
    assert shows_what_is_read_with(window, models, BUNDLED_ID)

    # A model that has hardly learnt is refused, with the reason; the picture stays as it was.
    plan(qtbot, page, epochs=1, digits=100)
    train_to_end(qtbot, page)
    assert "The model in use stays. The new model reads" in page.panel.status.text()
    assert models.current().id == BUNDLED_ID
    assert shows_what_is_read_with(window, models, BUNDLED_ID)

    # It can be used all the same.
    qtbot.keyClick(page.versions, Qt.Key.Key_Down)
    weak_id = page.versions.currentData()
    qtbot.mouseClick(page.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shows_what_is_read_with(window, models, weak_id), timeout=WAIT_MS)

    # A long training moves its curve, and is cancelled: nothing changes.
    plan(qtbot, page, epochs=1000, digits=100)
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: 0 < drawn_epochs(page) < 1000, timeout=WAIT_MS)
    before = drawn_epochs(page)
    qtbot.waitUntil(lambda: drawn_epochs(page) > before, timeout=WAIT_MS)
    with qtbot.waitSignal(page.child.ended, timeout=WAIT_MS):
        qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    assert "cancelled" in page.panel.status.text()
    assert models.current().id == weak_id

    # A better one takes the place of the weak one, and reads the picture at once.
    plan(qtbot, page, epochs=6, digits=2500)
    with qtbot.waitSignal(page.model_changed, timeout=WAIT_MS) as changed:
        train_to_end(qtbot, page)
    new_id = changed.args[0]
    assert new_id not in (BUNDLED_ID, weak_id)
    assert "The new model is in use." in page.panel.status.text()
    qtbot.waitUntil(lambda: drawn_epochs(page) == 6, timeout=WAIT_MS)
    assert models.current().id == new_id
    qtbot.waitUntil(lambda: shows_what_is_read_with(window, models, new_id), timeout=WAIT_MS)
    assert not shows_what_is_read_with(window, models, weak_id)


def plan(qtbot, page, *, epochs, digits):
    form = page.form
    form.more.setChecked(True)
    for combo, text in ((form.data, "Digits drawn"), (form.network, "Dense")):
        combo.setFocus()
        if not combo.currentText().startswith(text):
            qtbot.keyClicks(combo, text)
    for spin, number in ((form.epochs, epochs), (form.limit, digits)):
        spin.selectAll()
        qtbot.keyClicks(spin, str(number))
        qtbot.keyClick(spin, Qt.Key.Key_Tab)
    form.augment.setChecked(False)


def train_to_end(qtbot, page):
    with qtbot.waitSignal(page.child.ended, timeout=WAIT_MS):
        qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawn_epochs(page) > 0)


def drawn_epochs(page):
    """How far the curve of the held-back digits is drawn."""
    curve = page.panel.curve
    epochs = [] if curve is None else curve.line("loss", "validation").get_xdata()
    return epochs[-1] if len(epochs) else 0


def shows_what_is_read_with(window, models, model_id):
    """Whether the window shows just what this model reads in the picture."""
    version = next(one for one in models.versions() if one.id == model_id)
    shown = window.session.recognition
    expected = Recognizer(models.load_classifier(version)).read(window.session.frame)
    return [(read.box, read.digit, read.confidence) for read in shown.digits] == [
        (read.box, read.digit, read.confidence) for read in expected.digits
    ] and len(shown.rejections) == len(expected.rejections)
