import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from desktop_app.settings.store import Settings
from desktop_app.settings.table import DEFAULT_CONFIDENCE
from tests.desktop_app.driving import write_picture

ROOT = Path(__file__).parents[2]
PROBE = """
import sys
from PyQt6.QtCore import QTimer
from desktop_app import app as program

def look(window):
    assert window.isVisible()
{look}

make_window = program.make_window

def make(app, options):
    window = make_window(app, options)
    QTimer.singleShot({after_ms}, lambda: look(window))
    return window

program.make_window = make
status = program.main({argv})
heavy = sorted(set(sys.modules) & {{"tensorflow", "keras", "matplotlib"}})
print("status", status, "heavy", heavy)
sys.exit(status)
"""


def start_program(look="window.close()", *, argv=(), after_ms=300):
    """Starts the real program in a process of its own; `look` runs some time after it is shown."""
    body = textwrap.indent(textwrap.dedent(look), "    ")
    code = PROBE.format(look=body, argv=list(argv), after_ms=after_ms)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def run_program(look="window.close()", **options):
    """Runs the real program until it ends."""
    process = start_program(look, **options)
    output, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


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
        def end():
            import time
            print("closed at", time.time(), flush=True)
            window.close()
        QTimer.singleShot(500, end)
    """
    done = run_program(look)
    ended_at_s = time.time()
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    closed_at_s = float(done.stdout.split("closed at")[1].split()[0])
    assert ended_at_s - closed_at_s < 20  # 2 s, ten times over for a machine that is busy


WATCH = """
    import sys
    def tell():
        shown = window.session.choice.name if window.session.choice else ""
        state = "minimized" if window.isMinimized() else "raised"
        if shown == "page.png" and state == "raised":
            print("shows", shown, state, flush=True)
            window.close()
    window.showMinimized()
    clock = QTimer(window)
    clock.timeout.connect(tell)
    clock.start(50)
    print("ready", flush=True)
"""


def test_a_second_start_raises_the_first_window_and_gives_it_its_picture(tmp_path, monkeypatch):
    page = write_picture(tmp_path / "page.png", "1")
    first = start_program(WATCH)
    assert first.stdout.readline() == "ready\n"
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as away:
        away.setenv("PYTHONPATH", str(ROOT))
        second = run_program("print('a second window')", argv=[page.name, "--theme", "dark"])
    assert second.returncode == 0, second.stderr
    assert "a second window" not in second.stdout
    assert "--new-window" in second.stderr
    output, errors = first.communicate(timeout=120)
    assert output.startswith("shows page.png raised\n")
    assert first.returncode == 0, errors


def test_another_window_opens_where_one_is_asked_for():
    first = start_program("print('ready', flush=True)")
    assert first.stdout.readline() == "ready\n"
    second = run_program("print('a second window'); window.close()", argv=["--new-window"])
    assert "a second window" in second.stdout
    first.terminate()
    first.communicate(timeout=120)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_killed_window_is_in_no_ones_way():
    first = start_program("print('ready', flush=True)")
    assert first.stdout.readline() == "ready\n"
    first.kill()
    first.communicate(timeout=120)
    second = run_program("print('a window'); window.close()")
    assert "a window" in second.stdout


def test_options_hold_for_this_run_only():
    look = """
        settings = window._settings
        print(settings.get("reading.confidence"), window.isFullScreen())
        settings.set("camera.mirror", True)
        window.close()
    """
    done = run_program(look, argv=["--confidence", "0.9", "--fullscreen"])
    assert done.stdout.startswith("0.9 True\n"), done.stderr
    written = Settings()
    assert written.get("camera.mirror") is True
    assert written.get("reading.confidence") == DEFAULT_CONFIDENCE
