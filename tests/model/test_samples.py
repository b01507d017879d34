from __future__ import annotations

import contextlib
import errno
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from model.samples import MAX_SAMPLES, Origin, Sample, SampleError, SampleStore
from tests.places import no_privileges

ROOT = Path(__file__).parents[2]


@pytest.fixture
def needs_permissions():
    with no_privileges():
        yield


@pytest.fixture
def store(tmp_path) -> SampleStore:
    return SampleStore(tmp_path / "samples")


def crop(number: int) -> np.ndarray:
    """A crop of its own for each number."""
    return np.random.default_rng(number).integers(0, 256, (28, 28), np.uint8)


def sample(number: int, label: int = 3, **known) -> Sample:
    return Sample(crop(number), label, Origin.CORRECTION, **known)


def some(count: int, label: int = 3, start: int = 0) -> list[Sample]:
    return [sample(start + i, label) for i in range(count)]


def facts(one: Sample) -> tuple:
    return (
        one.crop.tobytes(), one.label, one.origin, one.made_at, one.answer, one.confidence,
        one.model_id, one.id, one.is_held_out,
    )  # fmt: skip


def everything(store: SampleStore) -> list[tuple]:
    return [facts(one) for one in store.all()]


def test_nothing_is_written_before_the_first_sample(store):
    assert store.all() == ()
    assert store.counts() == (0,) * 11
    assert store.version == 0
    assert len(store.crops("training")) == len(store.crops("held_out")) == 0
    assert store.remove([1, 2]) == ()
    store.relabel([1], 4)
    assert store.add([]) == ()
    assert not store.folder.exists()


def test_by_default_samples_lie_in_the_data_folder_of_the_user(user_folders):
    store = SampleStore()
    store.add([sample(1)])
    assert (user_folders / "data" / "digitlens" / "samples" / "samples.sqlite3").is_file()


def test_what_is_known_of_a_sample_is_kept(store):
    known = sample(
        1, 7, made_at="2026-01-02T03:04:05.678+00:00", answer=1, confidence=0.75, model_id="mine"
    )
    (kept,) = store.add([known])
    (found,) = SampleStore(store.folder).all()
    assert facts(found) == facts(kept)
    assert np.array_equal(found.crop, known.crop)
    assert (found.label, found.origin, found.answer) == (7, Origin.CORRECTION, 1)
    assert (found.confidence, found.model_id) == (0.75, "mine")
    assert found.made_at == "2026-01-02T03:04:05.678+00:00"


def test_the_newest_sample_comes_first(store):
    store.add([sample(i, 4, made_at=f"2026-01-0{i}T00:00:00.000+00:00") for i in (2, 3, 1)])
    store.add([sample(9, 5, made_at="2026-01-02T12:00:00.000+00:00")])
    assert [one.made_at[8:13] for one in store.all()] == ["03T00", "02T12", "02T00", "01T00"]
    assert [one.label for one in store.all(5)] == [5]


def test_every_fifth_of_a_class_is_held_out(store):
    kept = store.add(some(12, 3))
    assert [i for i, one in enumerate(kept) if one.is_held_out] == [4, 9]
    (next_of_another_class,) = store.add([sample(50, 8)])
    assert not next_of_another_class.is_held_out
    assert len(store.crops("held_out")) == 2
    training = store.crops("training")
    assert len(training) == 11
    assert np.array_equal(training.crops[0], kept[0].crop)
    assert list(training.labels) == [3] * 10 + [8]


def test_one_by_one_or_all_at_once_the_same_ones_are_held_out(store, tmp_path):
    other = SampleStore(tmp_path / "other")
    for one in some(11):
        other.add([one])
    store.add(some(11))
    assert len(store.crops("held_out")) == 2
    assert np.array_equal(store.crops("held_out").crops, other.crops("held_out").crops)


def test_a_copy_of_a_crop_is_never_in_the_other_part(store):
    kept = store.add(some(10))
    twins = store.add(some(10))
    assert [one.is_held_out for one in twins] == [one.is_held_out for one in kept]


def test_removed_samples_can_be_put_back(store):
    kept = store.add(some(7))
    before = everything(store)
    removed = store.remove([kept[4].id, kept[1].id, 4711])
    assert {one.id for one in removed} == {kept[4].id, kept[1].id}
    assert store.counts()[3] == 5
    store.restore(removed)
    assert everything(store) == before


