"""What this program needs of a machine, checked one by one."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from model.child import part_command

QT_START_TIMEOUT_S = 30.0

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What OpenCV and Qt load on Linux, and the Debian packages that hold it."""

MODULES = {
    "numpy": "numpy",
    "cv2": "opencv-python",
    "PIL": "pillow",
    "ai_edge_litert": "ai-edge-litert",
    "PyQt6": "pyqt6",
    "cv2_enumerate_cameras": "cv2-enumerate-cameras",
    "platformdirs": "platformdirs",
    "pooch": "pooch",
    "rich": "rich",
    "matplotlib": "matplotlib",
    "tensorflow": "tensorflow",
    "keras": "keras",
}
"""What is imported, and the packages that hold it."""

READING_MODULES = ("numpy", "cv2", "PIL", "ai_edge_litert")
"""Without these nothing can be read; only these are imported to see that they work."""


class State(Enum):
    """What a check found.

    FAULT makes the program unusable, PROBLEM a part of it, NOTE is good to know.
    """

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check.

    Attributes:
        subject: What was checked.
        text: What was found.
        remedy: How to mend it, "" where nothing is to be mended.
    """

    state: State
    subject: str
    text: str
    remedy: str = ""


def all_findings() -> Iterator[Finding]:
    """Every check's result, each as soon as it is known."""
    yield python_finding()
    yield from package_findings()
    if sys.platform.startswith("linux"):
        yield libraries_finding()
    yield display_finding()
    yield from _findings_of_the_engine()
    yield from folder_findings()


def python_finding() -> Finding:
    """Whether this Python is one the packages exist for."""
    text = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding(State.OK, "Python", text)
    return Finding(State.PROBLEM, "Python", text, "Use Python 3.11, 3.12 or 3.13.")


def package_findings() -> Iterator[Finding]:
    """Whether the Python packages are there, and those that read can be loaded."""
    missing = [name for name in MODULES if importlib.util.find_spec(name) is None]
    for name in READING_MODULES:
        if name not in missing and (reason := _import_problem(name)):
            yield Finding(
                State.FAULT,
                MODULES[name],
                f"cannot be loaded: {reason}",
                "Install the system libraries named below, or the package anew: "
                f"pip install --force-reinstall {MODULES[name]}",
            )
    if not missing:
        yield Finding(State.OK, "Python packages", f"all {len(MODULES)} are there")
        return
    names = [MODULES[name] for name in missing]
    unusable = any(name in READING_MODULES for name in missing)
    yield Finding(
        State.FAULT if unusable else State.PROBLEM,
        "Python packages",
        f"missing: {', '.join(names)}",
        f"pip install {' '.join(names)}",
    )


def libraries_finding(libraries: dict[str, str] | None = None) -> Finding:
    """Whether the system libraries of OpenCV and Qt can be loaded.

    Args:
        libraries: Names of libraries and of the packages that hold them.
    """
    libraries = LIBRARIES if libraries is None else libraries
    missing = [name for name in libraries if not _can_load(name)]
    if not missing:
        return Finding(State.OK, "System libraries", "all of Qt's and OpenCV's are there")
    packages = " ".join(sorted({libraries[name] for name in missing}))
    return Finding(
        State.PROBLEM,
        "System libraries",
        f"missing: {', '.join(missing)}",
        f"On Debian and Ubuntu: sudo apt-get install {packages}",
    )


