"""On a full disk and in a folder that cannot be written to, models and samples stay whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from model.card import ModelCard
from model.classifier import ModelError
from model.mnist_download import DatasetError, downloaded_mnist
from model.sample_files import export_folder, export_npz
from model.samples import Origin, Sample, SampleError, SampleStore
from model.store import BUNDLED_ID, ModelStore
from tests.model.test_mnist_download import give, served, small_files  # noqa: F401
from tests.places import fill, read_only, small_disk

ROOT = Path(__file__).parents[2]


def card(name: str) -> ModelCard:
    return ModelCard(id=name, name=name.title(), created_at="2026-11-21T12:00:00+00:00")


def add(store: ModelStore, bundled: Path, name: str) -> str:
    return store.add(bundled / "model.keras", bundled / "model.tflite", card(name)).id


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "everything else"
    }


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 24) as folder:
        yield folder


def samples(count: int) -> list[Sample]:
    crops = np.random.default_rng(1).integers(0, 256, (count, 28, 28), np.uint8)
    return [Sample(crop, at % 10, Origin.SHEET) for at, crop in enumerate(crops)]


@pytest.mark.parametrize("left", [0, 30_000, 400_000])
def test_a_model_does_not_fit_on_a_full_disk_and_the_old_one_stays(
    disk: Path, bundled_folder: Path, left: int
) -> None:
    store = ModelStore(disk / "models")
    store.activate(add(store, bundled_folder, "first"))
    before = content(store.root)
    fill(disk, left)
    with pytest.raises(ModelError, match=r"No space left on device.*unchanged\.$"):
        add(store, bundled_folder, "second")
    assert content(store.root) == before
    again = ModelStore(store.root)
    assert again.load_classifier()(np.zeros((1, 28, 28), np.uint8)).shape == (1, 11)
    assert again.current().id == "first"
    assert again.problem is None


def test_a_choice_is_not_saved_on_a_full_disk_and_the_old_one_holds(
    disk: Path, bundled_folder: Path
) -> None:
    store = ModelStore(disk / "models")
    for name in ("first", "second"):
        store.activate(add(store, bundled_folder, name))
    fill(disk)
    for change in (store.rollback, lambda: store.activate("first"),
                   lambda: store.rename("first", "Another")):  # fmt: skip
        with pytest.raises(ModelError, match="No space left on device"):
            change()
    assert ModelStore(store.root).current().id == "second"
    store.delete("first")
    assert [version.id for version in store.versions()] == [BUNDLED_ID, "second"]


def test_samples_do_not_fit_on_a_full_disk_and_those_there_stay(disk: Path) -> None:
    store = SampleStore(disk / "samples")
    store.add(samples(20))
    filler = fill(disk)
    with pytest.raises(SampleError, match=r"could not be saved.*\.$"):
        store.add(samples(300))
    with pytest.raises(SampleError):
        export_npz(store.all(), disk / "mine.npz")
    with pytest.raises(SampleError):
        export_folder(store.all(), disk / "mine")
    assert not (disk / "mine.npz").exists()
    assert not (disk / "mine").exists()
    assert len(store.all()) == 20
    filler.unlink()
    store.add(samples(5))
    assert len(SampleStore(disk / "samples").all()) == 25


def test_a_download_does_not_fit_on_a_full_disk(disk: Path) -> None:
    fill(disk)
    with served(give) as address, pytest.raises(DatasetError, match="could not be saved"):
        downloaded_mnist(folder=disk / "mnist", mirrors=(address,))
    assert not list(disk.glob("mnist/*"))


LIMITED = """
import resource, signal, sys
from pathlib import Path
from model.card import ModelCard
from model.classifier import ModelError
from model.store import ModelStore
root, bundled, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
store = ModelStore(root)
for change in (
    lambda: store.add(bundled / "model.keras", bundled / "model.tflite",
                      ModelCard(id="second", name="Second", created_at="now")),
    lambda: store.activate("bundled") if most < 20 else None,
):
    try:
        change()
    except ModelError as error:
        print(error)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system limits no files")
@pytest.mark.parametrize("most", [10, 1000, 100_000])
def test_a_process_that_may_write_no_more_leaves_the_models_whole(
    tmp_path: Path, bundled_folder: Path, most: int
) -> None:
    store = ModelStore(tmp_path / "models")
    store.activate(add(store, bundled_folder, "first"))
    before = content(store.root)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(store.root), str(bundled_folder), str(most)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.count("File too large") == (2 if most < 20 else 1)
    assert content(store.root) == before
    assert ModelStore(store.root).current().id == "first"


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_models_in_a_read_only_folder_can_be_used_and_not_changed(
    tmp_path: Path, bundled_folder: Path
) -> None:
    store = ModelStore(tmp_path / "models")
    for name in ("first", "second"):
        store.activate(add(store, bundled_folder, name))
    before = content(store.root)
    with read_only(store.root):
        for change in (
            lambda: add(store, bundled_folder, "third"),
            store.rollback,
            lambda: store.rename("first", "Another"),
            lambda: store.delete("first"),
        ):
            with pytest.raises(ModelError, match=r"Permission denied.*\.$"):
                change()
        fresh = ModelStore(store.root)
        assert fresh.current().id == "second"
        assert fresh.load_classifier()(np.zeros((1, 28, 28), np.uint8)).shape == (1, 11)
        assert fresh.problem is None
    assert content(store.root) == before