def test_a_sample_put_back_never_takes_the_place_of_another(store):
    old = store.add(some(3))
    store.delete_all()
    new = store.add(some(3, start=100))
    store.restore(old)
    assert len(store.all()) == 6
    assert {facts(one) for one in new} <= set(everything(store))


def test_a_relabelled_sample_is_held_out_by_its_new_class(store):
    threes = store.add(some(5, 3))
    store.add(some(4, 8, start=100))
    before = everything(store)
    changed = store.relabel([threes[0].id, threes[4].id], 8)
    assert [facts(one) for one in changed] == [
        facts(one) for id_ in (threes[0].id, threes[4].id) for one in store.all() if one.id == id_
    ]
    assert store.relabel([threes[0].id], 8) == ()
    assert store.counts()[3] == 3
    assert store.counts()[8] == 6
    by_id = {one.id: one for one in store.all()}
    assert by_id[threes[0].id].is_held_out
    assert not by_id[threes[4].id].is_held_out
    store.restore([threes[0], threes[4]])
    assert everything(store) == before


def test_a_label_that_is_none_is_refused(store):
    with pytest.raises(ValueError, match="got 11"):
        store.relabel([1], 11)
    with pytest.raises(ValueError, match="got 12"):
        sample(1, 12)
    with pytest.raises(ValueError, match=r"shape \(28, 28\)"):
        Sample(np.zeros((27, 28), np.uint8), 1, Origin.SHEET)


def test_the_version_tells_of_each_change_by_another_process(store):
    other = SampleStore(store.folder)
    seen = {store.version}
    (kept,) = other.add([sample(1)])
    for change in (
        lambda: other.relabel([kept.id], 5),
        lambda: other.remove([kept.id]),
        lambda: other.restore([kept]),
        other.delete_all,
        lambda: other.add([sample(1)]),
    ):
        assert store.version == store.version
        assert store.version not in seen or store.version == 0
        seen.add(store.version)
        change()
    assert store.version not in seen


def test_delete_all_leaves_no_file(store):
    store.add(some(20))
    store.delete_all()
    assert not store.folder.exists()
    assert store.all() == ()
    store.delete_all()


def test_delete_all_leaves_files_of_others_alone(store):
    store.add(some(2))
    (store.folder / "notes.txt").write_text("mine")
    store.delete_all()
    assert [path.name for path in store.folder.iterdir()] == ["notes.txt"]


def test_what_is_deleted_is_not_in_the_file_any_more(store):
    kept = store.add(some(3))
    content = store.path.read_bytes()
    assert kept[1].crop.tobytes() in content
    store.remove([kept[1].id])
    assert kept[1].crop.tobytes() not in store.path.read_bytes()


def test_there_is_a_limit(store, monkeypatch):
    monkeypatch.setattr("model.samples.MAX_SAMPLES", 10)
    store.add(some(8))
    with pytest.raises(SampleError, match="room for 10 samples, and 8 are there already"):
        store.add(some(3, start=100))
    assert store.counts()[3] == 8
    assert MAX_SAMPLES == 100_000


# What others do to the file.


def test_a_file_of_rubbish_is_put_aside(store):
    store.folder.mkdir()
    store.path.write_bytes(b"This is no database. " * 500)
    assert store.all() == ()
    assert "damaged" in store.problem
    (aside,) = store.folder.glob("samples.damaged-*")
    assert aside.read_bytes().startswith(b"This is no database.")
    assert aside.name in store.problem
    store.add(some(2))
    assert store.counts()[3] == 2
    store.delete_all()
    assert not store.folder.exists()


def test_what_can_be_read_of_a_damaged_file_is_saved(store):
    kept = store.add(some(300))
    content = bytearray(store.path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\x55" * 4096
    store.path.write_bytes(content)
    found = SampleStore(store.folder)
    assert 280 <= len(found.all()) < 300
    assert f"{len(found.all())} samples that could be read" in found.problem
    assert set(everything(found)) <= {facts(one) for one in kept}


def test_damage_that_shows_itself_later_is_met_as_well(store):
    store.add(some(300))
    content = bytearray(store.path.read_bytes())
    content[100 : len(content)] = b"\x55" * (len(content) - 100)
    with store.path.open("r+b") as stream:
        stream.write(content)
    assert store.counts() == (0,) * 11
    assert "damaged" in store.problem
    assert store.add([sample(1)])


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE recipes (name TEXT)",
        "CREATE TABLE samples (crop BLOB); PRAGMA user_version = 1",
        "CREATE TABLE revision (number); PRAGMA user_version = 1",
        "PRAGMA user_version = 1",
    ],
)
def test_a_database_of_something_else_is_put_aside(store, statement):
    store.folder.mkdir()
    with sqlite3.connect(store.path) as database:
        database.executescript(statement)
    database.close()
    store.add([sample(1)])
    assert store.counts()[3] == 1
    assert "damaged" in store.problem


