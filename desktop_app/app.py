"""Builds the application and its window, and runs them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, Qt, QUrl
from PyQt6.QtGui import QDesktopServices, QIcon
from PyQt6.QtWidgets import QApplication

from desktop_app.main_window import MainWindow
from desktop_app.problems import install_exception_hook, log_folder, start_log, stop_log
from desktop_app.settings.store import Settings
from desktop_app.single_instance import FirstWindow, Request, become_first, hand_over, request_for
from desktop_app.theme import apply_theme
from desktop_app.translation import install_translation
from desktop_app.window_options import WindowOptions, parse_window_options
from model.store import ModelStore

ICON = Path(__file__).with_name("digitlens.svg")


def build_application(argv: Sequence[str]) -> tuple[QApplication, MainWindow]:
    """The application and its window, neither shown nor running.

    Args:
        argv: Arguments after the program's name: options of Qt, then those of
            `desktop_app.window_options`.
    """
    app, options = make_application(argv)
    return app, make_window(app, options)


def make_application(argv: Sequence[str]) -> tuple[QApplication, WindowOptions]:
    """The application without a window, and what is asked of that."""
    arguments = ["digitlens", *argv]
    app = QApplication(arguments)
    app.setApplicationName("digitlens")
    app.setApplicationDisplayName("DigitLens")
    app.setDesktopFileName("digitlens")
    app.setWindowIcon(QIcon(str(ICON)))
    # What Qt left there. Its own list holds no file name that is not valid UTF-8.
    return app, parse_window_options(arguments[1:])


def make_window(app: QApplication, options: WindowOptions) -> MainWindow:
    """The window, not yet shown."""
    settings = Settings()
    for key, value in options.overrides.items():
        settings.override(key, value)
    install_translation(app, settings.get("appearance.language"))
    apply_theme(app, settings.get("appearance.theme"))
    return MainWindow(settings, ModelStore(), source=options.source)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the window until it is closed; gives the exit status.

    Where there is a window already, that one is raised and shows what is
    asked for, unless a new window is.
    """
    app, options = make_application(sys.argv[1:] if argv is None else argv)
    first = become_first()
    if first is None and not options.opens_new_window and hand_over(request_for(options.source)):
        _tell_of_first_window(options)
        return 0
    has_log = start_log()
    window = make_window(app, options)
    if not has_log:
        window.banner.show_problem(
            QCoreApplication.translate(
                "Problems", "No log can be written, as the folder for it is not writable."
            )
        )
    if first is not None:
        first.asked.connect(lambda request: answer(window, request))
    uninstall = install_exception_hook(lambda text: show_bug(window, text))
    for number in (signal.SIGINT, signal.SIGTERM):
        # Python runs it at the next tick of the window's clock. Nobody is asked anything.
        signal.signal(number, lambda *_: app.exit(0))
    window.show()
    if options.is_full_screen:
        window.set_full_screen(True)
    if options.source is None:
        window.tour.start_if_new()
    try:
        return app.exec()
    finally:
        _close(first)
        uninstall()
        stop_log()


def answer(window: MainWindow, request: Request) -> None:
    """Raises the window for a second start, and shows what that was asked to show."""
    if request.activation_token:
        # Where Qt's Wayland part looks for the permission to raise a window.
        os.environ["XDG_ACTIVATION_TOKEN"] = request.activation_token
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if request.source is not None:
        window.chooser.open_text(request.source)


def show_bug(window: MainWindow, text: str) -> None:
    """Tells of an error that nobody expected, and offers the log."""
    url = QUrl.fromLocalFile(str(log_folder()))
    label = QCoreApplication.translate("Problems", "Open Log Folder")
    window.banner.show_problem(text, label, lambda: QDesktopServices.openUrl(url))


def _tell_of_first_window(options: WindowOptions) -> None:
    told = "DigitLens is running already; its window has been raised."
    if options.overrides or options.is_full_screen:
        told += " Its options stay; --new-window opens another window with these."
    if sys.stderr is not None:  # a program without a console has none
        print(told, file=sys.stderr)


def _close(first: FirstWindow | None) -> None:
    if first is not None:
        first.close()
