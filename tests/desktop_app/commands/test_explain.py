"""`digitlens explain`: a picture of each stage."""

import cv2
import pytest

from desktop_app.cli import main


def test_each_stage_is_a_picture(picture, capsys, tmp_path):
    out = tmp_path / "a" / "out"
    assert main(["explain", str(picture("a.png", "4071")), "--out", str(out)]) == 0
    text = capsys.readouterr().out
    paths = sorted(out.iterdir())
    assert [line.split(": ")[0] for line in text.splitlines()] == list(map(str, paths))
    names = [path.stem.split("-", 1)[1] for path in paths]
    assert names[:3] == ["picture", "grey", "ink-dark-1"]
    assert names[-4:] == ["candidates", "crops", "selection", "numbers"]
    for path in paths:
        assert cv2.imread(str(path)).size > 0
    assert text.splitlines()[-1].endswith(": 4071.")
    assert "4 read" in text


def test_a_blank_picture_is_explained_too(picture, capsys, tmp_path):
    assert main(["explain", str(picture("a.png", "")), "--out", str(tmp_path / "out")]) == 0
    assert "none" in capsys.readouterr().out.splitlines()[-1]


def test_a_picture_that_is_none_is_told(capsys, tmp_path):
    assert main(["explain", str(tmp_path / "absent.png"), "--out", str(tmp_path / "out")]) == 1
    assert "absent.png" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_folder_must_be_named(capsys):
    with pytest.raises(SystemExit) as end:
        main(["explain", "a.png"])
    assert end.value.code == 2
