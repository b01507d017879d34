"""`digitlens explain`: a picture of each stage."""

import cv2
import numpy as np
import pytest

from desktop_app.cli import main
from desktop_app.commands.stage_crops import crop_sheet
from desktop_app.commands.stage_pictures import CANDIDATE_COLOR, LINE_COLOR, RIVAL_COLOR
from vision.frame import Box
from vision.reading import Candidate


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


def test_a_page_on_its_side_is_shown_upright_too(picture, capsys, tmp_path):
    upright = cv2.imread(str(picture("a.png", "40717")))
    side = tmp_path / "side.png"
    cv2.imwrite(str(side), np.rot90(upright))
    assert main(["explain", str(side), "--out", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    assert "turned by 270 degrees to the left" in text
    assert text.splitlines()[-1].endswith(": 40717.")
    (turned,) = (tmp_path / "out").glob("*-turned.png")
    (candidates,) = (tmp_path / "out").glob("*-candidates.png")
    assert cv2.imread(str(turned)).shape == upright.shape
    assert cv2.imread(str(candidates)).shape[1] == upright.shape[1]


def test_long_lines_are_shown_apart_from_the_ink(picture, capsys, tmp_path):
    path = picture("a.png", "4071")
    page = cv2.imread(str(path))
    page[-12:-10, 20:-20] = 60
    cv2.imwrite(str(path), page)
    assert main(["explain", str(path), "--out", str(tmp_path / "out")]) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "ink-dark-1" in one]
    assert "long lines (orange)" in line
    (ink,) = (tmp_path / "out").glob("*-ink-dark-1.png")
    orange = (cv2.imread(str(ink)) == LINE_COLOR[::-1]).all(axis=2)
    rows = np.flatnonzero(orange.any(axis=1))
    assert orange.sum() > 100
    assert rows.min() > page.shape[0] - 20


def test_of_a_large_picture_the_full_size_is_shown_where_it_is_looked_at(picture, capsys, tmp_path):
    digits = cv2.imread(str(picture("a.png", "4071")))
    small = cv2.resize(digits, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    page = np.empty((1800, 2400, 3), np.uint8)
    page[:] = np.median(digits, axis=(0, 1))
    page[200 : 200 + digits.shape[0], 300 : 300 + digits.shape[1]] = digits
    for name in ("large", "both"):
        path = tmp_path / f"{name}.png"
        cv2.imwrite(str(path), page)
        assert main(["explain", str(path), "--out", str(tmp_path / name)]) == 0
        page[1400 : 1400 + small.shape[0], 1500 : 1500 + small.shape[1]] = small
    assert not list((tmp_path / "large").glob("*-ink-dark-1.png"))
    assert capsys.readouterr().out.count("at full size, looked for around small ink only") == 1
    (ink,) = (tmp_path / "both").glob("*-ink-dark-1.png")
    is_ink = cv2.imread(str(ink))[..., 0] == 0
    assert is_ink[1400:1500, 1500:].any()
    assert not is_ink[:1000].any()


def test_rivals_stand_in_one_frame_and_what_is_read_in_a_green_one():
    whole, left, right, alone = (
        Candidate(Box(x, 0, 10, 10), np.full((28, 28), 90, np.uint8), rivals=rivals)
        for x, rivals in ((0, (1, 2)), (0, (0,)), (10, (0,)), (90, ()))
    )
    says = np.zeros((4, 11), np.float32)
    says[range(4), [10, 6, 0, 7]] = 0.9
    sheet = crop_sheet([whole, left, right, alone], says, [False, True, True, True])
    cells = [sheet[:, 12 + 96 * place - 5 : 12 + 96 * place + 86] for place in range(4)]
    is_green = [(cell == CANDIDATE_COLOR[::-1]).all(axis=2).sum() > 200 for cell in cells]
    is_framed = [(cell == RIVAL_COLOR[::-1]).all(axis=2).sum() > 100 for cell in cells]
    # Rivals of one another follow one another, the one that is no digit last.
    assert is_green == [True, True, False, True]
    assert sum(is_framed) == 3
    assert crop_sheet([], np.zeros((0, 11), np.float32), []).size > 0


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
