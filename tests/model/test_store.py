from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from model.atomic_files import sha256_of
from model.card import ModelCard
from model.classifier import ModelError
from model.store import BUNDLED_ID, ModelStore


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def card(model_id: str = "first", day: int = 1, temperature: float = 1.0) -> ModelCard:
    return ModelCard(
        id=model_id, name=f"My {model_id}", created_at=f"2026-11-{day:02d}T12:00:00+00:00",
        temperature=temperature,
    )  # fmt: skip


def add(store: ModelStore, bundled_folder: Path, a_card: ModelCard) -> str:
    version = store.add(bundled_folder / "model.keras", bundled_folder / "model.tflite", a_card)
    return version.id


@pytest.fixture
def two_models(store: ModelStore, bundled_folder: Path) -> ModelStore:
    """A store in which "first" and then "second" were put into use."""
    for day, model_id in enumerate(("first", "second"), start=1):
        store.activate(add(store, bundled_folder, card(model_id, day)))
    return store


def test_a_new_store_has_the_bundled_model_and_writes_nothing(store: ModelStore) -> None:
    assert store.current().id == BUNDLED_ID
    assert store.problem is None
    assert [version.id for version in store.versions()] == [BUNDLED_ID]
    assert not store.root.exists()


def test_the_default_is_the_folder_of_the_user(user_folders: Path) -> None:
    assert ModelStore().root.is_relative_to(user_folders)


def test_an_added_model_is_not_in_use_until_it_is_activated(
    store: ModelStore, bundled_folder: Path
) -> None:
    added = add(store, bundled_folder, card())
    assert store.current().id == BUNDLED_ID
    store.activate(added)
    assert store.current().id == "first"
    assert ModelStore(store.root).current().id == "first"


