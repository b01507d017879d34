"""A process killed at any step of a change leaves the store as it was or as it should be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLING = Path(__file__).with_name("killed_at_every_step.py")
REPOSITORY = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("operation", "fewest_steps"),
    [("promote", 15), ("delete", 6), ("rename", 4), ("export_folder", 8), ("export_archive", 5)],
)
def test_a_kill_at_any_step_leaves_the_models_whole(
    operation: str, fewest_steps: int, bundled_folder: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, str(KILLING), operation, str(tmp_path), str(bundled_folder)],
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, capture_output=True,
        text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    steps, *states = done.stdout.split()
    assert int(steps) > fewest_steps
    assert states == ["after", "before"]
