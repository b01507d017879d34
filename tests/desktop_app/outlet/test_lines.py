import csv
import json
from datetime import UTC, datetime

import pytest

from desktop_app.commands.readout import ReadLine, Readout
from desktop_app.outlet.lines import CSV_COLUMNS, FORMS, Moment
from vision.frame import Box

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def readout(*texts):
    lines = tuple(ReadLine(text, 0.5, Box(0, 0, 1, 1)) for text in texts)
    return Readout(640, 480, (), lines, 1.0)


def line(form, *texts, source="Desk camera"):
    return FORMS[form].line(readout(*texts), Moment(1.25, 30, NOON, source))


def test_people_read_the_time_and_the_numbers():
    assert line("text", "12", "7") == "    1.2 s  12 7"
    assert line("text") == "    1.2 s  no digits"


def test_programs_read_an_object_with_the_time_of_day():
    row = json.loads(line("json", "12"))
    assert row["at"] == "2026-11-21T12:00:00.000+00:00"
    assert (row["time"], row["frame"], row["source"]) == (1.25, 30, "Desk camera")
    assert [part["text"] for part in row["lines"]] == ["12"]


@pytest.mark.parametrize("source", ["a, b", 'x"y', "two\nlines", "=1+1"])
def test_a_row_is_one_line_whatever_the_source_is_called(source):
    text = line("csv", "12", "7", source=source)
    assert "\n" not in text
    (row,) = csv.DictReader([FORMS["csv"].header, text])
    assert tuple(row) == CSV_COLUMNS
    assert (row["text"], row["confidence"]) == ("12 7", "0.25")
    assert not row["source"].startswith("=")


def test_without_digits_the_row_is_there_all_the_same():
    (row,) = csv.DictReader([FORMS["csv"].header, line("csv")])
    assert (row["text"], row["confidence"]) == ("", "")
