"""Options of the window: each overrides one setting, and tells what it does."""

import pytest

from desktop_app.settings.table import SETTING_BY_KEY
from desktop_app.window_options import SETTING_OPTIONS, WindowOptions, parse_window_options


@pytest.mark.parametrize(
    ("arguments", "overrides"),
    [
        ("--confidence 0.8", {"reading.confidence": 0.8}),
        ("--minimum-height 20", {"reading.minimum_height": 20.0}),
        ("--read digits", {"reading.grouping": "digits"}),
        ("--digits", {"reading.grouping": "digits"}),
        ("--digits --numbers", {"reading.grouping": "numbers"}),
        ("--smoothing strong", {"reading.smoothing": "strong"}),
        ("--no-smoothing", {"reading.smoothing": "off"}),
        (
            "--hold-steady --expected-digits 4",
            {"reading.hold_steady": True, "reading.expected_digits": 4.0},
        ),
        ("--mirror", {"camera.mirror": True}),
        ("--no-mirror", {"camera.mirror": False}),
        ("--theme dark", {"appearance.theme": "dark"}),
        ("--language de", {"appearance.language": "de"}),
        ("--overlay underline --label-size large", {
            "overlay.style": "underline",
            "overlay.size": "large",
        }),
        ("--no-show-confidence --no-show-unsure", {
            "overlay.confidence": False,
            "overlay.unsure": False,
        }),
    ],
)  # fmt: skip
def test_an_option_overrides_its_setting(arguments, overrides):
    assert parse_window_options(arguments.split()) == WindowOptions(None, overrides)


def test_nothing_given_overrides_nothing():
    assert parse_window_options([]) == WindowOptions(None, {})


def test_source_and_options_in_any_order():
    options = parse_window_options(["--fullscreen", "page.png", "--theme", "dark", "--new-window"])
    assert options == WindowOptions(
        "page.png", {"appearance.theme": "dark"}, is_full_screen=True, opens_new_window=True
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--confidence 0.1", "0.1 is not a number from 0.3 to 0.99"),
        ("--confidence nan", "nan is not a number"),
        ("--confidence high", "high is not a number"),
        ("--minimum-height 20.5", "20.5 is not a whole number from 11 to 200"),
        ("--expected-digits 21", "21 is not a whole number from 0 to 20"),
        ("--theme pink", "pink"),
        ("--no-such-option", "--no-such-option"),
    ],
)
def test_what_does_not_fit_ends_with_a_word_on_what_would(arguments, told, capsys):
    with pytest.raises(SystemExit) as end:
        parse_window_options(arguments.split())
    assert end.value.code == 2
    assert told in capsys.readouterr().err


def test_what_reading_and_overlay_have_in_the_dialog_they_have_as_options_too():
    keys = {option.key for options in SETTING_OPTIONS.values() for option in options}
    wanted = {
        setting.key
        for setting in SETTING_BY_KEY.values()
        if setting.title and setting.key.partition(".")[0] in ("reading", "overlay", "appearance")
    }
    assert wanted <= keys
