"""Nothing leaves the machine and no picture is kept: looked at in a real process of the program."""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import cv2
import numpy as np
import pytest

from desktop_app.problems import log, start_log, stop_log
from tests.desktop_app.driving import write_page
from tests.fakes import MjpegServer

ROOT = Path(__file__).parents[2]

# Runs the real program with a hook that is told of each connection and each file that is
# written, from whatever library of Python it comes; what C++ opens is seen in /proc.
WATCHED = """
import json, os, sys

told = {"network": [], "written": [], "inet": []}

def hook(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
                 "socket.gethostbyname", "urllib.Request"):
        told["network"].append([event, repr(arguments)])
    elif event == "open" and isinstance(arguments[0], (str, bytes)):
        mode, flags = arguments[1] or "", arguments[2] or 0
        if set(mode) & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            told["written"].append(os.fsdecode(arguments[0]))

sys.addaudithook(hook)

def inet_sockets():
    if not os.path.isdir("/proc/self/fd"):
        return
    links = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            links.add(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            pass
    for table in ("tcp", "tcp6", "udp", "udp6"):
        try:
            rows = open(f"/proc/net/{table}").read().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            cells = row.split()
            if f"socket:[{cells[9]}]" in links:
                told["inet"].append([table, cells[2]])

from PyQt6.QtCore import QTimer
from desktop_app import app as program

make_window = program.make_window

def make(app, options):
    window = make_window(app, options)
    state = {"ticks": 0}

    def tick():
        state["ticks"] += 1
        inet_sockets()
        recognition = window.session.recognition
        has_read = recognition is not None and recognition.digits
        if has_read and not state.get("acted"):
            state["acted"] = state["ticks"]
{act}
        if (state.get("acted") and state["ticks"] > state["acted"] + 15) or state["ticks"] > 600:
            told["read"] = bool(state.get("acted"))
            window.close()

    timer = QTimer(window)
    timer.timeout.connect(tick)
    timer.start(50)
    return window

program.make_window = make
status = program.main({argv})
print(json.dumps(told))
sys.exit(status)
"""

LOOK_AROUND = """
window.dialogs.show_settings("Privacy")
window.dialogs.show_settings("Model")
window.dialogs.show_history()
window.dialogs.show_about()
window.dialogs.show_drawing()
window.commands.pause.trigger()
window.commands.pause.trigger()
"""


def watched(argv, home, act=LOOK_AROUND):
    """What the program did in a session with this source, and the files it left."""
    code = WATCHED.replace("{argv}", repr(argv)).replace(
        "{act}", textwrap.indent(act.strip(), " " * 12)
    )
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
        cwd=home,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["read"], "nothing was read, so nothing was tried"
    return told


def files_of(*folders):
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


ALLOWED = re.compile(
    r"settings\.json|digitlens\.log|digitlens\.socket\.lock|.*fontlist.*|\.matplot.*"
)


def check_files(home, user_folders):
    """No file is a picture, a video, samples or anything but settings and log."""
    for path in files_of(home, user_folders):
        content = path.read_bytes()
        assert ALLOWED.fullmatch(path.name), path
        assert cv2.imdecode(np.frombuffer(content or b"0", np.uint8), cv2.IMREAD_COLOR) is None
        if path.name == "digitlens.log":
            check_log(content.decode())


def check_log(text):
    """Lines of words: nothing that could be pixels of a picture."""
    assert text
    for line in text.splitlines():
        assert len(line) < 500
        assert not re.search(r"(?:\d+[, ]+){12,}|[A-Za-z0-9+/=]{120,}|(?:\\x[0-9a-f]{2}){8,}", line)


def test_a_session_with_the_demo_asks_nobody_and_keeps_no_picture(tmp_path, user_folders):
    told = watched([], tmp_path / "home")
    assert told["network"] == []
    assert told["inet"] == []
    check_files(tmp_path / "home", user_folders)


def test_a_session_with_a_picture_asks_nobody_and_keeps_none(tmp_path, user_folders):
    page = write_page(tmp_path / "page.png", "314")
    told = watched([str(page)], tmp_path / "home")
    assert told["network"] == []
    assert told["inet"] == []
    check_files(tmp_path / "home", user_folders)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a process's sockets")
def test_a_session_with_a_stream_asks_that_server_alone(tmp_path, user_folders):
    page = cv2.imread(str(write_page(tmp_path / "page.png", "314")))
    with MjpegServer([page], interval_s=0.05) as server:
        port = int(server.url.split(":")[2].split("/")[0])
        told = watched([server.url], tmp_path / "home")
    asked = {tuple(one) for one in told["inet"]}
    assert asked == {("tcp", f"0100007F:{port:04X}")}
    assert told["network"] == []
    check_files(tmp_path / "home", user_folders)


def odd(picture):
    raise ValueError("odd picture", picture, picture.tobytes())


def test_what_is_logged_of_an_array_fills_no_line(tmp_path):
    """Even an error that carries a picture leaves none of it in the log."""
    start_log(tmp_path / "logs")
    try:
        picture = np.arange(1800, dtype=np.uint8).reshape(20, 30, 3)
        log.info("read %r", picture)
        try:
            odd(picture)
        except ValueError:
            log.exception("Unexpected error")
    finally:
        stop_log()
    text = (tmp_path / "logs" / "digitlens.log").read_text()
    check_log(text)
    assert len(text) < 4000
    assert "odd picture" in text
    assert "test_privacy.py" in text
