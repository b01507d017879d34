import csv
import io
import json
import os
import stat
from datetime import datetime, timedelta, timezone

import pytest

from desktop_app.live.log import LogEntry
from desktop_app.live.log_export import (
    UnknownFormatError,
    log_as_csv,
    log_as_json,
    log_as_table,
    write_log,
)

TIME = datetime(2026, 3, 1, 14, 5, 9, 123456, tzinfo=timezone(timedelta(hours=1)))
ENTRIES = [
    LogEntry(1, TIME, "Küche, Zähler", "0047", 0.98765),
    LogEntry(2, TIME, '=HYPERLINK("http://x")', "12", 1.0),
]


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_a_row_for_each_number():
    header, first, _ = csv_rows(log_as_csv(ENTRIES))
    assert header == ["time", "source", "text", "confidence"]
    assert first == ["2026-03-01 14:05:09", "Küche, Zähler", "0047", "0.9877"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_a_spreadsheet_is_a_formula(start):
    entries = [LogEntry(1, TIME, f"{start}1+1", "12", 1.0)]
    source = csv_rows(log_as_csv(entries))[1][1]
    assert source == f"'{start}1+1"
    assert not log_as_table(entries).split("\t")[1].startswith(start)


def test_csv_tells_spreadsheets_that_it_is_utf_8():
    assert log_as_csv([]).startswith(b"\xef\xbb\xbf")


def test_json_keeps_everything_and_the_offset_of_the_time():
    first, second = json.loads(log_as_json(ENTRIES).decode("utf-8"))
    assert first == {
        "time": "2026-03-01T14:05:09+01:00",
        "source": "Küche, Zähler",
        "text": "0047",
        "confidence": 0.9877,
    }
    assert second["source"] == '=HYPERLINK("http://x")'


@pytest.mark.parametrize("form", [log_as_csv, log_as_json])
def test_names_of_files_need_not_be_utf_8(form):
    name = os.fsdecode(b"caf\xe9.png")
    content = form([LogEntry(1, TIME, name, "12", 1.0)]).decode("utf-8")
    assert "caf\\udce9.png" in content


def test_the_clipboard_gets_a_line_for_each_number():
    first, _ = log_as_table(ENTRIES).split("\n")
    assert first == "2026-03-01 14:05:09\tKüche, Zähler\t0047\t0.9877"
    odd = log_as_table([LogEntry(1, TIME, "a\tb\nc", "12", 1.0)])
    assert odd.split("\t")[1] == "a b c"


@pytest.mark.parametrize("name", ["log.csv", "log.JSON"])
def test_the_suffix_chooses_the_format(tmp_path, name):
    path = tmp_path / name
    write_log(ENTRIES, path)
    content = path.read_bytes()
    assert content == (log_as_csv if name == "log.csv" else log_as_json)(ENTRIES)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_others_may_read_the_file_as_any_other_of_the_user(tmp_path):
    plain, path = tmp_path / "plain", tmp_path / "log.csv"
    plain.touch()
    write_log(ENTRIES, path)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(UnknownFormatError):
        write_log(ENTRIES, tmp_path / "log.docx")


def test_what_cannot_be_written_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "log.csv"
    path.write_text("before")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_log(ENTRIES, path)
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]
