"""A user trains new models in the settings dialog, and the picture is read by the one in use."""

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import Qt

from desktop_app.main_window import MainWindow
from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.model_page import Shown
from desktop_app.settings.store import Settings
from model.corpus import generated_digits
from model.samples import Origin, Sample
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
def window(qtbot, tmp_path, models, picture, monkeypatch):
    # With MNIST the weak model has a digit that it reads by chance, which the better one loses.
    monkeypatch.delenv("DIGITLENS_DATA", raising=False)
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
    # The window would ask whether to end it.
    qtbot.waitUntil(lambda: not dialog.training_running, timeout=WAIT_MS)


def test_retraining_from_the_settings(qtbot, window, page, models):
    assert shows_what_is_read_with(window, models, BUNDLED_ID)

    # A model that has hardly learnt is refused, with the reason; the picture stays as it was.
    plan(qtbot, page, epochs=1, digits=100)
    train_to_end(qtbot, page)
    assert page.shown is Shown.REPORT
    assert page.report.verdict.text().startswith("The model in use stays.")
    assert "new model" in page.report.reason.text()
    assert page.report.overview.item(0, 0).text() != page.report.overview.item(0, 1).text()
    assert models.current().id == BUNDLED_ID
    assert shows_what_is_read_with(window, models, BUNDLED_ID)

    # It can be used all the same.
    qtbot.mouseClick(page.report.use_anyway, Qt.MouseButton.LeftButton)
    weak_id = models.current().id
    assert weak_id != BUNDLED_ID
    qtbot.waitUntil(lambda: shows_what_is_read_with(window, models, weak_id), timeout=WAIT_MS)
    qtbot.mouseClick(page.report.back, Qt.MouseButton.LeftButton)

    # A long training moves its curve, waits when it is told to, and is cancelled: nothing changes.
    plan(qtbot, page, epochs=1000, digits=100)
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: 0 < drawn_epochs(page) < 1000, timeout=WAIT_MS)
    before = drawn_epochs(page)
    qtbot.waitUntil(lambda: drawn_epochs(page) > before, timeout=WAIT_MS)
    assert page.panel.predictions.strip.crops
    qtbot.mouseClick(page.panel.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.child.is_paused, timeout=WAIT_MS)
    qtbot.mouseClick(page.panel.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.child.is_paused, timeout=WAIT_MS)
    with qtbot.waitSignal(page.child.ended, timeout=WAIT_MS):
        qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    assert "cancelled" in page.choices.message.text()
    assert models.current().id == weak_id

    # It could be gone on with, and is given up.
    assert "A training was cancelled after epoch" in page.choices.interrupted.words.text()
    qtbot.mouseClick(page.choices.interrupted.discard, Qt.MouseButton.LeftButton)
    assert not page.choices.interrupted.isVisible()

    # A better one takes the place of the weak one, and reads the picture at once.
    plan(qtbot, page, epochs=6, digits=2500)
    with qtbot.waitSignal(page.model_changed, timeout=WAIT_MS) as changed:
        train_to_end(qtbot, page)
    new_id = changed.args[0]
    assert new_id not in (BUNDLED_ID, weak_id)
    assert page.report.verdict.text() == "The new model is in use."
    assert models.current().id == new_id
    qtbot.waitUntil(lambda: shows_what_is_read_with(window, models, new_id), timeout=WAIT_MS)
    assert not shows_what_is_read_with(window, models, weak_id)

    # And back again.
    qtbot.mouseClick(page.report.go_back, Qt.MouseButton.LeftButton)
    assert models.current().id == weak_id
    qtbot.waitUntil(lambda: shows_what_is_read_with(window, models, weak_id), timeout=WAIT_MS)


def test_adapting_from_the_settings(qtbot, window, page, models):
    # Somebody whose ones look like sevens.
    drawn = generated_digits(200, seed=5)
    sevens = drawn.crops[drawn.labels == 7][:10]
    window.samples().add([Sample(crop, 1, Origin.CORRECTION) for crop in sevens])
    adapt = page.choices.adapt_card.adapt
    qtbot.waitUntil(adapt.isEnabled, timeout=WAIT_MS)
    adapt.setFocus()
    with qtbot.waitSignal(page.child.ended, timeout=WAIT_MS):
        qtbot.keyClick(adapt, Qt.Key.Key_Space)
    assert page.shown is Shown.REPORT, page.panel.log.text.toPlainText()
    made = [version for version in models.versions() if version.id != BUNDLED_ID]
    assert [version.card.plan["method"] for version in made] == ["adapt"]
    measured = [
        page.report.measured_on.itemText(at) for at in range(page.report.measured_on.count())
    ]
    assert any(text.startswith("My samples, held back") for text in measured)
    is_used = models.current().id != BUNDLED_ID
    assert page.report.go_back.isVisible() is is_used
    assert page.report.use_anyway.isVisible() is not is_used
    qtbot.mouseClick(page.report.back, Qt.MouseButton.LeftButton)
    assert "new since the last adapting" in page.choices.adapt_card.words.text()


def plan(qtbot, page, *, epochs, digits):
    form = page.form
    if page.shown is Shown.REPORT:
        qtbot.mouseClick(page.report.back, Qt.MouseButton.LeftButton)
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
