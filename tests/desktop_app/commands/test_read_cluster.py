"""Reading on a Dask cluster: a scheduler and workers that are real processes."""

import builtins
import json
import signal
import threading

import pytest

from desktop_app.cli import main
from desktop_app.commands import CommandError
from desktop_app.commands.chosen_model import chosen_model
from desktop_app.commands.cluster import AHEAD, BATCH, ClusterReaders, cluster_readers
from desktop_app.commands.ordered import in_order
from desktop_app.commands.reading_task import Plan, Task, lost, model_place
from tests.desktop_app.commands.running import (
    DeadlyFile,
    as_picture_file,
    cluster,
    give,
    reading,
    row_count,
    rows_without_time,
    wait_until,
)

COUNT = 160

# Dask's own threads outlive a client for a moment, and its own files are closed by its own.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def photos(picture):
    for n in range(8):
        picture(f"photos/{n:02}.png", str(1000 + n))
    return [f"photos/{n % 8:02}.png" for n in range(COUNT)]


@pytest.fixture
def plan():
    return Plan(model_place(chosen_model("bundled")), 0.7, with_unsure=False)


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(photos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list").write_text("\n".join(photos))
    main(["read", "--list", "list", "--output", "whole.jsonl"])
    out = tmp_path / "out.jsonl"
    with (
        cluster(tmp_path) as (address, (first, _)),
        reading("--scheduler", address, "--output", out, cwd=tmp_path) as process,
    ):
        give(process, photos[:120])
        wait_until(lambda: row_count(out) >= 20, process)
        first.send_signal(signal.SIGKILL)
        _, errors = process.communicate("\n".join(photos[120:]), timeout=240)
    assert process.returncode == 0, errors
    rows = rows_without_time(out)
    assert [row["file"] for row in rows] == photos
    assert rows == rows_without_time(tmp_path / "whole.jsonl")


def test_a_cluster_of_this_machine_reads_the_same_and_in_order(
    photos, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos" / "03.png").write_bytes(b"no picture")
    outputs = []
    for options in ([], ["--scheduler", "local", "--workers", "1"]):
        assert main(["read", "photos", "--format", "json", *options]) == 1
        rows = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
        outputs.append([row | {"ms": 0} for row in rows])
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == 8


def test_a_picture_that_ends_its_worker_is_an_error_and_the_others_are_read(photos, plan, tmp_path):
    tasks = [Task(as_picture_file(tmp_path / name)) for name in photos[:6]]
    tasks[2:2] = [Task(DeadlyFile(str(tmp_path / "deadly.png")))]
    with cluster_readers("local", 1, plan) as readers:
        results = list(in_order(readers, iter(tasks), lost, batch=4))
    assert [result.file for (result,) in results] == [task.file.name for task in tasks]
    assert [result.error != "" for (result,) in results] == [n == 2 for n in range(7)]


def test_only_a_few_files_are_with_the_cluster(photos, plan, tmp_path):
    taken = []

    def tasks():
        for n in range(10**9):
            taken.append(n)
            yield Task(as_picture_file(tmp_path / photos[n % COUNT]))

    with cluster_readers("local", 1, plan) as readers:
        results = in_order(readers, tasks(), lost, batch=BATCH)
        for n in range(20):
            assert next(results)[0].readout is not None
            assert len(taken) <= n + BATCH * (AHEAD + 1)
        results.close()


def test_without_workers_it_ends_after_a_while(photos, plan, tmp_path):
    from distributed import Client

    with cluster(tmp_path) as (address, workers), Client(address, timeout=60) as client:
        wait_until(lambda: len(client.nthreads()) == 2)
        for worker in workers:
            worker.kill()
        wait_until(lambda: not client.nthreads())
        readers = ClusterReaders(client, plan, patience_s=0.5)
        found = in_order(readers, [Task(as_picture_file(tmp_path / photos[0]))], lost)
        with pytest.raises(CommandError, match="no worker"):
            next(found)


def test_a_scheduler_that_is_not_there_is_told(picture, capsys):
    path = str(picture("a.png"))
    threads = set(threading.enumerate())
    for address in ("tcp://127.0.0.1:1", "nonsense", "xyz://1"):
        assert main(["read", "--scheduler", address, path]) == 1
        errors = capsys.readouterr().err
        assert errors.count("\n") == 1
        assert "dask scheduler" in errors
    left = [thread.name for thread in set(threading.enumerate()) - threads]
    assert "IO loop" not in left


def test_without_the_extra_its_name_is_told(picture, capsys, monkeypatch):
    whole = builtins.__import__

    def without_dask(name, *arguments):
        if name.split(".")[0] in {"dask", "distributed"}:
            raise ImportError(name)
        return whole(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without_dask)
    assert main(["read", "--workers", "2", str(picture("a.png"))]) == 1
    assert "digitlens[cluster]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--workers", "2", "--scheduler", "tcp://127.0.0.1:8786"],
        ["--workers", "0"],
        ["--workers", "2", "--jobs", "2"],
        ["--scheduler", "local", "--annotate", "out"],
    ],
)
def test_options_that_do_not_go_together_are_refused(capsys, wrong):
    with pytest.raises(SystemExit) as end:
        main(["read", "a.png", *wrong])
    assert end.value.code == 2
    assert wrong[0] in capsys.readouterr().err
