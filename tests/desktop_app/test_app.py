import os
import signal
import subprocess
import sys
import textwrap

import pytest

from tests.desktop_app.driving import write_picture

PROBE = """
import sys
from PyQt6.QtCore import QTimer
from desktop_app import app as program

def look(window):
    assert window.isVisible()
{look}

built = program.build_application

def build(argv):
    app, window = built(argv)
    QTimer.singleShot({after_ms}, lambda: look(window))
    return app, window

program.build_application = build
status = program.main({argv})
heavy = sorted(set(sys.modules) & {{"tensorflow", "keras", "matplotlib"}})
print("status", status, "heavy", heavy)
sys.exit(status)
"""


def run_program(look="window.close()", *, argv=(), after_ms=300):
    """Runs the real program in a process of its own, and `look` some time after it is shown."""
    body = textwrap.indent(textwrap.dedent(look), "    ")
    code = PROBE.format(look=body, argv=list(argv), after_ms=after_ms)
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_the_program_starts_and_ends_without_a_word():
    done = run_program()
    assert done.returncode == 0, done.stderr
    assert "status 0" in done.stdout
    assert "QThread" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_windows_process_holds_no_tensorflow():
    assert "heavy []" in run_program(after_ms=1500).stdout


def test_a_bug_in_a_slot_leaves_the_window_alive_and_a_log(user_folders):
    look = (
        "QTimer.singleShot(0, lambda: 1 / 0);"
        "QTimer.singleShot(300, lambda: (print(window.banner.label.text()), window.close()))"
    )
    done = run_program(look)
    assert done.returncode == 0, done.stderr
    assert "Something went wrong" in done.stdout
    logs = list(user_folders.rglob("digitlens.log"))
    assert logs
    assert "ZeroDivisionError" in logs[0].read_text()


def test_what_is_named_on_the_command_line_is_shown(tmp_path):
    look = "print(window.windowTitle(), window.banner.label.text(), sep='|');window.close()"
    done = run_program(look, argv=[str(tmp_path / "missing.png")])
    assert "missing.png" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all file names are Unicode")
def test_a_file_whose_name_is_not_unicode_is_shown(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.png")
    write_picture(path, "1")
    look = "print(window.session.choice.path is not None, window.banner.text);window.close()"
    done = run_program(look, argv=["-style", "Fusion", str(path)])
    assert done.stdout.startswith("True \n"), done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_cleanly(number):
    done = run_program(f"import os; os.kill(os.getpid(), {int(number)})")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_closing_while_a_read_blocks_for_ever_ends_the_process():
    look = """
        import threading
        from desktop_app.live.choice import SourceChoice
        from tests.fakes import FakeSource

        class Blocked(FakeSource):
            def read(self):
                threading.Event().wait()

        choice = SourceChoice("Blocked", lambda: Blocked([]), is_live=True)
        window.chooser.cameras.stop()
        window.session.open(choice)
        QTimer.singleShot(500, window.close)
    """
    done = run_program(look)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
