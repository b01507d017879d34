"""Builds the application and its window, and runs them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices, QIcon
from PyQt6.QtWidgets import QApplication

from desktop_app.main_window import MainWindow
from desktop_app.problems import install_exception_hook, log_folder, start_log, stop_log
from desktop_app.settings.store import Settings
from desktop_app.theme import apply_theme
from model.store import ModelStore

ICON = Path(__file__).with_name("digitlens.svg")


def build_application(argv: Sequence[str]) -> tuple[QApplication, MainWindow]:
    """The application and its window, neither shown nor running.

    Args:
        argv: Arguments after the program's name: options of Qt, then at most
            one picture, video, camera or address to show.
    """
    arguments = ["digitlens", *argv]
    app = QApplication(arguments)
    app.setApplicationName("digitlens")
    app.setApplicationDisplayName("DigitLens")
    app.setDesktopFileName("digitlens")
    app.setWindowIcon(QIcon(str(ICON)))
    settings = Settings()
    apply_theme(app, settings.get("appearance.theme"))
    # What Qt left there. Its own list holds no file name that is not valid UTF-8.
    sources = arguments[1:]
    return app, MainWindow(settings, ModelStore(), source=sources[0] if sources else None)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the window until it is closed; gives the exit status."""
    problem = start_log()
    app, window = build_application(sys.argv[1:] if argv is None else argv)
    if problem:
        window.banner.show_problem(problem)
    uninstall = install_exception_hook(lambda text: show_bug(window, text))
    for number in (signal.SIGINT, signal.SIGTERM):
        # Python runs it at the next tick of the window's clock. Nobody is asked anything.
        signal.signal(number, lambda *_: app.exit(0))
    window.show()
    try:
        return app.exec()
    finally:
        uninstall()
        stop_log()


def show_bug(window: MainWindow, text: str) -> None:
    """Tells of an error that nobody expected, and offers the log."""
    url = QUrl.fromLocalFile(str(log_folder()))
    window.banner.show_problem(text, "Open Log Folder", lambda: QDesktopServices.openUrl(url))
