from __future__ import annotations

from pathlib import Path

import numpy as np
import platformdirs
import pytest

from model import rehearsal
from model.corpus import generated_digits
from model.datasets import DATA_VARIABLE, LabelledCrops
from model.rehearsal import cached_crops, rehearsal_crops
from tests.model.small_data_sets import MNIST_GRAY, write_mnist
from vision.reading import NOT_A_DIGIT


@pytest.fixture(autouse=True)
def no_data_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "home" / name)


@pytest.fixture
def drawing_counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The counts of digits that were drawn, one for each time."""
    drawn: list[int] = []

    def draw(count: int, seed: int) -> LabelledCrops:
        drawn.append(count)
        return generated_digits(count, seed)

    monkeypatch.setattr(rehearsal, "generated_digits", draw)
    return drawn


def is_of_mnist(crops: LabelledCrops) -> np.ndarray:
    return (crops.crops == MNIST_GRAY).all(axis=(1, 2))


def test_all_digits_and_what_is_none_are_rehearsed(tmp_path: Path) -> None:
    crops = rehearsal_crops(200, 3, cache=tmp_path)
    counts = np.bincount(crops.labels, minlength=11)
    assert len(crops) == 200
    assert counts[NOT_A_DIGIT] == 50
    assert counts.min() >= 5
    assert len(set(crops.labels[:40].tolist())) > 5  # shuffled


def test_the_second_time_nothing_is_drawn(tmp_path: Path, drawing_counted: list[int]) -> None:
    first = rehearsal_crops(40, 3, cache=tmp_path)
    assert drawing_counted == [30]
    second = rehearsal_crops(40, 3, cache=tmp_path)
    assert drawing_counted == [30]
    np.testing.assert_array_equal(first.crops, second.crops)
    np.testing.assert_array_equal(first.labels, second.labels)


def test_another_seed_gives_other_crops(tmp_path: Path) -> None:
    first, second = (rehearsal_crops(40, seed, cache=tmp_path) for seed in (1, 2))
    assert not np.array_equal(first.crops, second.crops)


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied"])
def test_a_damaged_cache_is_made_anew(
    tmp_path: Path, drawing_counted: list[int], damage: str
) -> None:
    first = rehearsal_crops(40, 3, cache=tmp_path)
    for path in tmp_path.glob("*.crops"):
        content = bytearray(path.read_bytes())
        if damage == "cut":
            content = content[:-9]
        elif damage == "flipped":
            content[500] ^= 4
        else:
            content.clear()
        path.write_bytes(content)
    again = rehearsal_crops(40, 3, cache=tmp_path)
    np.testing.assert_array_equal(first.crops, again.crops)
    rehearsal_crops(40, 3, cache=tmp_path)
    assert drawing_counted == [30, 30]


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("A file where the folder should be.")
    assert len(rehearsal_crops(40, 3, cache=in_the_way)) == 40


def test_it_is_kept_in_the_users_cache_folder(tmp_path: Path) -> None:
    rehearsal_crops(40, 3)
    assert len(list((tmp_path / "home" / "digitlens" / "rehearsal").iterdir())) == 2


def test_mnist_is_rehearsed_where_it_is_there(tmp_path: Path) -> None:
    write_mnist(tmp_path / "data" / "mnist")
    crops = rehearsal_crops(40, 3, data=tmp_path / "data", cache=tmp_path / "cache")
    assert len(crops) == 40
    assert is_of_mnist(crops).sum() == 15
    without = rehearsal_crops(
        40, 3, data=tmp_path / "data", with_mnist=False, cache=tmp_path / "cache"
    )
    assert len(without) == 40
    assert not is_of_mnist(without).any()


def test_a_damaged_mnist_is_done_without(tmp_path: Path) -> None:
    write_mnist(tmp_path / "data" / "mnist")
    (tmp_path / "data" / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8b broken")
    crops = rehearsal_crops(40, 3, data=tmp_path / "data", cache=tmp_path / "cache")
    assert len(crops) == 40
    assert not is_of_mnist(crops).any()


def test_drawing_can_be_ended(tmp_path: Path) -> None:
    def end() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        rehearsal_crops(40, 3, cache=tmp_path, check=end)
    assert not list(tmp_path.glob("*.crops"))


def test_any_crops_are_kept_and_made_once(tmp_path: Path) -> None:
    made = []

    def make() -> LabelledCrops:
        made.append(1)
        return generated_digits(20, 1)

    first, second = (cached_crops(tmp_path / "deep" / "digits", make) for _ in range(2))
    assert made == [1]
    np.testing.assert_array_equal(first.crops, second.crops)
    np.testing.assert_array_equal(first.labels, second.labels)
