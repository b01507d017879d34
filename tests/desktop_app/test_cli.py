"""The command line as a whole: what opens the window, what does not, and how it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from desktop_app import cli
from desktop_app.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def window(monkeypatch):
    """Stands in for the window; gives what it was opened with, call by call."""
    opened = []
    app = ModuleType("desktop_app.app")
    app.main = lambda argv=None: opened.append(argv) or 0
    monkeypatch.setitem(sys.modules, "desktop_app.app", app)
    monkeypatch.setattr("desktop_app.app", app, raising=False)
    monkeypatch.setattr(cli, "has_display", lambda: True)
    return opened


def test_alone_it_opens_the_window(window):
    assert main([]) == 0
    assert window == [[]]


@pytest.mark.parametrize(
    "source", ["http://127.0.0.1:8080/video", "rtsp://10.0.0.7/live", "0", "my clip.mp4"]
)
def test_a_source_opens_the_window_on_it(window, source):
    assert main([source]) == 0
    assert window == [[source]]


def test_options_reach_the_window_as_they_were_given(window, tmp_path):
    arguments = ["--confidence", "0.8", "--theme", "dark", str(tmp_path / "my page.png")]
    assert main(arguments) == 0
    assert window == [arguments]


def test_a_wrong_option_opens_no_window(window, capsys):
    with pytest.raises(SystemExit) as end:
        main(["--theme", "pink"])
    assert end.value.code == 2
    assert "--theme" in capsys.readouterr().err
    assert window == []


def test_help_tells_the_windows_options_in_groups(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    groups = [text.index(f"\n{title}:\n") for title in ("window", "camera", "reading")]
    assert groups == sorted(groups)
    reading = text[groups[2] : text.index("\nappearance:\n")]
    for option in ("--confidence", "--minimum-height", "--digits", "--no-smoothing"):
        assert f"  {option}" in reading


def test_without_a_display_options_of_reading_are_not_passed_over(window, capsys, monkeypatch):
    monkeypatch.setattr(cli, "has_display", lambda: False)
    assert main(["--confidence", "0.8", "0"]) == 1
    assert "digitlens live" in capsys.readouterr().err


def test_a_file_named_like_a_command_is_reached_by_its_path(window, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "read").touch()
    assert main([str(Path("./read").absolute())]) == 0
    assert main([f".{os.sep}read"]) == 0
    assert main(["--", "read"]) == 0
    assert window == [[str(tmp_path / "read")], [f".{os.sep}read"], ["--", "read"]]


def test_a_mistyped_command_is_told(window, capsys):
    assert main(["evalute"]) == 1
    assert "did you mean digitlens evaluate?" in capsys.readouterr().err
    assert window == []


def test_several_files_are_sent_to_read(window, capsys):
    assert main(["a.png", "b.png"]) == 1
    assert "digitlens read" in capsys.readouterr().err
    assert window == []


def test_the_version(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("digitlens ")


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    for name, command in COMMANDS.items():
        assert f"  {name} " in text
        assert command.SUMMARY in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(capsys, name):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: digitlens {name}")
    assert COMMANDS[name].DESCRIPTION.splitlines()[0] in text
    assert all(len(line) <= 100 for line in text.splitlines())


def digitlens(*arguments, code="", **options):
    """A process of the program, as a shell starts it."""
    start = ["-c", code] if code else ["-m", "desktop_app"]
    return subprocess.Popen(
        [sys.executable, *start, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.fixture
def many_pictures(tmp_path):
    import cv2
    import numpy as np

    for number in range(300):
        image = np.full((400, 400, 3), 255, np.uint8)
        cv2.imwrite(str(tmp_path / f"{number:03}.png"), image)
    return tmp_path


def test_a_reader_that_goes_away_is_no_error(many_pictures):
    process = digitlens("read", str(many_pictures))
    assert process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(120) == 141
    assert errors == b""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_ctrl_c_ends_it_quietly(many_pictures, jobs):
    process = digitlens("read", "--jobs", jobs, str(many_pictures))
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert errors == b""
    assert output.count(b"\n") < 299


def test_names_that_the_terminal_cannot_show_do_not_end_it(tmp_path):
    process = digitlens(
        "read", str(tmp_path / "数.png"), env=os.environ | {"PYTHONIOENCODING": "ascii"}
    )
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"Traceback" not in errors


def test_nothing_heavy_is_loaded_before_it_is_needed():
    code = (
        "import sys\n"
        "from desktop_app.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'cv2', 'PIL', 'rich', 'PyQt6', 'ai_edge_litert', 'tensorflow'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    output, errors = digitlens(code=code).communicate(timeout=120)
    assert errors == b""
    assert output.splitlines()[-1] == b"[]"


def test_a_library_that_is_missing_is_told_in_one_sentence(monkeypatch, capsys):
    def fail(_):
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(COMMANDS["read"], "run", fail)
    assert main(["read", "a.png"]) == 1
    errors = capsys.readouterr().err
    assert "libGL.so.1" in errors
    assert "digitlens doctor" in errors


def test_a_bug_is_not_hidden(monkeypatch):
    def fail(_):
        raise ZeroDivisionError

    monkeypatch.setattr(COMMANDS["read"], "run", fail)
    with pytest.raises(ZeroDivisionError):
        main(["read", "a.png"])
