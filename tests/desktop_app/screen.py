"""A screen of its own for the real program: Xvfb, worked by xdotool, seen by its pixels."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ImageGrab

from vision.frame import Image

WAIT_S = 60.0
"""Nothing takes so long but what never comes."""
POLL_S = 0.05
SIZE = (1280, 800)
CLIPBOARD = """
from PyQt6.QtWidgets import QApplication
app = QApplication([])
print(app.clipboard().text(), end="")
"""


class Screen:
    """An X server without a screen, and the one program that runs on it.

    There is no window manager: windows stand at the upper left corner or over
    their parent, and the keys go where `focus` says.
    """

    def __init__(self) -> None:
        read_end, write_end = os.pipe()
        width, height = SIZE
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write_end), "-nolisten", "tcp", "-noreset"),
                *("-screen", "0", f"{width}x{height}x24"),
            ],
            pass_fds=[write_end],
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end) as told:
            number = told.readline().strip()  # empty where the server ended instead
        if not number:
            raise RuntimeError(f"Xvfb ended with status {self._server.wait()}.")
        self.display = f":{number}"
        self._program: subprocess.Popen[str] | None = None

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Starts `digitlens` with these arguments."""
        self._program = subprocess.Popen(
            [sys.executable, "-m", "desktop_app", *arguments],
            env=self._environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        return self._program

    def close(self) -> None:
        """Ends the program, if it still runs, and the screen."""
        self.end_program()
        self._server.terminate()
        self._server.wait()

    def end_program(self) -> None:
        """Ends the program, if it still runs."""
        if self._program is not None:
            self._program.kill()
            self._program.communicate()
            self._program = None

    # --- what a user does ---

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, such as "ctrl+c"."""
        self._do("key", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """Types a text."""
        self._do("type", "--delay", "5", text)

    def turn_wheel(self, x: int, y: int, notches: int) -> None:
        """Turns the wheel away from the user, over a point of the screen."""
        self._do("mousemove", x, y, "click", "--repeat", notches, "--delay", "30", 4)

    def stroke(self, points: Sequence[tuple[float, float]]) -> None:
        """Draws a line with the left button held."""
        at = [(round(x), round(y)) for x, y in points]
        moves = [word for point in at[1:] for word in ("mousemove", *point, "sleep", "0.004")]
        self._do("mousemove", *at[0], "mousedown", 1, *moves, "mouseup", 1)

    def focus(self, title: str) -> int:
        """Lets the keys go to the window with this in its title, as soon as it is there."""
        window = self.window(title)
        self._do("windowfocus", "--sync", window)
        return window

    # --- what a user sees ---

    def window(self, title: str) -> int:
        """The visible window with this in its title, as soon as it is there."""
        return self.wait(lambda: self._windows(title), f"a window “{title}”")[0]

    def wait_gone(self, title: str) -> None:
        """Waits until no window has this in its title."""
        self.wait(lambda: not self._windows(title), f"no window “{title}” any more")

    def place(self, window: int) -> tuple[int, int, int, int]:
        """Left, top, width and height of a window."""
        told = self._do("getwindowgeometry", "--shell", window)
        values = dict(line.split("=") for line in told.split())
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))  # type: ignore[return-value]

    def pixels(self, left: int, top: int, width: int, height: int) -> Image:
        """A part of the screen, (H, W, 3) uint8 RGB."""
        box = (left, top, left + width, top + height)
        return np.asarray(ImageGrab.grab(bbox=box, xdisplay=self.display).convert("RGB"))

    def clipboard(self) -> str:
        """The text on the clipboard, as another program gets it."""
        done = subprocess.run(
            [sys.executable, "-c", CLIPBOARD],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=True,
        )
        return done.stdout

    def wait(self, look: Callable[[], Any], what: str) -> Any:
        """Looks again and again until there is something to see; gives what that is."""
        ends_at_s = time.monotonic() + WAIT_S
        while not (seen := look()):
            if self._program is not None and self._program.poll() is not None:
                raise AssertionError(f"The program ended: {self._program.communicate()[1]}")
            if time.monotonic() > ends_at_s:
                raise AssertionError(f"Expected {what}, and it never came.")
            time.sleep(POLL_S)
        return seen

    def _windows(self, title: str) -> list[int]:
        # Where there is none, its status is 1.
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", title],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(word) for word in found.stdout.split()]

    def _do(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=True,
        )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        root = str(Path(__file__).parents[2])
        return {
            **os.environ,
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": "1",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": root,
        }