@pytest.mark.parametrize(
    "change",
    [
        "crop = x'00'",
        "crop = 'text'",
        "label = 11",
        "label = -1",
        "label = 'three'",
        "origin = 'theft'",
        "made_at = x'00'",
        "answer = 12",
        "confidence = 9e999",
        "confidence = 'high'",
        "model_id = x'00'",
        "held_out = 7",
    ],
)
def test_a_row_that_holds_no_sample_is_left_out(store, change):
    kept = store.add(some(3))
    with sqlite3.connect(store.path) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute(f"UPDATE samples SET {change} WHERE id = {kept[1].id}")
    database.close()
    assert [one.id for one in store.all()] == [kept[2].id, kept[0].id]
    assert "1 of your samples" in store.problem
    assert sum(len(store.crops(part)) for part in ("training", "held_out")) == 2
    assert sum(store.counts()) in (2, 3)
    store.relabel([one.id for one in kept], 4)
    store.add([sample(77)])
    assert len(store.all()) == 3


def test_samples_of_a_newer_program_are_left_as_they_are(store):
    store.add(some(2))
    with sqlite3.connect(store.path) as database:
        database.execute("PRAGMA user_version = 2")
    database.close()
    before = store.path.read_bytes()
    newer = SampleStore(store.folder)
    for call in (newer.all, newer.counts, lambda: newer.add([sample(5)])):
        with pytest.raises(SampleError, match="newer DigitLens"):
            call()
    assert store.path.read_bytes() == before
    newer.delete_all()
    assert not newer.folder.exists()


@pytest.mark.usefixtures("needs_permissions")
def test_a_read_only_folder_can_be_read(store):
    kept = store.add(some(3))
    store.path.chmod(0o400)
    store.folder.chmod(0o500)
    try:
        assert len(store.all()) == 3
        for call in (
            lambda: store.add([sample(9)]),
            lambda: store.remove([kept[0].id]),
            lambda: store.relabel([kept[0].id], 5),
            store.delete_all,
        ):
            with pytest.raises(SampleError, match=r"write-protected|denied") as told:
                call()
            assert str(told.value).endswith(".")
    finally:
        store.folder.chmod(0o700)
        store.path.chmod(0o600)
    assert len(store.all()) == 3


@pytest.mark.usefixtures("needs_permissions")
def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(0o500)
    with pytest.raises(SampleError, match="could not be saved: Permission denied"):
        SampleStore(closed / "samples").add([sample(1)])
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SampleError, match="could not be saved"):
        SampleStore(tmp_path / "file" / "samples").add([sample(1)])


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system limits no files")
def test_a_full_disk_is_told_and_loses_nothing(store):
    """The child may write no more bytes than the file has; to SQLite that is a full disk."""
    store.add(some(20))
    code = """
import resource, signal, sys
import numpy as np
from pathlib import Path
from model.samples import Origin, Sample, SampleError, SampleStore

store = SampleStore(Path(sys.argv[1]))
size = store.path.stat().st_size
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
crops = np.random.default_rng(0).integers(0, 256, (60, 28, 28), np.uint8)
try:
    store.add([Sample(crop, 4, Origin.SHEET) for crop in crops])
except SampleError as error:
    print(error)
print(sum(store.counts()), store.counts()[3])
"""
    done = run(code, store.folder)
    assert done.stdout.splitlines()[-1] == "20 20", done.stdout + done.stderr
    assert "could not be saved: the disk" in done.stdout
    assert len(store.all()) == 20
    store.add([sample(99)])


