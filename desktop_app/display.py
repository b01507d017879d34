"""Whether a window can be shown here, found out without Qt, which ends the process where not."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

TIMEOUT_S = 2.0
X11_PORT = 6000


def has_display() -> bool:
    """Whether a display server answers: always, except on Linux, where there may be none.

    A variable alone does not tell: it outlives its server, in `sudo`, `tmux` or `ssh`.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _answers_wayland(os.environ.get("WAYLAND_DISPLAY", "")) or _answers_x11(
        os.environ.get("DISPLAY", "")
    )


def _answers_wayland(name: str) -> bool:
    # An absolute path stays as it is.
    return bool(name) and _answers(str(Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name))


def _answers_x11(display: str) -> bool:
    named = re.fullmatch(r"(?P<host>.*):(?P<number>\d+)(\.\d+)?", display)
    if named is None:
        return False
    host, number = named["host"], int(named["number"])
    if host not in ("", "unix"):
        return _answers((host, X11_PORT + number))
    path = f"/tmp/.X11-unix/X{number}"
    return _answers(path) or _answers(f"\0{path}")


def _answers(address: str | tuple[str, int]) -> bool:
    if sys.platform == "win32":
        return False  # it has no such sockets, and is not asked
    try:
        if isinstance(address, tuple):
            socket.create_connection(address, TIMEOUT_S).close()
        else:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(TIMEOUT_S)
                connection.connect(address)
    except (OSError, OverflowError, UnicodeError):
        return False
    return True
