"""Models that are renamed, deleted and exported."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.atomic_files import sha256_of
from model.card import ModelCard
from model.classifier import ModelError
from model.store import BUNDLED_ID, MAX_NAME_LENGTH, ModelStore, ModelVersion
from model.version_files import free_target

NAMES = ["card.json", "model.keras", "model.tflite"]


def add(store: ModelStore, bundled_folder: Path, model_id: str, day: int = 1) -> ModelVersion:
    card = ModelCard(
        id=model_id, name=f"My {model_id}", created_at=f"2026-11-{day:02d}T12:00:00+00:00"
    )
    return store.add(bundled_folder / "model.keras", bundled_folder / "model.tflite", card)


@pytest.fixture
def store(tmp_path: Path, bundled_folder: Path) -> ModelStore:
    """A store in which "first" and then "second" were put into use, and "third" never."""
    made = ModelStore(tmp_path / "models")
    for day, model_id in enumerate(("first", "second", "third"), start=1):
        add(made, bundled_folder, model_id, day)
    made.activate("first")
    made.activate("second")
    return made


def ids(store: ModelStore) -> list[str]:
    return [version.id for version in store.versions()]


def files_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=["full disk", "read-only folder"])
def nothing_can_be_written(
    request: pytest.FixtureRequest, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The words of the system for why it cannot."""
    number = errno.ENOSPC if request.param == "full disk" else errno.EACCES

    def refuse(*arguments: object, **more: object) -> None:
        raise OSError(number, os.strerror(number))

    if number == errno.ENOSPC:  # a name can still be made, its content cannot
        monkeypatch.setattr(os, "fsync", refuse)
        monkeypatch.setattr(shutil, "copyfile", refuse)
        monkeypatch.setattr(Path, "write_bytes", refuse)
        monkeypatch.setattr(zipfile.ZipFile, "write", refuse)
    else:
        monkeypatch.setattr("tempfile.mkdtemp", refuse)
        monkeypatch.setattr("tempfile.mkstemp", refuse)
        monkeypatch.setattr(Path, "rename", refuse)
    return os.strerror(number)


# --- another name ---


def test_a_model_gets_another_name_and_stays_the_same(store: ModelStore) -> None:
    before = dataclasses.asdict(store.versions()[2].card)
    assert store.rename("second", "  Für\n zu Hause ").card.name == "Für zu Hause"
    again = ModelStore(store.root).current()
    assert again.id == "second"
    assert dataclasses.asdict(again.card) == before | {"name": "Für zu Hause"}
    again.load_classifier()


def test_what_a_later_program_wrote_into_the_card_is_kept(store: ModelStore) -> None:
    path = store.root / "first" / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"colour": "green"}))
    store.rename("first", "Green")
    assert json.loads(path.read_text())["colour"] == "green"


def test_a_name_is_cut_where_it_is_too_long(store: ModelStore) -> None:
    assert store.rename("first", "x" * 1000).card.name == "x" * MAX_NAME_LENGTH


@pytest.mark.parametrize("name", ["", "  \n\t"])
def test_a_model_needs_a_name(store: ModelStore, name: str) -> None:
    with pytest.raises(ModelError, match="needs a name"):
        store.rename("first", name)


@pytest.mark.parametrize("model_id", [BUNDLED_ID, "nobody", "../first", "..", ""])
@pytest.mark.parametrize("change", ["rename", "delete"])
def test_what_is_no_model_of_the_user_is_not_changed(
    store: ModelStore, model_id: str, change: str
) -> None:
    before = files_in(store.root)
    with pytest.raises(ModelError):
        store.delete(model_id) if change == "delete" else store.rename(model_id, "Other")
    assert files_in(store.root) == before


# --- gone ---


def test_a_deleted_model_is_gone_with_its_files(store: ModelStore) -> None:
    store.delete("third")
    assert ids(store) == [BUNDLED_ID, "second", "first"]
    assert sorted(path.name for path in store.root.iterdir()) == ["current.json", "first", "second"]


def test_there_is_no_way_back_to_a_deleted_model(store: ModelStore, bundled_folder: Path) -> None:
    store.delete("first")
    add(store, bundled_folder, "first")  # another one, which nobody has chosen yet
    assert store.rollback().id == BUNDLED_ID
    with pytest.raises(ModelError, match="no earlier model"):
        store.rollback()


