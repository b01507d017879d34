"""`digitlens` without a display reads all the same, and leaves something to look at."""

import cv2
import pytest

from desktop_app.cli import main


@pytest.fixture(autouse=True)
def without_display(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def played(path):
    capture = cv2.VideoCapture(path)
    count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    assert capture.read()[0]
    capture.release()
    return count


def test_the_demo_is_read_and_left_as_a_video(capsys, tmp_path):
    assert main([]) == 0
    first, *readings, last = capsys.readouterr().out.splitlines()
    assert "no display" in first
    assert "demo" in first
    assert "374 905" in readings[-1]
    assert "0123456789" in readings[-1]
    label, path = last.split(": ", 1)
    assert label == "Annotated video"
    assert path == str(tmp_path / "here" / "digitlens-demo-read.mp4")
    assert played(path) == 150


def test_a_video_is_read_and_nothing_overwritten(video, capsys, tmp_path):
    path = video("a b.avi", "38")
    paths = []
    for _ in range(2):
        assert main([str(path)]) == 0
        first, reading, last = capsys.readouterr().out.splitlines()
        assert "a b.avi" in first
        assert reading.endswith(" 38")
        paths.append(last.split(": ", 1)[1])
    assert paths == [str(tmp_path / "here" / name) for name in ("a b-read.mp4", "a b-read-2.mp4")]
    assert played(paths[1]) == 8


def test_a_picture_is_left_as_a_picture(picture, capsys):
    assert main([str(picture("a.jpg", "4071"))]) == 0
    _, reading, last = capsys.readouterr().out.splitlines()
    assert reading == "4071"
    label, path = last.split(": ", 1)
    assert label == "Annotated picture"
    assert cv2.imread(path).shape == (120, 420, 3)


@pytest.mark.parametrize("source", ["absent.png", "ftp://host/x"])
def test_what_cannot_be_read_is_told_in_one_sentence(capsys, source, tmp_path):
    assert main([source]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not list((tmp_path / "here").iterdir())


def test_a_broken_picture_is_told(capsys, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n nonsense")
    assert main([str(path)]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: 'a.png'")
    assert errors.count("\n") == 1