def display_finding() -> Finding:
    """Whether a window can be opened; tried in a process of its own, which Qt may end."""
    from desktop_app.display import has_display

    if not has_display():
        return Finding(
            State.NOTE,
            "Display",
            "there is none; digitlens reads without a window",
            "For the window, start it on a desktop, or with ssh -X from one.",
        )
    if importlib.util.find_spec("PyQt6") is None:
        return Finding(State.PROBLEM, "Display", "not tried, as PyQt6 is missing")
    try:
        done = subprocess.run(
            part_command("desktop_app.commands.display_trial"),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=QT_START_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(
            State.PROBLEM,
            "Display",
            "Qt does not start: it hangs",
            "Check DISPLAY and the desktop.",
        )
    if done.returncode == 0:
        return Finding(State.OK, "Display", f"Qt opens windows by its platform {done.stdout}")
    words = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
    return Finding(
        State.PROBLEM,
        "Display",
        f"Qt cannot open a window: {words[0][:300]}",
        "Install the system libraries named above; check DISPLAY and WAYLAND_DISPLAY.",
    )


def camera_findings(devices: Path = Path("/dev")) -> Iterator[Finding]:
    """Which cameras there are, and whether they may be opened.

    Args:
        devices: Where Linux has its devices.
    """
    from vision.cameras import list_cameras

    cameras = list_cameras()
    if cameras:
        names = ", ".join(camera.name for camera in cameras)
        yield Finding(State.OK, "Cameras", names)
    else:
        yield Finding(
            State.NOTE,
            "Cameras",
            "none was found",
            "Plug one in; in a virtual machine or container, pass the device through. "
            "Pictures, videos and streams need none.",
        )
    if not sys.platform.startswith("linux"):
        return
    closed = [
        str(path)
        for path in sorted(devices.glob("video[0-9]*"))
        if not os.access(path, os.R_OK | os.W_OK)
    ]
    if closed:
        yield Finding(
            State.PROBLEM,
            "Camera permission",
            f"{', '.join(closed)} may not be opened by your account",
            "sudo usermod -aG video $USER, then log in again.",
        )


def model_finding() -> Finding:
    """Whether the model in use is whole and reads."""
    from model.classifier import ModelError
    from model.store import ModelStore

    store = ModelStore()
    try:
        version = store.current()  # which tries it
    except ModelError as error:
        return Finding(
            State.FAULT, "Model", str(error), "Install the program anew, or train: digitlens train"
        )
    if store.problem:
        return Finding(
            State.PROBLEM,
            "Model",
            store.problem,
            "Choose one: digitlens models list, then digitlens models use ID",
        )
    return Finding(State.OK, "Model", f"{version.id}, its files are as they were written")


def data_finding() -> Finding:
    """Whether the digits for training and evaluation are on this machine; downloads nothing."""
    import platformdirs

    from model.datasets import DATA_VARIABLE, DatasetError, load_mnist
    from model.mnist_download import SHA256_OF_FILES

    named = os.environ.get(DATA_VARIABLE)
    folder = Path(named) if named else platformdirs.user_cache_path("digitlens") / "mnist"
    if not named and not all((folder / name).is_file() for name in SHA256_OF_FILES):
        return Finding(
            State.NOTE, "MNIST", "not on this machine yet; the first training downloads 12 MB"
        )
    try:
        count = len(load_mnist(folder).test)
    except DatasetError as error:
        remedy = f"Name another folder in {DATA_VARIABLE}." if named else f"Delete {folder}."
        return Finding(State.PROBLEM, "MNIST", str(error), remedy)
    return Finding(State.OK, "MNIST", f"in {folder}, {count:,} digits for testing")


def folder_findings() -> Iterator[Finding]:
    """Whether settings, models and downloads can be written."""
    import platformdirs

    for subject, text in (
        ("Settings folder", platformdirs.user_config_dir("digitlens")),
        ("Model folder", platformdirs.user_data_dir("digitlens")),
        ("Download folder", platformdirs.user_cache_dir("digitlens")),
    ):
        folder = Path(text)
        if can_write(folder):
            yield Finding(State.OK, subject, text)
        else:
            yield Finding(
                State.PROBLEM,
                subject,
                f"{text} cannot be written",
                _way_to_own(_nearest(folder)),
            )


def _way_to_own(folder: Path) -> str:
    if sys.platform == "win32":
        return f"Give your account the right to change {folder}: Properties, Security."
    return f"Make it yours: sudo chown -R $USER {folder}"


def can_write(folder: Path) -> bool:
    """Whether files can be made in `folder`, or the folder itself made."""
    nearest = _nearest(folder)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _findings_of_the_engine() -> Iterator[Finding]:
    """The checks that need OpenCV: left out where it cannot be loaded, which was told."""
    if _import_problem("cv2"):
        return
    yield from camera_findings()
    yield model_finding()
    yield data_finding()


def _nearest(folder: Path) -> Path:
    """`folder`, or the nearest folder above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _import_problem(name: str) -> str:
    try:
        importlib.import_module("vision.opencv_setup" if name == "cv2" else name)
    except ImportError as error:
        return str(error)
    return ""
