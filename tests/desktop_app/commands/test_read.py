"""`digitlens read` as one uses it: real files, the bundled model, what is printed."""

import csv
import io
import json

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from desktop_app.cli import main


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def digits_of(row):
    return "".join(str(digit["label"]) for digit in row["digits"])


def test_a_picture_is_read_and_its_boxes_lie_on_the_digits(picture, capsys):
    path = picture("a.png", "4071")
    assert main(["read", "--format", "json", str(path)]) == 0
    output, errors = capsys.readouterr()
    (row,) = rows(output)
    assert errors == ""
    assert row["file"] == str(path)
    assert (row["width"], row["height"]) == (420, 120)
    assert digits_of(row) == "4071"
    assert [line["text"] for line in row["lines"]] == ["4071"]
    assert row["ms"] > 0
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    for digit in row["digits"]:
        left, top, width, height = digit["box"]
        assert image[top : top + height, left : left + width].min() < 120
        assert 40 < height < 70
        assert 0.6 <= digit["confidence"] <= 1


def test_text_is_the_default(picture, capsys, monkeypatch, tmp_path):
    picture("a.png", "4071")
    monkeypatch.chdir(tmp_path)
    assert main(["read", "a.png"]) == 0
    assert capsys.readouterr().out == "a.png: 4071\n"


