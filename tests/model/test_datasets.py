from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest

from model.datasets import DatasetError, LabelledCrops, load_mnist
from tests.model.test_array_files import idx_bytes

NAMES = (
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
)  # fmt: skip


def small_set(count: int = 100) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(3)
    arrays: list[np.ndarray] = []
    for size in (count, 20):
        arrays.append(rng.integers(0, 256, (size, 28, 28), np.uint8))
        arrays.append((np.arange(size) % 10).astype(np.uint8))
    return tuple(arrays)


def write_idx(folder: Path, arrays: tuple[np.ndarray, ...], names=NAMES, packed=True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in zip(names, arrays, strict=True):
        content = idx_bytes(array)
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)


@pytest.mark.parametrize("place", ["", "mnist", "MNIST/raw"])
@pytest.mark.parametrize("packed", [False, True])
def test_idx_files_are_found_there_or_a_level_down(
    tmp_path: Path, place: str, packed: bool
) -> None:
    arrays = small_set()
    write_idx(tmp_path / place, arrays, packed=packed)
    splits = load_mnist(tmp_path)
    assert (len(splits.training), len(splits.validation), len(splits.test)) == (90, 10, 20)
    np.testing.assert_array_equal(splits.training.crops, arrays[0][:90])
    np.testing.assert_array_equal(splits.test.labels, arrays[3])


def test_names_with_dots_are_known_too(tmp_path: Path) -> None:
    write_idx(tmp_path, small_set(), [name.replace("-idx", ".idx") for name in NAMES])
    assert len(load_mnist(tmp_path).test) == 20


def test_an_npz_file_is_read(tmp_path: Path) -> None:
    arrays = small_set()
    np.savez(tmp_path / "mnist.npz", x_train=arrays[0], y_train=arrays[1],
             x_test=arrays[2], y_test=arrays[3])  # fmt: skip
    np.testing.assert_array_equal(load_mnist(tmp_path).test.crops, arrays[2])


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch) -> None:
    write_idx(tmp_path / "mnist", small_set())
    monkeypatch.setenv("DIGITLENS_DATA", str(tmp_path))
    assert len(load_mnist().test) == 20


@pytest.mark.parametrize("make_folder", [False, True])
def test_a_folder_without_mnist_is_named(tmp_path: Path, make_folder: bool) -> None:
    folder = tmp_path / "pictures"
    if make_folder:
        folder.mkdir()
    with pytest.raises(DatasetError, match="pictures"):
        load_mnist(folder)


def test_an_incomplete_set_is_told(tmp_path: Path) -> None:
    write_idx(tmp_path, small_set())
    (tmp_path / f"{NAMES[3]}.gz").unlink()
    with pytest.raises(DatasetError, match="not all four files"):
        load_mnist(tmp_path)


def test_a_wrong_label_is_named_with_its_row(tmp_path: Path) -> None:
    arrays = small_set()
    arrays[1][17] = 12
    write_idx(tmp_path, arrays)
    with pytest.raises(DatasetError, match="row 17 is 12"):
        load_mnist(tmp_path)


def test_an_empty_class_is_named(tmp_path: Path) -> None:
    arrays = small_set()
    arrays[1][arrays[1] == 7] = 1
    write_idx(tmp_path, arrays)
    with pytest.raises(DatasetError, match="hold no 7"):
        load_mnist(tmp_path)


def test_counts_that_differ_are_told(tmp_path: Path) -> None:
    images, labels, *test = small_set()
    write_idx(tmp_path, (images, labels[:-1], *test))
    with pytest.raises(DatasetError, match="100 training images but labels of shape"):
        load_mnist(tmp_path)


def test_pictures_of_another_size_are_refused(tmp_path: Path) -> None:
    images, *others = small_set()
    write_idx(tmp_path, (np.ascontiguousarray(images[:, :20]), *others))
    with pytest.raises(DatasetError, match="not a data set like MNIST"):
        load_mnist(tmp_path)


def test_crops_and_labels_must_fit() -> None:
    crops = np.zeros((3, 28, 28), np.uint8)
    with pytest.raises(ValueError, match=r"shape \(2, 28, 28\)"):
        LabelledCrops(crops, np.zeros(2, np.int64))
    with pytest.raises(ValueError, match="labels of shape"):
        LabelledCrops(crops, np.zeros(3, np.uint8))
    with pytest.raises(ValueError, match="Label 11 in row 2"):
        LabelledCrops(crops, np.array([0, 10, 11]))
    with pytest.raises(ValueError, match="writers"):
        LabelledCrops(crops, np.zeros(3, np.int64), np.zeros(2, np.int64))


def test_a_subset_keeps_crops_labels_and_writers_together() -> None:
    crops = np.zeros((4, 28, 28), np.uint8)
    crops[:, 0, 0] = range(4)
    data = LabelledCrops(crops, np.arange(4), np.arange(4) * 100)
    chosen = data.subset(data.labels % 2 == 1)
    assert chosen.crops[:, 0, 0].tolist() == [1, 3]
    assert chosen.labels.tolist() == [1, 3]
    assert chosen.writers is not None
    assert chosen.writers.tolist() == [100, 300]


def test_a_limit_draws_the_same_crops_each_time() -> None:
    data = LabelledCrops(np.zeros((50, 28, 28), np.uint8), np.arange(50) % 10)
    first, second = data.limited(20, 4), data.limited(20, 4)
    assert len(first) == 20
    assert first.labels.tolist() == second.labels.tolist()
    assert data.limited(None, 4) is data


def real_data() -> Path:
    folder = os.environ.get("DIGITLENS_DATA", "")
    if not (Path(folder) / "mnist").is_dir() or not folder:
        pytest.skip("DIGITLENS_DATA names no folder with MNIST")
    return Path(folder)


def test_no_hand_of_mnist_both_trains_and_chooses() -> None:
    folder = real_data()
    if not (folder / "qmnist_labels").is_dir():
        pytest.skip("the writers of MNIST are not there")
    splits = load_mnist(folder)
    assert splits.training.writers is not None
    assert splits.validation.writers is not None
    assert len(splits.training) + len(splits.validation) == 60_000
    assert len(splits.test) == 10_000
    assert not set(splits.training.writers) & set(splits.validation.writers)
    if (folder / "splits.json").is_file():
        fixed = json.loads((folder / "splits.json").read_text())["mnist"]["validation_writers"]
        assert set(splits.validation.writers.tolist()) == set(fixed)


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_another_share_of_mnist_never_trains_what_judges(share: float) -> None:
    folder = real_data()
    usual, other = load_mnist(folder), load_mnist(folder, validation_share=share)
    assert len(other.validation) == 60_000 * share
    trained = {crop.tobytes() for crop in other.training.crops}
    judging = [crop.tobytes() for crop in usual.validation.crops]
    assert not trained.intersection(judging)
    assert not trained.intersection(crop.tobytes() for crop in other.validation.crops)
    chosen = {crop.tobytes() for crop in other.validation.crops}
    assert len(chosen.intersection(judging)) == min(len(judging), len(chosen))