def test_a_disk_without_room_for_a_folder_is_told(store, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(SampleError, match="could not be saved: No space left on device"):
        store.add([sample(1)])


# Several at once, and kills.


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


ADD_MANY = """
import sys
import numpy as np
from pathlib import Path
from model.samples import Origin, Sample, SampleStore

store = SampleStore(Path(sys.argv[1]))
random = np.random.default_rng(int(sys.argv[2]))
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    crops = random.integers(0, 256, (int(sys.argv[4]), 28, 28), np.uint8)
    store.add([Sample(crop, number % 11, Origin.SHEET) for crop in crops])
    print(number, flush=True)
"""


def adding(store: SampleStore, seed: int, times: int, each: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ADD_MANY, *map(str, (store.folder, seed, times, each))],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_processes_add_at_once(store):
    children = [adding(store, seed, 12, 3) for seed in (1, 2)]
    for i in range(12):
        store.add([sample(1000 + i, 10)])
        assert sum(store.counts()) > i
    for child in children:
        assert child.wait(timeout=240) == 0
        child.stdout.close()
    assert len(store.all()) == 12 + 2 * 12 * 3
    assert len({one.id for one in store.all()}) == 84
    assert store.problem is None
    held_out = store.crops("held_out")
    for label, count in enumerate(store.counts()):
        assert np.count_nonzero(held_out.labels == label) == count // 5


def test_threads_share_a_store(store):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda i: store.add([sample(i, i % 11)]), range(40)))
    assert len(store.all()) == 40
    assert store.problem is None


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_kill_at_any_moment_leaves_the_file_whole(store):
    """Each child is killed a little later within a transaction of 400 rows than the one before."""
    told = 0
    for turn in range(6):
        with adding(store, turn, 1000, 400) as child:
            assert child.stdout.readline() == "ready\n"
            # At least one transaction is done; then somewhere within the next ones.
            assert child.stdout.readline() == "0\n"
            random = np.random.default_rng(turn)
            for _ in range(int(random.integers(0, 40)) * 1000):
                pass
            child.send_signal(signal.SIGKILL)
            told += 1 + sum(1 for line in child.stdout if line.endswith("\n"))
        whole = SampleStore(store.folder)
        count = sum(whole.counts())
        assert whole.problem is None
        assert count % 400 == 0
        # What a child had said was added is there; at most one that it could not say any more.
        assert told * 400 <= count <= (told + turn + 1) * 400
        assert len(whole.all()) == count
        told = count // 400
    store.add([sample(1)])  # whoever writes next clears away the journal that a kill leaves
    assert [path.name for path in store.folder.iterdir()] == [store.path.name]


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_kill_within_a_transaction_that_has_begun_to_write_is_rolled_back(store):
    kept = store.add(some(40))
    code = """
import os, signal, sys
from pathlib import Path
from model.sample_table import change, connected

database = connected(Path(sys.argv[1]), make=False)
database.execute("PRAGMA cache_size = 1")
with change(database):
    database.execute("UPDATE samples SET label = 9, crop = zeroblob(784)")
    assert Path(sys.argv[1] + "-journal").exists()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = run(code, store.path)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert store.path.with_name("samples.sqlite3-journal").exists()
    assert [facts(one) for one in store.all()] == [facts(one) for one in reversed(kept)]
    assert store.problem is None


def test_the_summary_says_what_all_samples_say(store):
    assert store.summary("").counts == (0,) * 11
    times = [f"2026-11-{day:02}T12:00:00.000+00:00" for day in range(1, 22)]
    store.add([sample(day, day % 7, made_at=time) for day, time in enumerate(times)])
    found, known = store.summary(times[9]), store.all()
    assert found.counts == store.counts()
    assert found.new == sum(one.made_at > times[9] for one in known) == 11
    for label, newest in enumerate(found.newest):
        expected = next((one for one in known if one.label == label), None)
        assert (newest and newest.id) == (expected and expected.id)


def test_a_file_of_an_earlier_version_is_summed_up_too_and_gets_its_index(store):
    store.add(some(2))
    with contextlib.closing(sqlite3.connect(store.path)) as database:
        database.execute("DROP INDEX samples_by_age")
        database.execute("CREATE INDEX samples_by_label ON samples (label)")
        database.commit()
    assert sum(store.summary("").counts) == 2
    store.add(some(1, start=2))
    with contextlib.closing(sqlite3.connect(store.path)) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
    assert {"samples_by_age", "samples_by_label"} <= names
    assert sum(store.summary("").counts) == 3
