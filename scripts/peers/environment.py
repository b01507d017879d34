"""A virtual environment for the other readers, apart from DigitLens's own.

OpenCV's sample needs ``cv2.ml``, which OpenCV 5 no longer has.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).resolve().parents[2] / "build" / "peers"

# The sample prints an array of one number as a number, which NumPy 2.4 refuses.
OPENCV = ("opencv-python-headless>=4.12,<5", "numpy>=2,<2.4")
# The version that reads best of those that bring their networks in the package.
RAPIDOCR = ("rapidocr>=3.10,<4", "onnxruntime>=1.20,<2")

_VERSIONS = """
import importlib.metadata, sys
for name in sys.argv[1:]:
    try:
        print(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        print()
"""


class PeerError(Exception):
    """A reader cannot be used; one sentence says why and what to do."""


def python_in(folder: Path = FOLDER) -> Path:
    """The Python of the environment, whether it is there or not."""
    if os.name == "nt":
        return folder / "venv" / "Scripts" / "python.exe"
    return folder / "venv" / "bin" / "python"


def versions(names: Sequence[str], folder: Path = FOLDER) -> dict[str, str]:
    """What is installed of the packages named; nothing where there is no environment."""
    python = python_in(folder)
    if not python.exists():
        return {}
    done = subprocess.run(
        [python, "-c", _VERSIONS, *names], capture_output=True, text=True, check=False
    )
    # The lines are in the order of the names; a broken environment prints none.
    pairs = zip(names, done.stdout.splitlines(), strict=False)
    return {name: version for name, version in pairs if version}


def install(requirements: Sequence[str], folder: Path = FOLDER) -> None:
    """Makes the environment if there is none, and installs into it.

    Raises:
        PeerError: It cannot be made, or pip fails.
    """
    python = python_in(folder)
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(folder / "venv")])
    # OpenCV is named each time: a package that asks for a newer one must not bring it.
    wanted = dict.fromkeys((*OPENCV, *requirements))
    _run([str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", *wanted])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise PeerError(f"'{' '.join(command)}' failed: {last[0]}")
