import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
HEAVY = {"PyQt6", "tensorflow", "keras", "matplotlib"}

# Builds the window as the program does, shows it, and lets its threads load the model.
BUILD_THE_WINDOW = """
import json, sys, time
from desktop_app.app import build_application

application, window = build_application(["digitlens"])
window.show()
give_up_at = time.monotonic() + 60
while "ai_edge_litert.interpreter" not in sys.modules and time.monotonic() < give_up_at:
    application.processEvents()
    time.sleep(0.01)
modules = sorted(sys.modules)
window.close()
application.processEvents()
print(json.dumps(modules))
"""

RUN_THE_COMMAND = """
import contextlib, io, json, sys
from desktop_app.cli import main

with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)))
"""


def modules_after(code: str, *arguments: str) -> set[str]:
    """Runs the code in a Python of its own; its last line lists the modules it had loaded."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def top_level(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_imports_go_only_from_the_window_to_the_model_to_the_pixels() -> None:
    check = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_logo=True))"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_process_of_the_window_never_loads_tensorflow() -> None:
    modules = modules_after(BUILD_THE_WINDOW)
    assert {"PyQt6.QtWidgets", "ai_edge_litert.interpreter"} <= modules
    assert not {"tensorflow", "keras"} & top_level(modules)


def test_reading_a_picture_loads_neither_qt_nor_tensorflow(tmp_path: Path) -> None:
    picture = tmp_path / "blank.png"
    Image.new("L", (320, 240), 255).save(picture)
    modules = modules_after(RUN_THE_COMMAND, "read", str(picture))
    assert "vision.recognizer" in modules
    assert not HEAVY & top_level(modules)


@pytest.mark.parametrize("command", ["live", "train", "evaluate", "models", "explain", "cameras"])
def test_the_help_of_a_command_loads_neither_qt_nor_tensorflow(command: str) -> None:
    modules = modules_after(RUN_THE_COMMAND, command, "--help")
    assert "desktop_app.cli" in modules
    assert not HEAVY & top_level(modules)
