"""`digitlens live` as one uses it: videos, pictures, streams, no camera."""

import csv
import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime

import cv2
import pytest

from desktop_app.cli import main
from desktop_app.commands.following import Changes, frames_of
from desktop_app.commands.readout import ReadLine, Readout
from desktop_app.outlet.lines import FORMS, Form
from tests.desktop_app.commands.conftest import written
from tests.fakes import FakeSource, MjpegServer
from vision.frame import Box
from vision.sources import SourceError


def lines_of(output):
    """Time and text of each printed reading."""
    pairs = [line.split(" s  ") for line in output.splitlines()]
    return [(float(time), text) for time, text in pairs]


def test_a_video_prints_what_changes_when_it_changes(video, capsys):
    path = video("a.avi", "38", "4071", frames=10, rate=10)
    assert main(["live", str(path)]) == 0
    lines = lines_of(capsys.readouterr().out)
    (first_s, first), (second_s, second) = lines[0], lines[-1]
    assert (first, second) == ("38", "4071")
    # Between the pages nothing may be sure for a moment, but nothing else is ever read.
    assert {text for _, text in lines[1:-1]} <= {"no digits"}
    assert 0 <= first_s < 0.8
    assert 1.0 <= second_s < 2.0


def test_json_has_time_and_frame(video, capsys):
    path = video("a.avi", "38", rate=10)
    assert main(["live", "--format", "json", str(path)]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    place = ["time", "frame", "at", "source"]
    assert list(row) == [*place, "width", "height", "digits", "lines", "ms"]
    assert row["source"] == "a.avi"
    assert abs(datetime.fromisoformat(row["at"]).timestamp() - time.time()) < 3600
    assert row["time"] == pytest.approx(row["frame"] / 10)
    assert [line["text"] for line in row["lines"]] == ["38"]


def test_csv_has_a_row_for_each_reading(video, capsys):
    path = video("a.avi", "38", "4071", frames=10, rate=10)
    assert main(["live", "--format", "csv", str(path)]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert (rows[0]["text"], rows[-1]["text"]) == ("38", "4071")
    assert float(rows[0]["time"]) == pytest.approx(int(rows[0]["frame"]) / 10)
    assert 0.5 < float(rows[-1]["confidence"]) <= 1
    assert {row["source"] for row in rows} == {"a.avi"}


def test_readings_are_added_to_a_file_and_not_printed(video, capsys, tmp_path):
    path, output = video("a.avi", "38", rate=10), tmp_path / "readings.csv"
    for _ in range(2):
        assert main(["live", str(path), "--format", "csv", "--output", str(output)]) == 0
    assert capsys.readouterr().out == ""
    header, *rows = output.read_text().splitlines()
    assert header == "at,source,time,frame,text,confidence"
    assert [row.split(",")[4] for row in rows] == ["38", "38"]


def test_a_file_of_something_else_is_left_alone(video, capsys, tmp_path):
    path = video("a.avi", "38")
    for name, content in (("letter.csv", b"Dear Zo\xc3\xab"), ("photo.jpg", b"\xff\xd8\0\0")):
        output = tmp_path / name
        output.write_bytes(content)
        for form in ("csv", "json"):
            assert main(["live", str(path), "--format", form, "--output", str(output)]) == 1
            assert "holds something else" in capsys.readouterr().err
        assert output.read_bytes() == content
    assert main(["live", str(path), "--output", str(output)]) == 1
    assert output.read_bytes() == content


def test_a_file_that_cannot_be_written_is_told_before_anything_is_read(video, capsys, tmp_path):
    output = tmp_path / "absent" / "readings.txt"
    assert main(["live", str(video("a.avi", "38")), "--output", str(output)]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_whoever_stops_reading_ends_it_without_a_word():
    # A picture that stays: there is no second reading at which the end would be noticed.
    with MjpegServer([written("4071")]) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "desktop_app", "live", server.url, "--format", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            assert json.loads(process.stdout.readline())["lines"][0]["text"] == "4071"
            process.stdout.close()
            assert process.wait(60) == 141
            assert process.stderr.read() == b""
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_a_named_pipe_is_written_while_somebody_reads_it(video, tmp_path):
    pipe = tmp_path / "readings"
    os.mkfifo(pipe)
    path = video("a.avi", "38")
    assert main(["live", str(path), "--output", str(pipe)]) == 0, "nobody is waited for"
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert main(["live", str(path), "--format", "json", "--output", str(pipe)]) == 0
        assert json.loads(os.read(reader, 1 << 16))["lines"][0]["text"] == "38"
    finally:
        os.close(reader)


def test_an_annotated_video_has_every_frame(video, capsys, tmp_path):
    path, target = video("a.avi", "38", frames=9), tmp_path / "out.mp4"
    assert main(["live", str(path), "--annotate", str(target)]) == 0
    capture = cv2.VideoCapture(str(target))
    assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == 9
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(10)
    capture.release()
    assert main(["live", str(path), "--annotate", str(target)]) == 1
    assert "already there" in capsys.readouterr().err


@pytest.mark.parametrize("limit", [["--frames", "4"], ["--seconds", "0.4"]])
def test_it_ends_at_the_limit(video, tmp_path, limit):
    target = tmp_path / "out.avi"
    assert main(["live", str(video("a.avi", "38")), "--annotate", str(target), *limit]) == 0
    capture = cv2.VideoCapture(str(target))
    assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == 4
    capture.release()


def test_a_picture_is_read_once(picture, capsys):
    assert main(["live", str(picture("a.png", "4071"))]) == 0
    assert lines_of(capsys.readouterr().out) == [(0.0, "4071")]


def test_a_stream_is_read_until_the_limit(capsys):
    with MjpegServer([written("4071")]) as server:
        assert main(["live", server.url, "--frames", "30"]) == 0
    assert [text for _, text in lines_of(capsys.readouterr().out)] == ["4071"]


@pytest.mark.parametrize("source", ["absent.mp4", "http://127.0.0.1:1/x", "file:///etc/passwd"])
def test_what_cannot_be_opened_is_told_in_one_sentence(capsys, source):
    assert main(["live", source]) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1


def test_without_a_camera_it_says_so(capsys, monkeypatch):
    monkeypatch.setattr("vision.cameras.list_cameras", tuple)
    assert main(["live"]) == 1
    assert "No camera was found" in capsys.readouterr().err


def test_a_video_that_is_none_leaves_no_annotated_file(capsys, tmp_path):
    path, target = tmp_path / "a.mp4", tmp_path / "out.mp4"
    path.write_bytes(b"nonsense" * 100)
    assert main(["live", str(path), "--annotate", str(target)]) == 1
    assert not target.exists()
    assert "Traceback" not in capsys.readouterr().err


def test_an_interrupt_leaves_a_video_that_can_be_played(video, capsys, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setitem(FORMS, "text", Form(interrupt))
    target = tmp_path / "out.mp4"
    status = main(["live", str(video("a.avi", "38", frames=30)), "--annotate", str(target)])
    assert status == 130
    capture = cv2.VideoCapture(str(target))
    assert capture.read()[0]
    capture.release()


def test_the_newest_frame_of_a_live_source_is_given():
    gate = threading.Event()
    images = [written("1"), written("2"), written("3")]
    source = FakeSource([images[0], gate, *images[1:]])
    frames = frames_of(source)
    _, first = next(frames)
    gate.set()
    *_, (_, last) = take_until(frames, 2)
    assert first.index == 0
    assert last.index == 2
    frames.close()
    assert source.misuse == []
    assert not source.is_open


def take_until(frames, index):
    for time_s, frame in frames:
        yield time_s, frame
        if frame.index >= index:
            return


def test_a_lost_stream_is_waited_for_and_told_once(capsys):
    attempts = []

    def playing():
        attempts.append(1)
        yield written("1")
        if len(attempts) < 3:
            raise SourceError("The camera was lost.")
        yield written("2")

    frames = frames_of(FakeSource(playing))
    seen = []
    for _, frame in frames:
        seen.append(frame.index)
        if len(seen) == 4:
            break
    frames.close()
    assert len(attempts) >= 3
    assert "The camera was lost. Trying again." in capsys.readouterr().err


def test_a_blocked_source_does_not_outlast_the_limit():
    never = threading.Event()
    source = FakeSource([written("1"), never, written("2")])
    frames = list(frames_of(source, 0.3))
    never.set()
    assert len(frames) == 1


def readout(*texts):
    lines = tuple(ReadLine(text, 0.9, Box(0, 0, 1, 1)) for text in texts)
    return Readout(10, 10, (), lines, 1.0)


def told(*steps, steady_s=0.2):
    changes = Changes(steady_s)
    return [
        new.text
        for time_s, texts in steps
        if (new := changes.take(readout(*texts), time_s)) is not None
    ]


def test_a_reading_is_told_when_it_lasted():
    assert told((0.0, ["1"]), (0.1, ["1"]), (0.2, ["1"]), (0.3, ["1"])) == ["1"]


def test_a_glitch_is_not_told():
    steps = [(n / 10, ["12"]) for n in range(5)]
    steps += [(0.5, ["1"]), *[(n / 10, ["12"]) for n in range(6, 12)]]
    assert told(*steps) == ["12"]


def test_numbers_that_change_places_are_not_told():
    assert told((0.0, ["1", "2"]), (0.5, ["1", "2"]), (1.0, ["2", "1"]), (2.0, ["2", "1"])) == [
        "1 2"
    ]


def test_what_has_gone_is_told_but_nothing_at_the_beginning_is_not():
    steps = [(0.0, []), (0.5, []), (1.0, ["7"]), (1.5, ["7"]), (2.0, []), (2.5, [])]
    assert told(*steps) == ["7", ""]
