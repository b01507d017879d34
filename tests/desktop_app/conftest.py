"""What the tests of the window get."""

import pytest
from PyQt6.QtCore import QLocale, QTranslator

from desktop_app import geometry
from desktop_app.live import choice
from desktop_app.main_window import MainWindow
from desktop_app.settings.store import Settings
from desktop_app.translation import install_translation
from tests.desktop_app.driving import WAIT_MS, listed
from tests.desktop_app.live.fake_reading import FakeReaders
from tests.desktop_app.window_fakes import DESK_CAMERA, DOOR_CAMERA, FakeCameras, FakeModels


def pytest_itemcollected(item: pytest.Item) -> None:
    """Qt's offscreen platform complains of what no screen can do; that is no fault of a test."""
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def english_figures():
    """Figures are written with a point, wherever the tests run."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def language(qapp):
    """Has the window speak a language until the end of the test: `language("de")`."""
    before = qapp.findChildren(QTranslator)
    yield lambda name: install_translation(qapp, name)
    for translator in qapp.findChildren(QTranslator):
        if translator not in before:
            qapp.removeTranslator(translator)
            translator.deleteLater()


@pytest.fixture
def english(language):
    """The words as they are shown in English, with their plurals."""
    language("en")


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
def open_window(qtbot, tmp_path, cameras, models, monkeypatch):
    """Opens a window; all of them are closed at the end."""
    # The virtual screen of the tests is smaller than a window at its first start.
    monkeypatch.setattr(geometry, "LARGEST_SHARE", 2.0)
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
