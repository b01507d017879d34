"""How to start a process of the program's own; imports nothing heavy."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

PARTS = ("model.train", "model.keras_tasks", "desktop_app.commands.display_trial")
"""The modules that run as processes: each has a `main` without arguments."""

PART_OPTION = "--run-part"
"""With it a packaged program, which has no Python beside it, runs one of its parts."""

_START = "import sys; sys.path.append({place!r}); from {part} import main; main()"


def child_command() -> list[str]:
    """The command of the training process; see `model.train` for what it takes and tells."""
    return part_command("model.train")


def part_command(part: str, *arguments: str) -> list[str]:
    """The command of a process that runs a part of the program.

    A packaged program is its own child. Otherwise Python runs with ``-P``, so
    that a folder ``model`` where the user happens to be is not taken for this
    package; it is found where this one was.

    Args:
        part: One of `PARTS`.
        arguments: What `part` finds in ``sys.argv[1:]``.
    """
    if getattr(sys, "frozen", False):
        return [str(_packaged_program()), PART_OPTION, part, *arguments]
    place = str(Path(__file__).resolve().parent.parent)
    return [sys.executable, "-P", "-c", _START.format(place=place, part=part), *arguments]


def runs_part() -> bool:
    """Runs the part that the command line asks for; False where it asks for none.

    A packaged program calls it first of all.
    """
    if len(sys.argv) < 3 or sys.argv[1] != PART_OPTION or sys.argv[2] not in PARTS:
        return False
    part = sys.argv[2]
    del sys.argv[1:3]
    importlib.import_module(part).main()
    return True


def _packaged_program() -> Path:
    """The packaged program that has standard streams: on Windows, that of the window has none."""
    running = Path(sys.executable)
    with_streams = running.with_name(f"digitlens{running.suffix}")
    return with_streams if with_streams.is_file() else running
