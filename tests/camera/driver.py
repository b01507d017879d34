"""Runs in the virtual machine: the real window before real camera devices, check by check.

Writes one JSON object a line into $OUT/lines.jsonl: first the names of all checks, then each
with whether it passed and what the program said and showed. A picture of the window is kept
beside it for each.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QEventLoop, QTimer

from desktop_app.app import make_application
from desktop_app.live.capture import CaptureState
from desktop_app.main_window import MainWindow
from desktop_app.settings.store import Settings
from desktop_app.theme import apply_theme
from model.demo import LINES
from model.store import ModelStore
from tests.camera.kernel import SIZES
from vision.cameras import Camera

OUT, CLIPS = Path(os.environ["OUT"]), Path(os.environ["CLIPS"])
HOME = Path("/tmp/home")
ORDERS = HOME.with_name("orders")
LIMIT_S = 150.0
"""Nothing takes so long, even where the processor is emulated and the host is busy."""
LIVE_LIMIT_S = 45.0
CLIP_NUMBERS = {number for text, _, _ in LINES[:-1] for number in text.split()}
"""Those that stand on the sheet from the first frame on; the last line is being written."""
DESK, DOOR, TEST = "Desk camera", "Door camera", "vivid"


class Writer:
    """The lens of a loopback camera."""

    def __init__(self, name: str, device: int, size: str | None = None) -> None:
        clip = size or ("desk" if name == DESK else "door")
        self.size = SIZES[clip]
        path = Path(__file__).with_name("writer.py")
        arguments = [
            f"/dev/video{device}",
            str(CLIPS / f"{clip}-{self.size[0]}x{self.size[1]}.yuyv"),
            *map(str, self.size),
        ]
        self._process = subprocess.Popen([sys.executable, "-I", str(path), *arguments])

    def kill(self) -> None:
        """Pulls the cable."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


class Driver:
    """Makes the checks, one after the other, in one window."""

    def __init__(self) -> None:
        self._application, _ = make_application([])
        apply_theme(self._application, "light")
        self.writers: dict[str, Writer] = {}
        # A small picture of the kernel's test camera: an emulated processor draws it.
        Settings(HOME / "settings.json").set("camera.resolution", "640x360")
        self.plug(DESK, 0)
        self.plug(DOOR, 1)
        self.window = self._opened()

    def reopen(self) -> None:
        """Ends the program and starts it again, as far as it can be without a new process."""
        self.window.close()
        self.window = self._opened()

    def _opened(self) -> MainWindow:
        self.settings = Settings(HOME / "settings.json")
        window = MainWindow(self.settings, ModelStore(), demo=lambda: None)
        window.resize(800, 600)
        window.show()
        # Cameras are looked for again while the program is in front.
        window.activateWindow()
        return window

    # --- what it looks at ---

    @property
    def banner(self) -> str:
        return self.window.banner.label.text() if self.window.banner.isVisible() else ""

    @property
    def numbers(self) -> list[str]:
        model = self.window.readings.table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    @property
    def size(self) -> tuple[int, int] | None:
        frame = self.window.session.frame
        return (frame.width, frame.height) if frame else None

    @property
    def is_running(self) -> bool:
        session = self.window.session
        status = session.status
        return (
            status is not None
            and status.state is CaptureState.RUNNING
            and session.frame is not None
            and not session.is_stalled
        )

    def reads_the_clip(self) -> dict[str, Any]:
        """Waits until all of the clip's numbers are listed; live, or else in a frozen picture.

        Where the processor is emulated on a busy host, a reading may take so long that it is
        out of date before it could be shown over a picture that moves.
        """
        started_s = time.monotonic()
        if self.wait_for(lambda: set(self.numbers) >= CLIP_NUMBERS, LIVE_LIMIT_S):
            return {"read": "live", "seconds": round(time.monotonic() - started_s, 1)}
        live = list(self.numbers)
        self.window.commands.pause.trigger()
        frozen = self.wait_for(lambda: set(self.numbers) >= CLIP_NUMBERS)
        numbers = list(self.numbers)
        self.window.commands.pause.trigger()
        return {"read": "frozen" if frozen else "", "live": live, "numbers, frozen": numbers}

    def shown(self) -> dict[str, Any]:
        """What a user sees now."""
        session = self.window.session
        return {
            "title": self.window.windowTitle(),
            "state": str(session.status.state) if session.status else "none",
            "size": self.size,
            "numbers": self.numbers,
            "banner": self.banner,
        }

    # --- what it does ---

    def plug(self, name: str, device: int, size: str | None = None) -> None:
        """Feeds a loopback camera, as its lens; one that was fed already is unplugged first."""
        self.unplug(name)
        self.writers[name] = Writer(name, device, size)

    def unplug(self, name: str) -> None:
        """Kills what feeds a loopback camera."""
        writer = self.writers.pop(name, None)
        if writer is not None:
            writer.kill()

    def camera(self, name: str) -> Camera | None:
        """The camera of the menu with this name."""
        cameras = self.window.chooser.cameras.cameras
        return next((one for one in cameras if one.name.startswith(name)), None)

    def choose(self, name: str) -> bool:
        """Chooses a camera in the menu, once it is listed."""
        self.window.refresh_cameras()
        if not self.wait_for(lambda: self.camera(name) is not None):
            return False
        action = next(
            action
            for action in self.window.camera_menu.actions()
            if action.text().replace("&", "").startswith(name)
        )
        action.trigger()
        return True

    def wait_for(self, condition: Callable[[], bool], limit_s: float = LIMIT_S) -> bool:
        ends_at_s = time.monotonic() + limit_s
        while not condition():
            if time.monotonic() > ends_at_s:
                return False
            self.spend(0.05)
        return True

    @staticmethod
    def spend(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()


def commanded(*arguments: str) -> tuple[int, str, str]:
    """Runs `digitlens` and gives its exit status, its output and its last line of errors."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", *arguments],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, (done.stderr.strip().splitlines() or [""])[-1]


def note(line: dict[str, Any]) -> None:
    with (OUT / "lines.jsonl").open("a", encoding="utf-8") as target:
        target.write(json.dumps(line) + "\n")


def main() -> int:
    from tests.camera.checks import CHECKS

    HOME.mkdir()
    only = os.environ.get("ONLY", "")
    checks = [(name, check) for name, check in CHECKS if only in name]
    note({"checks": [name for name, _ in checks]})
    driver = Driver()
    for number, (name, check) in enumerate(checks):
        try:
            passed, seen = check(driver)
        except Exception:  # one check that trips must not end the others
            passed, seen = False, {"error": traceback.format_exc()}
        driver.window.grab().save(str(OUT / f"{number:02d}.png"))
        note({"check": name, "passed": passed, "seen": seen})
    driver.window.close()
    for name in (DESK, DOOR):
        driver.unplug(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
