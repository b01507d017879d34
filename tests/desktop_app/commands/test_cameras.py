"""`digitlens cameras`: which cameras there are."""

import json

import pytest

from desktop_app.cli import main
from vision.cameras import Camera


@pytest.fixture
def two_cameras(monkeypatch):
    cameras = (
        Camera("HD Webcam", "usb:046d:0825:A1", 0),
        Camera("Document camera", "usb:1234:5678", 12),
    )
    monkeypatch.setattr("vision.cameras.list_cameras", lambda: cameras)


def test_a_line_for_each(two_cameras, capsys):
    assert main(["cameras"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "0   HD Webcam        usb:046d:0825:A1",
        "12  Document camera  usb:1234:5678",
    ]


def test_json(two_cameras, capsys):
    assert main(["cameras", "--format", "json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[1] == {"index": 12, "name": "Document camera", "identity": "usb:1234:5678"}


def test_none(monkeypatch, capsys):
    monkeypatch.setattr("vision.cameras.list_cameras", tuple)
    assert main(["cameras"]) == 0
    assert "No camera was found" in capsys.readouterr().out
    assert main(["cameras", "--format", "json"]) == 0
    assert capsys.readouterr().out == ""