def test_files_and_card_are_copied_whole(store: ModelStore, bundled_folder: Path) -> None:
    add(store, bundled_folder, card())
    version = store.versions()[1]
    assert version.tflite_path.read_bytes() == (bundled_folder / "model.tflite").read_bytes()
    assert version.keras_path.read_bytes() == (bundled_folder / "model.keras").read_bytes()
    assert set(version.card.sha256) == {"model.keras", "model.tflite"}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with a page, figures, a picture and a folder in it."""
    folder = tmp_path / "a report"
    (folder / "more").mkdir(parents=True)
    (folder / "report.html").write_text("<p>All is well.</p>")
    (folder / "report.json").write_text("{}")
    (folder / "more" / "curve.png").write_bytes(b"picture")
    return folder


def test_a_report_comes_with_its_model(
    store: ModelStore, bundled_folder: Path, report: Path
) -> None:
    keras, tflite = bundled_folder / "model.keras", bundled_folder / "model.tflite"
    store.add(keras, tflite, card(), report=report)
    shutil.rmtree(report)
    page = store.versions()[1].report_path
    assert page is not None
    assert page.read_text() == "<p>All is well.</p>"
    assert (page.parent / "more" / "curve.png").read_bytes() == b"picture"
    assert store.bundled.report_path is None


def test_a_report_that_is_not_there_adds_nothing(
    store: ModelStore, bundled_folder: Path, tmp_path: Path
) -> None:
    keras, tflite = bundled_folder / "model.keras", bundled_folder / "model.tflite"
    with pytest.raises(ModelError, match="could not be saved"):
        store.add(keras, tflite, card(), report=tmp_path / "nothing")
    assert list(store.root.iterdir()) == []


def test_versions_come_newest_first_after_the_bundled_one(
    store: ModelStore, bundled_folder: Path
) -> None:
    for day in (2, 3, 1):
        add(store, bundled_folder, card(f"day-{day}", day))
    assert [v.id for v in store.versions()] == [BUNDLED_ID, "day-3", "day-2", "day-1"]


def test_a_name_that_is_taken_gets_a_number(store: ModelStore, bundled_folder: Path) -> None:
    names = [add(store, bundled_folder, card(name)) for name in ("first", "first", BUNDLED_ID)]
    assert names == ["first", "first-2", "bundled-2"]


def test_the_longest_name_can_be_taken_twice(store: ModelStore, bundled_folder: Path) -> None:
    names = {add(store, bundled_folder, card("x" * 64)) for _ in range(2)}
    assert names == {version.id for version in store.versions()} - {BUNDLED_ID}
    assert len(names) == 2


def test_the_classifier_has_the_temperature_of_the_card(
    store: ModelStore, bundled_folder: Path
) -> None:
    store.activate(add(store, bundled_folder, card(temperature=1.7)))
    assert store.load_classifier().temperature == 1.7
    assert store.load_classifier(store.bundled).temperature == store.bundled.card.temperature


def test_rollback_gives_back_what_was_before(two_models: ModelStore) -> None:
    before = two_models.versions()[2].tflite_path.read_bytes()
    assert two_models.rollback().id == "first"
    assert two_models.current().tflite_path.read_bytes() == before
    assert two_models.rollback().id == BUNDLED_ID
    with pytest.raises(ModelError, match="no earlier model"):
        two_models.rollback()


def test_choosing_a_model_again_makes_no_circle(two_models: ModelStore) -> None:
    two_models.activate("first")
    two_models.activate("first")
    assert two_models.rollback().id == "second"
    assert two_models.rollback().id == BUNDLED_ID


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "model.tflite").unlink(),
        lambda folder: (folder / "model.tflite").write_bytes(b""),
        lambda folder: flip_bit(folder / "model.tflite"),
        lambda folder: cut(folder / "model.tflite"),
        lambda folder: (folder / "card.json").unlink(),
        lambda folder: (folder / "card.json").write_text("{"),
        shutil.rmtree,
    ],
    ids=["missing", "empty", "one bit", "truncated", "no card", "broken card", "no folder"],
)
def test_a_damaged_model_gives_way_to_the_one_before(two_models: ModelStore, damage) -> None:
    damage(two_models.root / "second")
    assert two_models.current().id == "first"
    assert two_models.problem is not None
    assert "My first" in two_models.problem
    with pytest.raises(ModelError):
        two_models.activate("second")
    damage(two_models.root / "first")
    assert two_models.load_classifier()(np.zeros((1, 28, 28), np.uint8)).shape == (1, 11)
    assert two_models.current().id == BUNDLED_ID
    assert "ships with the program" in two_models.problem


def flip_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def test_a_model_with_a_right_checksum_that_does_not_load_gives_way(
    store: ModelStore, bundled_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "no.tflite").write_bytes(b"no model" * 100)
    store.add(bundled_folder / "model.keras", tmp_path / "no.tflite", card("odd"))
    (store.root / "current.json").write_text('{"version": 1, "current": "odd", "previous": []}')
    assert store.current().id == BUNDLED_ID
    assert store.problem is not None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"current": 3}', '{"current": "../../etc", "previous": []}', "\x00",
     '{"current": "a\\u0000b", "previous": []}', "[" * 100_000],
)  # fmt: skip
def test_a_damaged_record_leads_to_the_bundled_model(two_models: ModelStore, text: str) -> None:
    (two_models.root / "current.json").write_text(text)
    assert two_models.current().id == BUNDLED_ID
    assert two_models.problem is not None
    two_models.activate("second")
    assert two_models.current().id == "second"
    assert two_models.problem is None


def test_no_model_at_all_is_told(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", bundled_folder=tmp_path / "nothing")
    with pytest.raises(ModelError, match="install it again"):
        store.load_classifier()


def test_the_bundled_model_is_what_its_card_says(store: ModelStore) -> None:
    version = store.bundled
    assert version.card.data is not None
    for name, sha256 in version.card.sha256.items():
        assert sha256_of(version.folder / name) == sha256


@pytest.mark.parametrize("name", ["", "..", "../first", ".new-x", "nobody"])
def test_a_name_that_is_no_model_is_refused(two_models: ModelStore, name: str) -> None:
    with pytest.raises(ModelError):
        two_models.activate(name)
    assert two_models.current().id == "second"


def test_a_full_disk_leaves_the_store_as_it_was(
    two_models: ModelStore, bundled_folder: Path, monkeypatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = sorted(two_models.root.rglob("*"))
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(ModelError, match=r"No space left on device.*unchanged"):
        add(two_models, bundled_folder, card("third"))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError, match=r"No space left on device.*unchanged"):
        two_models.activate("first")
    assert two_models.current().id == "second"
    assert sorted(two_models.root.rglob("*")) == before


def test_what_a_kill_leaves_behind_is_no_model(two_models: ModelStore) -> None:
    shutil.copytree(two_models.root / "first", two_models.root / ".new-half")
    assert [v.id for v in two_models.versions()] == [BUNDLED_ID, "second", "first"]


def test_what_a_kill_left_long_ago_is_cleared_away(
    two_models: ModelStore, bundled_folder: Path
) -> None:
    old, young = two_models.root / ".new-old", two_models.root / ".new-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "model.tflite").write_bytes(b"half")
    os.utime(old, (0, 0))
    add(two_models, bundled_folder, card("third"))
    assert not old.exists()
    assert young.exists()


def test_the_record_names_its_version(two_models: ModelStore) -> None:
    record = json.loads((two_models.root / "current.json").read_text())
    assert record == {"version": 1, "current": "second", "previous": ["first", BUNDLED_ID]}
