"""Results in a file are whole, whenever the run was stopped."""

import json
import os
import subprocess
import sys
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands import CommandError
from desktop_app.commands.picture_files import PictureFile
from desktop_app.commands.reading_task import Task
from desktop_app.commands.readout import FileReadout, ReadDigit, Readout
from desktop_app.commands.result_file import PROGRESS_SUFFIX, Progress, ResultFile
from vision.frame import Box

OPTIONS = {"--format": "json", "--unsure": "no"}
NAMES = [f"photos/{n:02}.png" for n in range(12)]


def tasks(names=NAMES):
    return [Task(PictureFile(name, PurePath(name))) for name in names]


def pages_of(name):
    """Two pages of one digit each; of every third file the second cannot be read."""
    readout = Readout(10, 20, (ReadDigit(7, 0.9, Box(1, 2, 3, 4), None),), (), 1.0)
    is_broken = PurePath(name).stem.endswith("3")
    second = FileReadout(name, error="No.") if is_broken else FileReadout(name, readout, page=2)
    return [FileReadout(name, readout, page=1), second]


def run(path, *, form="json", names=NAMES, stop_after=None, options=OPTIONS, resume=True):
    """Goes on with a run; gives the names of what it read, and whether a file had failed."""
    read = []
    with ResultFile(path, form, options, resume=resume) as results:
        for task in results.rest_of(tasks(names)):
            if len(read) == stop_after:
                break
            results.write(pages_of(task.file.name))
            read.append(task.file.name)
        return read, results.failed


@pytest.fixture(params=["json", "csv", "text"])
def whole(request, tmp_path):
    """The form, and what a run without a stop leaves."""
    path = tmp_path / "whole"
    run(path, form=request.param, resume=False)
    return request.param, path.read_bytes()


@pytest.mark.parametrize("stop_after", [0, 1, 5, 12])
def test_a_stopped_run_goes_on_where_it_stopped(tmp_path, whole, stop_after):
    form, expected = whole
    path = tmp_path / "out"
    first, _ = run(path, form=form, stop_after=stop_after)
    second, failed = run(path, form=form)
    assert first + second == NAMES
    assert path.read_bytes() == expected
    assert failed, "what failed before the stop is not forgotten"
    assert run(path, form=form) == ([], True)
    assert path.read_bytes() == expected


@pytest.mark.parametrize("torn", [1, 30, 10_000])
def test_what_was_written_behind_the_last_saving_is_read_again(tmp_path, whole, torn):
    """As a kill leaves it: results are there, whole or torn, that the progress does not know."""
    form, expected = whole
    path = tmp_path / "out"
    run(path, form=form, stop_after=4)
    saved = path.stat().st_size
    path.write_bytes(expected[: saved + torn])
    second, _ = run(path, form=form)
    assert second == NAMES[4:]
    assert path.read_bytes() == expected


def test_an_error_saves_what_was_done_before_it(tmp_path):
    path = tmp_path / "out"

    def stopped():
        with ResultFile(path, "json", OPTIONS) as results:
            for task in results.rest_of(tasks()):
                if task.file.name == NAMES[3]:
                    raise KeyboardInterrupt
                results.write(pages_of(task.file.name))

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert run(path)[0] == NAMES[3:]
    assert [json.loads(row)["file"] for row in path.read_text().splitlines()] == [
        name for name in NAMES for _ in range(2)
    ]


def test_a_file_that_is_there_is_not_replaced(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"a picture")
    for resume in (False, True):
        with pytest.raises(CommandError, match=r"--resume|name another file"):
            run(path, resume=resume)
    assert path.read_bytes() == b"a picture"
    assert not path.with_name(f"photo.jpg{PROGRESS_SUFFIX}").exists()


def test_an_empty_file_is_begun(tmp_path):
    (tmp_path / "out").touch()
    assert run(tmp_path / "out")[0] == NAMES


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"options": OPTIONS | {"--unsure": "yes"}}, "--unsure no, and this is --unsure yes"),
        ({"names": NAMES[:3]}, "holds 5 files and here are only 3"),
        ({"names": ["new.png", *NAMES]}, "are not those"),
        ({"names": NAMES[::-1]}, "are not those"),
    ],
    ids=["another option", "fewer pictures", "a new picture before", "another order"],
)
def test_what_belongs_to_another_run_is_refused_and_stays(tmp_path, change, told):
    path = tmp_path / "out"
    run(path, stop_after=5)
    before = path.read_bytes()
    with pytest.raises(CommandError, match=told):
        run(path, **change)
    assert path.read_bytes() == before
    assert run(path)[0] == NAMES[5:], "with the right options it still goes on"


def test_new_pictures_at_the_end_are_read(tmp_path):
    path = tmp_path / "out"
    run(path, names=NAMES[:7])
    assert run(path)[0] == NAMES[7:]


@pytest.mark.parametrize("damage", ["missing", "empty", "other", "results cut"])
def test_a_progress_that_does_not_fit_is_told(tmp_path, damage):
    path = tmp_path / "out"
    run(path, stop_after=5)
    progress = tmp_path / f"out{PROGRESS_SUFFIX}"
    if damage == "missing":
        progress.unlink()
    elif damage == "empty":
        progress.write_bytes(b"")
    elif damage == "other":
        progress.write_bytes(b'{"version": 1, "files": -1}')
    else:
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CommandError, match="name another file"):
        run(path)


def test_two_runs_do_not_write_to_one_file(tmp_path):
    path = tmp_path / "out"
    with ResultFile(path, "json", OPTIONS), pytest.raises(CommandError, match="Another run"):
        run(path)
    assert run(path)[0] == NAMES


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(tmp_path / "absent" / "out")
    with pytest.raises(CommandError, match="no ordinary file"):
        run(tmp_path)


FULL = """
import resource, signal, sys
from pathlib import Path
from desktop_app.commands import CommandError
from tests.desktop_app.commands.test_result_file import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    run(Path(sys.argv[1]))
except CommandError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize("room", [400, 900])
def test_a_disk_without_room_is_told_and_gone_on_with(tmp_path, room):
    path = tmp_path / "out"
    command = [sys.executable, "-c", FULL, str(path), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "cannot be written" in done.stdout
    assert done.stdout.count("\n") == 1
    run(path)
    run(tmp_path / "json", form="json")
    assert path.read_bytes() == (tmp_path / "json").read_bytes()


@given(st.binary() | st.from_regex(rb'\{"version": 1(, "\w+": (\d+|"\w*"|\{\}|true))*\}'))
def test_any_progress_is_one_or_none(content):
    try:
        progress = Progress.from_json(content)
    except ValueError:
        return
    assert progress.files >= 0
    assert Progress.from_json(progress.to_json()) == progress
