"""The program as it is handed out, run as its user runs it: from outside, far from the checkout."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

TIMEOUT_S = 240.0
FRAME_MARK = (255, 0, 200)
"""A colour of the picture that the window is given; nothing else in the window has it."""


@dataclass(frozen=True)
class PackagedProgram:
    """A program somewhere on the disk.

    Attributes:
        command: The console program.
        window: The program that has no console.
        folder: Where it runs; its user's home is in there.
    """

    command: Path
    window: Path
    folder: Path

    def run(self, *arguments: str) -> str:
        """What it prints to standard output; it must succeed."""
        done = subprocess.run(
            [str(self.command), *arguments],
            cwd=self.folder, env=self._environment(), capture_output=True, text=True,
            encoding="utf-8", timeout=TIMEOUT_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def first_frame_s(self, program: Path) -> float:
        """Seconds from the start of `program` until its window shows a marked picture."""
        folder = Path(tempfile.mkdtemp(prefix="window-", dir=self.folder))
        marked = PillowImage.new("RGB", (320, 240), FRAME_MARK)
        marked.save(folder / "marked.png")
        began_s = time.monotonic()
        with self._running(program, folder) as process:
            while not any(_shows_the_mark(file) for file in sorted(folder.glob("output*.png"))):
                assert process.poll() is None, (folder / "said.txt").read_text("utf-8", "replace")
                assert time.monotonic() - began_s < TIMEOUT_S, "the window shows no picture"
                time.sleep(0.02)
            return time.monotonic() - began_s

    @contextlib.contextmanager
    def _running(self, program: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
        # Qt's platform without a screen writes each picture of the window into a file.
        shown = {"QT_QPA_PLATFORM": "minimal:enable_fonts", "QT_DEBUG_BACKINGSTORE": "1"}
        with (folder / "said.txt").open("wb") as said:
            process = subprocess.Popen(
                [str(program), "--new-window", "marked.png"],
                cwd=folder, env=self._environment() | shown, stdout=said, stderr=said,
            )  # fmt: skip
        try:
            yield process
            process.terminate()
            status = process.wait(30)
            assert sys.platform == "win32" or status == 0, f"it ended with status {status}"
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()

    def _environment(self) -> dict[str, str]:
        return without_checkout(os.environ) | homes(self.folder / "home")


def homes(folder: Path) -> dict[str, str]:
    """Variables that keep a program out of the user's folders, on all systems."""
    folder.mkdir(exist_ok=True)
    local, roaming = str(folder / "local"), str(folder / "roaming")
    return {
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "LOCALAPPDATA": local,
        "APPDATA": roaming,
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": local,
        "WIN_PD_OVERRIDE_APPDATA": roaming,
    }


def without_checkout(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment variables without what leads to the checkout or the tests' own folders."""
    leading = ("PYTHON", "XDG_", "VIRTUAL_ENV", "DIGITLENS_", "MPLCONFIGDIR", "QT_")
    kept = {name: value for name, value in variables.items() if not name.startswith(leading)}
    return kept | {"QT_QPA_PLATFORM": "offscreen"}


def _shows_the_mark(file: Path) -> bool:
    try:
        with PillowImage.open(file) as picture:
            pixels = np.asarray(picture.convert("RGB")).astype(int)
    except (OSError, SyntaxError):  # it is being written
        return False
    return int((np.abs(pixels - FRAME_MARK).max(axis=2) < 12).sum()) > 1000
