"""The real window for a soak, with cameras, recognisers and a network that give trouble."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from PyQt6.QtCore import QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication

from desktop_app.app import make_application, show_bug
from desktop_app.live import choice
from desktop_app.main_window import MainWindow
from desktop_app.problems import install_exception_hook, start_log
from desktop_app.settings.store import Settings
from desktop_app.theme import apply_theme
from desktop_app.translation import install_translation
from model.store import ModelStore
from tests.soak.acts import World
from tests.soak.materials import Materials, add_own_model
from tests.soak.server import StreamServer
from tests.soak.troubled import FlappingCameras, TroubledReaders


@contextlib.contextmanager
def made_world(home: Path) -> Iterator[World]:
    """The window as `desktop_app.app.main` makes it, and what is around it."""
    qInstallMessageHandler(_pass_on)
    app, _ = make_application([])
    materials = Materials(home)
    models = ModelStore()
    add_own_model(models)
    cameras, readers = FlappingCameras(materials.pictures), TroubledReaders()
    choice.CameraSource = cameras.source  # type: ignore[misc,assignment]
    stderr, sys.stderr = sys.stderr, None
    start_log()  # into its files alone: the readers that die would fill the screen
    sys.stderr = stderr
    settings = Settings()
    install_translation(app, "en")
    apply_theme(app, "light")
    with StreamServer(materials.jpegs) as server:
        window = MainWindow(
            settings, models, list_cameras=cameras.list_cameras, make_readers=readers
        )
        uninstall = install_exception_hook(lambda text: show_bug(window, text))
        window.show()
        try:
            yield World(window, settings, models, server, cameras, readers, materials)
        finally:
            window.close()
            uninstall()


def qt_objects(window: MainWindow) -> int:
    """How many objects of Qt there are, as far as they can be found."""
    return len(window.findChildren(QObject)) + len(QApplication.allWidgets())


def _pass_on(_kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    """Prints what Qt says, but for what no offscreen window can do."""
    if text and not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)
