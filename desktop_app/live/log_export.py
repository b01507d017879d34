"""The log of readings as a file for spreadsheets (CSV) or for programs (JSON)."""

from __future__ import annotations

import csv
import io
import json
import os
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop_app.live.log import LogEntry
from model.atomic_files import sync

SUFFIXES = (".csv", ".json")
COLUMNS = ("time", "source", "text", "confidence")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula, and runs it."""


class UnknownFormatError(Exception):
    """The suffix of the file is of no known format."""


def write_log(entries: Sequence[LogEntry], path: Path) -> None:
    """Writes the log completely or not at all, as CSV or JSON by the suffix.

    Args:
        entries: Oldest first.
        path: Where to; a file that is there is replaced.

    Raises:
        UnknownFormatError: The suffix is neither ".csv" nor ".json".
        OSError: The disk is full, or the folder cannot be written to; what was
            there before still is.
    """
    forms = {".csv": log_as_csv, ".json": log_as_json}
    form = forms.get(path.suffix.lower())
    if form is None:
        raise UnknownFormatError(path.suffix)
    # Not made for its owner only, as temporary files are: it is a file like any other.
    temporary = path.with_name(f".digitlens-{uuid.uuid4().hex}")
    try:
        with temporary.open("xb") as stream:
            stream.write(form(entries))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def log_as_csv(entries: Sequence[LogEntry]) -> bytes:
    """A row for each number, as RFC 4180 has it, in UTF-8.

    It begins with a byte order mark, without which Excel takes UTF-8 for
    something else; times are local, in the form that spreadsheets know.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows(
        (spreadsheet_time(e.time), safe_cell(e.source), safe_cell(e.text), round(e.confidence, 4))
        for e in entries
    )
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def log_as_json(entries: Sequence[LogEntry]) -> bytes:
    """A list of objects in UTF-8; times are ISO 8601 with their offset."""
    rows = [
        {
            "time": entry.time.isoformat(timespec="seconds"),
            "source": entry.source,
            "text": entry.text,
            "confidence": round(entry.confidence, 4),
        }
        for entry in entries
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    # The name of a file need not be valid UTF-8; \udc80 is an escape that JSON knows.
    return text.encode("utf-8", "backslashreplace")


def log_as_table(entries: Sequence[LogEntry]) -> str:
    """The rows as spreadsheets take them from the clipboard: columns parted by tabs."""
    return "\n".join(
        "\t".join(
            (
                spreadsheet_time(entry.time),
                safe_cell(" ".join(entry.source.split())),
                safe_cell(entry.text),
                f"{entry.confidence:.4f}",
            )
        )
        for entry in entries
    )


def spreadsheet_time(time: datetime) -> str:
    """Date and time as every spreadsheet knows them, in local time."""
    return f"{time:%Y-%m-%d %H:%M:%S}"


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
