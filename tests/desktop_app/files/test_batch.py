"""A folder becomes a table: complete, in order, and never half written."""

import csv
import threading

import pytest
from PIL import Image as PillowImage

from desktop_app.commands.readout import CsvWriter
from desktop_app.files.batch import BatchJob, BatchRun, Outcome, Rows
from model.classifier import ModelError
from tests.desktop_app.files.batch_fakes import HeldReader, fill
from tests.fakes import FakeClock


@pytest.fixture
def folder(tmp_path):
    return fill(tmp_path / "in", a="12 7", b=None, c="305")


def done(job, make_reader=HeldReader, **options):
    run = BatchRun(job, make_reader, lambda: None, **options)
    run.start()
    run.join(30)
    assert not run.is_alive()
    return run


def table(path):
    """The rows, as a spreadsheet that knows the byte order mark sees them."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_picture_has_a_row_those_that_cannot_be_read_too(folder, tmp_path):
    run = done(BatchJob(folder, tmp_path / "out.csv"))
    assert run.outcome is Outcome.DONE
    rows = table(tmp_path / "out.csv")
    assert [(row["file"], row["text"], row["digits"]) for row in rows] == [
        ("a.png", "12 7", "3"),
        ("b.png", "", ""),
        ("c.png", "305", "3"),
    ]
    assert rows[0]["confidence"] == str(round(0.9**3, 4))
    assert rows[1]["confidence"] == ""
    assert "'b.png' is not a picture" in rows[1]["error"]
    assert [row["error"] for row in rows[::2]] == ["", ""]
    assert (run.progress.total, run.progress.done, run.progress.failed) == (3, 3, 1)
    assert [name for name, _ in run.errors] == ["b.png"]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.csv"]


def test_each_digit_can_have_a_row_as_the_command_writes_it(folder, tmp_path):
    done(BatchJob(folder, tmp_path / "out.csv", rows=Rows.DIGITS))
    rows = table(tmp_path / "out.csv")
    assert tuple(rows[0]) == CsvWriter.COLUMNS
    assert [(row["file"], row["line"], row["label"]) for row in rows] == [
        ("a.png", "1", "1"),
        ("a.png", "1", "2"),
        ("a.png", "2", "7"),
        ("c.png", "1", "3"),
        ("c.png", "1", "0"),
        ("c.png", "1", "5"),
    ]
    assert [rows[0][side] for side in ("left", "top", "width", "height")] == [
        "60",
        "60",
        "30",
        "50",
    ]


def test_unsure_places_are_counted_and_a_picture_without_digits_has_a_row(tmp_path):
    folder = fill(tmp_path / "in", a="1 ?", b="?")
    done(BatchJob(folder, tmp_path / "out.csv"))
    rows = table(tmp_path / "out.csv")
    assert [(row["text"], row["digits"], row["unsure"]) for row in rows] == [
        ("1", "1", "1"),
        ("", "0", "1"),
    ]
    assert rows[1]["confidence"] == ""


@pytest.mark.parametrize(("with_subfolders", "files"), [(True, 2), (False, 1)])
def test_folders_below_are_read_where_that_is_wished(tmp_path, with_subfolders, files):
    folder = fill(tmp_path / "in", a="1")
    fill(folder / "below", b="2")
    done(BatchJob(folder, tmp_path / "out.csv", with_subfolders))
    names = [row["file"] for row in table(tmp_path / "out.csv")]
    assert names == ["a.png", "below/b.png"][:files]


def test_every_page_has_a_row(tmp_path):
    folder = fill(tmp_path / "in", a="1", b="2")
    pages = [PillowImage.open(folder / name) for name in ("a.png", "b.png")]
    pages[0].save(folder / "c.tif", save_all=True, append_images=pages[1:])
    run = done(BatchJob(folder, tmp_path / "out.csv"))
    rows = table(tmp_path / "out.csv")[2:]
    assert [(row["file"], row["page"], row["text"]) for row in rows] == [
        ("c.tif", "1", "1"),
        ("c.tif", "2", "2"),
    ]
    assert run.progress.done == 3


def test_no_name_becomes_a_formula_and_none_is_too_odd(tmp_path):
    folder = fill(tmp_path / "in", **{"=cmd()": "1", "@x": "2", 'a,\n"b': "3", "z\udcff": None})
    done(BatchJob(folder, tmp_path / "out.csv"))
    names = [row["file"] for row in table(tmp_path / "out.csv")]
    assert names == ["'=cmd().png", "'@x.png", 'a,\n"b.png', "z\\udcff.png"]


def test_cancelling_keeps_what_was_read_so_far(tmp_path):
    folder = fill(tmp_path / "in", a="1", b="2", c="3", d="4")
    reader = HeldReader(hold_at="2")
    run = BatchRun(BatchJob(folder, tmp_path / "out.csv"), lambda: reader, lambda: None)
    run.start()
    assert reader.is_held.wait(20)
    assert not (tmp_path / "out.csv").exists(), "it is not half written"
    run.cancel()
    reader.go_on.set()
    run.join(20)
    assert run.outcome is Outcome.CANCELLED
    assert run.progress.done == 2
    assert [row["text"] for row in table(tmp_path / "out.csv")] == ["1", "2"]


def test_cancelling_before_anything_was_read_replaces_nothing(folder, tmp_path):
    (tmp_path / "out.csv").write_text("old")
    run = BatchRun(BatchJob(folder, tmp_path / "out.csv"), HeldReader, lambda: None)
    run.cancel()
    run.start()
    run.join(20)
    assert run.outcome is Outcome.CANCELLED
    assert (tmp_path / "out.csv").read_text() == "old"


def test_a_folder_without_pictures_gives_no_table(tmp_path):
    (tmp_path / "in").mkdir()
    assert done(BatchJob(tmp_path / "in", tmp_path / "out.csv")).outcome is Outcome.EMPTY
    assert not (tmp_path / "out.csv").exists()


def test_why_there_is_no_model_is_told(folder, tmp_path):
    def make_reader():
        raise ModelError("The model is damaged.")

    run = done(BatchJob(folder, tmp_path / "out.csv"), make_reader)
    assert (run.outcome, run.reason) == (Outcome.NO_MODEL, "The model is damaged.")
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_written_is_told(folder, tmp_path):
    run = done(BatchJob(folder, tmp_path / "nowhere" / "out.csv"))
    assert run.outcome is Outcome.UNWRITABLE
    assert run.reason


def test_a_bug_is_reported_and_replaces_nothing(folder, tmp_path, monkeypatch):
    reported = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    (tmp_path / "out.csv").write_text("old")
    run = done(BatchJob(folder, tmp_path / "out.csv"), lambda: None)
    assert run.outcome is Outcome.BUG
    assert reported[0].exc_type is AttributeError
    assert (tmp_path / "out.csv").read_text() == "old"


def test_the_time_left_is_told_when_it_can_be_known(tmp_path):
    folder = fill(tmp_path / "in", a="1", b="2", c="3", d="4")
    clock, left = FakeClock(), []
    reader = HeldReader()
    reader.before_read = lambda _frame: clock.advance(1.5)

    def changed():
        left.append((run.progress.done, run.progress.left_s))

    run = BatchRun(BatchJob(folder, tmp_path / "out.csv"), lambda: reader, changed, clock=clock)
    run.start()
    run.join(20)
    assert left[:5] == [(0, None), (1, None), (2, 3.0), (3, 1.5), (4, 0.0)]
