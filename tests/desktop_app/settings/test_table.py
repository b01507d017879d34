import math

import pytest

from desktop_app.settings.table import MAX_TEXT_LENGTH, SETTING_BY_KEY, SETTINGS, SettingError


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_defaults_fit_their_own_limits(setting):
    assert setting.validated(setting.default) == setting.default


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_has_a_control_is_explained(setting):
    assert bool(setting.title) == bool(setting.tooltip)


def test_keys_are_used_once():
    assert len(SETTING_BY_KEY) == len(SETTINGS)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("camera.mirror", 1),
        ("camera.mirror", "true"),
        ("camera.source", None),
        ("camera.source", 3),
        ("camera.source", "x" * (MAX_TEXT_LENGTH + 1)),
        ("reading.confidence", True),
        ("reading.confidence", "0.5"),
        ("reading.confidence", math.nan),
        ("reading.confidence", math.inf),
        ("reading.confidence", 0.2),
        ("reading.confidence", 1),
        ("appearance.theme", "pink"),
        ("appearance.theme", ["dark"]),
    ],
)
def test_what_does_not_fit_is_refused_by_name(key, value):
    with pytest.raises(SettingError, match=key):
        SETTING_BY_KEY[key].validated(value)
