"""`digitlens`, as the tests of the documentation start it.

Everything is as in the real program, except that there is no camera, as what stands
before one is nobody's business, and that a window closes after it has painted a frame.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

import vision.cameras
from desktop_app import cli

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication

    from desktop_app.window_options import WindowOptions


def main() -> int:
    """Runs the command line and gives its exit status."""
    vision.cameras.list_cameras = tuple
    opens_window = not (sys.argv[1:] and sys.argv[1] in cli.COMMANDS)
    if opens_window:
        _close_windows_at_first_frame()
    return cli.main()


def _close_windows_at_first_frame() -> None:
    from PyQt6.QtCore import QEvent, QObject, QTimer

    from desktop_app import app
    from desktop_app.main_window import MainWindow

    make_window = app.make_window
    make_without_camera = functools.partial(MainWindow, list_cameras=tuple)

    class FirstFrame(QObject):
        def __init__(self, window: MainWindow) -> None:
            super().__init__(window)
            self._window = window
            window.view.installEventFilter(self)

        def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
            has_painted = event is not None and event.type() == QEvent.Type.Paint
            if has_painted and self._window.session.frame is not None:
                self._window.view.removeEventFilter(self)
                QTimer.singleShot(0, self._window.close)
            return super().eventFilter(watched, event)

    def made(application: QApplication, options: WindowOptions) -> MainWindow:
        window = make_window(application, options)
        FirstFrame(window)
        return window

    vars(app).update(MainWindow=make_without_camera, make_window=made)


if __name__ == "__main__":
    sys.exit(main())