def test_a_folder_is_read_in_order_with_what_is_below(picture, capsys, monkeypatch, tmp_path):
    picture("in/b.jpg", "25")
    picture("in/a.png", "38")
    picture("in/sub/c.webp", "9")
    (tmp_path / "in" / "notes.txt").write_text("not a picture")
    monkeypatch.chdir(tmp_path)
    assert main(["read", "in"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "in/a.png: 38",
        "in/b.jpg: 25",
        "in/sub/c.webp: 9",
    ]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_bad_file_does_not_keep_the_others_from_being_read(picture, capsys, tmp_path, jobs):
    good, bad = str(picture("good.png")), tmp_path / "bad.png"
    bad.write_bytes(b"no picture at all")
    missing = str(tmp_path / "missing.png")
    status = main(["read", "--format", "json", "--jobs", jobs, str(bad), good, missing, good])
    found = rows(capsys.readouterr().out)
    assert status == 1
    assert [row["file"] for row in found] == [str(bad), good, missing, good]
    assert [set(row) == {"file", "error"} for row in found] == [True, False, True, False]
    assert "missing.png" in found[2]["error"]


def test_errors_go_to_stderr_in_text(capsys, tmp_path):
    assert main(["read", str(tmp_path / "missing.png")]) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.count("\n") == 1
    assert "Traceback" not in errors


def test_a_folder_without_pictures_is_an_error(capsys, tmp_path):
    assert main(["read", "--format", "json", str(tmp_path)]) == 1
    assert "no pictures" in rows(capsys.readouterr().out)[0]["error"]


def test_every_page_is_an_object(picture, capsys, tmp_path):
    pages = [PillowImage.open(picture(f"{text}.png", text)) for text in ("12", "345", "6")]
    path = tmp_path / "pages.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    assert main(["read", "--format", "json", str(path)]) == 0
    found = rows(capsys.readouterr().out)
    assert [(row["page"], digits_of(row)) for row in found] == [(1, "12"), (2, "345"), (3, "6")]


def test_a_broken_page_does_not_lose_the_pages_before(picture, capsys, tmp_path):
    pages = [PillowImage.open(picture(f"{text}.png", text)) for text in ("12", "345")]
    path = tmp_path / "pages.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 40])
    status = main(["read", "--format", "json", str(path)])
    first, *_, last = rows(capsys.readouterr().out)
    if "error" not in first:  # where the page's directory lies decides what is lost
        assert digits_of(first) == "12"
    assert status == 1
    assert "error" in last


def test_an_animation_says_that_only_its_first_frame_was_read(picture, capsys, tmp_path):
    frames = [PillowImage.open(picture(f"{text}.png", text)) for text in ("12", "345")]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert main(["read", "--format", "json", str(path)]) == 0
    output, errors = capsys.readouterr()
    assert digits_of(rows(output)[0]) == "12"
    assert "page" not in rows(output)[0]
    assert "first frame only" in errors


def test_videos_and_streams_are_sent_to_live(video, capsys):
    path = video("a.avi", "12")
    url = "http://admin:secret@127.0.0.1:1/x.mjpg"
    assert main(["read", str(path), url]) == 1
    errors = capsys.readouterr().err
    assert ["digitlens live" in line for line in errors.splitlines()] == [True, True]
    assert errors.count("secret") == 1, "in the name as it was given, nowhere else"


def test_unsure_places_are_told_when_asked_for(picture, capsys):
    path = str(picture("a.png", "4071"))
    main(["read", "--format", "json", "--confidence", "1", path])
    assert rows(capsys.readouterr().out)[0]["digits"] == []
    main(["read", "--format", "json", "--confidence", "1", "--unsure", path])
    places = rows(capsys.readouterr().out)[0]["digits"]
    assert len(places) >= 4
    assert {place["label"] for place in places} == {None}


def test_csv(picture, capsys):
    path = str(picture("a.png", "4071"))
    assert main(["read", "--format", "csv", path]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert "".join(row["label"] for row in table) == "4071"
    assert {row["file"] for row in table} == {path}


def test_jobs_change_nothing_but_the_time(picture, capsys, tmp_path):
    for number in range(12):
        picture(f"in/{number:02}.png", str(1000 + 7 * number))
    results = []
    for jobs in ("1", "4", "0"):
        assert main(["read", "--format", "json", "--jobs", jobs, str(tmp_path / "in")]) == 0
        results.append([row | {"ms": 0} for row in rows(capsys.readouterr().out)])
    assert results[0] == results[1] == results[2]
    assert len(results[0]) == 12


def test_annotated_pictures_keep_their_folders_and_hit_nothing(picture, capsys, tmp_path):
    first, second = picture("in/a.png", "12"), picture("in/sub/a.jpg", "34")
    third = picture("elsewhere/a.png", "56")
    before = {path: path.read_bytes() for path in (first, second, third)}
    out = tmp_path / "in" / "out"
    arguments = ["read", str(tmp_path / "in"), str(third), "--annotate", str(out)]
    assert main(arguments) == 0
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*"))
    assert names == ["a-read-2.png", "a-read.png", "sub/a-read.jpg"]
    assert before == {path: path.read_bytes() for path in before}
    drawn = cv2.imread(str(out / "a-read.png"))
    assert drawn.shape == (120, 420, 3)
    assert (drawn != cv2.imread(str(first))).any()
    capsys.readouterr()
    assert main(arguments) == 0, "a second run replaces its own and does not read them"
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert len(list(out.rglob("*.*"))) == 3


def test_annotated_pages_have_a_file_each(picture, capsys, tmp_path):
    pages = [PillowImage.open(picture(f"{text}.png", text)) for text in ("12", "345")]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    assert main(["read", str(tmp_path / "a.tiff"), "--annotate", str(tmp_path / "out")]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["a-read-page-1.png", "a-read-page-2.png"]


def test_annotated_pictures_never_hit_an_input(picture, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    pages = [PillowImage.open(picture(f"{text}.png", text)) for text in ("12", "345")]
    pages[0].save("a.tif", save_all=True, append_images=pages[1:])
    picture("a-read-page-1.png")
    (tmp_path / "12-read.png").symlink_to("345.png")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["read", ".", "--annotate", "."]) == 0
    assert before == {path: path.read_bytes() for path in before}
    assert (tmp_path / "a-read-page-2.png").is_file()


def test_a_place_that_cannot_be_written_is_told(picture, capsys, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert main(["read", str(picture("a.png")), "--annotate", str(blocked)]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: The folder")
    assert "Traceback" not in errors


def test_names_of_any_language_are_read(picture, capsys):
    path = str(picture("été 数字/Zähler №1.png", "27"))
    assert main(["read", "--format", "json", path]) == 0
    row = rows(capsys.readouterr().out)[0]
    assert (row["file"], digits_of(row)) == (path, "27")


def test_a_model_can_be_chosen_by_id_folder_and_file(picture, capsys, tmp_path):
    path = str(picture("a.png", "4071"))
    folder = tmp_path / "model"
    assert main(["models", "export", "bundled", str(folder)]) == 0
    capsys.readouterr()
    for model in ("bundled", str(folder), str(folder / "model.tflite")):
        assert main(["read", "--model", model, path]) == 0
        assert capsys.readouterr().out == f"{path}: 4071\n"


@pytest.mark.parametrize("damage", ["absent", "empty folder", "not a model.tflite", "flipped"])
def test_a_model_that_cannot_be_used_is_told_in_one_sentence(picture, capsys, tmp_path, damage):
    model = tmp_path / damage
    if damage == "empty folder":
        model.mkdir()
    elif damage == "not a model.tflite":
        model.write_bytes(b"nonsense")
    elif damage == "flipped":
        main(["models", "export", "bundled", str(model)])
        data = bytearray((model / "model.tflite").read_bytes())
        data[len(data) // 2] ^= 1
        (model / "model.tflite").write_bytes(data)
        capsys.readouterr()
    assert main(["read", "--model", str(model), str(picture("a.png"))]) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    "wrong", [["--confidence", "2"], ["--confidence", "x"], ["--jobs", "-1"], ["--format", "xml"]]
)
def test_wrong_options_are_refused(capsys, wrong):
    with pytest.raises(SystemExit) as end:
        main(["read", "a.png", *wrong])
    assert end.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_a_blank_picture_has_no_digits(capsys, tmp_path):
    path = tmp_path / "blank.png"
    cv2.imwrite(str(path), np.full((50, 60, 3), 255, np.uint8))
    assert main(["read", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: no digits\n"
