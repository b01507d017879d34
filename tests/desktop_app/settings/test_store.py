import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.settings import store
from desktop_app.settings.store import Settings
from desktop_app.settings.table import (
    DEFAULT_CONFIDENCE,
    LEAST_HEIGHT_PX,
    SETTINGS,
    SettingError,
)
from tests.places import fill, read_only, small_disk
from vision import components, recognizer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "settings.json"


def written(path, values, version=1):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": version, "settings": values}))


def failing_write(*_args, **_kwargs):
    raise PermissionError(13, "Permission denied")


def test_a_first_start_has_defaults_and_no_file(path):
    settings = Settings(path)
    assert {s.key: settings.get(s.key) for s in SETTINGS} == {s.key: s.default for s in SETTINGS}
    assert settings.problem is None
    assert not path.exists()


def test_a_choice_survives_a_restart(path):
    Settings(path).set("appearance.theme", "dark")
    assert Settings(path).get("appearance.theme") == "dark"


def test_nothing_but_the_file_is_left_in_the_folder(path):
    Settings(path).set("reading.confidence", 0.75)
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_subscribers_hear_of_changes_only(path):
    settings = Settings(path)
    heard = []
    unsubscribe = settings.subscribe(lambda key, value: heard.append((key, value)))
    settings.set("camera.mirror", True)
    settings.set("camera.mirror", True)
    unsubscribe()
    settings.set("camera.mirror", False)
    assert heard == [("camera.mirror", True)]


def test_the_window_and_the_engine_are_equally_sure():
    assert DEFAULT_CONFIDENCE == recognizer.DEFAULT_CONFIDENCE


def test_the_window_and_the_engine_read_digits_of_one_least_height():
    assert LEAST_HEIGHT_PX == components.LEAST_HEIGHT_PX


def test_a_value_that_does_not_fit_changes_nothing(path):
    settings = Settings(path)
    with pytest.raises(SettingError):
        settings.set("reading.confidence", 2)
    assert settings.get("reading.confidence") == DEFAULT_CONFIDENCE
    assert not path.exists()


def test_a_dragged_slider_is_written_when_it_is_let_go(path):
    settings = Settings(path)
    heard = []
    settings.subscribe(lambda _key, value: heard.append(value))
    settings.set("reading.confidence", 0.75, save=False)
    settings.set("reading.confidence", 0.8, save=False)
    assert heard == [0.75, 0.8]
    assert not path.exists()
    settings.set("reading.confidence", 0.8)
    assert Settings(path).get("reading.confidence") == 0.8


def test_reset_keeps_what_is_no_choice(path):
    settings = Settings(path)
    settings.set("appearance.theme", "dark")
    settings.set("window.last_folder", "/pictures")
    settings.reset()
    again = Settings(path)
    assert again.get("appearance.theme") == "system"
    assert again.get("window.last_folder") == "/pictures"


def test_an_override_holds_for_this_run_only(path):
    Settings(path).set("appearance.theme", "light")
    settings = Settings(path)
    heard = []
    settings.subscribe(lambda key, value: heard.append((key, value)))
    settings.override("appearance.theme", "dark")
    settings.override("reading.confidence", 0.9)
    assert settings.get("appearance.theme") == "dark"
    assert heard == [("appearance.theme", "dark"), ("reading.confidence", 0.9)]
    settings.set("camera.mirror", True)  # which writes the file
    again = Settings(path)
    assert again.get("camera.mirror") is True
    assert again.get("appearance.theme") == "light"
    assert again.get("reading.confidence") == DEFAULT_CONFIDENCE


def test_a_choice_takes_the_place_of_an_override(path):
    Settings(path).set("appearance.theme", "light")
    settings = Settings(path)
    settings.override("appearance.theme", "dark")
    heard = []
    settings.subscribe(lambda key, value: heard.append((key, value)))
    settings.set("appearance.theme", "light")
    assert heard == [("appearance.theme", "light")]
    assert settings.get("appearance.theme") == "light"


def test_an_override_that_is_chosen_is_written(path):
    settings = Settings(path)
    settings.override("appearance.theme", "dark")
    settings.set("appearance.theme", "dark")
    assert Settings(path).get("appearance.theme") == "dark"


def test_reset_ends_overrides(path):
    settings = Settings(path)
    settings.override("reading.confidence", 0.9)
    settings.reset()
    assert settings.get("reading.confidence") == DEFAULT_CONFIDENCE


