"""Imports OpenCV with the environment it needs, and undoes what the import did to it.

OpenCV reads its options from the environment, most of them once. The package
`vision` imports this module before any other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
"""What the wheels of OpenCV set at import for a Qt 5 of their own."""


def opencv_variables(platform: str) -> dict[str, str]:
    """The options OpenCV gets in its environment on `platform`, a `sys.platform`."""
    variables = {
        # The messages of FFmpeg and OpenCV hold addresses of streams, passwords included.
        "OPENCV_FFMPEG_LOGLEVEL": "-8",
        "OPENCV_LOG_LEVEL": "FATAL",
        "OPENCV_FFMPEG_DEBUG": "0",
        "OPENCV_VIDEOIO_DEBUG": "0",
    }
    if platform.startswith("linux"):
        # Seconds that a read waits for a camera gone dead; the default is 10.
        variables["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"] = "1"
    elif platform == "win32":
        # With hardware transforms many cameras take 12 to 20 s to open.
        variables["OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS"] = "0"
    elif platform == "darwin":
        # OpenCV can ask for permission on the main thread only, and cameras are
        # opened on another.
        variables["OPENCV_AVFOUNDATION_SKIP_AUTH"] = "1"
    return variables


@contextmanager
def kept(names: tuple[str, ...]) -> Iterator[None]:
    """Gives the environment variables called `names` the values back that they had before."""
    before = {name: os.environ.get(name) for name in names}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def without_entries_in(folder: Path, paths: str) -> str:
    """`paths`, a list as in PATH, without those inside `folder`."""
    entries = [entry for entry in paths.split(os.pathsep) if entry]
    return os.pathsep.join(entry for entry in entries if not Path(entry).is_relative_to(folder))


def _import_opencv() -> None:
    """Imports `cv2`; PyQt6 and child processes must not see the Qt 5 it brings along.

    WORKAROUND for opencv-python issues 447 and 736, wheels 4.x and 5.0: Qt 6 would
    look for its platform plug-ins among those of Qt 5 and abort.
    """
    os.environ.update(opencv_variables(sys.platform))
    imported_before = "cv2" in sys.modules
    with kept(QT_VARIABLES):
        import cv2
    if imported_before:  # by somebody else: options and former values came too late
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_FATAL)
        folder = Path(cv2.__file__).resolve().parent
        for name in QT_VARIABLES:
            left = without_entries_in(folder, os.environ.pop(name, ""))
            if left:
                os.environ[name] = left


_import_opencv()
