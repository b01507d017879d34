"""Pictures of the user's samples in the reports of trainings, and their removal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_REPORT_BYTES = 16 << 20

HOLD_OUT_NAME = "samples"
"""What reports call the user's samples; the gate, which names them, is not for the window."""

_SHOWING = ("gained", "lost", "mistakes")
"""What the pictures are called that show crops; the others are charts."""


def remove_from_reports(data_folder: Path) -> None:
    """Deletes the pictures that show samples; figures and charts of the reports stay.

    Args:
        data_folder: Holds the folders of models and of trainings.

    Raises:
        OSError: A picture cannot be deleted.
    """
    for report in data_folder.glob("*/*/report/report.json"):
        for number in _numbers_of_samples(report):
            for kind in _SHOWING:
                (report.parent / f"{number}-{kind}.png").unlink(missing_ok=True)


def _numbers_of_samples(report: Path) -> list[int]:
    """Which of the hold-outs of a report are samples; none of a report that cannot be read."""
    try:
        if report.stat().st_size > MAX_REPORT_BYTES:
            return []
        hold_outs = json.loads(report.read_text("utf-8"))["hold_outs"]
        return [int(one["number"]) for one in hold_outs if one["name"] == HOLD_OUT_NAME]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
