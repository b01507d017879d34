"""`digitlens read` that is killed, and goes on: nothing is lost and nothing there twice."""

import os
import signal
import subprocess

import pytest

from desktop_app.cli import main
from desktop_app.commands.chosen_model import chosen_model
from desktop_app.commands.ordered import in_order
from desktop_app.commands.processes import ReadingProcesses
from desktop_app.commands.reading_task import Plan, Task, lost, model_place, read_task
from tests.desktop_app.commands.running import (
    DeadlyFile,
    as_picture_file,
    give,
    reading,
    row_count,
    rows_without_time,
    wait_until,
)

COUNT = 24

pytestmark = pytest.mark.slow


@pytest.fixture
def photos(picture, tmp_path):
    """Names of pictures, one of them broken, relative to `tmp_path`."""
    for n in range(COUNT):
        picture(f"photos/{n:02}.png", str(1000 + n))
    (tmp_path / "photos" / "07.png").write_bytes(b"no picture")
    return [f"photos/{n:02}.png" for n in range(COUNT)]


@pytest.fixture
def plan():
    return Plan(model_place(chosen_model("bundled")), 0.7, with_unsure=False)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_run_goes_on_and_nothing_is_lost_or_there_twice(
    photos, tmp_path, monkeypatch, jobs
):
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out.jsonl"
    arguments = ("--output", out, "--resume", "--jobs", jobs)
    for upto, done in ((12, 3), (20, 7)):  # stopped twice
        with reading(*arguments, cwd=tmp_path) as process:
            give(process, photos[:upto])
            # Some are done: of those begun ahead the results are asked for when more come.
            wait_until(lambda: row_count(out) >= done, process)  # noqa: B023
            process.send_signal(signal.SIGKILL)
    with out.open("ab") as stream:
        stream.write(b'{"file": "photos/09.png", "wid')  # as a full buffer leaves it
    (tmp_path / "list").write_text("\n".join(photos))
    assert main(["read", "--list", "list", *map(str, arguments)]) == 1
    main(["read", "photos", "--format", "json", "--output", "whole.jsonl"])
    rows = rows_without_time(out)
    assert [row["file"] for row in rows] == photos
    assert rows == rows_without_time(tmp_path / "whole.jsonl")
    assert "error" in rows[7]


@pytest.mark.skipif(os.name != "posix", reason="process groups of POSIX")
def test_the_processes_of_a_killed_run_end_with_it(photos, tmp_path):
    with reading("--jobs", "2", "--output", "out", cwd=tmp_path) as process:
        give(process, photos)
        wait_until(lambda: row_count(tmp_path / "out") >= 3, process)
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(process.pid)],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        assert len(children) >= 2
        process.send_signal(signal.SIGKILL)
    wait_until(lambda: not any(is_alive(int(child)) for child in children))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_interrupted_run_says_nothing_more_and_goes_on(photos, tmp_path):
    out = tmp_path / "out.jsonl"
    with reading("--output", out, cwd=tmp_path) as process:
        give(process, photos[:9])
        wait_until(lambda: row_count(out) >= 3, process)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in errors
    with reading("--output", out, "--resume", cwd=tmp_path) as process:
        _, errors = process.communicate("\n".join(photos), timeout=120)
    assert process.returncode == 1
    assert [row["file"] for row in rows_without_time(out)] == photos


def test_a_picture_that_ends_its_reader_is_an_error_and_the_others_are_read(photos, plan, tmp_path):
    files = [as_picture_file(tmp_path / name) for name in photos[:7]]
    tasks = [Task(file) for file in files]
    tasks[2:2] = [Task(DeadlyFile("deadly.png"))]
    with ReadingProcesses(2) as processes:
        processes.plan = plan
        results = list(in_order(processes, iter(tasks), lost))
    assert [result.file for (result,) in results] == [task.file.name for task in tasks]
    assert [result.error != "" for (result,) in results] == [n == 2 for n in range(8)]
    assert "ends the program" in results[2][0].error
    (expected,) = read_task(plan, Task(files[5]))
    assert results[6][0].readout.text == expected.readout.text != ""
