"""A reading as one line of text, for people or for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.live.log_export import safe_cell

if TYPE_CHECKING:
    from desktop_app.commands.readout import Readout

CSV_COLUMNS = ("at", "source", "time", "frame", "text", "confidence")


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where something was read.

    Attributes:
        time_s: Since the first picture of the source, in seconds.
        frame: Number of the picture, from 0.
        at: Time of day, with its offset from universal time.
        source: Name of the camera, stream or file.
    """

    time_s: float
    frame: int
    at: datetime
    source: str


def as_text(readout: Readout, moment: Moment) -> str:
    """The time and the numbers."""
    return f"{moment.time_s:7.1f} s  {readout.text or 'no digits'}"


def as_json(readout: Readout, moment: Moment) -> str:
    """A JSON object, in ASCII."""
    row: dict[str, Any] = {
        "time": round(moment.time_s, 3),
        "frame": moment.frame,
        "at": _iso(moment.at),
        "source": moment.source,
    }
    return json.dumps(row | readout.to_json())


def as_csv(readout: Readout, moment: Moment) -> str:
    """Cells parted by commas; without digits, text and confidence are empty."""
    return _cells(
        (
            _iso(moment.at),
            safe_cell(moment.source),
            round(moment.time_s, 3),
            moment.frame,
            readout.text,
            round(readout.confidence, 4) if readout.lines else None,
        )
    )


@dataclass(frozen=True, slots=True)
class Form:
    """How readings are written.

    Attributes:
        line: A reading as a line, without its end.
        header: The line before the first, "" for none.
        start: What a file of such lines begins with; "" for anything.
    """

    line: Callable[[Readout, Moment], str]
    header: str = ""
    start: str = ""


def _cells(row: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    # A line is a reading: not even the strangest file name makes two of one.
    return text.getvalue().replace("\r", " ").replace("\n", " ")


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


FORMS = {
    "text": Form(as_text),
    "json": Form(as_json, start="{"),
    "csv": Form(as_csv, header=_cells(CSV_COLUMNS), start=_cells(CSV_COLUMNS)),
}