def test_a_full_disk_is_no_reason_not_to_delete(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    store.delete("first")
    assert ids(store) == [BUNDLED_ID, "third", "second"]


def test_the_model_in_use_is_not_deleted(store: ModelStore) -> None:
    with pytest.raises(ModelError, match=r"My second is in use.*use another one first"):
        store.delete("second")
    # The one that stands in for it is in use as well.
    (store.root / "second" / "model.tflite").write_bytes(b"damaged")
    with pytest.raises(ModelError, match="My first is in use"):
        store.delete("first")
    assert ids(store) == [BUNDLED_ID, "third", "second", "first"]


def test_a_damaged_model_can_be_deleted(store: ModelStore) -> None:
    (store.root / "third" / "model.tflite").write_bytes(b"damaged")
    (store.root / "third" / "model.keras").unlink()
    store.delete("third")
    assert "third" not in ids(store)


def test_what_cannot_be_deleted_stays_whole(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    before = files_in(store.root)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ModelError, match="Permission denied"):
        store.delete("first")
    assert files_in(store.root) == before


def test_a_way_back_is_there_while_there_is_a_model(store: ModelStore) -> None:
    assert store.can_go_back()
    store.rollback()
    store.rollback()
    assert store.current().id == BUNDLED_ID
    assert not store.can_go_back()


def test_a_damaged_record_has_no_way_back(store: ModelStore) -> None:
    (store.root / "current.json").write_text('{"current": "first", "previous": ["../..", ""]}')
    assert not store.can_go_back()
    (store.root / "current.json").write_text("{")
    assert not store.can_go_back()


# --- handed on ---


def test_an_exported_folder_has_the_same_bytes(store: ModelStore, tmp_path: Path) -> None:
    target = tmp_path / "for" / "a friend"
    assert store.export("first", target) == target
    assert sorted(path.name for path in target.iterdir()) == NAMES
    for name in NAMES:
        assert (target / name).read_bytes() == (store.root / "first" / name).read_bytes()
    assert [path.name for path in target.parent.iterdir()] == ["a friend"]


def test_an_exported_archive_has_the_same_bytes(store: ModelStore, tmp_path: Path) -> None:
    store.export(BUNDLED_ID, tmp_path / "model.zip")
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert sorted(archive.namelist()) == NAMES
        for name in NAMES:
            assert archive.read(name) == (store.bundled.folder / name).read_bytes()


def test_an_empty_folder_is_as_good_as_none(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    store.export("first", tmp_path / "empty")
    assert sorted(path.name for path in (tmp_path / "empty").iterdir()) == NAMES


@pytest.mark.parametrize("name", ["taken", "taken.zip", "a file"])
def test_nothing_is_replaced(store: ModelStore, tmp_path: Path, name: str) -> None:
    (tmp_path / "taken").mkdir()
    for path in (tmp_path / "taken" / "letter.txt", tmp_path / "taken.zip", tmp_path / "a file"):
        path.write_text("Dear")
    with pytest.raises(ModelError, match=r"not empty|already"):
        store.export("first", tmp_path / name)
    assert (tmp_path / "taken" / "letter.txt").read_text() == "Dear"
    assert (tmp_path / "taken.zip").read_text() == (tmp_path / "a file").read_text() == "Dear"


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "model.tflite").write_bytes(b"damaged"),
        lambda folder: (folder / "model.keras").write_bytes(b"damaged"),
        lambda folder: (folder / "model.keras").unlink(),
        lambda folder: (folder / "card.json").write_text("{"),
    ],
    ids=["tflite", "keras", "no keras", "card"],
)
def test_a_damaged_model_is_not_handed_on(
    store: ModelStore, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    damage(store.root / "third")
    with pytest.raises(ModelError):
        store.export("third", tmp_path / "exported")
    assert not (tmp_path / "exported").exists()


@pytest.mark.parametrize("name", ["exported", "exported.zip"])
def test_an_export_that_cannot_be_written_leaves_nothing(
    store: ModelStore, tmp_path: Path, nothing_can_be_written: str, name: str
) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(ModelError, match=f"could not be exported.*{nothing_can_be_written}"):
        store.export("first", tmp_path / "there" / name)
    assert list((tmp_path / "there").iterdir()) == []


def test_a_name_that_cannot_be_written_leaves_the_old_one(
    store: ModelStore, nothing_can_be_written: str
) -> None:
    before = files_in(store.root)
    with pytest.raises(ModelError, match=nothing_can_be_written):
        store.rename("second", "Other")
    assert files_in(store.root) == before
    assert store.load_classifier()(np.zeros((1, 28, 28), np.uint8)).shape == (1, 11)


def test_a_free_place_gets_a_number(tmp_path: Path) -> None:
    for name in ("first", "first-2"):
        (tmp_path / name).mkdir()
    assert free_target(tmp_path, "first") == tmp_path / "first-3"
    assert free_target(tmp_path, "other") == tmp_path / "other"


def test_an_exported_model_is_as_it_was_after_it_is_added_again(
    store: ModelStore, tmp_path: Path
) -> None:
    folder = store.export("first", tmp_path / "exported")
    card = ModelCard.from_json((folder / "card.json").read_bytes())
    added = store.add(folder / "model.keras", folder / "model.tflite", card)
    assert added.id == "first-2"
    assert added.card.sha256 == {n: sha256_of(folder / n) for n in added.card.sha256}
