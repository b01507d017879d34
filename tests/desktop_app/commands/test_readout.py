"""What is printed of a reading is what tools rely on."""

import csv
import io
import json

import numpy as np
import pytest

from desktop_app.commands.readout import FileReadout, Readout, file_writer
from vision.frame import Box, Frame
from vision.reading import DigitRead, NumberRead, Reason, Recognition, Rejection

CROP = np.zeros((28, 28), np.uint8)


def digit(value, left, confidence=0.98765):
    return DigitRead(Box(left, 20, 30, 40), CROP, value, confidence, np.zeros(11, np.float32))


def recognition():
    one, two, seven = digit(1, 10), digit(2, 50), digit(7, 200)
    doubt = np.zeros(11, np.float32)
    doubt[4] = 0.41
    return Recognition(
        Frame(np.zeros((120, 160, 3), np.uint8)),
        digits=(seven, two, one),
        rejections=(
            Rejection(Box(5, 90, 9, 20), Reason.UNSURE, CROP, doubt),
            Rejection(Box(0, 0, 9, 20), Reason.CUT_OFF),
        ),
        numbers=(
            NumberRead(Box(10, 20, 70, 40), 0.0, "12", 0.97, (one, two)),
            NumberRead(Box(200, 20, 30, 40), 0.0, "7", 0.98, (seven,)),
        ),
        latency_ms=4.1234,
    )


def printed(form, *results):
    output, errors = io.StringIO(), io.StringIO()
    writer = file_writer(form, output, errors)
    for result in results:
        writer.write(result)
    return output.getvalue(), errors.getvalue()


READOUT = Readout.of(recognition())


def test_json_is_as_documented():
    text, errors = printed("json", FileReadout("a b.jpg", READOUT))
    assert text.endswith("\n")
    assert errors == ""
    row = json.loads(text)
    assert list(row) == ["file", "width", "height", "digits", "lines", "ms"]
    assert row == {
        "file": "a b.jpg",
        "width": 160,
        "height": 120,
        "digits": [
            {"label": 1, "confidence": 0.9877, "box": [10, 20, 30, 40]},
            {"label": 2, "confidence": 0.9877, "box": [50, 20, 30, 40]},
            {"label": 7, "confidence": 0.9877, "box": [200, 20, 30, 40]},
        ],
        "lines": [
            {"text": "12 7", "confidence": 0.9506, "box": [10, 20, 220, 40]},
        ],
        "ms": 4.1,
    }


def test_json_of_an_error_and_of_a_page():
    text, errors = printed("json", FileReadout("a.tif", error="It is broken."))
    assert json.loads(text) == {"file": "a.tif", "error": "It is broken."}
    assert errors == ""
    text, _ = printed("json", FileReadout("a.tif", READOUT, page=2))
    assert json.loads(text)["page"] == 2


def test_unsure_places_have_no_label_and_come_last():
    digits = Readout.of(recognition(), with_unsure=True).to_json()["digits"]
    assert digits[-1] == {"label": None, "confidence": 0.41, "box": [5, 90, 9, 20]}
    assert len(digits) == 4


def test_any_file_name_can_be_printed():
    name = "caf\u00e9 \udcff.png"
    text, _ = printed("json", FileReadout(name, READOUT))
    text.encode("ascii")
    assert json.loads(text)["file"] == name


def test_text_names_the_numbers():
    unsure = Readout.of(recognition(), with_unsure=True)
    empty = Readout(10, 10, (), (), 1.0)
    text, errors = printed(
        "text",
        FileReadout("a.jpg", READOUT),
        FileReadout("b.tif", unsure, page=3, note="animated: the first frame only"),
        FileReadout("c.jpg", empty),
        FileReadout("d.jpg", error="It is broken."),
    )
    assert text.splitlines() == [
        "a.jpg: 12 7",
        "b.tif, page 3: 12 7 (1 unsure)",
        "c.jpg: no digits",
    ]
    assert errors.splitlines() == [
        "b.tif, page 3: animated: the first frame only",
        "d.jpg: It is broken.",
    ]


def test_csv_has_a_row_for_each_digit():
    unsure = Readout.of(recognition(), with_unsure=True)
    text, errors = printed("csv", FileReadout("a,b.jpg", unsure), FileReadout("x", error="No."))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["file"], row["line"], row["label"]) for row in rows] == [
        ("a,b.jpg", "1", "1"),
        ("a,b.jpg", "1", "2"),
        ("a,b.jpg", "1", "7"),
        ("a,b.jpg", "", ""),
    ]
    assert [rows[0][side] for side in ("left", "top", "width", "height")] == [
        "10",
        "20",
        "30",
        "40",
    ]
    assert errors == "x: No.\n"


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_each_result_is_printed_at_once(form):
    class Watched(io.StringIO):
        flushed = ""

        def flush(self):
            self.flushed = self.getvalue()

    output = Watched()
    writer = file_writer(form, output, io.StringIO())
    writer.write(FileReadout("a.jpg", READOUT))
    assert "a.jpg" in output.flushed
