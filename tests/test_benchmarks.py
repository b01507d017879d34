"""The benchmarks' own parts: the figures they tell, and the page that shows them."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks import results
from tests.benchmarks.latency_window import busy_core
from tests.benchmarks.measure import Ratio
from tests.benchmarks.moving_page import MovingPage
from tests.benchmarks.profile_stages import OTHER_OWNER, STAGES, owner_of, shares, stage_of

FAST = Ratio("reading / grey", 2.0, 1.0, 12.0)
SLOW = Ratio("reading / decoding", 30.0, 10.0, 2.0)
FEW = Ratio("frames shown", 20.0, 30.0, 0.95, "/s", is_least=True)

READ = (
    "main (profiled.py:3);Reading.__call__ (reading.py:1);Recognizer.read (vision/recognizer.py:8)"
)


def row_of(table, name):
    (row,) = (line for line in table.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in row.split("|")[1:-1]]


@pytest.fixture
def run():
    return {
        "machine": results.machine(),
        "parts": {"reading": results.part_figures([FAST, SLOW, FEW])},
    }


def test_the_table_tells_figure_limit_and_command_of_what_is_met_and_missed(run):
    table = results.table(run)
    command = '`make bench ARGS="--only reading"`'
    assert row_of(table, "reading / grey") == [
        "reading / grey",
        "2.00",
        "12",
        "met",
        "2 / 1 ms",
        command,
    ]
    assert row_of(table, "reading / decoding")[1:4] == ["3.00", "2", "**missed**"]
    assert row_of(table, "frames shown")[1:4] == ["0.67", "at least 0.95", "**missed**"]


def test_what_was_not_measured_keeps_its_place_and_its_command(run):
    lines = results.table(run).splitlines()
    below = lines[lines.index("| **Beside the sample that comes with OpenCV** | | | | | |") + 1]
    assert "not measured" in below
    assert "`make sample`" in below


def test_photographs_read_worse_than_before_are_a_miss(run):
    read = {"photos": 86, "wanted": 874, "negatives": 28, "false_per_negative": 0.0, "limit": 0.95}
    good = results.table({**run, "photographs": {**read, "f1": 0.97}})
    bad = results.table({**run, "photographs": {**read, "f1": 0.94}})
    name = "86 photographs with 874 digits, F1"
    assert row_of(good, name)[1:4] == ["0.970", "at least 0.95", "met"]
    assert row_of(bad, name)[3] == "**missed**"


def test_a_later_run_of_one_part_leaves_the_others_as_they_were(run):
    other = {"machine": {}, "parts": {"latency": results.part_figures([FAST])}}
    merged = results.with_run({**run, "photographs": {"f1": 0.97}}, other)
    assert set(merged["parts"]) == {"reading", "latency"}
    assert merged["parts"]["reading"] == run["parts"]["reading"]
    assert merged["photographs"] == {"f1": 0.97}


def test_tables_go_into_their_places_and_the_text_around_stays(run):
    page = "Before.\n\n<!-- figures -->\nold\n<!-- end of figures -->\n\nAfter.\n"
    written = results.page_with(page, run)
    assert written.startswith("Before.\n\n<!-- figures -->\n| figure |")
    assert written.endswith("<!-- end of figures -->\n\nAfter.\n")
    assert "old" not in written
    assert results.page_with(written, run) == written


def test_a_page_without_a_place_is_refused(run):
    with pytest.raises(ValueError, match="figures"):
        results.page_with("Nothing here.\n", run)


def test_the_page_shows_the_figures_of_the_run_beside_it():
    run = json.loads(results.FIGURES.read_text(encoding="utf-8"))
    page = results.PAGE.read_text(encoding="utf-8")
    assert results.page_with(page, run) == page


def test_make_bench_leaves_a_json_of_what_it_and_others_measured(tmp_path, monkeypatch):
    measured, others = tmp_path / "bench.json", tmp_path / "sample.json"
    others.write_text(json.dumps([SLOW.to_json()]))
    monkeypatch.setattr(bench, "_ratios", lambda name, runs: iter([FAST]))
    arguments = ["--only", "reading", "--also", f"sample={others}", "--json", str(measured)]
    monkeypatch.setattr(sys, "argv", ["bench", *arguments])
    assert bench.main() == 0
    parts = json.loads(measured.read_text())["parts"]
    assert [one["is_met"] for one in parts["reading"]["results"]] == [True]
    assert [one["is_met"] for one in parts["sample"]["results"]] == [False]


def test_make_bench_fails_where_a_limit_is_missed(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "_ratios", lambda name, runs: iter([FAST, SLOW]))
    arguments = ["--only", "reading", "--json", str(tmp_path / "bench.json")]
    monkeypatch.setattr(sys, "argv", ["bench", *arguments])
    assert bench.main() == 1


def test_a_moving_page_is_another_picture_in_every_frame():
    source = MovingPage(("12",), 60, (240, 320))
    source.open()
    first, second = source.read(), source.read()
    assert (first.width, first.height) == (320, 240)
    assert second.index > first.index
    assert second.captured_at_s > first.captured_at_s
    assert (first.image != second.image).any()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be chosen here")
def test_a_busy_core_is_one_core_and_is_idle_again_afterwards():
    with busy_core() as child:
        assert child.poll() is None
        assert len(os.sched_getaffinity(child.pid)) == 1
    assert child.poll() is not None


def test_time_counts_for_the_innermost_stage():
    inner = (
        "propose (vision/segmentation.py:9);Box.union_of (vision/frame.py:2);0x1 (cv2/cv2.abi3.so)"
    )
    lines = [
        f"{READ};{inner} 30",
        f"{READ};Tracker.update (vision/tracking.py:4) 10",
        "main (profiled.py:3);page (reading.py:1);_noisy (reading.py:5) 1000",
    ]
    measured = shares(lines, stage_of)
    assert measured == {"candidates: contours, strokes, pieces, cuts": 75.0, "tracking": 25.0}


def test_native_code_counts_for_the_library_that_was_called():
    called = f"{READ};f (vision/color.py:1)".split(";")
    assert owner_of([*called, "0x1 (cv2/cv2.abi3.so)", "memmove (libc.so.6)"]) == "OpenCV"
    assert owner_of([*called, "array_add (numpy/_core/_multiarray_umath.so)"]) == "numpy"
    assert owner_of([*called, "malloc (libc.so.6)"]) == OTHER_OWNER


def test_each_stage_names_modules_that_there_are():
    for module in (module for modules in STAGES.values() for module in modules):
        paths = [results.ROOT / Path(folder, f"{module}.py") for folder in ("vision", "model")]
        assert any(path.is_file() for path in paths), module