def test_an_override_that_does_not_fit_is_refused(path):
    settings = Settings(path)
    with pytest.raises(SettingError):
        settings.override("reading.confidence", 2)
    assert settings.get("reading.confidence") == DEFAULT_CONFIDENCE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"version": 1}',
        b'{"version": 1, "settings": []}',
        b'{"version": "1", "settings": {}}',
        b'{"settings": {}}',
        b"[" * 100_000,
        b" " * (store.MAX_FILE_BYTES + 1),
    ],
    ids=range(11),
)
def test_a_damaged_file_gives_defaults_and_is_kept_aside(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    settings = Settings(path)
    assert settings.get("appearance.theme") == "system"
    assert "settings.json.damaged-1" in settings.problem
    assert path.with_name("settings.json.damaged-1").read_bytes() == content
    settings.set("appearance.theme", "dark")
    again = Settings(path)
    assert again.problem is None
    assert again.get("appearance.theme") == "dark"


def test_a_newer_version_is_named_and_kept_aside(path):
    written(path, {"appearance.theme": "dark"}, version=2)
    settings = Settings(path)
    assert settings.get("appearance.theme") == "system"
    assert "newer DigitLens" in settings.problem
    assert path.with_name("settings.json.damaged-1").exists()


def test_one_wrong_value_costs_only_that_one(path):
    written(path, {"appearance.theme": "dark", "reading.confidence": "high"})
    settings = Settings(path)
    assert settings.get("reading.confidence") == DEFAULT_CONFIDENCE
    assert settings.get("appearance.theme") == "dark"
    assert "reading.confidence" in settings.problem
    assert path.with_name("settings.json.damaged-1").exists()
    again = Settings(path)
    assert again.problem is None
    assert again.get("appearance.theme") == "dark"


def test_unknown_settings_are_left_for_who_knows_them(path):
    written(path, {"sound.volume": 3})
    settings = Settings(path)
    assert settings.problem is None
    settings.set("camera.mirror", True)
    assert json.loads(path.read_text())["settings"]["sound.volume"] == 3


def test_damaged_files_do_not_pile_up_without_end(path):
    for _ in range(store.MAX_KEPT_ASIDE + 3):
        path.parent.mkdir(exist_ok=True)
        path.write_text("{")
        Settings(path)
    assert len(list(path.parent.iterdir())) == store.MAX_KEPT_ASIDE


def test_a_folder_in_place_of_the_file_does_not_hinder(path):
    path.mkdir(parents=True)
    settings = Settings(path)
    assert settings.problem
    settings.set("camera.mirror", True)
    assert Settings(path).get("camera.mirror") is True


def test_read_only_configuration_works_with_one_warning(path, monkeypatch):
    monkeypatch.setattr(store.tempfile, "mkstemp", failing_write)
    settings = Settings(path)
    warnings = []
    settings.subscribe_problem(warnings.append)
    settings.set("appearance.theme", "dark")
    settings.set("appearance.theme", "light")
    assert settings.get("appearance.theme") == "light"
    assert len(warnings) == 1
    assert str(path.parent) in warnings[0]
    assert settings.problem == warnings[0]


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_read_only_folder_is_told_once_and_what_is_set_holds_until_the_end(path):
    Settings(path).set("appearance.theme", "dark")
    before = path.read_bytes()
    with read_only(path.parent):
        settings = Settings(path)
        warnings = []
        settings.subscribe_problem(warnings.append)
        for theme in ("light", "system", "light"):
            settings.set("appearance.theme", theme)
        assert settings.get("appearance.theme") == "light"
        assert len(warnings) == 1
        assert str(path.parent) in warnings[0]
    assert path.read_bytes() == before


def test_a_full_disk_leaves_the_old_settings_whole(tmp_path):
    with small_disk(tmp_path / "disk", 1) as disk:
        settings = Settings(disk / "settings.json")
        settings.set("appearance.theme", "dark")
        fill(disk)
        settings.set("appearance.theme", "light")
        assert "settings" in settings.problem
        assert settings.get("appearance.theme") == "light"
        assert Settings(disk / "settings.json").get("appearance.theme") == "dark"


def test_a_write_that_fails_leaves_the_old_file_whole(path, monkeypatch):
    settings = Settings(path)
    settings.set("appearance.theme", "dark")
    monkeypatch.setattr(store.os, "fsync", failing_write)
    settings.set("appearance.theme", "light")
    assert settings.problem
    assert Settings(path).get("appearance.theme") == "dark"
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.fuzz
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([s.key for s in SETTINGS]) | st.text(), json_values))
def test_whatever_the_file_says_every_setting_is_valid(tmp_path, values):
    path = tmp_path / "settings.json"
    written(path, values)
    loaded = Settings(path)
    for setting in SETTINGS:
        assert setting.validated(loaded.get(setting.key)) == loaded.get(setting.key)
    for kept in tmp_path.iterdir():
        kept.unlink()
