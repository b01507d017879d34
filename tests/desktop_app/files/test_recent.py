"""What was opened last is remembered, or not at all."""

import json

import pytest

from desktop_app.files.recent import MOST, RecentFiles, missing_among
from desktop_app.settings.store import Settings
from desktop_app.settings.table import MAX_TEXT_LENGTH


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


def test_the_newest_comes_first_and_nothing_twice(settings, tmp_path):
    recent = RecentFiles(settings)
    for name in ("a.png", "b.png", "a.png"):
        recent.add(tmp_path / name)
    assert recent.paths == [tmp_path / "a.png", tmp_path / "b.png"]


def test_it_survives_a_restart(settings, tmp_path):
    RecentFiles(settings).add(tmp_path / "ä \udcff.png")
    again = RecentFiles(Settings(tmp_path / "settings.json"))
    assert again.paths == [tmp_path / "ä \udcff.png"]


def test_no_more_than_ten_are_kept(settings, tmp_path):
    recent = RecentFiles(settings)
    for number in range(MOST + 5):
        recent.add(tmp_path / f"{number}.png")
    assert len(recent.paths) == MOST
    assert recent.paths[0].name == "14.png"


def test_long_names_leave_room_for_fewer(settings, tmp_path):
    recent = RecentFiles(settings)
    for number in range(MOST):
        recent.add(tmp_path / ("é" * 200) / ("é" * 200) / f"{number}.png")
    assert 2 <= len(recent.paths) < MOST
    assert recent.paths[0].name == "9.png"
    assert len(settings.get("files.recent")) <= MAX_TEXT_LENGTH


def test_the_folder_is_where_the_dialogs_begin(settings, tmp_path):
    recent = RecentFiles(settings)
    recent.add(tmp_path / "scans" / "a.png")
    assert settings.get("window.last_folder") == str(tmp_path / "scans")
    recent.add(tmp_path / "photos", is_folder=True)
    assert settings.get("window.last_folder") == str(tmp_path / "photos")


def test_relative_paths_are_found_from_anywhere(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recent = RecentFiles(settings)
    recent.add(tmp_path.relative_to(tmp_path) / "a.png")
    assert recent.paths == [tmp_path / "a.png"]


def test_clearing_forgets_all(settings, tmp_path):
    recent = RecentFiles(settings)
    recent.add(tmp_path / "a.png")
    recent.clear()
    assert recent.paths == []
    assert "a.png" not in (tmp_path / "settings.json").read_text()


def test_who_wants_nothing_remembered_leaves_no_trace(settings, tmp_path):
    recent = RecentFiles(settings)
    recent.add(tmp_path / "secret" / "a.png")
    settings.set("privacy.remember_files", False)
    assert recent.paths == []
    recent.add(tmp_path / "secret" / "b.png")
    assert recent.paths == []
    settings.set("privacy.remember_files", True)
    assert recent.paths == []
    assert "secret" not in (tmp_path / "settings.json").read_text()


def test_what_was_remembered_before_is_forgotten_at_the_start(settings, tmp_path):
    settings.set("files.recent", json.dumps([str(tmp_path / "secret.png")]))
    settings.set("privacy.remember_files", False)
    RecentFiles(settings)
    assert "secret" not in (tmp_path / "settings.json").read_text()


@pytest.mark.parametrize(
    "text", ["[", "{}", "3", '"x"', '["relative.png", 3, null, "/a\\u0000b"]', "[" * 5000]
)
def test_a_damaged_list_is_an_empty_one(settings, text):
    settings.set("files.recent", text)
    assert RecentFiles(settings).paths == []


def test_those_that_are_gone_can_be_taken_out(settings, tmp_path):
    recent = RecentFiles(settings)
    (tmp_path / "here.png").touch()
    for name in ("here.png", "gone.png"):
        recent.add(tmp_path / name)
    recent.remove(missing_among(recent.paths))
    assert recent.paths == [tmp_path / "here.png"]
