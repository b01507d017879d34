"""How to start the process that trains; imports nothing heavy."""

from __future__ import annotations

import sys
from pathlib import Path

_START = "import sys; sys.path.append({place!r}); from model.train import main; main()"


def child_command() -> list[str]:
    """The command of the training process; see `model.train` for what it takes and tells.

    Python runs with ``-P``, so that a folder ``model`` where the user happens to
    be is not taken for this package; it is found where this one was.
    """
    place = str(Path(__file__).resolve().parent.parent)
    return [sys.executable, "-P", "-c", _START.format(place=place)]
